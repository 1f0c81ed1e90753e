import { cleanup, render, screen } from "@testing-library/react";
import { userEvent } from "@testing-library/user-event";
import type { ComponentProps } from "react";
import { describe, expect, it, vi } from "vitest";
import { clockTime, fullTime } from "../lib/times.ts";
import { noon } from "../test/chat.tsx";
import { Message } from "./Message.tsx";

function show(changes: Partial<ComponentProps<typeof Message>> = {}) {
  const onRetry = vi.fn();
  const onDiscard = vi.fn();
  render(
    <Message
      messageKey="key"
      own={false}
      first={true}
      userId="u"
      from="alice"
      text="hello"
      timestamp={noon}
      delivery="told"
      reason=""
      onRetry={onRetry}
      onDiscard={onDiscard}
      {...changes}
    />,
  );
  return { onRetry, onDiscard };
}
const article = () => screen.getByRole("article");
const body = () => document.querySelector<HTMLElement>(".text");

describe("who and when", () => {
  it("are shown in the reader's way of writing times", () => {
    show();
    expect(screen.getByText("alice").tagName).toBe("BDI");
    const time = screen.getByText(clockTime(noon));
    expect(time.getAttribute("datetime")).toBe(new Date(noon).toISOString());
    expect(time.title).toBe(fullTime(noon));
  });

  it("stay for screen readers where a group hides them", () => {
    show({ first: false });
    expect(article().querySelector(".avatar")).toBeNull();
    expect(screen.getByText("alice").closest(".visually-hidden")).not.toBeNull();
  });

  it("are set apart where the message is ours", () => {
    show({ own: true });
    expect(article().dataset["own"]).toBe("true");
    screen.getByText("You");
  });
});

describe("what is said", () => {
  it.each([
    "<img src=x onerror=alert(1)>",
    "<script>alert(1)</script>",
    "javascript:alert(1)",
    "\u202egnp.exe",
    "z\u0353\u0353\u0353algo",
  ])("is never markup: %s", (text) => {
    show({ text });
    expect(body()?.innerHTML).not.toMatch(/<(img|script|a)\b/u);
    expect(body()?.textContent).toBe(text);
  });

  it("keeps its own direction of writing", () => {
    show({ text: "שלום" });
    expect(document.querySelector(".bubble")?.getAttribute("dir")).toBe("auto");
  });

  it("is linked where it is an address, without a way back to this page", () => {
    show({ text: "a https://a.example/x, b https://b.example." });
    const links = screen.getAllByRole<HTMLAnchorElement>("link");
    expect(links.map(({ href }) => href)).toEqual(["https://a.example/x", "https://b.example/"]);
    for (const { rel, target } of links)
      expect([rel, target]).toEqual(["noopener noreferrer nofollow", "_blank"]);
  });

  it.each([
    ["👍", true],
    ["👩‍👩‍👧‍👦 🇨🇭 1️⃣", true],
    ["👍👍👍👍", false],
    ["👍 good", false],
    ["123", false],
  ])("is large where it is a few emoji: %s", (text, large) => {
    show({ text });
    expect(body()?.dataset["large"]).toBe(String(large));
  });

  it("is as large as any other text where it is a thousand emoji", () => {
    show({ text: "👍".repeat(1000) });
    expect(body()?.dataset["large"]).toBe("false");
  });

  it("is folded where it is taller than the fold leaves, until the reader unfolds it", async () => {
    const height = vi.spyOn(HTMLElement.prototype, "scrollHeight", "get").mockReturnValue(500);
    vi.spyOn(HTMLElement.prototype, "clientHeight", "get").mockReturnValue(300);
    show({ text: "word ".repeat(100) });
    expect(body()?.dataset["folded"]).toBe("true");
    await userEvent.click(screen.getByRole("button", { name: "Show more", expanded: false }));
    expect(body()?.dataset["folded"]).toBe("false");
    await userEvent.click(screen.getByRole("button", { name: "Show less", expanded: true }));
    expect(body()?.dataset["folded"]).toBe("true");
    cleanup();
    height.mockReturnValue(300);
    show({ text: "word ".repeat(100) });
    expect(screen.queryByRole("button")).toBeNull();
  });
});

describe("how far ours has come", () => {
  it.each([
    ["pending", "Sending…"],
    ["sent", "Sent"],
    ["told", "Delivered"],
    ["failed", "Not sent"],
  ] as const)("%s: %s", (delivery, label) => {
    show({ own: true, delivery });
    screen.getByText(label);
  });

  it("offers to send a failed one again, or to give it up, and says why", async () => {
    const { onRetry, onDiscard } = show({ own: true, delivery: "failed", reason: "Too fast." });
    screen.getByText("Too fast.");
    await userEvent.click(screen.getByRole("button", { name: "Retry" }));
    await userEvent.click(screen.getByRole("button", { name: "Discard" }));
    expect([onRetry.mock.calls, onDiscard.mock.calls]).toEqual([[["key"]], [["key"]]]);
  });
});
