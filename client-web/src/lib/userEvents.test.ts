import { expect, it } from "vitest";
import { logged, logKept, toasted, toastsShown, type UserEvent } from "./userEvents.ts";

const joined = (key: string): UserEvent => ({
  key,
  timestamp: 1,
  kind: "joined",
  userId: key,
  username: key,
});
const announced = (key: string): UserEvent => {
  return { key, timestamp: 1, kind: "announced", level: "info", title: key, message: key };
};
const keys = (events: readonly UserEvent[]) => events.map(({ key }) => key);

it("the log is in order and forgets the oldest", () => {
  const many = Array.from({ length: logKept + 5 }, (_, i) => joined(`${i}`));
  const log = many.reduce(logged, [] as readonly UserEvent[]);
  expect(log).toHaveLength(logKept);
  expect([log[0]?.key, log.at(-1)?.key]).toEqual(["5", `${logKept + 4}`]);
});

it("toasts of comings and goings make room for announcements", () => {
  const crowd = [announced("a"), joined("b"), announced("c"), joined("d"), announced("e")];
  expect(keys(crowd.reduce(toasted, [] as readonly UserEvent[]))).toEqual(["a", "c", "d", "e"]);
  expect(toastsShown).toBe(4);
});
