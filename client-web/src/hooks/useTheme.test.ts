import { act, renderHook } from "@testing-library/react";
import { afterEach, expect, it } from "vitest";
import { recall } from "../lib/storage.ts";
import { darkSystem, stubMedia } from "../test/media.ts";
import { useTheme } from "./useTheme.ts";

const applied = () => document.documentElement.dataset["theme"];
afterEach(() => {
  delete document.documentElement.dataset["theme"];
});

it("follows the system until the reader chooses", () => {
  const media = stubMedia({});
  const { result } = renderHook(() => useTheme());
  expect(result.current.theme).toBe("light");
  media.set(darkSystem, true);
  expect([result.current.theme, applied()]).toEqual(["dark", undefined]);
});

it("keeps the reader's choice, whatever the system says", () => {
  const media = stubMedia({});
  const { result } = renderHook(() => useTheme());
  act(() => result.current.switchTheme());
  expect([result.current.theme, applied(), recall("local", "theme")]).toEqual(
    Array(3).fill("dark"),
  );
  media.set(darkSystem, true);
  media.set(darkSystem, false);
  expect(result.current.theme).toBe("dark");
  expect(renderHook(() => useTheme()).result.current.theme).toBe("dark");
});

it("follows the system again once the reader is back at its theme", () => {
  const media = stubMedia({ [darkSystem]: true });
  const { result } = renderHook(() => useTheme());
  act(() => result.current.switchTheme());
  act(() => result.current.switchTheme());
  expect([result.current.theme, applied(), recall("local", "theme")]).toEqual([
    "dark",
    undefined,
    "",
  ]);
  media.set(darkSystem, false);
  expect(result.current.theme).toBe("light");
});
