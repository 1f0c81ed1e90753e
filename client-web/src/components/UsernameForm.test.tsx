import { render, screen } from "@testing-library/react";
import { userEvent } from "@testing-library/user-event";
import { expect, it, vi } from "vitest";
import { UsernameForm } from "./UsernameForm.tsx";

const field = () => screen.getByRole<HTMLInputElement>("textbox", { name: "Your name" });
const problem = (description: string) => screen.getByRole("textbox", { description });

function show(changes: Partial<Parameters<typeof UsernameForm>[0]> = {}) {
  const onSubmit = vi.fn();
  const form = (more: typeof changes = {}) => (
    <UsernameForm
      initial=""
      action="Join"
      busy={false}
      problem=""
      onSubmit={onSubmit}
      {...changes}
      {...more}
    />
  );
  const { rerender } = render(form());
  return { onSubmit, change: (more: typeof changes) => rerender(form(more)) };
}

it("is ready to be written over", async () => {
  const { onSubmit } = show({ initial: "alice" });
  await userEvent.keyboard(" bob {Enter}");
  expect(onSubmit.mock.calls).toEqual([["bob"]]);
});

it.each([
  ["  ", "Write a name first."],
  ["x".repeat(52), "A name has at most 50 characters: 2 too many."],
])("refuses %j by itself, and says why", async (name, why) => {
  const { onSubmit } = show();
  await userEvent.type(field(), `${name}{Enter}`);
  problem(why);
  expect(field().getAttribute("aria-invalid")).toBe("true");
  expect(onSubmit).not.toHaveBeenCalled();
  await userEvent.type(field(), "y");
  problem("");
});

it("says in the place of a problem what a name is for, while there is none", async () => {
  show({ hint: "Everybody will see it." });
  problem("Everybody will see it.");
  await userEvent.keyboard("{Enter}");
  problem("Write a name first.");
});

it("takes 50 emoji", async () => {
  const { onSubmit } = show({ initial: "👍".repeat(50) });
  await userEvent.click(screen.getByRole("button", { name: "Join" }));
  expect(onSubmit).toHaveBeenCalledOnce();
});

it("says why the server refused it, and goes back to the field", async () => {
  const { change } = show({ initial: "alice" });
  await userEvent.tab();
  change({ problem: "Alice is taken." });
  problem("Alice is taken.");
  expect(document.activeElement).toBe(field());
});

it("waits for the answer before it asks again", async () => {
  const { onSubmit } = show({ initial: "alice", busy: true });
  await userEvent.keyboard("{Enter}");
  expect(onSubmit).not.toHaveBeenCalled();
  expect(screen.getByRole("button").getAttribute("aria-disabled")).toBe("true");
});

it("is left by Escape or its button where there is a way back", async () => {
  const onCancel = vi.fn();
  show({ onCancel });
  await userEvent.keyboard("{Escape}");
  await userEvent.click(screen.getByRole("button", { name: "Cancel" }));
  expect(onCancel).toHaveBeenCalledTimes(2);
});
