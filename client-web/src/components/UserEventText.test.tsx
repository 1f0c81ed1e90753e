import { render } from "@testing-library/react";
import { expect, it } from "vitest";
import type { UserEvent } from "../lib/userEvents.ts";
import { UserEventText } from "./UserEventText.tsx";

const at = { key: "k", timestamp: 0, userId: "u" };

it.each<[string, string[], UserEvent]>([
  ["bob joined", ["bob"], { ...at, kind: "joined", username: "bob" }],
  ["bob left", ["bob"], { ...at, kind: "left", username: "bob" }],
  ["bob is now rob", ["bob", "rob"], { ...at, kind: "renamed", from: "bob", username: "rob" }],
])("says %j, with each name kept to itself", (sentence, names, event) => {
  const { container } = render(<UserEventText event={event} />);
  expect(container.textContent).toBe(sentence);
  expect([...container.querySelectorAll("bdi")].map((one) => one.textContent)).toEqual(names);
});

it("shows an announcement as text, title and message apart", () => {
  const announced = { kind: "announced", level: "info", title: "<b>News</b>" } as const;
  const { container } = render(
    <UserEventText event={{ ...at, ...announced, message: "שלום\nzwei" }} />,
  );
  expect(container.querySelector("strong")?.textContent).toBe("<b>News</b>");
  expect(container.querySelector(".event-message")?.textContent).toBe("שלום\nzwei");
  for (const part of container.querySelectorAll("strong, .event-message"))
    expect(part.getAttribute("dir")).toBe("auto");
});
