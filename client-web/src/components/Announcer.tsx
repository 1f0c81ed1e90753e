import type { JSX } from "react";
import type { Row } from "../lib/rows.ts";

/** Lets a screen reader say what others write. The visible list is silent: scrolling adds old rows to it. */
export function Announcer({
  rows,
  since,
}: {
  readonly rows: readonly Row[];
  readonly since: number;
}): JSX.Element {
  const fresh = rows
    .slice(-5)
    .filter((row) => row.kind === "message" && !row.own && row.timestamp >= since);
  return (
    <div className="visually-hidden" aria-live="polite" aria-relevant="additions">
      {fresh.map(
        (row) => row.kind === "message" && <p key={row.key}>{`${row.from}: ${row.text}`}</p>,
      )}
    </div>
  );
}
