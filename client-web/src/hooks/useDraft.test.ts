import { act, renderHook } from "@testing-library/react";
import { expect, it } from "vitest";
import { useDraft } from "./useDraft.ts";

it("is there again after a reload of the tab, until it is sent", () => {
  const first = renderHook(() => useDraft());
  act(() => first.result.current[1]("half a thought"));
  expect(first.result.current[0]).toBe("half a thought");
  first.unmount();
  const { result } = renderHook(() => useDraft());
  expect(result.current[0]).toBe("half a thought");
  act(() => result.current[1](""));
  expect(sessionStorage.length).toBe(0);
});
