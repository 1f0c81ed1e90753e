import { render } from "@testing-library/react";
import { expect, it } from "vitest";
import { Avatar } from "./Avatar.tsx";

function show(id: string, name: string): HTMLElement {
  return render(<Avatar id={id} name={name} />).container.firstElementChild as HTMLElement;
}

it.each([
  ["alice", "A"],
  ["éva", "É"],
  ["👩‍👩‍👧‍👦 family", "👩‍👩‍👧‍👦"],
  ["", "?"],
])("shows the first letter of %j as a reader sees it", (name, letter) => {
  expect(show("1", name).textContent).toBe(letter);
});

it("has a colour that stays with the id, whatever the name", () => {
  expect(show("1", "alice").dataset["colour"]).toBe(show("1", "bob").dataset["colour"]);
  const colours = new Set(
    Array.from({ length: 99 }, (_, i) => show(`${i}`, "a").dataset["colour"]),
  );
  expect(colours.size).toBe(8);
});
