import { type FocusEvent, type JSX, useRef } from "react";
import type { UserEvent } from "../lib/userEvents.ts";
import { Avatar } from "./Avatar.tsx";
import { Icon, type IconName } from "./Icon.tsx";
import { UserEventText } from "./UserEventText.tsx";

interface Props {
  readonly toasts: readonly UserEvent[];
  readonly onDismiss: (key: string) => void;
  readonly onPause: (paused: boolean) => void;
}

/** Shows toasts. They wait while one of them is under the pointer or has the focus. */
export function Notifications({ toasts, onDismiss, onPause }: Props): JSX.Element {
  const list = useRef<HTMLUListElement>(null);
  const leave = (event: FocusEvent) => {
    if (!event.currentTarget.contains(event.relatedTarget)) onPause(false);
  };
  const dismiss = (key: string) => {
    onDismiss(key);
    // The button that had the focus is gone without a word: only a pointer can be waited for now.
    onPause(list.current?.matches(":hover") ?? false);
  };
  return (
    <section aria-label="Notifications" className="toasts">
      <ul
        ref={list}
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
            {event.kind === "announced" ? (
              <>
                <Icon name={icon(event.level)} />
                <span className="visually-hidden">{event.level}: </span>
              </>
            ) : (
              <Avatar id={event.userId} name={event.username} />
            )}
            <UserEventText event={event} />
            <button
              type="button"
              className="icon-button"
              aria-label="Dismiss"
              onClick={() => dismiss(event.key)}
            >
              <Icon name="close" />
            </button>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** A server of tomorrow may know more levels: those look like `info`. */
function icon(level: string): IconName {
  switch (level) {
    case "success":
      return "done";
    case "warning":
      return "warning";
    case "error":
      return "failed";
    default:
      return "info";
  }
}
