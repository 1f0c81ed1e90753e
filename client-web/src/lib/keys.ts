let count = 0;

/** A list key that this page has not used yet. (`crypto.randomUUID` is missing on plain-http pages of a local network.) */
export function newKey(): string {
  count += 1;
  return `key-${count}`;
}
