import { useEffect, useState } from "react";

/** The present moment in milliseconds since 1970 UTC, renewed every `period` milliseconds; `undefined` stops it. */
export function useClock(period: number | undefined): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    if (period === undefined) return;
    setNow(Date.now());
    const timer = setInterval(() => setNow(Date.now()), period);
    return () => clearInterval(timer);
  }, [period]);
  return now;
}
