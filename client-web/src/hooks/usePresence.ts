import { useEffect, useReducer } from "react";
import type { ChatClient } from "../lib/client.ts";
import { nobody, type Presence, reducePresence } from "../lib/presence.ts";

/** Follows who is here. */
export function usePresence(client: ChatClient): Presence {
  const [presence, dispatch] = useReducer(reducePresence, nobody);

  useEffect(() => {
    const undo = [
      client.on("server.presence", ({ users, total }) => dispatch({ type: "here", users, total })),
      client.on("server.userJoined", ({ userId, username }) =>
        dispatch({ type: "joined", user: { userId, username } }),
      ),
      client.on("server.userRenamed", ({ userId, username }) =>
        dispatch({ type: "renamed", user: { userId, username } }),
      ),
      client.on("server.userLeft", ({ userId }) => dispatch({ type: "left", userId })),
    ];
    return () => {
      for (const off of undo) off();
    };
  }, [client]);

  return presence;
}
