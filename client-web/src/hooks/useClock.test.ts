import { act, renderHook } from "@testing-library/react";
import { expect, it, vi } from "vitest";
import { useClock } from "./useClock.ts";

it("goes on in steps, stops when it is told to, and leaves no timer behind", () => {
  vi.useFakeTimers({ now: 1_000 });
  const hook = renderHook(({ period }) => useClock(period), {
    initialProps: { period: 250 as number | undefined },
  });
  expect(hook.result.current).toBe(1_000);
  act(() => vi.advanceTimersByTime(500));
  expect(hook.result.current).toBe(1_500);
  hook.rerender({ period: undefined });
  expect(vi.getTimerCount()).toBe(0);
  hook.rerender({ period: 250 });
  hook.unmount();
  expect(vi.getTimerCount()).toBe(0);
});
