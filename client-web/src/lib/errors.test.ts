import { expect, it } from "vitest";
import { isTransient, sentence } from "./errors.ts";

const error = (code: string, message: string) => Object.assign(new Error(message), { code });

it("passes on what the server says of a refused name", () => {
  expect(sentence(error("username_taken", "alice is taken"))).toBe("Alice is taken.");
  expect(isTransient(error("username_taken", ""))).toBe(false);
});

it("has its own words for what the reader can't change", () => {
  expect(sentence(error("unavailable", "ECONNREFUSED 10.0.0.1"))).not.toContain("ECONN");
  expect(isTransient(error("unavailable", ""))).toBe(true);
});

it("says something about anything", () => {
  expect(sentence(undefined)).toBe("Something went wrong.");
});
