import { renderHook } from "@testing-library/react";
import { expect, it } from "vitest";
import { arriveBy } from "../test/navigation.ts";
import { useOwnIds } from "./useOwnIds.ts";

const ids = (...userIds: string[]) => {
  const hook = renderHook(({ id }) => useOwnIds(id), { initialProps: { id: "" } });
  for (const id of userIds) hook.rerender({ id });
  return [...hook.result.current];
};

it("knows the ids from before a reload", () => {
  arriveBy("navigate");
  expect(ids("one", "two")).toEqual(["one", "two"]);
  arriveBy("reload");
  expect(ids("three")).toEqual(["one", "two", "three"]);
});

it("begins anew in a duplicated tab, whose storage is a copy", () => {
  arriveBy("navigate");
  ids("one");
  expect(ids("two")).toEqual(["two"]);
});
