import { act, renderHook } from "@testing-library/react";
import { expect, it, vi } from "vitest";
import { useClipped } from "./useClipped.ts";

it("measures before the first paint, and again whenever the width changes", () => {
  const reports = new Set<() => void>();
  vi.stubGlobal(
    "ResizeObserver",
    class {
      readonly #report: () => void;
      constructor(report: () => void) {
        this.#report = report;
      }
      observe(): void {
        reports.add(this.#report);
      }
      disconnect(): void {
        reports.delete(this.#report);
      }
    },
  );
  const element = document.createElement("p");
  const height = vi.spyOn(element, "scrollHeight", "get").mockReturnValue(300);
  vi.spyOn(element, "clientHeight", "get").mockReturnValue(300);
  const { result, rerender, unmount } = renderHook(
    ({ watch }) => useClipped({ current: element }, watch),
    { initialProps: { watch: true } },
  );
  expect(result.current).toBe(false);

  height.mockReturnValue(500);
  act(() => {
    for (const report of reports) report();
  });
  expect(result.current).toBe(true);

  rerender({ watch: false });
  expect(reports.size).toBe(0);
  rerender({ watch: true });
  unmount();
  expect(reports.size).toBe(0);
});
