import { useEffect, useState, useSyncExternalStore } from "react";
import type { ChatClient } from "../lib/client.ts";

/** What the page shows and uses of its connection. */
export interface Connection {
  readonly status: ChatClient["status"];
  /** The instance that serves this page; `""` until it said so. */
  readonly serverId: string;
  /** Our own id; `""` until the server said it. It stays the same over reconnects. */
  readonly userId: string;
  /** When the page's first connection was made, in milliseconds since 1970 UTC by the server's clock; Infinity before. */
  readonly since: number;
}

/** Follows the client's state and what the server says of itself. */
export function useConnection(client: ChatClient): Connection {
  const status = useSyncExternalStore(
    (changed) => client.onStatus(changed),
    () => client.status,
  );
  const [server, setServer] = useState({ serverId: "", userId: "", since: Infinity });

  useEffect(
    () =>
      client.on("server.info", ({ serverId, userId, timestamp }) =>
        setServer(({ since }) => ({ serverId, userId, since: Math.min(since, timestamp) })),
      ),
    [client],
  );

  return { status, ...server };
}
