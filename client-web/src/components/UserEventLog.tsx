import type { JSX } from "react";
import { clockTime, fullTime } from "../lib/times.ts";
import type { UserEvent } from "../lib/userEvents.ts";
import { UserEventText } from "./UserEventText.tsx";

/** Lists what happened around the conversation, newest first. */
export function UserEventLog({ log }: { readonly log: readonly UserEvent[] }): JSX.Element {
  if (log.length === 0) return <p className="nothing">Nothing yet.</p>;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
    <ul className="event-log" aria-label="Activity" tabIndex={0}>
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
