import { renderHook } from "@testing-library/react";
import { expect, it, vi } from "vitest";
import { useReader } from "./useReader.ts";

it("takes scrolling as the reader's for a moment after a sign of their hand", () => {
  vi.useFakeTimers();
  const { result } = renderHook(() => useReader());
  const { handlers, moved, rest } = result.current;
  expect(moved()).toBe(false);
  const signs = [
    handlers.onWheel,
    handlers.onKeyDown,
    handlers.onTouchMove,
    handlers.onPointerDown,
  ];
  for (const sign of [...signs, () => handlers.onPointerMove({ buttons: 1 })]) {
    sign();
    expect(moved()).toBe(true);
    vi.advanceTimersByTime(1_000);
    expect(moved()).toBe(false);
  }
  handlers.onWheel();
  rest();
  expect(moved()).toBe(false);
  handlers.onPointerMove({ buttons: 0 }); // only passes over
  expect(moved()).toBe(false);
});
