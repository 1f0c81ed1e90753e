import { sample } from "@eventwire/chat/testing";
import { act, renderHook } from "@testing-library/react";
import { beforeEach, expect, it } from "vitest";
import { alice, bob, Chat, me } from "../test/chat.tsx";
import { shownFor, useNotifications } from "./useNotifications.ts";

let chat: Chat;
let shown: { readonly current: ReturnType<typeof useNotifications> };
beforeEach(async () => {
  chat = new Chat();
  shown = renderHook(() => useNotifications(chat.client, me)).result;
  await chat.connect();
});
const join = (userId: string) => chat.tell("server.userJoined", { userId, username: "somebody" });
const count = () => shown.current.toasts.length;
const pause = (paused: boolean) => act(() => shown.current.setPaused(paused));

it("makes a toast of what others do, not of what the reader does", async () => {
  await join(me);
  await join(alice);
  await chat.tell("server.userLeft", { userId: bob, username: "bob" });
  await chat.tell("server.notification", { title: "Maintenance", level: "error" });
  expect(shown.current.toasts.map(({ kind }) => kind)).toEqual(["joined", "left", "announced"]);
});

it("lets a toast go after five seconds", async () => {
  expect(shownFor).toBe(5_000);
  await join(alice);
  await chat.pass(4_900);
  expect(count()).toBe(1);
  await chat.pass(100);
  expect(count()).toBe(0);
});

it("stops the clock while the pointer is on one, and goes on from there", async () => {
  await join(alice);
  await chat.pass(3_000);
  pause(true);
  await chat.pass(60_000);
  expect(count()).toBe(1);
  pause(false);
  await chat.pass(1_800);
  expect(count()).toBe(1);
  await chat.pass(200);
  expect(count()).toBe(0);
});

it("gives each toast its own five seconds", async () => {
  await join(alice);
  await chat.pass(3_000);
  await join(bob);
  await chat.pass(2_000);
  expect(count()).toBe(1);
  await chat.pass(3_000);
  expect(count()).toBe(0);
});

it("ends the pause with the last toast", async () => {
  await join(alice);
  pause(true);
  act(() => shown.current.dismiss(shown.current.toasts[0]?.key ?? ""));
  expect(count()).toBe(0);
  await join(bob);
  await chat.pass(5_000);
  expect(count()).toBe(0);
});

it("is silent about our own joining in one burst with our id", async () => {
  const other = new Chat();
  const { result } = renderHook(() => useNotifications(other.client, ""));
  await other.connect();
  other.server.emit("server.info", sample("server.info", { userId: me }));
  other.server.emit("server.userJoined", sample("server.userJoined", { userId: me }));
  await other.pass();
  expect(result.current.toasts).toEqual([]);
});
