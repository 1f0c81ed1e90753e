import { act } from "@testing-library/react";
import { vi } from "vitest";

/** What the browser says of itself to media queries. */
export interface Media {
  /** Changes what the browser says of one query, as when a window is made narrower. */
  set(query: string, matches: boolean): void;
  /** How many listeners wait for a change. */
  readonly listeners: number;
}

/** Answers media queries as a test wants them; those that are not named do not match. */
export function stubMedia(answers: Record<string, boolean>): Media {
  const current = new Map(Object.entries(answers));
  const listeners = new Set<() => void>();
  vi.stubGlobal("matchMedia", (query: string) => ({
    get matches() {
      return current.get(query) ?? false;
    },
    addEventListener: (_type: string, listener: () => void) => listeners.add(listener),
    removeEventListener: (_type: string, listener: () => void) => listeners.delete(listener),
  }));
  return {
    set(query, matches) {
      current.set(query, matches);
      act(() => {
        for (const listener of listeners) listener();
      });
    },
    get listeners() {
      return listeners.size;
    },
  };
}

export const wideScreen = "(min-width: 56rem)";
export const darkSystem = "(prefers-color-scheme: dark)";
export const touchScreen = "(pointer: coarse)";
