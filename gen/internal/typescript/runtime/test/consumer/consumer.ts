// What a team writes against the package, and what must not compile. tsc checks it; every @ts-expect-error is an error if there is none.
import type { StandardSchemaV1 } from "@standard-schema/spec";
import {
  type Client,
  type ClientMessageInput,
  type ConnectionStatus,
  clientMessageSchema,
  createClient,
  type ServerEvent,
  type ServerHandlers,
  ValidationError,
} from "@eventwire/chat";
import { useEvent, useLatest, usePublish } from "@eventwire/chat/react";
import { fakeServer, sample } from "@eventwire/chat/testing";

const client: Client = createClient({ url: "ws://localhost:3000/ws" });

const undo: () => void = client.on("server.message", ({ from, message }, { at }) => {
  const text: string = `${from}: ${message} ${at ?? ""}`;
  return text;
});
undo();

// @ts-expect-error there is no such event
client.on("server.mesage", () => {});
// @ts-expect-error the event has no such field
client.on("server.message", ({ body }) => body);
// @ts-expect-error clients do not receive what they send
client.on("client.message", () => {});
// @ts-expect-error payloads are read-only
client.on("server.message", (data) => { data.message = ""; });

await client.publish("client.message", { message: "hi" });
// @ts-expect-error there is no such event
await client.publish("client.mesage", { message: "hi" });
// @ts-expect-error the field is missing
await client.publish("client.message", {});
// @ts-expect-error the event has no such field
await client.publish("client.message", { message: "hi", loud: true });
// @ts-expect-error a client does not send the server's events
await client.publish("server.message", sample("server.message"));

client.on("*", (event: ServerEvent) => {
  if (event.event === "server.notification") {
    const level: "info" | "success" | "warning" | "error" | (string & {}) = event.data.level;
    return level;
  }
  // @ts-expect-error only notifications have a title
  return event.data.title;
});

for await (const { total } of client.events("server.presence")) total.toFixed();

const handlers = {
  "server.info": () => {},
  "server.message": () => {},
  "server.userJoined": () => {},
  "server.userLeft": () => {},
  "server.userRenamed": () => {},
  "server.presence": () => {},
  "server.typing": () => {},
  "server.notification": ({ title }) => title.trim(),
} satisfies ServerHandlers;
client.handle(handlers);
// @ts-expect-error events are missing
client.handle({ "server.info": () => {} } satisfies ServerHandlers);

const schema: StandardSchemaV1<ClientMessageInput> = clientMessageSchema;
const verdict = await schema["~standard"].validate({ message: "" });
verdict.issues?.map(({ message }) => message);

const failed: unknown = undefined;
if (failed instanceof ValidationError) failed.problems.map(({ path, rule }) => path + rule);
const told: ConnectionStatus = client.status;
told.state.trim();
if (client.status.state === "reconnecting") client.status.nextAttemptAt?.toFixed();
// @ts-expect-error only a client that reconnects has a next attempt
if (client.status.state === "open") client.status.nextAttemptAt;

export function Panel(): string {
  useEvent("server.message", ({ message }) => message);
  const total: number | undefined = useLatest("server.presence")?.total;
  const { publish, pending } = usePublish("client.message");
  void publish({ message: "hi" });
  // @ts-expect-error the field is a text
  void publish({ message: 1 });
  return `${total} ${pending}`;
}

const server = fakeServer();
createClient({ url: "ws://test", WebSocket: server.WebSocket });
server.emit("server.message", sample("server.message", { message: "hi" }));
// @ts-expect-error the server does not send this
server.emit("client.message", { message: "hi" });
