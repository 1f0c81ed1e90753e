import type { JSX } from "react";
import { colourOf } from "../lib/colour.ts";

/** A disc with a name's first letter, in a colour that stays with the user's id. */
export function Avatar({ id, name }: { readonly id: string; readonly name: string }): JSX.Element {
  return (
    <span className="avatar" data-colour={colourOf(id)} aria-hidden="true">
      {initial(name)}
    </span>
  );
}

/** The first letter as a reader sees it: an emoji of several code points is one. */
function initial(name: string): string {
  const [first] = new Intl.Segmenter().segment(name);
  return (first?.segment ?? "?").toLocaleUpperCase();
}
