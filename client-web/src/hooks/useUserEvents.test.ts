import { renderHook } from "@testing-library/react";
import { expect, it } from "vitest";
import { alice, Chat, uuid } from "../test/chat.tsx";
import { useUserEvents } from "./useUserEvents.ts";

it("logs comings, goings, names and announcements in their order, and nothing else", async () => {
  const chat = new Chat();
  const { result } = renderHook(() => useUserEvents(chat.client));
  await chat.connect();
  await chat.welcome();
  await chat.say(alice, "alice", "hello");
  await chat.tell("server.typing", { userId: alice });
  await chat.tell("server.userJoined", { userId: alice, username: "alice" });
  await chat.tell("server.userRenamed", { userId: alice, from: "alice", username: "alicia" });
  await chat.tell("server.notification", { id: uuid(), level: "info", title: "Hi" });
  await chat.tell("server.userLeft", { userId: alice, username: "alicia" });
  const kinds = result.current.map(({ kind }) => kind);
  expect(kinds).toEqual(["joined", "renamed", "announced", "left"]);
});
