import { fireEvent, render, screen } from "@testing-library/react";
import { userEvent } from "@testing-library/user-event";
import { type JSX, useState } from "react";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { stubMedia, touchScreen } from "../test/media.ts";
import { MessageInput } from "./MessageInput.tsx";

const send = vi.fn();
beforeEach(() => send.mockClear());

function Kept({ initial }: { readonly initial: string }): JSX.Element {
  const [draft, setDraft] = useState(initial);
  return <MessageInput draft={draft} onDraft={setDraft} onSend={send} note="" />;
}
const field = () => screen.getByRole<HTMLTextAreaElement>("textbox", { name: "Message" });
const button = () => screen.getByRole<HTMLButtonElement>("button", { name: "Send" });
const left = () => document.getElementById(field().getAttribute("aria-describedby") ?? "");

describe("a keyboard", () => {
  beforeEach(() => {
    stubMedia({});
    render(<Kept initial="" />);
  });

  it("is ready at once, and sends by Enter without the space around", async () => {
    await userEvent.keyboard("  hello {Enter}");
    expect(send.mock.calls).toEqual([["hello"]]);
  });

  it("begins a line by Shift+Enter", async () => {
    await userEvent.keyboard("a{Shift>}{Enter}{/Shift}b{Enter}");
    expect(send.mock.calls).toEqual([["a\nb"]]);
  });

  it("sends nothing that is empty", async () => {
    await userEvent.keyboard("   {Enter}");
    expect(button().disabled).toBe(true);
    expect(send).not.toHaveBeenCalled();
  });

  it("does not send by the Enter that ends the composition of a word", async () => {
    await userEvent.keyboard("にほん");
    fireEvent.keyDown(field(), { key: "Enter", isComposing: true });
    expect(send).not.toHaveBeenCalled();
  });
});

it("a touch screen's Enter begins a line, and its button sends", async () => {
  stubMedia({ [touchScreen]: true });
  render(<Kept initial="" />);
  expect(document.activeElement).not.toBe(field()); // no keyboard jumps up unasked
  await userEvent.type(field(), "a{Enter}b");
  expect(send).not.toHaveBeenCalled();
  await userEvent.click(button());
  expect(send.mock.calls).toEqual([["a\nb"]]);
});

describe("the limit of 1,000 characters", () => {
  beforeEach(() => void stubMedia({}));

  it.each([
    [899, ""],
    [900, "100 left"],
    [1000, "0 left"],
    [1001, "1 character too many"],
    [1003, "3 characters too many"],
  ])("with %d it says %j", (length, says) => {
    render(<Kept initial={"x".repeat(length)} />);
    expect(left()?.textContent).toBe(says);
  });

  it("counts an emoji as one, as the server does", () => {
    render(<Kept initial={"👍".repeat(1000)} />);
    expect(left()?.textContent).toBe("0 left");
    expect(button().disabled).toBe(false);
  });

  it("keeps what is too long instead of sending or cutting it", async () => {
    render(<Kept initial={"x".repeat(1001)} />);
    await userEvent.type(field(), "{Enter}");
    expect(send).not.toHaveBeenCalled();
    expect(button().disabled).toBe(true);
    expect(field().getAttribute("aria-invalid")).toBe("true");
    expect(field().value).toHaveLength(1001);
  });
});
