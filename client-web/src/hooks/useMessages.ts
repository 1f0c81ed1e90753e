import { useCallback, useEffect, useMemo, useReducer, useRef } from "react";
import type { ChatClient } from "../lib/client.ts";
import { sentence } from "../lib/errors.ts";
import { newKey } from "../lib/keys.ts";
import { type Messages, noMessages, reduceMessages, type Told } from "../lib/messages.ts";

export interface Conversation {
  readonly messages: Messages;
  /** Says something to everybody; where there is no connection, as soon as there is one. */
  readonly send: (text: string) => void;
  /** Sends a failed message again. */
  readonly retry: (key: string) => void;
  /** Gives a failed message up. */
  readonly discard: (key: string) => void;
}

/** Messages that come within this many milliseconds are drawn together. */
const burstLasts = 16;

/** Follows the conversation and takes part in it. `own` holds the ids under which we have spoken. */
export function useMessages(client: ChatClient, own: ReadonlySet<string>): Conversation {
  const [messages, dispatch] = useReducer(reduceMessages, noMessages);
  const ours = useRef(own);
  useEffect(() => {
    ours.current = own;
  }, [own]);

  useEffect(() => {
    // What comes in one burst, like the history on entry, is drawn at once.
    let burst: Told[] = [];
    let timer: ReturnType<typeof setTimeout> | undefined;
    const flush = () => {
      timer = undefined;
      dispatch({ type: "told", entries: burst });
      burst = [];
    };
    const tell = (entry: Told) => {
      burst.push(entry);
      timer ??= setTimeout(flush, burstLasts);
    };
    const undo = [
      client.on("server.message", ({ id, userId, from, message, timestamp }, { at }) => {
        const own = ours.current.has(userId);
        tell({
          kind: "message",
          key: id,
          id,
          at: at ?? "",
          userId,
          from,
          text: message,
          timestamp,
          own,
        });
      }),
      client.onGap(() => tell({ kind: "gap", key: newKey() })),
    ];
    return () => {
      clearTimeout(timer);
      if (burst.length > 0) flush();
      for (const off of undo) off();
    };
  }, [client]);

  const publish = useCallback(
    (key: string, text: string) => {
      client.publish("client.message", { message: text }).then(
        ({ at }) => dispatch({ type: "acknowledged", key, at: at ?? "" }),
        (error: unknown) => dispatch({ type: "failed", key, reason: sentence(error) }),
      );
    },
    [client],
  );

  const send = useCallback(
    (text: string) => {
      const key = newKey();
      dispatch({ type: "send", key, text, timestamp: Date.now() });
      publish(key, text);
    },
    [publish],
  );

  const outgoing = useRef(messages.outgoing);
  useEffect(() => {
    outgoing.current = messages.outgoing;
  }, [messages.outgoing]);
  const retry = useCallback(
    (key: string) => {
      const message = outgoing.current.find((other) => other.key === key);
      if (message?.delivery !== "failed") return;
      dispatch({ type: "retry", key, timestamp: Date.now() });
      publish(key, message.text);
    },
    [publish],
  );

  const discard = useCallback((key: string) => dispatch({ type: "discard", key }), []);

  return useMemo(() => ({ messages, send, retry, discard }), [messages, send, retry, discard]);
}
