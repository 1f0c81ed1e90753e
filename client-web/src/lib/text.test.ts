import { describe, expect, it } from "vitest";
import { codePoints, linkify } from "./text.ts";

describe("codePoints", () => {
  it("counts an emoji outside the basic plane as one", () => {
    expect(codePoints("a👍é")).toBe(3);
  });
});

describe("linkify", () => {
  it.each([
    ["see https://example.org/a.", "https://example.org/a", "https://example.org/a"],
    ["(https://example.org/a_(b))", "https://example.org/a_(b)", "https://example.org/a_(b)"],
    ["www.example.org!", "www.example.org", "https://www.example.org/"],
    ["HTTP://EXAMPLE.org/Ä", "HTTP://EXAMPLE.org/Ä", "http://example.org/%C3%84"],
  ])("finds the address in %j", (text, shown, href) => {
    const parts = linkify(text);
    expect(parts.filter((part) => part.href !== undefined)).toEqual([{ text: shown, href }]);
  });

  it.each([
    "javascript:alert(1)",
    "data:text/html,<script>",
    "file:///etc/passwd",
    "https://",
    "https://bank.example@evil.example/",
    "mailhttps://example.org",
    "www.",
    "1000 👍 and no address",
  ])("leaves %j alone", (text) => {
    expect(linkify(text).every((part) => part.href === undefined)).toBe(true);
  });

  it("ends an address before a character that turns the direction of writing", () => {
    expect(linkify("https://example.org/\u202Egpj.exe")[0]?.href).toBe("https://example.org/");
  });

  it("loses no character", () => {
    const text = "a https://x.org, b\n(www.y.org) <img src=x onerror=alert(1)> https://z.org";
    expect(
      linkify(text)
        .map((part) => part.text)
        .join(""),
    ).toBe(text);
  });
});
