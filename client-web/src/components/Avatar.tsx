import type { JSX } from "react";

/** How many colours styles/base.css has. */
const colours = 8;

/** A disc with a name's first letter, in a colour that stays with the user's id. */
export function Avatar({ id, name }: { readonly id: string; readonly name: string }): JSX.Element {
  let hash = 0;
  for (const letter of id) hash = (hash * 31 + (letter.codePointAt(0) ?? 0)) % 1_000_003;
  return (
    <span className="avatar" data-colour={hash % colours} aria-hidden="true">
      {initial(name)}
    </span>
  );
}

/** The first letter as a reader sees it: an emoji of several code points is one. */
function initial(name: string): string {
  const [first] = new Intl.Segmenter().segment(name);
  return (first?.segment ?? "?").toLocaleUpperCase();
}
