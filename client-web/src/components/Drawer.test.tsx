import { render, screen } from "@testing-library/react";
import { userEvent } from "@testing-library/user-event";
import { beforeEach, expect, it, vi } from "vitest";
import { Drawer } from "./Drawer.tsx";

const onClose = vi.fn();
beforeEach(() => {
  onClose.mockClear();
  render(
    <Drawer label="People" onClose={onClose}>
      <p>inside</p>
    </Drawer>,
  );
});

it("opens once, though React mounts it twice", () => {
  expect(screen.getByRole("dialog", { name: "People" }).hasAttribute("open")).toBe(true);
  expect(onClose).not.toHaveBeenCalled();
});

it("closes by its button", async () => {
  await userEvent.click(screen.getByRole("button", { name: "Close" }));
  expect(onClose).toHaveBeenCalledOnce();
});

it("closes by a tap beside it, not by one inside", async () => {
  await userEvent.click(screen.getByText("inside"));
  expect(onClose).not.toHaveBeenCalled();
  await userEvent.click(screen.getByRole("dialog"));
  expect(onClose).toHaveBeenCalledOnce();
});
