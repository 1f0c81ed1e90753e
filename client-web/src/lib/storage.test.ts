import { expect, it, vi } from "vitest";
import { recall, remember } from "./storage.ts";

it("keeps a value until it is emptied", () => {
  remember("local", "name", "alice");
  expect(recall("local", "name")).toBe("alice");
  remember("local", "name", "");
  expect(localStorage.length).toBe(0);
});

it("works, and forgets, where the browser forbids storage", () => {
  vi.stubGlobal("localStorage", {
    getItem: () => {
      throw new DOMException("forbidden", "SecurityError");
    },
    setItem: () => {
      throw new DOMException("forbidden", "SecurityError");
    },
  });
  remember("local", "name", "alice");
  expect(recall("local", "name")).toBe("");
});
