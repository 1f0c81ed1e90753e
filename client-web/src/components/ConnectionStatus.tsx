import type { JSX } from "react";
import { useClock } from "../hooks/useClock.ts";
import type { Connection } from "../hooks/useConnection.ts";

interface Props {
  readonly connection: Connection;
  readonly onReconnect: () => void;
}

/** Says whether the page is connected and to which server, and when it tries next. */
export function ConnectionStatus({ connection, onReconnect }: Props): JSX.Element {
  const { status, serverId } = connection;
  const nextTry = status.state === "reconnecting" ? status.nextAttemptAt : undefined;
  return (
    <div className="connection" data-state={status.state}>
      <span className="connection-dot" aria-hidden="true" />
      {/* The countdown stays outside: a status that changes each second would be read out each second. */}
      <span role="status" aria-label="Connection" className="connection-text">
        {label(status, serverId)}
      </span>
      {nextTry !== undefined && (
        <>
          <Countdown until={nextTry} />
          <button type="button" className="link-button" onClick={onReconnect}>
            Try now
          </button>
        </>
      )}
      {status.state === "closed" && (
        <button type="button" className="link-button" onClick={onReconnect}>
          Connect
        </button>
      )}
    </div>
  );
}

/** The server's close code for a sign-in that has expired. */
const signInExpired = 4401;

function label(status: Connection["status"], serverId: string): JSX.Element {
  switch (status.state) {
    case "open":
      return (
        <>
          <span className="connection-state">Connected</span>
          {serverId !== "" && <span className="connection-server"> to {serverId}</span>}
        </>
      );
    case "connecting":
      return <>Connecting…</>;
    case "reconnecting":
      return <>{navigator.onLine ? "Reconnecting…" : "You are offline"}</>;
    case "closed":
      return <>{status.code === signInExpired ? "Your sign-in has expired" : "Disconnected"}</>;
  }
}

function Countdown({ until }: { readonly until: number }): JSX.Element {
  const seconds = Math.max(0, Math.ceil((until - useClock(250)) / 1000));
  return (
    <span className="connection-next">{seconds === 0 ? "now" : `next try in ${seconds} s`}</span>
  );
}
