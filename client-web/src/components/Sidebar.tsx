import type { JSX, ReactNode } from "react";
import type { Presence } from "../lib/presence.ts";
import type { UserEvent } from "../lib/userEvents.ts";
import { Avatar } from "./Avatar.tsx";
import { UserEventLog } from "./UserEventLog.tsx";

interface Props {
  readonly presence: Presence;
  readonly log: readonly UserEvent[];
  /** Our own id, to mark us in the list. */
  readonly userId: string;
  /** Who the reader is, with the way to change it. */
  readonly children: ReactNode;
}

/** Shows who is here, and what happened around the conversation. */
export function Sidebar({ presence, log, userId, children }: Props): JSX.Element {
  const unnamed = presence.total - presence.users.length;
  return (
    <>
      {children}
      <section className="panel people" aria-labelledby="people">
        <h2 id="people">
          Who is here <span className="count">{presence.total.toLocaleString()}</span>
        </h2>
        {presence.users.length === 0 ? (
          <p className="nothing">Nobody has joined yet.</p>
        ) : (
          // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrolling region must be reachable by keyboard
          <ul aria-label="People" tabIndex={0}>
            {presence.users.map((user) => (
              <li key={user.userId}>
                <Avatar id={user.userId} name={user.username} />
                <bdi className="person">{user.username}</bdi>
                {user.userId === userId && <span className="you">you</span>}
              </li>
            ))}
            {unnamed > 0 && <li className="more">and {unnamed.toLocaleString()} more</li>}
          </ul>
        )}
      </section>
      <section className="panel activity" aria-labelledby="activity">
        <h2 id="activity">Activity</h2>
        <UserEventLog log={log} />
      </section>
    </>
  );
}
