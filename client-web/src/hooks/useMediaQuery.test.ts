import { renderHook } from "@testing-library/react";
import { expect, it } from "vitest";
import { stubMedia, wideScreen } from "../test/media.ts";
import { useMediaQuery } from "./useMediaQuery.ts";

it("follows the browser, and listens no longer than it lives", () => {
  const media = stubMedia({ [wideScreen]: true });
  const { result, unmount } = renderHook(() => useMediaQuery(wideScreen));
  expect(result.current).toBe(true);
  media.set(wideScreen, false);
  expect(result.current).toBe(false);
  expect(media.listeners).toBe(1);
  unmount();
  expect(media.listeners).toBe(0);
});
