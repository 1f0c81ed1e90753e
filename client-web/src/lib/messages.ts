/**
 * What the page knows about messages: those that the server told, in its order, and after them
 * our own that have not come back yet.
 */

/** A message as the server told it. */
export interface ToldMessage {
  readonly kind: "message";
  readonly key: string;
  /** What the server knows it by. */
  readonly id: string;
  /** Its position in the history, `""` where it has none. */
  readonly at: string;
  readonly userId: string;
  readonly from: string;
  readonly text: string;
  /** Milliseconds since 1970 UTC, by the server's clock. */
  readonly timestamp: number;
}

/** A place where messages may be missing: the server could not give all that we missed. */
export interface Gap {
  readonly kind: "gap";
  readonly key: string;
}

/** How far one of our messages has come: `sent` is acknowledged, but not told to us yet. */
export type Delivery = "pending" | "sent" | "failed";

/** A message of ours that the server has not told us back. */
export interface OutgoingMessage {
  readonly key: string;
  readonly text: string;
  /** Milliseconds since 1970 UTC, by this browser's clock. */
  readonly timestamp: number;
  readonly delivery: Delivery;
  /** Its position, once acknowledged; `""` before, and where the server gives none. */
  readonly at: string;
  /** Why it failed, for the reader; `""` otherwise. */
  readonly reason: string;
}

export interface Messages {
  readonly told: readonly (ToldMessage | Gap)[];
  readonly outgoing: readonly OutgoingMessage[];
}

/** Something that the server told: a message, with whether it is ours, or that some are missing. */
export type Told = Gap | (ToldMessage & { readonly own: boolean });

export type MessagesAction =
  | { readonly type: "told"; readonly entries: readonly Told[] }
  | {
      readonly type: "send";
      readonly key: string;
      readonly text: string;
      readonly timestamp: number;
    }
  | { readonly type: "acknowledged"; readonly key: string; readonly at: string }
  | { readonly type: "failed"; readonly key: string; readonly reason: string }
  | { readonly type: "retry"; readonly key: string; readonly timestamp: number }
  | { readonly type: "discard"; readonly key: string };

export const noMessages: Messages = { told: [], outgoing: [] };

/** The page forgets the oldest messages beyond this number, a thousand at a time. */
export const messagesKept = 10_000;
const forgottenAtOnce = 1_000;

/** The state after an action: a pure function, for useReducer. */
export function reduceMessages(state: Messages, action: MessagesAction): Messages {
  switch (action.type) {
    case "told":
      return told(state, action.entries);
    case "send":
      return { ...state, outgoing: [...state.outgoing, pending(action)] };
    case "acknowledged":
      return acknowledged(state, action.key, action.at);
    case "failed":
      return changed(state, action.key, { delivery: "failed", reason: action.reason });
    case "retry": {
      const message = state.outgoing.find(({ key }) => key === action.key);
      if (message === undefined) return state;
      const others = state.outgoing.filter((other) => other !== message);
      return {
        ...state,
        outgoing: [...others, pending({ ...message, timestamp: action.timestamp })],
      };
    }
    case "discard":
      return { ...state, outgoing: state.outgoing.filter(({ key }) => key !== action.key) };
  }
}

function pending(message: { key: string; text: string; timestamp: number }): OutgoingMessage {
  const { key, text, timestamp } = message;
  return { key, text, timestamp, delivery: "pending", at: "", reason: "" };
}

/**
 * One of our own comes back in place of its outgoing copy, under that copy's key: it keeps its element.
 * What was told before is not told again: a Redis that has lost everything does not know what it has had.
 */
function told(state: Messages, entries: readonly Told[]): Messages {
  let outgoing = state.outgoing;
  const known = new Set(state.told.map((entry) => entry.kind === "message" && entry.id));
  const unknown = entries.filter((entry) => {
    if (entry.kind === "gap") return true;
    return !known.has(entry.id) && known.add(entry.id);
  });
  const added = unknown.map((entry): ToldMessage | Gap => {
    if (entry.kind === "gap") return entry;
    const { own, ...message } = entry;
    const copy = own ? outgoingCopy(outgoing, message) : undefined;
    if (copy === undefined) return message;
    outgoing = outgoing.filter((other) => other !== copy);
    return { ...message, key: copy.key };
  });
  const all = [...state.told, ...added];
  const excess = all.length - messagesKept;
  const forgotten = Math.ceil(Math.max(0, excess) / forgottenAtOnce) * forgottenAtOnce;
  return { told: all.slice(forgotten), outgoing };
}

/**
 * The position tells it for certain. Where the message comes back before its acknowledgement, the
 * oldest with the same text is the one, since the server keeps the order of one sender's messages.
 */
function outgoingCopy(
  outgoing: readonly OutgoingMessage[],
  { at, text }: Pick<ToldMessage, "at" | "text">,
): OutgoingMessage | undefined {
  return (
    outgoing.find((copy) => copy.at !== "" && copy.at === at) ??
    outgoing.find((copy) => copy.at === "" && copy.text === text && copy.delivery !== "failed") ??
    outgoing.find((copy) => copy.at === "" && copy.text === text)
  );
}

function acknowledged(state: Messages, key: string, at: string): Messages {
  const known = state.told.findLast((entry) => entry.kind === "message" && entry.at === at);
  if (at === "" || known === undefined) return changed(state, key, { delivery: "sent", at });
  return { ...state, outgoing: state.outgoing.filter((message) => message.key !== key) };
}

function changed(state: Messages, key: string, change: Partial<OutgoingMessage>): Messages {
  return {
    ...state,
    outgoing: state.outgoing.map((message) =>
      message.key === key ? { ...message, ...change } : message,
    ),
  };
}
