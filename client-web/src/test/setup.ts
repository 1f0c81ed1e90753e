import { cleanup, configure } from "@testing-library/react";
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
  configurable: true,
  get(this: HTMLElement) {
    return this.parentElement;
  },
});

// Everything is rendered as main.tsx renders it: twice.
// What is hidden from whom is for the tests in a browser: asking happy-dom for every style takes seconds.
configure({ reactStrictMode: true, defaultHidden: true });

beforeEach(() => {
  // Testing Library knows fake timers by the name of their first maker only.
  vi.stubGlobal("jest", { advanceTimersByTime: (ms: number) => vi.advanceTimersByTime(ms) });
  vi.stubGlobal("ResizeObserver", FixedResizeObserver);
  localStorage.clear();
  sessionStorage.clear();
});

afterEach(() => {
  cleanup();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});
