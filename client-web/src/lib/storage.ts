/** What the browser keeps for this page. Every key starts with the product's name. */

const prefix = "eventwire.";

/** Where a value lives: `local` for every visit, `session` for this tab until it is closed. */
export type Lifetime = "local" | "session";

function area(lifetime: Lifetime): Storage {
  return lifetime === "local" ? window.localStorage : window.sessionStorage;
}

/** Reads a kept value; `""` where there is none or the browser forbids storage. */
export function recall(lifetime: Lifetime, key: string): string {
  try {
    return area(lifetime).getItem(prefix + key) ?? "";
  } catch {
    return ""; // forbidden by the browser's settings: the page works, it only forgets
  }
}

/** Keeps a value, or forgets it where it is empty. Without storage, or with a full one, it is lost on reload. */
export function remember(lifetime: Lifetime, key: string, value: string): void {
  try {
    if (value === "") area(lifetime).removeItem(prefix + key);
    else area(lifetime).setItem(prefix + key, value);
  } catch {
    // as in recall
  }
}
