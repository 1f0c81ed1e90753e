import { fireEvent, render, screen } from "@testing-library/react";
import { userEvent } from "@testing-library/user-event";
import { expect, it, vi } from "vitest";
import type { Row } from "../lib/rows.ts";
import { MessageList } from "./MessageList.tsx";

const message = (n: number, own = false): Row => ({
  ...{ kind: "message", key: `${n}`, own, first: true, userId: "u", from: "alice" },
  ...{ text: `message ${n}`, timestamp: n, delivery: "told", reason: "" },
});
const many = (count: number) => Array.from({ length: count }, (_, n) => message(n));
const list = (rows: readonly Row[]) => (
  <MessageList rows={rows} loaded={true} onRetry={vi.fn()} onDiscard={vi.fn()} />
);
const region = () => screen.getByRole("log", { name: "Messages" });
const toEnd = () => screen.queryByRole("button", { name: /latest|new message/iu });

/** happy-dom has no heights: the list gets them here. */
function scrollTo(offset: number): void {
  Object.defineProperties(region(), {
    scrollHeight: { configurable: true, value: 12_000 },
    clientHeight: { configurable: true, value: 2_000 },
  });
  fireEvent.wheel(region());
  region().scrollTop = offset;
  fireEvent.scroll(region());
}

it("has a row for each day, gap and message", async () => {
  render(list([{ kind: "day", key: "d", timestamp: 1 }, { kind: "gap", key: "g" }, message(1)]));
  await screen.findByText("message 1");
  screen.getByText(/Some messages may be missing/u);
  expect(region().querySelector("time")?.dateTime).toBe(new Date(1).toISOString());
});

it("has only what is near the screen in the document", async () => {
  render(list(many(10_000)));
  await screen.findAllByRole("article");
  expect(screen.getAllByRole("article").length).toBeLessThan(200);
});

it("stays where the reader scrolled, counts what is new, and goes there when asked", async () => {
  const rows = many(300);
  const { rerender } = render(list(rows));
  await screen.findAllByRole("article");
  scrollTo(9_000);
  scrollTo(6_000);
  expect(toEnd()?.textContent).toBe("Latest messages");
  rerender(list([...rows, message(300)]));
  expect(toEnd()?.textContent).toBe("1 new message");
  expect(region().scrollTop).toBe(6_000);
  rerender(list([...rows, message(300), message(301), message(302), message(303, true)]));
  expect(toEnd()?.textContent).toBe("3 new messages");
  expect(region().scrollTop).toBe(6_000);
  await userEvent.click(toEnd() as HTMLElement);
  scrollTo(9_990);
  expect(toEnd()).toBeNull();
});

it("can be reached and scrolled by keyboard", () => {
  render(list(many(3)));
  expect(region().tabIndex).toBe(0);
});

it("says that nothing was said, once it is sure", () => {
  const { rerender } = render(
    <MessageList rows={[]} loaded={false} onRetry={vi.fn()} onDiscard={vi.fn()} />,
  );
  expect(screen.queryByText("No messages yet")).toBeNull();
  rerender(list([]));
  screen.getByText("No messages yet");
  rerender(list(many(1)));
  expect(screen.queryByText("No messages yet")).toBeNull();
});
