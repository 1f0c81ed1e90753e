import { afterEach, beforeEach, expect, it, vi } from "vitest";
import type { Call, Status } from "../src/api.js";
import {
  Closed,
  EventwireError,
  RateLimited,
  TimedOut,
  Unavailable,
  ValidationError,
} from "../src/errors.js";
import { pair } from "./contract.js";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

/** Lets everything happen that needs no time. */
const settle = () => vi.advanceTimersByTimeAsync(0);

it("opens nothing before connect, resumes first, and closes with the undo", async () => {
  const { client, server } = pair();
  const states: string[] = [];
  client.onStatus(({ state }) => states.push(state));
  await settle();
  expect(server.connections).toBe(0);
  const undo = client.connect();
  await settle();
  expect(server.resumes).toEqual([{ resume: [], client: expect.stringMatching(/^\d+(,\d+){3}$/) }]);
  undo();
  await settle();
  expect(server.connections).toBe(0);
  expect(states).toEqual(["connecting", "open", "closed"]);
});

it("connect, undo and connect again, as StrictMode does, leaves one connection", async () => {
  const { client, server } = pair();
  client.connect()();
  client.connect();
  await settle();
  expect(server.connections).toBe(1);
  expect(client.status).toEqual({ state: "open" });
});

it("publish resolves at the acknowledgement with the event's place", async () => {
  const { client, server } = pair();
  server.answer = () => ({ at: "room@5-0" });
  client.connect();
  await expect(client.publish("say", { text: "hi" })).resolves.toEqual({
    ack: "1",
    at: "room@5-0",
  });
  expect(server.received).toEqual([{ event: "say", id: "1", data: { text: "hi" } }]);
});

it("publish validates before it sends", async () => {
  const { client, server } = pair();
  client.connect();
  const error = await client.publish("say", { text: "" }).catch((cause: unknown) => cause);
  expect(error).toBeInstanceOf(ValidationError);
  expect(error).toMatchObject({
    code: "invalid",
    path: "/text",
    problems: [{ path: "/text", rule: "string.min", message: "must have 1 or more characters" }],
  });
  await settle();
  expect(server.received).toEqual([]);
});

it("the server's errors are of the class that their code names", async () => {
  const { client, server } = pair();
  client.connect();
  for (const [code, Class] of [
    ["rate_limited", RateLimited],
    ["invalid", ValidationError],
    ["username_taken", EventwireError],
  ] as const) {
    server.answer = () => ({ error: { code, message: "no", path: "/text" } });
    const error = await client.publish("say", { text: "hi" }).catch((cause: unknown) => cause);
    expect(error).toBeInstanceOf(Class);
    expect(error).toMatchObject({ code, path: "/text" });
  }
});

it("what is published without a connection goes out when there is one, once, in order", async () => {
  const { client, server } = pair();
  const both = Promise.all([
    client.publish("say", { text: "a" }),
    client.publish("say", { text: "b" }),
  ]);
  client.connect();
  await both;
  expect(server.received.map(({ data }) => data)).toEqual([{ text: "a" }, { text: "b" }]);
});

it("an unacknowledged event is sent again after a reconnect, with the same id", async () => {
  const { client, server } = pair();
  server.answer = () => "silence";
  client.connect();
  const published = client.publish("say", { text: "hi" });
  await settle();
  server.answer = () => undefined;
  server.drop();
  await vi.advanceTimersByTimeAsync(500);
  await published;
  expect(server.received.map(({ id }) => id)).toEqual(["1", "1"]);
});

it("an event that nobody acknowledges times out, counted on an open connection only", async () => {
  const { client, server } = pair();
  server.answer = () => "silence";
  const published = client
    .publish("say", { text: "hi" }, { timeout: 1000 })
    .catch((cause: unknown) => cause);
  await vi.advanceTimersByTimeAsync(5000);
  client.connect();
  await vi.advanceTimersByTimeAsync(999);
  expect(server.received.length).toBe(1);
  await vi.advanceTimersByTimeAsync(1);
  expect(await published).toBeInstanceOf(TimedOut);
});

it("an unavailable server is tried again, and at last given up", async () => {
  const { client, server } = pair();
  client.connect();
  server.answer = () => ({ error: { code: "unavailable", message: "no redis" } });
  const first = client.publish("say", { text: "a" });
  await settle();
  server.answer = () => undefined;
  await vi.advanceTimersByTimeAsync(1000);
  await expect(first).resolves.toEqual({ ack: "1" });

  server.answer = () => ({ error: { code: "unavailable", message: "no redis" } });
  const second = client.publish("say", { text: "b" }).catch((cause: unknown) => cause);
  await vi.advanceTimersByTimeAsync(20_000);
  expect(await second).toBeInstanceOf(Unavailable);
  expect(server.received.length).toBe(2 + 5);
});

