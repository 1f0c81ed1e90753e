/** Who is writing at the moment, in the order in which they began. */
export type Typists = ReadonlyMap<string, { readonly username: string; readonly until: number }>;

/** Somebody is taken to be writing for this many milliseconds after they last said so. */
export const typingLasts = 6_000;

/** While somebody writes, they say so again after this many milliseconds. */
export const typingRepeats = 3_000;

/** The sentence under the conversation; `""` while nobody writes. */
export function typingSentence(names: readonly string[]): string {
  const [first, second, third] = names;
  if (first === undefined) return "";
  if (second === undefined) return `${first} is typing…`;
  if (third === undefined) return `${first} and ${second} are typing…`;
  return names.length === 3
    ? `${first}, ${second} and ${third} are typing…`
    : "Several people are typing…";
}
