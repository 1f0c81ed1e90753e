import { render } from "@testing-library/react";
import { expect, it } from "vitest";
import { Icon } from "./Icon.tsx";

it("says nothing of its own, and is no stop of the Tab key", () => {
  const { container } = render(<Icon name="send" />);
  const drawing = container.querySelector("svg");
  expect(drawing?.getAttribute("aria-hidden")).toBe("true");
  expect(drawing?.getAttribute("focusable")).toBe("false");
  expect(drawing?.querySelector("path")?.getAttribute("d")).toMatch(/^M/u);
});
