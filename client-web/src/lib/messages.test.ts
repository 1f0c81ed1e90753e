import { describe, expect, it } from "vitest";
import {
  type Messages,
  type MessagesAction,
  messagesKept,
  noMessages,
  reduceMessages,
  type Told,
} from "./messages.ts";

const after = (...actions: MessagesAction[]): Messages =>
  actions.reduce(reduceMessages, noMessages);
const send = (key: string, text: string): MessagesAction => ({
  type: "send",
  key,
  text,
  timestamp: 1,
});
const told = (...entries: Told[]): MessagesAction => ({ type: "told", entries });
const message = (key: string, text: string, at: string, own = true): Told => {
  return { kind: "message", key, id: key, at, userId: "u", from: "alice", text, timestamp: 2, own };
};
const keys = ({ told, outgoing }: Messages) => [
  told.map(({ key }) => key),
  outgoing.map(({ key }) => key),
];

describe("reduceMessages", () => {
  it("puts our message in the place that the server gave it, under the key it had", () => {
    const acknowledgedFirst = after(
      send("mine", "hi"),
      { type: "acknowledged", key: "mine", at: "c@2" },
      told(message("other", "ho", "c@1", false), message("id", "hi", "c@2")),
    );
    expect(keys(acknowledgedFirst)).toEqual([["other", "mine"], []]);
  });

  it("knows a message that comes back before its acknowledgement", () => {
    const state = after(send("mine", "hi"), told(message("id", "hi", "c@2")), {
      type: "acknowledged",
      key: "mine",
      at: "c@2",
    });
    expect(keys(state)).toEqual([["mine"], []]);
  });

  it("knows it by its position where the server changed its text", () => {
    const state = after(send("mine", "hi "), told(message("id", "hi", "c@2")), {
      type: "acknowledged",
      key: "mine",
      at: "c@2",
    });
    expect(keys(state)).toEqual([["id"], []]);
  });

  it("shows a message that is told twice once, also one of ours", () => {
    const twice = after(
      send("mine", "hi"),
      told(message("id", "hi", "c@2"), message("other", "ho", "c@3", false)),
      told(message("other", "ho", "d@1", false), message("id", "hi", "d@2")),
      told(message("new", "he", "d@3", false), message("new", "he", "d@4", false)),
    );
    expect(keys(twice)).toEqual([["mine", "other", "new"], []]);
  });

  it("does not take somebody else's words for ours", () => {
    expect(keys(after(send("mine", "hi"), told(message("id", "hi", "c@1", false))))).toEqual([
      ["id"],
      ["mine"],
    ]);
  });

  it("tells equal messages apart by their order", () => {
    const state = after(
      send("a", "hi"),
      send("b", "hi"),
      told(message("1", "hi", "c@1"), message("2", "hi", "c@2")),
    );
    expect(keys(state)).toEqual([["a", "b"], []]);
  });

  it("takes a message that seemed to fail as sent when it comes back after all", () => {
    const state = after(
      send("a", "hi"),
      { type: "failed", key: "a", reason: "no" },
      told(message("1", "hi", "c@1")),
    );
    expect(keys(state)).toEqual([["a"], []]);
  });

  it("sends a failed message again after the others", () => {
    const state = after(
      send("a", "1"),
      send("b", "2"),
      { type: "failed", key: "a", reason: "no" },
      { type: "retry", key: "a", timestamp: 9 },
    );
    expect(state.outgoing.map(({ key, delivery, reason }) => [key, delivery, reason])).toEqual([
      ["b", "pending", ""],
      ["a", "pending", ""],
    ]);
  });

  it("forgets the oldest where there are too many", () => {
    const many = Array.from({ length: messagesKept + 1 }, (_, i) =>
      message(`${i}`, "x", `c@${i}`, false),
    );
    const { told: kept } = after(told(...many));
    expect(kept.length).toBeLessThanOrEqual(messagesKept);
    expect(kept.at(-1)?.key).toBe(`${messagesKept}`);
  });
});
