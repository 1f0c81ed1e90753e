import { cleanup } from "@testing-library/react";
import { afterEach, beforeEach, vi } from "vitest";

/** happy-dom lays nothing out: every element is taken to be this high, so that the virtual list shows rows. */
class FixedResizeObserver implements ResizeObserver {
  readonly #report: ResizeObserverCallback;

  constructor(report: ResizeObserverCallback) {
    this.#report = report;
  }

  observe(target: Element): void {
    const contentRect = new DOMRect(0, 0, 400, target.getAttribute("role") === "log" ? 2000 : 40);
    const box = [{ blockSize: contentRect.height, inlineSize: contentRect.width }];
    queueMicrotask(() =>
      this.#report(
        [
          {
            target,
            contentRect,
            borderBoxSize: box,
            contentBoxSize: box,
            devicePixelContentBoxSize: box,
          },
        ],
        this,
      ),
    );
  }

  unobserve(): void {}

  disconnect(): void {}
}

// virtua measures only what is in the layout, which it sees by an offsetParent.
Object.defineProperty(HTMLElement.prototype, "offsetParent", {
  get(this: HTMLElement) {
    return this.parentElement;
  },
});

beforeEach(() => {
  vi.stubGlobal("ResizeObserver", FixedResizeObserver);
  localStorage.clear();
  sessionStorage.clear();
});

afterEach(() => {
  cleanup();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});
