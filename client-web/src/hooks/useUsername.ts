import { useCallback, useEffect, useRef, useState } from "react";
import type { ChatClient } from "../lib/client.ts";
import { isTaken, isTransient, sentence } from "../lib/errors.ts";
import { wasReloaded } from "../lib/navigation.ts";
import { recall, remember } from "../lib/storage.ts";

export interface Username {
  /** Our name as the server has it; `""` while we are anonymous. */
  readonly name: string;
  /** The name that we have asked for, or were known by on an earlier visit; `""` where there is none. */
  readonly wanted: string;
  /** Whether the server has yet to answer. */
  readonly busy: boolean;
  /** Why it refused the name; `""` where it did not. */
  readonly problem: string;
  /** Asks for a name. Resolves with whether we have it now. */
  readonly ask: (name: string) => Promise<boolean>;
}

/** A request that failed for a passing reason is made again after this many milliseconds. */
const askAgainAfter = 3_000;

/**
 * After a reload the name may still be that of our own last connection, which the server takes to be
 * coming back: for this many milliseconds the name is asked for again, at this pace.
 */
const graceLasts = 15_000;
const gracePace = 500;

/**
 * Keeps our name: asks for it, remembers it for later visits, and says it again on each new
 * connection. `userId` is our own id.
 */
export function useUsername(client: ChatClient, userId: string): Username {
  const [wanted, setWanted] = useState(() => recall("local", "name"));
  const [name, setName] = useState("");
  const [busy, setBusy] = useState(wanted !== "");
  const [problem, setProblem] = useState("");
  const latest = useRef({ wanted, attempt: 0, asking: 0, given: "", graceEnds: Infinity });
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);

  const ask = useCallback(
    async (username: string, again = false): Promise<boolean> => {
      const attempt = ++latest.current.attempt;
      latest.current.asking = attempt;
      latest.current.given = "";
      clearTimeout(timer.current);
      setBusy(true);
      if (!again) setProblem("");
      const withinGrace = () => {
        const ends = Math.min(latest.current.graceEnds, Date.now() + graceLasts);
        latest.current.graceEnds = ends;
        return Date.now() < ends;
      };
      try {
        await client.publish("client.setUsername", { username });
      } catch (error) {
        if (attempt !== latest.current.attempt) return false; // a later request decides
        latest.current.asking = 0;
        const ours = again && isTaken(error) && wasReloaded() && withinGrace();
        if (ours || (again && isTransient(error))) {
          const pause = ours ? gracePace : askAgainAfter;
          timer.current = setTimeout(() => void ask(username, true), pause);
          return false;
        }
        setBusy(false);
        setProblem(sentence(error));
        if (again) setName(""); // somebody else has it by now
        return false;
      }
      if (attempt !== latest.current.attempt) return true;
      latest.current.asking = 0;
      // The server may have tidied the name up: then its event said how.
      const given = latest.current.given === "" ? username : latest.current.given;
      latest.current.wanted = given;
      setWanted(given);
      setName(given);
      setBusy(false);
      setProblem("");
      remember("local", "name", given);
      return true;
    },
    [client],
  );

  // Asked for before there is a connection: what is written meanwhile goes out after it, under our name.
  useEffect(() => {
    const off = client.onStatus(({ state }) => {
      const { wanted, asking } = latest.current;
      const ahead = state === "connecting" || state === "reconnecting";
      if (ahead && wanted !== "" && asking === 0) void ask(wanted, true);
    });
    const { current } = latest;
    return () => {
      off();
      clearTimeout(timer.current);
      current.attempt += 1; // whatever the last one's answer, it comes too late
      current.asking = 0;
    };
  }, [client, ask]);

  useEffect(() => {
    // Whoever has signed in is given the name right after the id, before React has drawn the id.
    let me = userId;
    const given = (event: { userId: string; username: string }) => {
      if (event.userId !== me) return;
      latest.current.given = event.username;
      setName(event.username);
    };
    const undo = [
      client.on("server.info", (info) => {
        me = info.userId;
      }),
      client.on("server.userJoined", given),
      client.on("server.userRenamed", given),
    ];
    return () => {
      for (const off of undo) off();
    };
  }, [client, userId]);

  return { name, wanted, busy, problem, ask };
}
