import { render, screen } from "@testing-library/react";
import { userEvent } from "@testing-library/user-event";
import { expect, it, vi } from "vitest";
import type { UserEvent } from "../lib/userEvents.ts";
import { Notifications } from "./Notifications.tsx";

const joined: UserEvent = {
  key: "1",
  timestamp: 1,
  kind: "joined",
  userId: "a",
  username: "alice",
};
const announced: UserEvent = {
  key: "2",
  timestamp: 2,
  kind: "announced",
  level: "warning",
  title: "Maintenance",
  message: "at nine",
};

function show() {
  const onDismiss = vi.fn();
  const onPause = vi.fn();
  render(<Notifications toasts={[joined, announced]} onDismiss={onDismiss} onPause={onPause} />);
  const [first, second] = screen.getAllByRole("listitem");
  if (first === undefined || second === undefined) throw new Error("there are no two toasts");
  return { onDismiss, onPause, first, second };
}

it("says what happened, and how serious it is not by colour alone", () => {
  const { first, second } = show();
  expect(first.textContent).toBe("Aalice joined");
  expect(second.textContent).toBe("warning: Maintenanceat nine");
  expect(second.dataset["level"]).toBe("warning");
});

it("waits under the pointer", async () => {
  const { onPause, first } = show();
  await userEvent.hover(first);
  expect(onPause).toHaveBeenLastCalledWith(true);
  await userEvent.unhover(first);
  expect(onPause).toHaveBeenLastCalledWith(false);
});

it("waits while the focus is in it, from one button to the next", async () => {
  const { onPause } = show();
  await userEvent.tab();
  await userEvent.tab();
  expect(onPause.mock.calls.every(([paused]) => paused)).toBe(true);
  await userEvent.tab();
  expect(onPause).toHaveBeenLastCalledWith(false);
});

it("goes when the reader dismisses it, and the others wait no longer", async () => {
  const { onDismiss, onPause } = show();
  await userEvent.tab();
  await userEvent.tab();
  await userEvent.keyboard("{Enter}");
  expect(onDismiss.mock.calls).toEqual([["2"]]);
  expect(onPause).toHaveBeenLastCalledWith(false);
});
