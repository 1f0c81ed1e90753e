import { sample } from "@eventwire/chat/testing";
import { act, renderHook } from "@testing-library/react";
import { beforeEach, describe, expect, it } from "vitest";
import { recall, remember } from "../lib/storage.ts";
import { Chat, me } from "../test/chat.tsx";
import { arriveBy } from "../test/navigation.ts";
import { useUsername } from "./useUsername.ts";

const taken = { error: { code: "username_taken", message: "alice is taken" } };
const passing = { error: { code: "internal", message: "" } };

let chat: Chat;
beforeEach(() => {
  chat = new Chat();
});
const follow = () => renderHook(() => useUsername(chat.client, me)).result;
const asked = () => chat.published("client.setUsername").map((data) => data);

describe("a name that the reader asks for", () => {
  it("is theirs and remembered once the server gave it", async () => {
    const username = follow();
    await chat.connect();
    expect(asked()).toEqual([]);
    chat.server.answer = () => "silence";
    act(() => void username.current.ask("alice"));
    expect(username.current).toMatchObject({ name: "", busy: true });
    await chat.pass();
    const id = chat.server.received.at(-1)?.id;
    chat.server.send(JSON.stringify({ ack: id }));
    await chat.pass();
    expect(username.current).toMatchObject({ name: "alice", busy: false, problem: "" });
    expect(recall("local", "name")).toBe("alice");
  });

  it("is shown as the server tidied it", async () => {
    const username = follow();
    await chat.connect();
    chat.server.answer = () => {
      chat.server.emit("server.userJoined", { userId: me, username: "al ice", timestamp: 1 });
      return undefined;
    };
    await act(() => username.current.ask("al  ice"));
    expect(username.current.name).toBe("al ice");
    expect(recall("local", "name")).toBe("al ice");
  });

  it("is refused with the reason, and the old one stays", async () => {
    remember("local", "name", "carol");
    const username = follow();
    await chat.connect();
    chat.server.answer = () => taken;
    expect(await act(() => username.current.ask("alice"))).toBe(false);
    expect(username.current).toMatchObject({ name: "carol", problem: "Alice is taken." });
    expect(recall("local", "name")).toBe("carol");
  });

  it("is the last one where they ask for two at once", async () => {
    const username = follow();
    await chat.connect();
    await act(() => Promise.all([username.current.ask("one"), username.current.ask("two")]));
    expect(username.current.name).toBe("two");
  });
});

describe("a name that is remembered", () => {
  beforeEach(() => remember("local", "name", "alice"));

  it("is asked for on each connection, ahead of all else", async () => {
    const username = follow();
    expect(username.current).toMatchObject({ name: "", wanted: "alice", busy: true });
    await chat.connect();
    expect(username.current).toMatchObject({ name: "alice", busy: false });
    await chat.cut();
    chat.client.publish("client.message", { message: "hello" });
    await chat.pass(5_000); // some tries later
    await chat.restore();
    await chat.pass(20_000); // the longest wait
    const events = chat.server.received.map(({ event }) => event);
    expect(events).toEqual(["client.setUsername", "client.setUsername", "client.message"]);
  });

  it("is lost where somebody else has it by now", async () => {
    const username = follow();
    await chat.connect();
    chat.server.answer = () => taken;
    await chat.cut();
    await chat.restore();
    expect(username.current).toMatchObject({ name: "", problem: "Alice is taken." });
  });

  it("is ours again after a reload, as soon as the server lets our last connection go", async () => {
    arriveBy("reload");
    const username = follow();
    chat.server.answer = () => taken;
    await chat.connect();
    await chat.pass(3_000);
    expect(username.current).toMatchObject({ name: "", busy: true, problem: "" });
    chat.server.answer = () => undefined;
    await chat.pass(500);
    expect(username.current).toMatchObject({ name: "alice", busy: false });
  });

  it("is somebody else's where it stays taken after a reload", async () => {
    arriveBy("reload");
    const username = follow();
    chat.server.answer = () => taken;
    await chat.connect();
    await chat.pass(15_500);
    expect(username.current).toMatchObject({ busy: false, problem: "Alice is taken." });
  });

  it("is asked for again after a failure that passes", async () => {
    const username = follow();
    chat.server.answer = () => passing;
    await chat.connect();
    expect(username.current).toMatchObject({ busy: true, problem: "" });
    chat.server.answer = () => undefined;
    await chat.pass(3_000);
    expect(username.current).toMatchObject({ name: "alice", busy: false });
  });
});

it("another's events do not change our name", async () => {
  const username = follow();
  await chat.connect();
  await chat.tell("server.userRenamed", { username: "mallory" });
  expect(username.current.name).toBe("");
  await chat.tell("server.userRenamed", { userId: me, username: "me" });
  expect(username.current.name).toBe("me");
});

it("is known where a sign-in gives it in one burst with the id", async () => {
  const { result } = renderHook(() => useUsername(chat.client, ""));
  await chat.connect();
  chat.server.emit("server.info", sample("server.info", { userId: me }));
  chat.server.emit(
    "server.userJoined",
    sample("server.userJoined", { userId: me, username: "alice" }),
  );
  await chat.pass();
  expect(result.current.name).toBe("alice");
});
