import type { Delivery, Messages } from "./messages.ts";

/** One row of the message list. */
export type Row =
  | { readonly kind: "day"; readonly key: string; readonly timestamp: number }
  | { readonly kind: "gap"; readonly key: string }
  | MessageRow;

export interface MessageRow {
  readonly kind: "message";
  readonly key: string;
  readonly own: boolean;
  /** Whether it starts a group: its sender's name is shown above it. */
  readonly first: boolean;
  readonly userId: string;
  readonly from: string;
  readonly text: string;
  readonly timestamp: number;
  readonly delivery: Delivery | "told";
  readonly reason: string;
}

/** Messages of one sender belong together while no more than this lies between two of them. */
const groupPause = 5 * 60_000;

/** Lays messages out as rows, with a separator before each day and groups of one sender's messages. */
export function layOut(
  messages: Messages,
  me: { userId: string; name: string },
  own: ReadonlySet<string>,
): Row[] {
  const rows: Row[] = [];
  let day = { start: 0, end: 0 };
  let previous: MessageRow | undefined;

  const add = (message: Omit<MessageRow, "kind" | "first">) => {
    if (message.timestamp < day.start || message.timestamp >= day.end) {
      day = dayOf(message.timestamp);
      rows.push({ kind: "day", key: `day ${message.key}`, timestamp: message.timestamp });
      previous = undefined;
    }
    const first =
      previous === undefined ||
      previous.userId !== message.userId ||
      previous.from !== message.from ||
      message.timestamp - previous.timestamp > groupPause;
    previous = { kind: "message", first, ...message };
    rows.push(previous);
  };

  for (const entry of messages.told) {
    if (entry.kind === "gap") {
      rows.push(entry);
      previous = undefined;
      continue;
    }
    const { key, userId, from, text, timestamp } = entry;
    add({ key, own: own.has(userId), userId, from, text, timestamp, delivery: "told", reason: "" });
  }
  for (const { key, text, timestamp, delivery, reason } of messages.outgoing) {
    add({ key, own: true, userId: me.userId, from: me.name, text, timestamp, delivery, reason });
  }
  return rows;
}

/** The reader's calendar day around a moment; days of 23 and 25 hours included. */
function dayOf(timestamp: number): { start: number; end: number } {
  const date = new Date(timestamp);
  const start = new Date(date.getFullYear(), date.getMonth(), date.getDate()).getTime();
  const end = new Date(date.getFullYear(), date.getMonth(), date.getDate() + 1).getTime();
  return { start, end };
}
