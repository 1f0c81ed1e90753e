import { type JSX, useLayoutEffect, useRef } from "react";
import { clockTime, fullTime } from "../lib/times.ts";
import type { UserEvent } from "../lib/userEvents.ts";
import { UserEventText } from "./UserEventText.tsx";

/** The reader counts as being at the end within this many pixels of it. */
const nearEnd = 24;

/** Lists what happened around the conversation. Like the conversation it follows what is new while the reader is at its end. */
export function UserEventLog({ log }: { readonly log: readonly UserEvent[] }): JSX.Element {
  const list = useRef<HTMLUListElement>(null);
  const atEnd = useRef(true);

  // biome-ignore lint/correctness/useExhaustiveDependencies: follows each new line
  useLayoutEffect(() => {
    if (atEnd.current && list.current !== null) list.current.scrollTop = list.current.scrollHeight;
  }, [log]);

  if (log.length === 0) return <p className="nothing">Nothing yet.</p>;
  return (
    <ul
      ref={list}
      className="event-log"
      aria-label="Activity"
      // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
      tabIndex={0}
      onScroll={({ currentTarget: { scrollHeight, scrollTop, clientHeight } }) => {
        atEnd.current = scrollHeight - scrollTop - clientHeight <= nearEnd;
      }}
    >
      {log.map((event) => (
        <li key={event.key} data-kind={event.kind}>
          <UserEventText event={event} />
          <time
            dateTime={new Date(event.timestamp).toISOString()}
            title={fullTime(event.timestamp)}
          >
            {clockTime(event.timestamp)}
          </time>
        </li>
      ))}
    </ul>
  );
}
