import { renderHook } from "@testing-library/react";
import { expect, it } from "vitest";
import { alice, bob, Chat } from "../test/chat.tsx";
import { usePresence } from "./usePresence.ts";

it("follows who comes, takes another name and goes, and what the server says anew", async () => {
  const chat = new Chat();
  const { result, unmount } = renderHook(() => usePresence(chat.client));
  const names = () => result.current.users.map(({ username }) => username);
  await chat.connect();
  const users = [{ userId: alice, username: "alice" }];
  await chat.tell("server.presence", { users, total: 7 });
  await chat.tell("server.userJoined", { userId: bob, username: "bob" });
  expect([names(), result.current.total]).toEqual([["alice", "bob"], 8]);
  await chat.tell("server.userRenamed", { userId: bob, username: "Aaron" });
  expect(names()).toEqual(["Aaron", "alice"]);
  await chat.tell("server.userLeft", { userId: alice });
  expect([names(), result.current.total]).toEqual([["Aaron"], 7]);
  await chat.tell("server.presence", { users, total: 1 });
  expect([names(), result.current.total]).toEqual([["alice"], 1]);
  unmount();
  await chat.tell("server.userJoined", { userId: bob, username: "bob" });
  expect(names()).toEqual(["alice"]);
});
