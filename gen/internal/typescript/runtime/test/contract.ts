import type { ClientOptions, EventwireClient } from "../src/api.js";
import { bool, integer, min, object, oneOfKnown, text } from "../src/check.js";
import { newClient } from "../src/client.js";
import { converting, type Events } from "../src/contract.js";
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

const file = converting(
  object((value) => bytes(value["bytes"], "/bytes", 4)),
  {
    decode: (value: { bytes: string }) => ({ ...value, bytes: fromBase64(value.bytes) }),
    encode: (value: { bytes: Uint8Array }) => ({ ...value, bytes: toBase64(value.bytes) }),
  },
);

export const receive: Events = {
  "room.said": object((value) => {
    text(value["text"], "/text", 1, 10);
    if (value["level"] !== undefined) oneOfKnown(value["level"], "/level", ["info", "error"]);
  }),
  "room.count": object(
    (value) => integer(value["total"], "/total") && min(value["total"], "/total", 0),
  ),
  "room.file": file,
};

export const send: Events = {
  say: object((value) => text(value["text"], "/text", 1, 10)),
  typing: object((value) => bool(value["typing"], "/typing")),
  file,
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
