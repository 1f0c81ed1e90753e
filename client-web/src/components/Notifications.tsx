import type { FocusEvent, JSX } from "react";
import type { UserEvent } from "../lib/userEvents.ts";
import { Icon } from "./Icon.tsx";
import { UserEventText } from "./UserEventText.tsx";

interface Props {
  readonly toasts: readonly UserEvent[];
  readonly onDismiss: (key: string) => void;
  readonly onPause: (paused: boolean) => void;
}

/** Shows toasts. They wait while one of them is under the pointer or has the focus. */
export function Notifications({ toasts, onDismiss, onPause }: Props): JSX.Element {
  const leave = (event: FocusEvent) => {
    if (!event.currentTarget.contains(event.relatedTarget)) onPause(false);
  };
  return (
    <section aria-label="Notifications" className="toasts">
      <ul
        aria-live="polite"
        onPointerEnter={() => onPause(true)}
        onPointerLeave={() => onPause(false)}
        onFocus={() => onPause(true)}
        onBlur={leave}
      >
        {toasts.map((event) => (
          <li
            key={event.key}
            className="toast"
            data-level={event.kind === "announced" ? event.level : "info"}
          >
            {event.kind === "announced" && <span className="visually-hidden">{event.level}: </span>}
            <UserEventText event={event} />
            <button
              type="button"
              className="icon-button"
              aria-label="Dismiss"
              onClick={() => onDismiss(event.key)}
            >
              <Icon name="close" />
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}
