import { describe, expect, it } from "vitest";
import { layOut } from "./rows.ts";

const minute = 60_000;
const noon = new Date(2026, 2, 1, 12).getTime();
const message = (key: string, userId: string, timestamp: number, from = userId) => {
  return { kind: "message", key, id: key, at: "", userId, from, text: key, timestamp } as const;
};
const layout = (...told: Parameters<typeof layOut>[0]["told"]) =>
  layOut({ told, outgoing: [] }, { userId: "me", name: "me" }, new Set(["me"]));

describe("layOut", () => {
  it("groups what one sender says within a few minutes", () => {
    const rows = layout(
      message("1", "a", noon),
      message("2", "a", noon + minute),
      message("3", "b", noon + 2 * minute),
      message("4", "b", noon + 20 * minute),
    );
    expect(rows.map((row) => row.kind === "message" && row.first)).toEqual([
      false,
      true,
      false,
      true,
      true,
    ]);
  });

  it("starts a group where a sender took another name", () => {
    const rows = layout(message("1", "a", noon, "alice"), message("2", "a", noon, "alicia"));
    expect(rows.at(-1)).toMatchObject({ first: true, from: "alicia" });
  });

  it("separates days by the reader's calendar", () => {
    const midnight = new Date(2026, 2, 2).getTime();
    const rows = layout(
      message("1", "a", midnight - 1),
      message("2", "a", midnight),
      message("3", "a", midnight + 1),
    );
    expect(rows.map(({ kind }) => kind)).toEqual(["day", "message", "day", "message", "message"]);
  });

  it("starts a group after a gap", () => {
    const rows = layout(
      message("1", "a", noon),
      { kind: "gap", key: "gap" },
      message("2", "a", noon),
    );
    expect(rows.map(({ key }) => key)).toEqual(["day 1", "1", "gap", "2"]);
    expect(rows.at(-1)).toMatchObject({ first: true });
  });

  it("sets our own messages apart, those on their way last", () => {
    const pending = {
      key: "p",
      text: "p",
      timestamp: noon,
      delivery: "pending",
      at: "",
      reason: "",
    } as const;
    const rows = layOut(
      { told: [message("1", "me", noon), message("2", "a", noon)], outgoing: [pending] },
      { userId: "me", name: "me" },
      new Set(["me"]),
    );
    expect(
      rows.flatMap((row) => (row.kind === "message" ? [[row.key, row.own, row.delivery]] : [])),
    ).toEqual([
      ["1", true, "told"],
      ["2", false, "told"],
      ["p", true, "pending"],
    ]);
  });

  it("gives every row its own key", () => {
    const rows = layout(message("1", "a", noon), message("2", "a", noon + 24 * 60 * minute));
    expect(new Set(rows.map(({ key }) => key)).size).toBe(rows.length);
  });
});
