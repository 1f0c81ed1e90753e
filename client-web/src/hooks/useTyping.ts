import { useCallback, useEffect, useRef, useState } from "react";
import type { ChatClient } from "../lib/client.ts";
import { type Typists, typingLasts, typingRepeats } from "../lib/typing.ts";

export interface Typing {
  /** The names of the others who are writing. */
  readonly typists: readonly string[];
  /** To be called with the draft at each change of the reader's hand; `""` where it was emptied. */
  readonly typed: (draft: string) => void;
  /** To be called when the draft is sent: the message itself tells the others that we stopped. */
  readonly sent: () => void;
}

/** Tells the others that we are writing, and who of them is. `userId` is our own id. */
export function useTyping(client: ChatClient, userId: string): Typing {
  return { typists: useTypists(client, userId), ...useTypingSignal(client) };
}

function useTypists(client: ChatClient, me: string): readonly string[] {
  const [typists, setTypists] = useState<Typists>(new Map());

  useEffect(() => {
    const stop = (userId: string) =>
      setTypists((before) => {
        if (!before.has(userId)) return before;
        return new Map([...before].filter(([id]) => id !== userId));
      });
    const undo = [
      client.on("server.typing", ({ userId, username, typing }) => {
        if (userId === me) return;
        if (!typing) return stop(userId);
        const until = Date.now() + typingLasts;
        setTypists((before) => new Map(before).set(userId, { username, until }));
      }),
      client.on("server.message", ({ userId }) => stop(userId)),
      client.on("server.userLeft", ({ userId }) => stop(userId)),
    ];
    return () => {
      for (const off of undo) off();
    };
  }, [client, me]);

  // Whoever vanished in the middle of a word does not write for ever.
  useEffect(() => {
    if (typists.size === 0) return;
    const next = Math.min(...Array.from(typists.values(), ({ until }) => until));
    const timer = setTimeout(
      () =>
        setTypists((before) => new Map([...before].filter(([, { until }]) => until > Date.now()))),
      Math.max(0, next - Date.now()),
    );
    return () => clearTimeout(timer);
  }, [typists]);

  return Array.from(typists.values(), ({ username }) => username);
}

function useTypingSignal(client: ChatClient): Pick<Typing, "typed" | "sent"> {
  const said = useRef<number>(undefined);
  const idle = useRef<ReturnType<typeof setTimeout>>(undefined);
  useEffect(() => () => clearTimeout(idle.current), []);

  const sent = useCallback(() => {
    clearTimeout(idle.current);
    said.current = undefined;
  }, []);

  const typed = useCallback(
    (draft: string) => {
      const say = (typing: boolean) => {
        // A sign of the moment: worth nothing later, so it is neither queued nor said again when it fails.
        if (client.status.state === "open")
          client.publish("client.typing", { typing }).catch(() => {});
      };
      const stop = () => {
        if (said.current !== undefined) say(false);
        sent();
      };
      if (draft === "") return stop();
      clearTimeout(idle.current);
      idle.current = setTimeout(stop, typingLasts);
      if (said.current !== undefined && Date.now() - said.current < typingRepeats) return;
      said.current = Date.now();
      say(true);
    },
    [client, sent],
  );

  return { typed, sent };
}
