import { render, screen } from "@testing-library/react";
import { userEvent } from "@testing-library/user-event";
import { expect, it, vi } from "vitest";
import { Profile } from "./Profile.tsx";

function show(name: string, gives = true) {
  const ask = vi.fn(async () => gives);
  const username = { name, wanted: name, busy: false, problem: "", ask };
  render(<Profile userId="u" username={username} />);
  return ask;
}
const edit = (name: string) => userEvent.click(screen.getByRole("button", { name }));

it("shows an anonymous reader as one, and lets them take a name", async () => {
  const ask = show("");
  screen.getByText("Anonymous");
  await edit("Choose a name");
  await userEvent.keyboard("alice{Enter}");
  expect(ask).toHaveBeenCalledExactlyOnceWith("alice");
});

it("closes the form when the name is given, and returns the focus", async () => {
  show("alice");
  await edit("Change your name");
  await userEvent.keyboard("alicia{Enter}");
  expect(screen.queryByRole("textbox")).toBeNull();
  expect(document.activeElement).toBe(screen.getByRole("button", { name: "Change your name" }));
});

it("keeps the form open when the name is refused", async () => {
  show("alice", false);
  await edit("Change your name");
  await userEvent.keyboard("bob{Enter}");
  expect(screen.getByRole<HTMLInputElement>("textbox").value).toBe("bob");
});

it("changes nothing where the reader thinks better of it, and returns the focus", async () => {
  const ask = show("alice");
  await edit("Change your name");
  await userEvent.keyboard("bob{Escape}");
  screen.getByText("alice");
  expect(ask).not.toHaveBeenCalled();
  expect(document.activeElement).toBe(screen.getByRole("button", { name: "Change your name" }));
});
