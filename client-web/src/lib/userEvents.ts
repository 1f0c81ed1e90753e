import type { ServerNotification } from "@eventwire/chat";
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
  const undo = [
    client.on("server.userJoined", ({ userId, username, timestamp }) =>
      handler({ key: newKey(), kind: "joined", userId, username, timestamp }),
    ),
    client.on("server.userLeft", ({ userId, username, timestamp }) =>
      handler({ key: newKey(), kind: "left", userId, username, timestamp }),
    ),
    client.on("server.userRenamed", ({ userId, from, username, timestamp }) =>
      handler({ key: newKey(), kind: "renamed", userId, from, username, timestamp }),
    ),
    client.on("server.notification", ({ id, level, title, message, timestamp }) =>
      handler({ key: id, kind: "announced", level, title, message, timestamp }),
    ),
  ];
  return () => {
    for (const off of undo) off();
  };
}

/** The activity log forgets what is older than this many lines. */
export const logKept = 200;

/** The activity log with one more line, newest first. */
export function logged(log: readonly UserEvent[], event: UserEvent): readonly UserEvent[] {
  return [event, ...log.slice(0, logKept - 1)];
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
