// @vitest-environment happy-dom
import { act, cleanup, renderHook } from "@testing-library/react";
import { createElement, type ReactNode, StrictMode } from "react";
import { afterEach, expect, it } from "vitest";
import type { Hooks } from "../src/react.js";
import * as hooks from "../src/react.js";
import { pair, type Receive, type Send } from "./contract.js";

const { Provider, useEvent, useLatest, usePublish, useStatus } = hooks as unknown as Hooks<
  Receive,
  Send
>;

afterEach(cleanup);

/** Renders a hook in StrictMode inside a Provider. */
async function inside<Result, Props>(hook: (props: Props) => Result, initialProps: Props) {
  const { client, server } = pair();
  const wrapper = ({ children }: { children: ReactNode }) =>
    createElement(StrictMode, null, createElement(Provider, { client }, children));
  const rendered = renderHook(hook, { wrapper, initialProps });
  await act(async () => {});
  return { ...rendered, client, server };
}

it("the Provider connects once, also in StrictMode, and closes when it goes", async () => {
  const { result, server, client, unmount } = await inside(() => useStatus(), undefined);
  expect(server.connections).toBe(1);
  expect(result.current).toEqual({ state: "open" });
  unmount();
  expect(client.status).toEqual({ state: "closed" });
});

it("useEvent calls the latest handler, once per event", async () => {
  const got: string[] = [];
  const { rerender, server } = await inside(
    (name: string) => useEvent("room.count", ({ total }) => got.push(`${name}${total}`)),
    "a" as string,
  );
  await act(async () => server.emit("room.count", { total: 1 }));
  rerender("b");
  await act(async () => server.emit("room.count", { total: 2 }));
  expect(got).toEqual(["a1", "b2"]);
});

it("useLatest gives the last event", async () => {
  const { result, server } = await inside(() => useLatest("room.count"), undefined);
  expect(result.current).toBeUndefined();
  await act(async () => server.emit("room.count", { total: 1 }));
  await act(async () => server.emit("room.count", { total: 2 }));
  expect(result.current).toEqual({ total: 2 });
});

it("usePublish shows pending and the error, and forgets it after a success", async () => {
  const { result, server } = await inside(() => usePublish("say"), undefined);
  let sent: Promise<unknown> = Promise.resolve();
  act(() => {
    sent = result.current.publish({ text: "hi" });
  });
  expect(result.current.pending).toBe(true);
  await act(async () => {
    await sent;
  });
  expect(result.current).toMatchObject({ pending: false, error: undefined });
  server.answer = () => ({ error: { code: "rate_limited", message: "too fast" } });
  await act(async () => {
    await expect(result.current.publish({ text: "hi" })).rejects.toThrow("too fast");
  });
  expect(result.current).toMatchObject({ pending: false, error: { code: "rate_limited" } });
  server.answer = () => undefined;
  await act(async () => {
    await result.current.publish({ text: "hi" });
  });
  expect(result.current.error).toBeUndefined();
});

it("a hook outside of a Provider says so", () => {
  expect(() => renderHook(() => useStatus())).toThrow("there is no Provider");
});