it("a full outbox refuses, and close rejects what is in it", async () => {
  const { client } = pair();
  const first = client.publish("say", { text: "a" }).catch((cause: unknown) => cause);
  for (let i = 1; i < 100; i++) client.publish("say", { text: "a" }).catch(() => {});
  await expect(client.publish("say", { text: "b" })).rejects.toBeInstanceOf(Unavailable);
  client.close();
  expect(await first).toBeInstanceOf(Closed);
  await expect(client.publish("say", { text: "c" })).rejects.toBeInstanceOf(Closed);
});

it("an aborted publish rejects with the signal's reason and is not sent", async () => {
  const { client, server } = pair();
  const abort = new AbortController();
  const published = client
    .publish("say", { text: "a" }, { signal: abort.signal })
    .catch((cause: unknown) => cause);
  abort.abort("changed my mind");
  client.connect();
  await settle();
  expect(await published).toBe("changed my mind");
  expect(server.received).toEqual([]);
  await expect(
    client.publish("say", { text: "a" }, { signal: AbortSignal.abort("late") }),
  ).rejects.toBe("late");
});

it("handlers get valid events; on, once, off, signal and * do as they say", async () => {
  const { client, server } = pair();
  client.connect();
  await settle();
  const got: unknown[] = [];
  const undo = client.on("room.said", ({ text }, { at }) => got.push(["on", text, at]));
  client.once("room.said", ({ text }) => got.push(["once", text]));
  const abort = new AbortController();
  client.on("room.said", () => got.push("aborted"), { signal: abort.signal });
  abort.abort();
  const kept = () => got.push("off");
  client.on("room.said", kept);
  client.off("room.said", kept);
  client.on("*", (message) =>
    got.push(["*", message.event === "room.said" ? message.data.text : message.event]),
  );
  server.emit("room.said", { text: "a" }, "room@1-0");
  await settle();
  undo();
  undo();
  server.emit("room.said", { text: "b" });
  await settle();
  expect(got).toEqual([
    ["on", "a", "room@1-0"],
    ["once", "a"],
    ["*", "a"],
    ["*", "b"],
  ]);
});

it("what breaks the contract goes to onError, reaches no handler and keeps the connection", async () => {
  const { client, server } = pair();
  const errors: Error[] = [];
  const handler = vi.fn();
  client.onError((error) => errors.push(error));
  client.on("room.said", handler);
  client.connect();
  await settle();
  server.send('{"event":"room.said","data":{"text":""}}');
  await settle(); // each message of a real socket is a task of its own
  server.send("{");
  server.send("null");
  server.send('{"event":"room.unheardOf","data":{}}');
  server.send('{"event":"toString","data":{}}');
  server.send('{"error":{"code":"malformed","message":"what?"}}');
  await settle();
  expect(handler).not.toHaveBeenCalled();
  expect(errors).toEqual([
    expect.any(ValidationError),
    expect.any(SyntaxError),
    expect.any(TypeError),
    new EventwireError("malformed", "what?"),
  ]);
  expect(client.status.state).toBe("open");
});

it("a handler that throws stops neither the others nor the connection", async () => {
  const { client, server } = pair();
  const thrown: unknown[] = [];
  const other = vi.fn();
  client.onError((error) => thrown.push(error));
  client.on("room.count", () => {
    throw new Error("mine");
  });
  client.on("room.count", other);
  client.connect();
  await settle();
  server.emit("room.count", { total: 1 });
  await settle();
  expect(other).toHaveBeenCalledOnce();
  expect(thrown).toEqual([new Error("mine")]);
});

it("newer servers may send enum values that the contract does not know", async () => {
  const { client, server } = pair();
  const levels: unknown[] = [];
  client.on("room.said", ({ level }) => levels.push(level));
  client.connect();
  await settle();
  server.send('{"event":"room.said","data":{"text":"a","level":"fatal"}}');
  expect(() => server.emit("room.said", { text: "a", level: "fatal" })).toThrow(ValidationError);
  await settle();
  expect(levels).toEqual(["fatal"]);
});

it("duplicates are dropped, and a reconnect resumes where each channel was", async () => {
  const { client, server } = pair();
  const got: string[] = [];
  client.on("room.said", ({ text }) => got.push(text));
  client.connect();
  await settle();
  server.emit("room.said", { text: "1" }, "a@9-0");
  server.emit("room.said", { text: "2" }, "a@10-0");
  server.emit("room.said", { text: "1" }, "a@9-0");
  server.emit("room.said", { text: "b" }, "b@1-1");
  await settle();
  expect(got).toEqual(["1", "2", "b"]);
  server.drop();
  await vi.advanceTimersByTimeAsync(500);
  expect(server.resumes[1]?.resume).toEqual(["a@10-0", "b@1-1"]);
  expect(server.resumes[1]?.client).toBe(server.resumes[0]?.client);
});

