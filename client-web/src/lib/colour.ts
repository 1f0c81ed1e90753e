/** How many colours styles/base.css has for people. */
const colours = 8;

/** The colour that stays with a user's id. */
export function colourOf(id: string): number {
  let hash = 0;
  for (const letter of id) hash = (hash * 31 + (letter.codePointAt(0) ?? 0)) % 1_000_003;
  return hash % colours;
}
