import { act, render, screen } from "@testing-library/react";
import { userEvent } from "@testing-library/user-event";
import { afterEach, expect, it, vi } from "vitest";
import type { Connection } from "../hooks/useConnection.ts";
import { ConnectionStatus } from "./ConnectionStatus.tsx";

afterEach(() => vi.useRealTimers());

const text = () => screen.getByRole("status", { name: "Connection" }).textContent;
function show(status: Connection["status"], serverId = "", onReconnect = () => {}) {
  const connection = { status, serverId, userId: "", since: 0 };
  return render(<ConnectionStatus connection={connection} onReconnect={onReconnect} />);
}

it("names the server, once it has said its name", () => {
  show({ state: "open" });
  expect(text()).toBe("Connected");
  show({ state: "open" }, "server-1").container.previousElementSibling?.remove();
  expect(text()).toBe("Connected to server-1");
});

it("counts down to the next try, outside what is read out", () => {
  vi.useFakeTimers({ now: 0 });
  show({ state: "reconnecting", nextAttemptAt: 2_500 });
  expect(text()).toBe("Reconnecting…");
  screen.getByText("next try in 3 s");
  act(() => vi.advanceTimersByTime(1_000));
  screen.getByText("next try in 2 s");
  act(() => vi.advanceTimersByTime(2_000));
  screen.getByText("now");
});

it.each([
  [{ state: "reconnecting", nextAttemptAt: 0 }, "Try now"],
  [{ state: "closed" }, "Connect"],
] as const)("%j offers %j", async (status, name) => {
  const reconnect = vi.fn();
  show(status, "", reconnect);
  await userEvent.click(screen.getByRole("button", { name }));
  expect(reconnect).toHaveBeenCalledOnce();
});

it("tells no network from no server", () => {
  vi.spyOn(navigator, "onLine", "get").mockReturnValue(false);
  show({ state: "reconnecting" });
  expect(text()).toBe("You are offline");
  expect(screen.queryByRole("button")).toBeNull();
});

it("tells an expired sign-in from a connection that was ended here", () => {
  const { unmount } = show({ state: "closed" });
  expect(text()).toBe("Disconnected");
  unmount();
  show({ state: "closed", code: 4401 });
  expect(text()).toBe("Your sign-in has expired");
});

it("says that it connects for the first time", () => {
  show({ state: "connecting" });
  expect(text()).toBe("Connecting…");
});
