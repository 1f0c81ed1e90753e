import { act } from "@testing-library/react";
import { vi } from "vitest";

/** A frame that the page sent. */
export interface ClientFrame {
  readonly event?: string;
  readonly id?: string;
  readonly data?: unknown;
  readonly resume?: readonly string[];
  readonly ping?: boolean;
}

export const serverId = "server-test";
export const me = "00000000-0000-4000-8000-000000000001";
export const alice = "00000000-0000-4000-8000-00000000000a";
export const bob = "00000000-0000-4000-8000-00000000000b";

let ids = 0;

/** A uuid that no other call gave. */
export function uuid(): string {
  ids += 1;
  return `00000000-0000-4000-8000-${String(ids).padStart(12, "0")}`.replace("8000-0", "8000-f");
}

/** The other end of the page's socket, as far as the wire protocol goes: it welcomes, and answers what a test tells it to. */
export class FakeServer {
  /** All sockets that the page ever opened. */
  readonly sockets: FakeSocket[] = [];
  /** Everything that the page published, on all of them. */
  readonly received: ClientFrame[] = [];
  /** What becomes of an event with an id: acknowledged where it gives nothing. */
  answer: (frame: ClientFrame) => object | "silence" | undefined = () => undefined;
  #positions = 0;

  constructor() {
    const { sockets } = this;
    const server = this;
    vi.stubGlobal(
      "WebSocket",
      class extends FakeSocket {
        constructor(url: string | URL) {
          super(String(url), server);
          sockets.push(this);
        }
      },
    );
  }

  /** The sockets that are neither closed nor closing. */
  get live(): readonly FakeSocket[] {
    return this.sockets.filter(({ readyState }) => readyState < 2);
  }

  /** The data of the events that the page published under a name. */
  published(event: string): readonly unknown[] {
    return this.received.filter((frame) => frame.event === event).map(({ data }) => data);
  }

  /** Opens the page's latest socket, and welcomes the client once it resumed. */
  async open(history: () => void = () => {}): Promise<void> {
    await vi.waitFor(() => {
      if (this.live.length === 0) throw new Error("the page has opened no socket");
    });
    await act(async () => this.live.at(-1)?.open());
    await act(async () => {
      this.emit("server.info", {
        serverId,
        userId: me,
        connectedClients: 1,
        timestamp: Date.now(),
      });
      this.emit("server.presence", {
        users: [{ userId: alice, username: "alice" }],
        total: 1,
        timestamp: Date.now(),
      });
      history();
    });
  }

  /** Sends an event to the page. */
  emit(event: string, data: object, at?: string): void {
    this.send({ event, ...(at === undefined ? {} : { at }), data });
  }

  /** Sends an event to the page and lets React draw what came of it. */
  async tell(event: string, data: object, at?: string): Promise<void> {
    await act(async () => this.emit(event, data, at));
  }

  /** Gives a place in the history that no other call gave. */
  position(): string {
    this.#positions += 1;
    return `chat:message@1732370000000-${this.#positions}`;
  }

  send(frame: object): void {
    this.live.at(-1)?.deliver(JSON.stringify(frame));
  }

  take(text: string): void {
    const frame: ClientFrame = JSON.parse(text);
    if (frame.ping === true) {
      this.send({ pong: true });
      return;
    }
    if (frame.event === undefined) return;
    this.received.push(frame);
    if (frame.id === undefined) return;
    const answer = this.answer(frame);
    if (answer === "silence") return;
    queueMicrotask(() => this.send({ ack: frame.id, ...answer }));
  }
}

/** A WebSocket without a network. */
class FakeSocket extends EventTarget {
  static readonly CONNECTING = 0;
  static readonly OPEN = 1;
  static readonly CLOSING = 2;
  static readonly CLOSED = 3;
  readonly url: string;
  readonly protocol = "eventwire.v1.json";
  readonly bufferedAmount = 0;
  readyState = 0;
  onopen: ((event: Event) => void) | null = null;
  onmessage: ((event: MessageEvent) => void) | null = null;
  onclose: ((event: CloseEvent) => void) | null = null;
  onerror: ((event: Event) => void) | null = null;
  readonly #server: FakeServer;

  constructor(url: string, server: FakeServer) {
    super();
    this.url = url;
    this.#server = server;
    this.addEventListener("open", (event) => this.onopen?.(event));
    this.addEventListener("message", (event) => this.onmessage?.(event as MessageEvent));
    this.addEventListener("close", (event) => this.onclose?.(event as CloseEvent));
  }

  open(): void {
    this.readyState = 1;
    this.dispatchEvent(new Event("open"));
  }

  send(text: string): void {
    this.#server.take(text);
  }

  deliver(data: string): void {
    if (this.readyState === 1) this.dispatchEvent(new MessageEvent("message", { data }));
  }

  close(code = 1000, reason = ""): void {
    if (this.readyState === 3) return;
    this.readyState = 3;
    this.dispatchEvent(new CloseEvent("close", { code, reason, wasClean: true }));
  }
}
