import { useCallback, useEffect, useReducer, useRef, useState } from "react";
import type { ChatClient } from "../lib/client.ts";
import { onUserEvent, toasted, type UserEvent } from "../lib/userEvents.ts";

/** A toast goes by itself after this many milliseconds in which nobody pointed at or focused one. */
export const shownFor = 5_000;

export interface Notifications {
  readonly toasts: readonly UserEvent[];
  readonly dismiss: (key: string) => void;
  /** Stops the clock of all toasts, as while one is under the pointer, or lets it run on. */
  readonly setPaused: (paused: boolean) => void;
}

type Action = { readonly add: UserEvent } | { readonly dismiss: string };

function reduce(toasts: readonly UserEvent[], action: Action): readonly UserEvent[] {
  if ("add" in action) return toasted(toasts, action.add);
  return toasts.filter(({ key }) => key !== action.dismiss);
}

/** Makes toasts of announcements, and of what others than `userId` do. */
export function useNotifications(client: ChatClient, userId: string): Notifications {
  const [toasts, dispatch] = useReducer(reduce, []);
  const [paused, setPaused] = useState(false);
  const dismiss = useCallback((key: string) => dispatch({ dismiss: key }), []);

  useEffect(() => {
    // Whoever has signed in joins right after the id has come, before React has drawn the id.
    let me = userId;
    const undo = [
      client.on("server.info", (info) => {
        me = info.userId;
      }),
      onUserEvent(client, (event) => {
        if (event.kind === "announced" || event.userId !== me) dispatch({ add: event });
      }),
    ];
    return () => {
      for (const off of undo) off();
    };
  }, [client, userId]);

  useExpiry(toasts, paused, dismiss);
  // A pause ends with the toast that it was for: one that is gone hears no pointer leave.
  if (paused && toasts.length === 0) setPaused(false);
  return { toasts, dismiss, setPaused };
}

/** Dismisses each toast when its time, counted without the pauses, is over. */
function useExpiry(
  toasts: readonly UserEvent[],
  paused: boolean,
  dismiss: (key: string) => void,
): void {
  const left = useRef<ReadonlyMap<string, number>>(new Map());

  useEffect(() => {
    if (paused) return;
    const started = Date.now();
    const due = new Map(toasts.map(({ key }) => [key, left.current.get(key) ?? shownFor]));
    const timers = Array.from(due, ([key, time]) => setTimeout(dismiss, time, key));
    return () => {
      for (const timer of timers) clearTimeout(timer);
      const elapsed = Date.now() - started;
      left.current = new Map(Array.from(due, ([key, time]) => [key, time - elapsed]));
    };
  }, [toasts, paused, dismiss]);
}
