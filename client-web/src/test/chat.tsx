import { createClient, type ServerEvents } from "@eventwire/chat";
import { fakeServer, sample } from "@eventwire/chat/testing";
import { act, render } from "@testing-library/react";
import { userEvent } from "@testing-library/user-event";
import { vi } from "vitest";
import { App } from "../App.tsx";
import type { ChatClient } from "../lib/client.ts";

export const me = "00000000-0000-4000-8000-000000000001";
export const alice = "00000000-0000-4000-8000-00000000000a";
export const bob = "00000000-0000-4000-8000-00000000000b";

/** The moment at which every test begins: noon of a Thursday. */
export const noon: number = new Date(2026, 2, 5, 12).getTime();

let ids = 0;

/** A uuid that no other call gave. */
export function uuid(): string {
  ids += 1;
  return `00000000-0000-4000-9000-${String(ids).padStart(12, "0")}`;
}

/** A client on a server in memory, on a clock that only the test moves. */
export class Chat {
  readonly server: ReturnType<typeof fakeServer> = fakeServer();
  readonly client: ChatClient;
  /** Somebody's hands, on the same clock. */
  readonly user: ReturnType<typeof userEvent.setup>;
  #places = 0;

  constructor() {
    vi.useFakeTimers({ now: noon });
    // The waits between two tries are random up to a bound that doubles: here each lasts its bound, 500 ms at first.
    vi.spyOn(Math, "random").mockReturnValue(1);
    const { WebSocket } = this.server;
    this.client = createClient({ url: "ws://test", WebSocket });
    this.user = userEvent.setup({ advanceTimers: (ms) => vi.advanceTimersByTime(ms) });
  }

  /** Lets milliseconds pass, and React draw what came of them. */
  async pass(milliseconds = 50): Promise<void> {
    await act(() => vi.advanceTimersByTimeAsync(milliseconds));
  }

  /** Sends the page an event. What `data` leaves out is a sample. */
  async tell<E extends keyof ServerEvents>(
    event: E,
    data: Partial<ServerEvents[E]> = {},
    at?: string,
  ): Promise<void> {
    const whole = { ...sample(event), timestamp: Date.now(), ...data };
    this.server.emit(event, whole, at);
    await this.pass();
  }

  /** Lets somebody say something. */
  async say(userId: string, from: string, message: string, timestamp?: number): Promise<void> {
    const said = { id: uuid(), userId, from, message, timestamp: timestamp ?? Date.now() };
    await this.tell("server.message", said, this.place());
  }

  /** The next place in the history of messages. */
  place(): string {
    this.#places += 1;
    return `chat:message@1732370000000-${this.#places}`;
  }

  /** Says to the page who it is and who is here, as a server does on each connection. */
  async welcome(serverId = "server-test"): Promise<void> {
    await this.tell("server.info", { serverId, userId: me, connectedClients: 1 });
    await this.tell("server.presence", { users: [{ userId: alice, username: "alice" }], total: 1 });
  }

  /** Says to the page that messages are missing which it can't have any more. */
  async gap(): Promise<void> {
    this.server.send('{"resumed":[{"channel":"chat:message","complete":false}]}');
    await this.pass();
  }

  /** Connects without a page, for tests of single hooks. */
  async connect(): Promise<void> {
    this.client.connect();
    await this.pass(0);
  }

  /** Opens the page and is welcomed. Gives the way to leave it. */
  async open(): Promise<ReturnType<typeof render>> {
    const page = render(<App client={this.client} />);
    await this.pass();
    await this.welcome();
    return page;
  }

  /** Breaks the connection and lets none be made until `restore`. */
  async cut(): Promise<void> {
    this.server.accepting = false;
    this.server.drop();
    await this.pass();
  }

  async restore(): Promise<void> {
    this.server.accepting = true;
    await this.pass(2_000);
    await this.welcome("server-again");
  }

  /** The data of what the page published under a name. */
  published(event: string): readonly unknown[] {
    return this.server.received.filter((each) => each.event === event).map(({ data }) => data);
  }
}
