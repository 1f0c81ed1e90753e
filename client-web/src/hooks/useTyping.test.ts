import { act, renderHook } from "@testing-library/react";
import { beforeEach, describe, expect, it } from "vitest";
import { typingLasts, typingRepeats } from "../lib/typing.ts";
import { alice, bob, Chat, me } from "../test/chat.tsx";
import { useTyping } from "./useTyping.ts";

let chat: Chat;
let typing: { readonly current: ReturnType<typeof useTyping> };
let leave: () => void;
beforeEach(async () => {
  chat = new Chat();
  const hook = renderHook(() => useTyping(chat.client, me));
  typing = hook.result;
  leave = hook.unmount;
  await chat.connect();
});

describe("who is typing", () => {
  const says = (userId: string, username: string, typing = true) =>
    chat.tell("server.typing", { userId, username, typing });

  it("is told in the order in which they began, without the reader", async () => {
    await says(bob, "bob");
    await says(alice, "alice");
    await says(bob, "bob");
    await says(me, "me");
    expect(typing.current.typists).toEqual(["bob", "alice"]);
  });

  it("ends when they say so, speak, or leave", async () => {
    await says(bob, "bob");
    await says(bob, "bob", false);
    expect(typing.current.typists).toEqual([]);
    await says(bob, "bob");
    await chat.say(bob, "bob", "there");
    expect(typing.current.typists).toEqual([]);
    await says(bob, "bob");
    await chat.tell("server.userLeft", { userId: bob, username: "bob" });
    expect(typing.current.typists).toEqual([]);
  });

  it("ends for those who vanish in the middle of a word", async () => {
    await says(bob, "bob");
    await chat.pass(typingLasts - 1_000);
    await says(alice, "alice");
    await chat.pass(1_000);
    expect(typing.current.typists).toEqual(["alice"]);
    await chat.pass(typingLasts);
    expect(typing.current.typists).toEqual([]);
  });
});

describe("that the reader is typing", () => {
  const type = async (draft: string) => {
    act(() => typing.current.typed(draft));
    await chat.pass(0);
  };
  const said = () => chat.published("client.typing").map((data) => data);
  const began = { typing: true };
  const stopped = { typing: false };

  it("is said once for many letters, and again after a while", async () => {
    for (const draft of ["h", "he", "hel", "hell"]) await type(draft);
    expect(said()).toEqual([began]);
    await chat.pass(typingRepeats);
    await type("hello");
    expect(said()).toEqual([began, began]);
  });

  it("ends when they pause, or empty the field", async () => {
    await type("h");
    await chat.pass(typingLasts);
    expect(said()).toEqual([began, stopped]);
    await type("he");
    await type("");
    expect(said()).toEqual([began, stopped, began, stopped]);
    await type("");
    expect(said()).toHaveLength(4);
  });

  it("ends with the message, which says so by itself", async () => {
    await type("hello");
    act(() => typing.current.sent());
    await chat.pass(typingLasts);
    expect(said()).toEqual([began]);
  });

  it("is no news for later: nothing is kept while there is no connection", async () => {
    await chat.cut();
    await type("hello");
    await chat.restore();
    expect(said()).toEqual([]);
  });

  it("may be refused by the server without any trouble", async () => {
    chat.server.answer = () => ({ error: { code: "rate_limited", message: "" } });
    await type("hello");
    expect(said()).toEqual([began]);
  });

  it("leaves no timer behind", async () => {
    await type("hello");
    leave();
    await chat.pass(typingLasts);
    expect(said()).toEqual([began]);
  });
});
