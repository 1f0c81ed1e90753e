import { vi } from "vitest";

/** Lets the page have come to be in this way. */
export function arriveBy(type: "navigate" | "reload"): void {
  const entry = { type, name: "", entryType: "navigation", startTime: 0, duration: 0 };
  vi.spyOn(performance, "getEntriesByType").mockReturnValue([
    { ...entry, toJSON: () => entry } as PerformanceEntry,
  ]);
}
