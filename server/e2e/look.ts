import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import type { Page } from "playwright-core";
import { expect } from "vitest";

/** axe-core, once it runs in the page. */
declare const axe: {
  run(
    context: Document,
    options: { readonly rules: Record<string, { readonly enabled: boolean }> },
  ): Promise<{
    violations: readonly {
      id: string;
      nodes: readonly { html: string; failureSummary: string }[];
    }[];
  }>;
};

const axeSource = await readFile(createRequire(import.meta.url).resolve("axe-core"), "utf8");

/** What axe finds wrong with the page as it is now. */
export async function violations(page: Page): Promise<string[]> {
  // Handed in by the debugger: the page's own policy refuses it.
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(axeSource);
  await still(page);
  return page.evaluate(async () => {
    const { violations } = await axe.run(document, { rules: { "target-size": { enabled: true } } });
    return violations.flatMap(({ id, nodes }) =>
      nodes.map(({ html, failureSummary }) => `${id}: ${html}: ${failureSummary}`),
    );
  });
}

/** Looks at the page as it is now, in both themes: nothing is too wide, and axe finds nothing. Leaves pictures. */
export async function look(page: Page, name: string): Promise<void> {
  for (const colorScheme of ["dark", "light"] as const) {
    await page.emulateMedia({ colorScheme });
    const state = `${name}-${colorScheme}`;
    await still(page);
    await page.screenshot({ path: `screenshots/${state}.png` });
    expect({ state, found: await violations(page) }).toEqual({ state, found: [] });
    expect({ state, found: await overflows(page) }).toEqual({ state, found: [] });
  }
}

/** Waits until whatever moved for a moment stands still. */
export function still(page: Page): Promise<unknown> {
  return page.evaluate(() =>
    Promise.all(
      document
        .getAnimations()
        .filter(({ effect }) => effect?.getComputedTiming().endTime !== Infinity)
        .map(({ finished }) => finished.catch(() => undefined)), // its element is gone
    ),
  );
}

/** What is wider than the screen, or wider than the part of the page that it is in. */
export function overflows(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const wide = [...document.querySelectorAll("html, body, .page, .page *")].filter((element) => {
      if (element.closest(".visually-hidden")) return false;
      // Cut off: with an ellipsis, or at the edge of its bubble where it has no place to break.
      for (let around = element.parentElement; around; around = around.parentElement)
        if (getComputedStyle(around).overflowX === "clip") return false;
      const { right, left } = element.getBoundingClientRect();
      return right > innerWidth + 0.5 || left < -0.5;
    });
    const scrolls = [...document.querySelectorAll("html, body, [role=log], ul, dialog")].filter(
      (element) => element.scrollWidth > element.clientWidth,
    );
    return [...wide, ...scrolls].map((element) => element.outerHTML.slice(0, 120));
  });
}

/** What moved on the screen without anybody's doing since the page was opened, as the Layout Instability API tells it: the sum, and the parts. */
export function layoutShift(page: Page): Promise<{ sum: number; moved: string[] }> {
  return page.evaluate(() => window.layoutShifts);
}

declare global {
  interface Window {
    layoutShifts: { sum: number; moved: string[] };
  }
}

/** Runs in the page before anything else does. */
export function observeLayout(): void {
  const shifts: Window["layoutShifts"] = { sum: 0, moved: [] };
  window.layoutShifts = shifts;
  interface LayoutShift extends PerformanceEntry {
    readonly value: number;
    readonly hadRecentInput: boolean;
    readonly sources: readonly {
      readonly node: Node | null;
      readonly previousRect: DOMRectReadOnly;
      readonly currentRect: DOMRectReadOnly;
    }[];
  }
  new PerformanceObserver((list) => {
    for (const { value, hadRecentInput, sources } of list.getEntries() as LayoutShift[]) {
      if (hadRecentInput) continue;
      shifts.sum += value;
      for (const { node, previousRect: from, currentRect: to } of sources) {
        const element = node instanceof Element ? node : node?.parentElement;
        shifts.moved.push(
          `${value.toFixed(4)}: ${from.x},${from.y} to ${to.x},${to.y}: ${element?.outerHTML.slice(0, 120)}`,
        );
      }
    }
  }).observe({ type: "layout-shift", buffered: true });
}

/** Runs in the page before anything else does: what the content security policy refuses becomes an error of the page. */
export function tellViolations(): void {
  document.addEventListener("securitypolicyviolation", ({ effectiveDirective, blockedURI }) => {
    reportError(new Error(`the policy refuses ${effectiveDirective}: ${blockedURI}`));
  });
}
