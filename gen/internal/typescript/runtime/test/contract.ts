import { bool, type Check, integer, object, oneOf, text, under } from "../src/check.js";
import { type ClientOptions, type EventwireClient, newClient } from "../src/client.js";
import type { Events } from "../src/contract.js";
import { bytes, fromBase64, toBase64 } from "../src/formats.js";
import { type FakeServer, newFakeServer } from "../src/testing.js";

/** A small contract, as the generator would print it. */
export interface Receive {
  readonly "room.said": { readonly text: string; readonly level?: string | undefined };
  readonly "room.count": { readonly total: number };
  readonly "room.file": { readonly bytes: Uint8Array };
}
export interface Send {
  readonly say: { readonly text: string };
  readonly typing: { readonly typing: boolean };
  readonly file: { readonly bytes: Uint8Array };
}

const fields =
  (check: (c: Parameters<Check>[0], value: Record<string, unknown>) => void): Check =>
  (c, value, at) => {
    if (!object(c, value, at)) return;
    const since = c.problems.length;
    check(c, value);
    under(c, since, at);
  };

const file = {
  check: fields((c, value) => bytes(c, value["bytes"], "/bytes", 4)),
  decode: (value: { bytes: string }) => ({ ...value, bytes: fromBase64(value.bytes) }),
  encode: (value: { bytes: Uint8Array }) => ({ ...value, bytes: toBase64(value.bytes) }),
};

export const receive: Events = {
  "room.said": {
    open: true,
    check: fields((c, value) => {
      text(c, value["text"], "/text", 1, 10);
      if (value["level"] !== undefined)
        oneOf(c, value["level"], "/level", ["info", "error"], "direction");
    }),
  },
  "room.count": {
    open: true,
    check: fields((c, value) => integer(c, value["total"], "/total", { min: 0 })),
  },
  "room.file": { ...file, open: true },
};

export const send: Events = {
  say: { open: false, check: fields((c, value) => text(c, value["text"], "/text", 1, 10)) },
  typing: { open: false, check: fields((c, value) => bool(c, value["typing"], "/typing")) },
  file: { ...file, open: false },
};

/** A client and the server that it talks to; nothing is connected yet. */
export function pair(options: Partial<ClientOptions> = {}): {
  client: EventwireClient<Receive, Send>;
  server: FakeServer<Receive, Send>;
} {
  const server = newFakeServer<Receive, Send>(receive, send);
  const client = newClient<Receive, Send>(receive, send, {
    url: "ws://test/ws",
    WebSocket: server.WebSocket,
    ...options,
  });
  return { client, server };
}
