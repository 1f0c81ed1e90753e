import { fireEvent, render, screen } from "@testing-library/react";
import { expect, it } from "vitest";
import type { UserEvent } from "../lib/userEvents.ts";
import { UserEventLog } from "./UserEventLog.tsx";

const joined = (key: string): UserEvent => {
  return { key, timestamp: 1, kind: "joined", userId: key, username: key };
};
const list = () => screen.getByRole("list", { name: "Activity" });

it("follows what is new while the reader is at its end, and otherwise stays", () => {
  const { rerender } = render(<UserEventLog log={[joined("a")]} />);
  Object.defineProperties(list(), { scrollHeight: { value: 900 }, clientHeight: { value: 300 } });
  rerender(<UserEventLog log={[joined("a"), joined("b")]} />);
  expect(list().scrollTop).toBe(900);

  list().scrollTop = 100;
  fireEvent.scroll(list());
  rerender(<UserEventLog log={[joined("a"), joined("b"), joined("c")]} />);
  expect(list().scrollTop).toBe(100);

  list().scrollTop = 590;
  fireEvent.scroll(list());
  rerender(<UserEventLog log={[joined("b"), joined("c"), joined("d")]} />);
  expect(list().scrollTop).toBe(900);
});
