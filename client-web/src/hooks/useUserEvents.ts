import { useEffect, useReducer } from "react";
import type { ChatClient } from "../lib/client.ts";
import { logged, onUserEvent, type UserEvent } from "../lib/userEvents.ts";

/** Keeps the activity log: who came, went or took another name, and what was announced, in that order. */
export function useUserEvents(client: ChatClient): readonly UserEvent[] {
  const [log, add] = useReducer(logged, []);
  useEffect(() => onUserEvent(client, add), [client]);
  return log;
}
