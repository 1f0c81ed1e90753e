import { renderHook } from "@testing-library/react";
import { expect, it } from "vitest";
import { Chat, me, noon } from "../test/chat.tsx";
import { useConnection } from "./useConnection.ts";

it("follows the state, and keeps what the first server said of the time", async () => {
  const chat = new Chat();
  const { result } = renderHook(() => useConnection(chat.client));
  expect(result.current).toMatchObject({ status: { state: "closed" }, serverId: "", userId: "" });
  await chat.connect();
  await chat.tell("server.info", { serverId: "one", userId: me, timestamp: noon });
  const first = { status: { state: "open" }, serverId: "one", userId: me, since: noon };
  expect(result.current).toEqual(first);

  await chat.cut();
  expect(result.current.status.state).toBe("reconnecting");
  expect(result.current.userId).toBe(me);
  await chat.restore();
  expect(result.current).toEqual({ ...first, serverId: "server-again" });
});