it("the server in memory gives who comes back what was missed, who comes new all, and tells of a gap", async () => {
  const { client, server } = pair();
  const got: unknown[] = [];
  client.on("room.said", ({ text }) => got.push(text));
  client.onGap(({ channel }) => got.push(`gap in ${channel}`));
  server.emit("room.said", { text: "old" }, "a@8-0");
  client.connect();
  await settle();
  server.emit("room.said", { text: "heard" }, "a@9-0");
  await settle();
  server.drop();
  server.emit("room.said", { text: "missed" }, "a@10-0");
  await vi.advanceTimersByTimeAsync(500);
  expect(got).toEqual(["old", "heard", "missed"]);
  expect(server.resumes.map(({ resume }) => resume)).toEqual([[], ["a@9-0"]]);
  server.drop();
  server.forget();
  server.emit("room.said", { text: "new" }, "a@12-0");
  await vi.advanceTimersByTimeAsync(500);
  expect(got).toEqual(["old", "heard", "missed", "gap in a", "new"]);
});

it("a history that is not complete is a gap, and begins afresh", async () => {
  const { client, server } = pair();
  const got: unknown[] = [];
  client.on("room.said", ({ text }) => got.push(text));
  client.onGap((gap) => got.push(gap));
  client.connect();
  await settle();
  server.emit("room.said", { text: "old" }, "a@9-0");
  server.send(
    '{"resumed":[{"channel":"a","complete":false,"at":"a@2-0"},{"channel":"b","complete":true}]}',
  );
  server.emit("room.said", { text: "older" }, "a@1-0");
  server.emit("room.said", { text: "new" }, "a@3-0");
  await settle();
  expect(got).toEqual(["old", { channel: "a", complete: false, at: "a@2-0" }, "new"]);
});

it("a line that breaks before the first message, or right after a gap, resumes where the server said", async () => {
  const { client, server } = pair();
  client.connect();
  await settle();
  server.send('{"resumed":[{"channel":"a","complete":true,"at":"a@9-0"}]}');
  await settle();
  server.drop();
  await vi.advanceTimersByTimeAsync(500);
  expect(server.resumes[1]?.resume).toEqual(["a@9-0"]);
  server.send('{"resumed":[{"channel":"a","complete":false,"at":"a@3-0"}]}');
  await settle();
  server.drop();
  await vi.advanceTimersByTimeAsync(500);
  expect(server.resumes[2]?.resume).toEqual(["a@3-0"]);
});

it("a refused connection is tried again with growing waits and full jitter", async () => {
  vi.spyOn(Math, "random").mockReturnValue(0.5);
  const { client, server } = pair();
  server.accepting = false;
  const waits: number[] = [];
  client.onStatus((status) => {
    if (status.state === "reconnecting" && status.nextAttemptAt)
      waits.push(status.nextAttemptAt - Date.now());
  });
  client.connect();
  await vi.advanceTimersByTimeAsync(36_000);
  expect(waits).toEqual([250, 500, 1000, 2000, 4000, 8000, 10_000, 10_000, 10_000]);
  server.accepting = true;
  await vi.advanceTimersByTimeAsync(10_000);
  expect(client.status).toEqual({ state: "open" });
});

it("a dead line is left within 30 seconds", async () => {
  const { client, server } = pair();
  const states: Status["state"][] = [];
  client.connect();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(client.status.state).toBe("open");
  client.onStatus(({ state }) => states.push(state));
  server.mute();
  await vi.advanceTimersByTimeAsync(30_000);
  expect(states[0]).toBe("reconnecting");
});

it("a session that is not allowed is not tried again, until the page asks", async () => {
  const { client, server } = pair();
  client.connect();
  await settle();
  server.drop(4401);
  await vi.advanceTimersByTimeAsync(60_000);
  expect(client.status).toEqual({ state: "closed", code: 4401 });
  client.connect();
  await settle();
  expect(client.status).toEqual({ state: "open" });
});

it("pauses while offline and is back at once with the network", async () => {
  const page = new EventTarget();
  vi.stubGlobal("addEventListener", page.addEventListener.bind(page));
  vi.stubGlobal("removeEventListener", page.removeEventListener.bind(page));
  vi.stubGlobal("navigator", { onLine: false });
  const { client, server } = pair();
  client.connect();
  await settle();
  server.drop();
  await vi.advanceTimersByTimeAsync(600_000);
  expect(client.status).toEqual({ state: "reconnecting" });
  vi.stubGlobal("navigator", { onLine: true });
  page.dispatchEvent(new Event("online"));
  await settle();
  expect(client.status).toEqual({ state: "open" });
});

