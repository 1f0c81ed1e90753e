import { sample } from "@eventwire/chat/testing";
import { act, renderHook } from "@testing-library/react";
import { beforeEach, expect, it } from "vitest";
import { alice, Chat, me } from "../test/chat.tsx";
import { useMessages } from "./useMessages.ts";

let chat: Chat;
beforeEach(() => {
  chat = new Chat();
});

function follow() {
  const own = new Set([me]);
  let draws = 0;
  const { result, unmount } = renderHook(() => {
    draws += 1;
    return useMessages(chat.client, own);
  });
  const texts = () =>
    result.current.messages.told.map((entry) => (entry.kind === "gap" ? "gap" : entry.text));
  const outgoing = () =>
    result.current.messages.outgoing.map(({ text, delivery, reason }) => [text, delivery, reason]);
  return { result, unmount, texts, outgoing, draws: () => draws };
}

it("draws a whole history at once", async () => {
  const { texts, draws } = follow();
  await chat.connect();
  const before = draws();
  const history = Array.from({ length: 50 }, (_, n) => `message ${n}`);
  for (const message of history) {
    const said = sample("server.message", { id: crypto.randomUUID(), message });
    chat.server.emit("server.message", said, chat.place());
  }
  await chat.pass();
  expect(texts()).toEqual(history);
  expect(draws() - before).toBeLessThanOrEqual(2); // one that StrictMode doubles
});

it("takes each message once that a reconnect brings again", async () => {
  const { texts } = follow();
  await chat.connect();
  const at = chat.place();
  await chat.tell("server.message", { userId: alice, message: "hello" }, at);
  await chat.cut();
  await chat.restore();
  expect(chat.server.resumes.at(-1)?.resume).toEqual([at]);
  await chat.tell("server.message", { userId: alice, message: "hello" }, at);
  expect(texts()).toEqual(["hello"]);
});

it("sends what was written without a connection in its order, each once", async () => {
  const { result, outgoing } = follow();
  await chat.connect();
  await chat.cut();
  act(() => result.current.send("one"));
  act(() => result.current.send("two"));
  await chat.restore();
  expect(chat.published("client.message")).toEqual([{ message: "one" }, { message: "two" }]);
  expect(outgoing().map(([, delivery]) => delivery)).toEqual(["sent", "sent"]);
});

it("sends an event again under its id where the line broke before the answer", async () => {
  const { result } = follow();
  await chat.connect();
  chat.server.answer = () => "silence";
  act(() => result.current.send("hello"));
  await chat.cut();
  chat.server.answer = () => undefined;
  await chat.restore();
  const [first, second, ...others] = chat.server.received;
  expect(second?.id).toBe(first?.id);
  expect(others).toEqual([]);
});

it("retries only what failed", async () => {
  const { result, outgoing } = follow();
  await chat.connect();
  chat.server.answer = () => ({ error: { code: "rate_limited", message: "" } });
  act(() => result.current.send("hello"));
  await chat.pass();
  const [message] = result.current.messages.outgoing;
  chat.server.answer = () => "silence";
  act(() => result.current.retry(message?.key ?? ""));
  await chat.pass();
  act(() => result.current.retry(message?.key ?? ""));
  act(() => result.current.retry("unknown"));
  await chat.pass();
  expect(chat.published("client.message")).toHaveLength(2);
  expect(outgoing()).toEqual([["hello", "pending", ""]]);
});

it("says what the contract forbids, without sending it", async () => {
  const { result, outgoing } = follow();
  await chat.connect();
  act(() => result.current.send("x".repeat(1001)));
  await chat.pass();
  expect(outgoing()[0]?.slice(1)).toEqual(["failed", expect.stringMatching(/1,?000/u)]);
  expect(chat.server.received).toEqual([]);
});
