import { render } from "@testing-library/react";
import { expect, it } from "vitest";
import type { MessageRow, Row } from "../lib/rows.ts";
import { noon } from "../test/chat.tsx";
import { Announcer } from "./Announcer.tsx";

const row = (text: string, change: Partial<MessageRow> = {}): Row => ({
  ...{ kind: "message", key: text, own: false, first: true, userId: "u", from: "alice", text },
  ...{ timestamp: noon, delivery: "told", reason: "", ...change },
});

it("says what others have written since the page was opened, politely, each once", () => {
  const before = row("long ago", { timestamp: noon - 1 });
  const { container, rerender } = render(<Announcer rows={[before, row("hello")]} since={noon} />);
  const region = container.firstElementChild;
  expect(region?.getAttribute("aria-live")).toBe("polite");
  expect(region?.textContent).toBe("alice: hello");
  const hello = region?.firstElementChild;

  const mine = row("mine", { own: true });
  const day: Row = { kind: "day", key: "d", timestamp: noon };
  const rows = [before, row("hello"), mine, day, row("again", { from: "bob" })];
  rerender(<Announcer rows={rows} since={noon} />);
  expect(region?.textContent).toBe("alice: hellobob: again");
  expect(region?.firstElementChild).toBe(hello); // an element that stays is not read again
});

it("is silent before the page knows the time", () => {
  const { container } = render(<Announcer rows={[row("hello")]} since={Infinity} />);
  expect(container.textContent).toBe("");
});