it("a page that becomes visible does not wait for the next try", async () => {
  const page = new EventTarget();
  vi.stubGlobal("addEventListener", page.addEventListener.bind(page));
  vi.spyOn(Math, "random").mockReturnValue(1);
  const { client, server } = pair();
  client.connect();
  await settle();
  server.drop();
  await settle();
  expect(client.status.state).toBe("reconnecting");
  page.dispatchEvent(new Event("visibilitychange"));
  await settle();
  expect(client.status).toEqual({ state: "open" });
});

it("events() iterates until break, the signal, and drops the oldest when it lags", async () => {
  const { client, server } = pair();
  const errors: Error[] = [];
  client.onError((error) => errors.push(error));
  client.connect();
  await settle();
  const abort = new AbortController();
  const counts = client.events("room.count", { signal: abort.signal });
  for (let total = 1; total <= 1001; total++) server.emit("room.count", { total });
  await settle();
  expect(errors).toEqual([new EventwireError("too_slow", "room.count")]);
  const got: number[] = [];
  for await (const { total } of counts) {
    got.push(total);
    if (total === 1001) abort.abort();
  }
  expect(got).toEqual(Array.from({ length: 1000 }, (_, i) => i + 2));
  const waiting = client.events("room.count");
  const next = waiting.next();
  await waiting.return?.();
  expect(await next).toEqual({ value: undefined, done: true });
});

it("handle takes a handler for each event and undoes them together", async () => {
  const { client, server } = pair();
  client.connect();
  await settle();
  const got: unknown[] = [];
  const undo = client.handle({
    "room.said": ({ text }) => got.push(text),
    "room.count": ({ total }) => got.push(total),
  });
  server.emit("room.said", { text: "a" });
  server.emit("room.count", { total: 1 });
  await settle();
  undo();
  server.emit("room.count", { total: 2 });
  await settle();
  expect(got).toEqual(["a", 1]);
});

it("middleware is around both directions, the first outermost, and may stop an event", async () => {
  const calls: string[] = [];
  const { client, server } = pair({
    middleware: [
      ({ direction, event }: Call, next) => {
        calls.push(`${direction} ${event}`);
        return next();
      },
      ({ event, data }, next) => {
        calls.push(JSON.stringify(data));
        return event === "room.count" ? undefined : next();
      },
    ],
  });
  const handler = vi.fn();
  client.on("room.count", handler);
  client.connect();
  await client.publish("say", { text: "hi" });
  server.emit("room.count", { total: 1 });
  await settle();
  expect(calls).toEqual(["out say", '{"text":"hi"}', "in room.count", '{"total":1}']);
  expect(handler).not.toHaveBeenCalled();
});

it("what middleware throws on the way in, at once or later, goes to onError as it is", async () => {
  const { client, server } = pair({
    middleware: [
      ({ direction, data }, next) => {
        if (direction === "in" && (data as { total: number }).total === 1)
          throw new Error("at once");
        return next();
      },
      async ({ direction }, next) => {
        await next();
        if (direction === "in") throw new Error("later");
      },
    ],
  });
  const errors: Error[] = [];
  const handler = vi.fn();
  client.onError((error) => errors.push(error));
  client.on("room.count", handler);
  client.connect();
  await settle();
  server.emit("room.count", { total: 1 });
  server.emit("room.count", { total: 2 });
  await settle();
  expect(errors).toEqual([new Error("at once"), new Error("later")]);
  expect(handler).toHaveBeenCalledOnce();
});

it("bytes are a Uint8Array here and base64 on the wire, and data are never changed", async () => {
  const print = vi.spyOn(console, "debug").mockReturnValue();
  const { client, server } = pair({ debug: true });
  const got: Uint8Array[] = [];
  client.on("room.file", ({ bytes }) => got.push(bytes));
  client.connect();
  const data = { bytes: Uint8Array.of(1, 2, 255) };
  await client.publish("file", data);
  server.emit("room.file", { bytes: Uint8Array.of(0) });
  await settle();
  expect(print).toHaveBeenCalledWith(">", { event: "file", id: "1", data: { bytes: "AQL/" } });
  expect(print).toHaveBeenCalledWith("<", '{"ack":"1"}');
  expect(print).toHaveBeenCalledWith("=", { state: "open" });
  expect(server.received[0]?.data).toEqual(data);
  expect(got).toEqual([Uint8Array.of(0)]);
  await expect(client.publish("file", { bytes: new Uint8Array(5) })).rejects.toMatchObject({
    path: "/bytes",
  });
});
