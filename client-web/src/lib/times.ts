/** Times as the reader's locale writes them. Timestamps are milliseconds since 1970 UTC. */

const time = new Intl.DateTimeFormat(undefined, { hour: "numeric", minute: "2-digit" });
const full = new Intl.DateTimeFormat(undefined, { dateStyle: "full", timeStyle: "short" });
const day = new Intl.DateTimeFormat(undefined, { weekday: "long", day: "numeric", month: "long" });
const dayOfYear = new Intl.DateTimeFormat(undefined, { dateStyle: "long" });
const relative = new Intl.RelativeTimeFormat(undefined, { numeric: "auto" });

/** `12:05` or `12:05 PM`. */
export function clockTime(timestamp: number): string {
  return time.format(timestamp);
}

/** The whole date with the time, for a tooltip. */
export function fullTime(timestamp: number): string {
  return full.format(timestamp);
}

/** `Today`, `Yesterday`, a weekday with its date, or, of another year, the whole date. */
export function dayName(timestamp: number, now: number): string {
  const days = Math.round((midnight(timestamp) - midnight(now)) / 86_400_000);
  if (days === 0 || days === -1) return capitalized(relative.format(days, "day"));
  const sameYear = new Date(timestamp).getFullYear() === new Date(now).getFullYear();
  return (sameYear ? day : dayOfYear).format(timestamp);
}

function midnight(timestamp: number): number {
  return new Date(timestamp).setHours(0, 0, 0, 0);
}

function capitalized(text: string): string {
  return text.slice(0, 1).toLocaleUpperCase() + text.slice(1);
}
