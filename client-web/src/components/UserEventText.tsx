import type { JSX } from "react";
import type { UserEvent } from "../lib/userEvents.ts";

/** The sentence of an event. Names stand in `bdi`, so that none of them can turn the sentence around. */
export function UserEventText({ event }: { readonly event: UserEvent }): JSX.Element {
  switch (event.kind) {
    case "joined":
    case "left":
      return (
        <span className="event-text">
          <bdi>{event.username}</bdi> {event.kind}
        </span>
      );
    case "renamed":
      return (
        <span className="event-text">
          <bdi>{event.from}</bdi> is now <bdi>{event.username}</bdi>
        </span>
      );
    case "announced":
      return (
        <span className="event-text">
          <strong dir="auto">{event.title}</strong>
          <span className="event-message" dir="auto">
            {event.message}
          </span>
        </span>
      );
  }
}
