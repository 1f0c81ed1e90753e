// The generated package in Node, against two real servers: what a program does that is no page.
import { type Client, createClient, type ServerMessage } from "@eventwire/chat";
import { afterEach, beforeEach, expect, test } from "vitest";
import { WebSocket } from "ws";
import { type Running, type Server, startRedis, startServer, until } from "./stack.ts";

let redis: Running & { readonly url: string };
let one: Server;
let two: Server;
let clients: Client[] = [];

beforeEach(async () => {
  redis = await startRedis();
  [one, two] = await Promise.all([
    startServer(redis.url, { SERVER_ID: "one" }),
    startServer(redis.url, { SERVER_ID: "two" }),
  ]);
});
afterEach(async () => {
  for (const client of clients) client.close();
  clients = [];
  await Promise.all([one.stop(), two.stop()]);
  await redis.stop();
});

/** A client that is connected to the servers by turns, the given ones, and what it heard and was told was wrong. */
function join(servers: readonly Server[], Socket: typeof WebSocket = WebSocket) {
  let attempt = 0;
  const client = createClient({
    url: () => `${servers[attempt++ % servers.length]?.url.replace("http", "ws")}/ws`,
    WebSocket: Socket,
  });
  const heard: string[] = [];
  const places: string[] = [];
  const errors: Error[] = [];
  const served: string[] = [];
  client.on("server.message", ({ message }: ServerMessage, { at }) => {
    heard.push(message);
    if (at !== undefined) places.push(at);
  });
  client.on("server.info", ({ serverId }) => served.push(serverId));
  client.onError((error) => errors.push(error));
  client.onGap(({ channel }) => errors.push(new Error(`a gap in ${channel}`)));
  client.connect();
  clients.push(client);
  return { client, heard, places, errors, served };
}

const say = (client: Client, message: string) => client.publish("client.message", { message });

test("an event is acknowledged with its place, and heard through the other server", async () => {
  const alice = join([one]);
  const bob = join([two]);
  await until(async () => bob.served[0], "bob was not welcomed");
  const { at } = await say(alice.client, "hello");
  expect(at).toMatch(/^chat:message@\d+-\d+$/);
  await until(async () => bob.heard.includes("hello"), "bob heard nothing");
  expect(bob.places).toEqual([at]);
  await expect(say(alice.client, "")).rejects.toMatchObject({ code: "invalid", path: "/message" });
  expect([...alice.errors, ...bob.errors]).toEqual([]);
});

test("a server that dies: the next one resumes, and what waited goes out once", async () => {
  const alice = join([one, two]);
  const bob = join([two]);
  await say(alice.client, "first");
  await until(async () => bob.heard.length === 1 && alice.heard.length === 1, "nobody heard");
  const states: string[] = [];
  alice.client.onStatus(({ state }) => states.push(state));
  await one.stop("SIGKILL");
  await until(async () => states.includes("reconnecting"), "alice noticed nothing");
  const waiting = say(alice.client, "from the outbox");
  await say(bob.client, "meanwhile");
  await waiting;
  await until(async () => alice.heard.length === 3 && bob.heard.length === 3, "some are missing");
  expect(alice.served).toEqual(["one", "two"]);
  expect([...alice.heard].sort()).toEqual(["first", "from the outbox", "meanwhile"]);
  expect(alice.heard).toEqual(bob.heard);
  expect(new Set(alice.places).size).toBe(3);
  expect([...alice.errors, ...bob.errors]).toEqual([]);
});

test("an acknowledgement that is lost: the event is sent again to the other server, and said once", async () => {
  let lose = true;
  /** A line that breaks when the first acknowledgement comes over it. */
  class Breaking extends WebSocket {
    override emit(event: string | symbol, ...details: unknown[]): boolean {
      if (event !== "message" || !lose || !String(details[0]).startsWith('{"ack"'))
        return super.emit(event, ...details);
      lose = false;
      this.terminate();
      return true;
    }
  }
  const alice = join([one, two], Breaking);
  const bob = join([two]);
  await until(async () => alice.served[0] && bob.served[0], "they were not welcomed");
  await say(alice.client, "only once");
  expect(lose).toBe(false);
  expect(alice.served).toEqual(["one", "two"]);
  await say(alice.client, "the end");
  await until(async () => bob.heard.includes("the end"), "bob did not hear the end");
  await until(async () => alice.heard.includes("the end"), "alice did not hear the end");
  expect(bob.heard).toEqual(["only once", "the end"]);
  expect(alice.heard).toEqual(["only once", "the end"]);
});
