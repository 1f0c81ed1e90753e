/** The length of a text as the contract counts it: in Unicode code points. */
export function codePoints(text: string): number {
  let count = 0;
  for (const _ of text) count++;
  return count;
}

/** The limit of the contract's MessageText, in code points. */
export const messageLimit = 1000;

/** The limit of the contract's Username, in code points. */
export const usernameLimit = 50;

/** Writes `1 person`, `2 people`. */
export function plural(count: number, one: string, many: string): string {
  return `${count.toLocaleString()} ${count === 1 ? one : many}`;
}

/** A part of a message: plain text, or an address that may be followed. */
export type TextPart = { readonly text: string; readonly href?: string };

// Bidirectional controls end an address: with them it could be displayed as another one.
const address =
  /(?<![\p{L}\p{N}@])(?:https?:\/\/|www\.)[^\s<>"'`\u200B\u200E\u200F\u061C\u202A-\u202E\u2066-\u2069]+/giu;

/**
 * Splits a message into text and links. Only http and https addresses become links, and only
 * those that the browser's own parser accepts; everything else stays text, to the character.
 */
export function linkify(text: string): readonly TextPart[] {
  const parts: TextPart[] = [];
  let end = 0;
  for (const match of text.matchAll(address)) {
    const shown = withoutTrailingPunctuation(match[0]);
    const href = safeAddress(shown);
    if (href === undefined) continue;
    if (match.index > end) parts.push({ text: text.slice(end, match.index) });
    parts.push({ text: shown, href });
    end = match.index + shown.length;
  }
  if (end < text.length) parts.push({ text: text.slice(end) });
  return parts;
}

/** Leaves out the full stop or the bracket that belongs to the sentence around an address. */
function withoutTrailingPunctuation(found: string): string {
  let shown = found;
  for (;;) {
    const last = shown.at(-1) ?? "";
    const opening = { ")": "(", "]": "[", "}": "{" }[last];
    const closesNothing =
      opening !== undefined && shown.split(last).length > shown.split(opening).length;
    if (!closesNothing && !/[.,:;!?…*_~]/u.test(last)) return shown;
    shown = shown.slice(0, -1);
  }
}

function safeAddress(shown: string): string | undefined {
  const written = /^www\./iu.test(shown) ? `https://${shown}` : shown;
  if (!URL.canParse(written)) return undefined;
  const url = new URL(written);
  // "https://bank.example@evil.example" reads as one host and goes to another.
  if (url.username !== "" || url.password !== "") return undefined;
  return /[^.]/u.test(url.hostname) ? url.href : undefined;
}
