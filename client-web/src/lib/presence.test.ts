import { describe, expect, it } from "vitest";
import { nobody, type Presence, type PresenceAction, reducePresence } from "./presence.ts";

const after = (...actions: PresenceAction[]): Presence => actions.reduce(reducePresence, nobody);
const user = (userId: string, username = userId) => ({ userId, username });

describe("reducePresence", () => {
  it("keeps people in the order of their names", () => {
    const { users } = after(
      { type: "here", users: [user("1", "bob"), user("2", "Alice")], total: 2 },
      { type: "joined", user: user("3", "älva") },
    );
    expect(users.map(({ username }) => username)).toEqual(["Alice", "älva", "bob"]);
  });

  it("counts nobody twice", () => {
    const { total } = after(
      { type: "joined", user: user("1") },
      { type: "joined", user: user("1") },
    );
    expect(total).toBe(1);
  });

  it("counts the leave of somebody beyond those that are named", () => {
    expect(
      after({ type: "here", users: [user("1")], total: 3 }, { type: "left", userId: "9" }).total,
    ).toBe(2);
  });

  it("does not count the leave of somebody who never was here", () => {
    expect(
      after({ type: "here", users: [user("1")], total: 1 }, { type: "left", userId: "9" }).total,
    ).toBe(1);
  });

  it("follows another name", () => {
    const { users } = after(
      { type: "joined", user: user("1", "a") },
      { type: "renamed", user: user("1", "b") },
    );
    expect(users).toEqual([user("1", "b")]);
  });
});
