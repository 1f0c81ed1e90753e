import { act, renderHook } from "@testing-library/react";
import { expect, it, vi } from "vitest";
import { alice, Chat, me } from "../test/chat.tsx";
import { useTitle } from "./useTitle.ts";

it("counts what others say while the page is hidden", async () => {
  const hidden = vi.spyOn(document, "hidden", "get").mockReturnValue(false);
  const chat = new Chat();
  const own = new Set([me]);
  renderHook(() => useTitle(chat.client, own));
  await chat.connect();
  await chat.say(alice, "alice", "seen");
  expect(document.title).toBe("Eventwire chat");

  hidden.mockReturnValue(true);
  await chat.say(alice, "alice", "one");
  await chat.say(me, "me", "my own");
  await chat.say(alice, "alice", "two");
  expect(document.title).toBe("(2) Eventwire chat");

  hidden.mockReturnValue(false);
  act(() => void document.dispatchEvent(new Event("visibilitychange")));
  expect(document.title).toBe("Eventwire chat");
});
