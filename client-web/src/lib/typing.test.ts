import { expect, it } from "vitest";
import { typingSentence } from "./typing.ts";

it.each([
  [[], ""],
  [["alice"], "alice is typing…"],
  [["alice", "bob"], "alice and bob are typing…"],
  [["alice", "bob", "carol"], "alice, bob and carol are typing…"],
  [["a", "b", "c", "d"], "Several people are typing…"],
])("%j: %s", (names, expected) => {
  expect(typingSentence(names)).toBe(expected);
});
