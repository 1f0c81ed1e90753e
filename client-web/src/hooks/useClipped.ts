import { type RefObject, useLayoutEffect, useState } from "react";

/** Whether an element hides a part of what is in it, now and whenever its width changes. It is not watched where `watch` is false. */
export function useClipped(element: RefObject<HTMLElement | null>, watch: boolean): boolean {
  const [clipped, setClipped] = useState(false);

  useLayoutEffect(() => {
    const watched = element.current;
    if (!watch || watched === null) return;
    const measure = () => setClipped(watched.scrollHeight > watched.clientHeight + 1);
    measure(); // before the first paint
    const observer = new ResizeObserver(measure);
    observer.observe(watched);
    return () => observer.disconnect();
  }, [element, watch]);

  return clipped;
}
