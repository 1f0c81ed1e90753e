import type { ServerEvent, ServerNotification } from "@eventwire/chat";
import type { ChatClient } from "./client.ts";
import { newKey } from "./keys.ts";

/** Something that happened around the conversation: a line of the activity log, and a toast. */
export type UserEvent = { readonly key: string; readonly timestamp: number } & (
  | { readonly kind: "joined" | "left"; readonly userId: string; readonly username: string }
  | {
      readonly kind: "renamed";
      readonly userId: string;
      readonly username: string;
      readonly from: string;
    }
  | {
      readonly kind: "announced";
      readonly level: ServerNotification["level"];
      readonly title: string;
      readonly message: string;
    }
);

/** Calls `handler` for every such event from now on. Returns the undo. */
export function onUserEvent(client: ChatClient, handler: (event: UserEvent) => void): () => void {
  return client.on("*", (event) => {
    const told = userEvent(event);
    if (told !== undefined) handler(told);
  });
}

/**
 * What the log and the toasts say of an event, where they say anything. An event that is added to the contract does not
 * compile here until somebody has decided about it.
 */
function userEvent(event: ServerEvent): UserEvent | undefined {
  switch (event.event) {
    case "server.userJoined":
    case "server.userLeft": {
      const { userId, username, timestamp } = event.data;
      const kind = event.event === "server.userJoined" ? "joined" : "left";
      return { key: newKey(), kind, userId, username, timestamp };
    }
    case "server.userRenamed": {
      const { userId, from, username, timestamp } = event.data;
      return { key: newKey(), kind: "renamed", userId, from, username, timestamp };
    }
    case "server.notification": {
      const { id, level, title, message, timestamp } = event.data;
      return { key: id, kind: "announced", level, title, message, timestamp };
    }
    case "server.info":
    case "server.message":
    case "server.presence":
    case "server.typing":
      return undefined; // shown elsewhere
    default:
      return event satisfies never;
  }
}

/** The activity log forgets what is older than this many lines. */
export const logKept = 200;

/** The activity log with one more line, in the order in which it happened. */
export function logged(log: readonly UserEvent[], event: UserEvent): readonly UserEvent[] {
  return [...log.slice(1 - logKept), event];
}

/** At most this many toasts are shown at once; the activity log has them all. */
export const toastsShown = 4;

/** The toasts with one more: beyond the limit the oldest of those who came and went leaves, else the oldest. */
export function toasted(toasts: readonly UserEvent[], event: UserEvent): readonly UserEvent[] {
  const all = [...toasts, event];
  if (all.length <= toastsShown) return all;
  const leaving = all.find(({ kind }) => kind !== "announced") ?? all[0];
  return all.filter((toast) => toast !== leaving);
}
