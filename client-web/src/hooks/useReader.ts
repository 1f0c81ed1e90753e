import { useMemo, useRef } from "react";

/** Tells scrolling by the reader's hand from that of a program. */
export interface Reader {
  /** To be put on the scrolling element. */
  readonly handlers: {
    readonly onWheel: () => void;
    readonly onKeyDown: () => void;
    readonly onTouchMove: () => void;
    readonly onPointerDown: () => void;
    readonly onPointerMove: (event: { readonly buttons: number }) => void;
  };
  /** Whether the reader's hand may have caused a scroll event that is handled now. */
  readonly moved: () => boolean;
  /** To be called before a program scrolls at the reader's wish: what their hand did before is done with. */
  readonly rest: () => void;
}

/** A touched list may glide on for this many milliseconds. */
const momentum = 1_000;

/** Watches for signs of the reader's hand. */
export function useReader(): Reader {
  const until = useRef(0);
  return useMemo(() => {
    const touched = () => {
      until.current = performance.now() + momentum;
    };
    return {
      handlers: {
        onWheel: touched,
        onKeyDown: touched,
        onTouchMove: touched,
        onPointerDown: touched,
        onPointerMove: ({ buttons }) => buttons > 0 && touched(),
      },
      rest: () => {
        until.current = 0;
      },
      moved: () => performance.now() < until.current,
    };
  }, []);
}
