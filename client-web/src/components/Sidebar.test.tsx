import { render, screen, within } from "@testing-library/react";
import { expect, it } from "vitest";
import type { UserEvent } from "../lib/userEvents.ts";
import { noon } from "../test/chat.tsx";
import { Sidebar } from "./Sidebar.tsx";

const users = [
  { userId: "1", username: "alice" },
  { userId: "2", username: "bob" },
];

it("lists who is here, marks the reader, and counts those who are not named", () => {
  render(
    <Sidebar presence={{ users, total: 1_502 }} log={[]} userId="2">
      the reader
    </Sidebar>,
  );
  const people = within(screen.getByRole("list", { name: "People" })).getAllByRole("listitem");
  expect(people.map((one) => one.textContent)).toEqual(["Aalice", "Bbobyou", "and 1,500 more"]);
  screen.getByRole("heading", { name: "Who is here 1,502" });
  screen.getByText("the reader");
});

it("says that nobody is here and nothing happened", () => {
  render(
    <Sidebar presence={{ users: [], total: 0 }} log={[]} userId="">
      {null}
    </Sidebar>,
  );
  screen.getByText("Nobody has joined yet.");
  screen.getByText("Nothing yet.");
});

it("keeps each name apart from the sentence around it", () => {
  const event: UserEvent = {
    ...{ key: "1", timestamp: noon, kind: "renamed", userId: "1" },
    ...{ from: "\u202eecila", username: "שלום" },
  };
  render(
    <Sidebar presence={{ users, total: 2 }} log={[event]} userId="">
      {null}
    </Sidebar>,
  );
  const [line] = within(screen.getByRole("list", { name: "Activity" })).getAllByRole("listitem");
  const names = Array.from(line?.querySelectorAll("bdi") ?? [], (name) => name.textContent);
  expect(names).toEqual(["\u202eecila", "שלום"]);
});
