import { useEffect, useState } from "react";
import type { ChatClient } from "../lib/client.ts";

/** Counts in the page's title what others say while the page is hidden. `own` holds our own ids. */
export function useTitle(client: ChatClient, own: ReadonlySet<string>): void {
  const [unread, setUnread] = useState(0);

  useEffect(
    () =>
      client.on("server.message", ({ userId }) => {
        if (document.hidden && !own.has(userId)) setUnread((count) => count + 1);
      }),
    [client, own],
  );

  useEffect(() => {
    const shown = () => {
      if (!document.hidden) setUnread(0);
    };
    document.addEventListener("visibilitychange", shown);
    return () => document.removeEventListener("visibilitychange", shown);
  }, []);

  useEffect(() => {
    document.title = unread === 0 ? "Eventwire chat" : `(${unread}) Eventwire chat`;
  }, [unread]);
}
