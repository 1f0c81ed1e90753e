import { decode, type Events, encode } from "./contract.js";
import { Closed, EventwireError, fromWire, TimedOut, Unavailable } from "./errors.js";
import { type Line, type LineOptions, openLine, type Status } from "./line.js";

/** What comes with an event. */
export interface EventMeta {
  readonly event: string;
  /** The event's place in its channel's history; absent where it comes from none. */
  readonly at?: string;
}

/** Where an acknowledged event is. */
export interface Receipt {
  /** Its place in its channel's history; absent where it went to none. */
  readonly at?: string;
}

/** Events of a channel that were missed and cannot be had any more. */
export interface Gap {
  readonly channel: string;
}

/** Gives up a listener. Calling it again does nothing. */
export type Undo = () => void;

/** How to listen. */
export interface ListenOptions {
  /** Ends the listening. */
  readonly signal?: AbortSignal;
}

/** How to publish. */
export interface PublishOptions {
  /** Gives the event up: the promise rejects with the signal's reason, and what was not sent yet is not sent. */
  readonly signal?: AbortSignal;
  /** Milliseconds for the server's answer, counted while there is a connection. `ackTimeout` of the client where absent. */
  readonly timeout?: number;
}

/** One event on its way, for middleware. */
export interface Call {
  readonly direction: "in" | "out";
  readonly event: string;
  readonly data: unknown;
  /** The event's place in its channel's history, on the way in. */
  readonly at?: string;
}

/** Is called around every event. What it returns becomes the result of `publish` on the way out; an event whose `next` is not called goes no further. */
export type Middleware = (call: Call, next: () => unknown) => unknown;

/** How a client behaves. */
export interface ClientOptions extends LineOptions {
  /** Around every event, the first outermost. */
  readonly middleware?: readonly Middleware[];
  /** Milliseconds for the server's answer to an event, counted while there is a connection: 10,000. */
  readonly ackTimeout?: number;
  /** How many events wait for their acknowledgement at most: 100. Beyond it `publish` rejects with Unavailable. */
  readonly maxOutbox?: number;
  /** How many events an `events()` loop may lag behind: 1,000. The oldest are dropped and told to `onError`. */
  readonly maxLag?: number;
}

/** A handler of an event. */
export type Handler<Data> = (data: Data, meta: EventMeta) => void;

/** Any event that the server sends, as one discriminated union. */
export type AnyEvent<Receive> = {
  [E in keyof Receive & string]: {
    readonly event: E;
    readonly data: Receive[E];
    readonly at?: string;
  };
}[keyof Receive & string];

/** The typed connection to a server. `Receive` and `Send` are the events by name. */
export interface EventwireClient<Receive, Send> {
  /** The connection's state; a new object on every change. */
  readonly status: Status;
  /** Opens the connection and keeps it open until `close` or until the result is called. */
  connect(): Undo;
  /** Ends the connection. What was not acknowledged rejects with Closed. */
  close(): void;
  /** Calls a handler for every event of a name, or for all of them with "*". */
  on<E extends keyof Receive & string>(
    event: E,
    handler: Handler<Receive[E]>,
    options?: ListenOptions,
  ): Undo;
  on(event: "*", handler: Handler<AnyEvent<Receive>>, options?: ListenOptions): Undo;
  /** Calls a handler for the next event of a name only. */
  once<E extends keyof Receive & string>(
    event: E,
    handler: Handler<Receive[E]>,
    options?: ListenOptions,
  ): Undo;
  /** Takes a handler away that `on` was given; without one, all of that event. */
  off<E extends keyof Receive & string>(
    event: E | "*",
    handler?: Handler<Receive[E]> | Handler<AnyEvent<Receive>>,
  ): void;
  /** Calls one handler for each of several events: `handle({...} satisfies ServerHandlers)` fails to compile when one is missing. */
  handle(
    handlers: { readonly [E in keyof Receive]?: Handler<Receive[E]> },
    options?: ListenOptions,
  ): Undo;
  /** Iterates over the events of a name, from now until the signal or `break`. */
  events<E extends keyof Receive & string>(
    event: E,
    options?: ListenOptions,
  ): AsyncIterableIterator<Receive[E]>;
  /** Sends an event and resolves when the server has acknowledged it. Without a connection it waits for one. */
  publish<E extends keyof Send & string>(
    event: E,
    data: Send[E],
    options?: PublishOptions,
  ): Promise<Receipt>;
  /** Is told of every change of `status`. */
  onStatus(listener: (status: Status) => void, options?: ListenOptions): Undo;
  /** Is told when missed events cannot be had any more. */
  onGap(listener: (gap: Gap) => void, options?: ListenOptions): Undo;
  /** Is told of incoming events that break the contract, of the server's complaints and of what handlers throw. */
  onError(listener: (error: Error) => void, options?: ListenOptions): Undo;
}

interface Pending {
  readonly text: string;
  readonly timeout: number;
  readonly resolve: (receipt: Receipt) => void;
  readonly reject: (error: unknown) => void;
  tries: number;
  timer?: ReturnType<typeof setTimeout>;
}

type Listener = (value: never, meta: EventMeta) => void;

const maxTries = 5;

/** A random text of 32 hexadecimal digits. */
function newKey(): string {
  return [...crypto.getRandomValues(new Uint8Array(16))]
    .map((b) => b.toString(16).padStart(2, "0"))
    .join("");
}

/** Whether one stream id is later than another. */
function later(id: string, than: string): boolean {
  const [ms = 0, seq = 0] = id.split("-").map(Number);
  const [thanMs = 0, thanSeq = 0] = than.split("-").map(Number);
  return ms > thanMs || (ms === thanMs && seq > thanSeq);
}

/** Creates the client of a contract. It opens nothing before `connect`. */
export function newClient<Receive, Send>(
  receive: Events,
  send: Events,
  options: ClientOptions,
): EventwireClient<Receive, Send> {
  const { middleware = [], ackTimeout = 10_000, maxOutbox = 100, maxLag = 1000 } = options;
  const listeners = new Map<string, Set<Listener>>();
  const outbox = new Map<string, Pending>();
  const positions = new Map<string, string>();
  const key = newKey();
  let status: Status = { state: "closed" };
  let closed = false;
  let ids = 0;
  let line: Line | undefined;

  const listen = (name: string, listener: Listener, signal?: AbortSignal): Undo => {
    if (signal?.aborted) return () => {};
    const entry: Listener = (value, meta) => listener(value, meta);
    originals.set(entry, listener);
    let set = listeners.get(name);
    if (!set) {
      set = new Set();
      listeners.set(name, set);
    }
    set.add(entry);
    const undo = () => {
      set.delete(entry);
      signal?.removeEventListener("abort", undo);
    };
    signal?.addEventListener("abort", undo);
    return undo;
  };
  const originals = new WeakMap<Listener, Listener>();

  const tell = (name: string, value: unknown, meta: EventMeta): void => {
    for (const listener of [...(listeners.get(name) ?? [])]) {
      try {
        listener(value as never, meta);
      } catch (error) {
        fail(error, name === ":error");
      }
    }
  };
  const fail = (error: unknown, unheard = false): void => {
    // biome-ignore lint/suspicious/noConsole: an error that nobody listens for must not vanish
    if (unheard || !listeners.get(":error")?.size) console.error(error);
    else tell(":error", error, { event: "" });
  };

  const setStatus = (next: Status): void => {
    status = next;
    tell(":status", next, { event: "" });
  };

  const around = (call: Call, last: () => unknown): unknown => {
    const step = (i: number): unknown => {
      const use = middleware[i];
      return use ? use(call, () => step(i + 1)) : last();
    };
    return step(0);
  };

  const receiveEvent = (event: string, data: unknown, at: string | undefined): void => {
    const rules = Object.hasOwn(receive, event) && receive[event];
    if (at !== undefined) {
      const sign = at.lastIndexOf("@");
      const channel = at.slice(0, sign);
      const last = positions.get(channel);
      if (last !== undefined && !later(at.slice(sign + 1), last)) return;
      positions.set(channel, at.slice(sign + 1));
    }
    if (!rules) return;
    const value = decode(rules, data);
    const meta: EventMeta = at === undefined ? { event } : { event, at };
    around({ direction: "in", data: value, ...meta }, () => {
      tell(event, value, meta);
      tell("*", { ...meta, data: value }, meta);
    });
  };

  const receiveFrame = (frame: Frame): void => {
    const { event, ack, error, resumed } = frame;
    if (event !== undefined) receiveEvent(event, frame.data, frame.at);
    else if (ack !== undefined) settle(ack, frame);
    else if (error) fail(fromWire(error));
    for (const { channel, complete } of resumed ?? []) {
      if (complete) continue;
      positions.delete(channel);
      tell(":gap", { channel }, { event: "" });
    }
  };

  const settle = (id: string, { at, error }: Frame): void => {
    const pending = outbox.get(id);
    if (!pending) return;
    clearTimeout(pending.timer);
    if (error?.code === "unavailable" && ++pending.tries < maxTries) {
      pending.timer = setTimeout(
        () => transmit(id, pending),
        Math.random() * 500 * 2 ** pending.tries,
      );
      return;
    }
    outbox.delete(id);
    if (error) pending.reject(fromWire(error));
    else pending.resolve(at === undefined ? {} : { at });
  };

  const transmit = (id: string, pending: Pending): void => {
    clearTimeout(pending.timer);
    if (!line?.send(pending.text)) return;
    pending.timer = setTimeout(() => {
      outbox.delete(id);
      pending.reject(new TimedOut("timed_out", "the server did not answer in time"));
    }, pending.timeout);
  };

  const enqueue = (
    event: string,
    data: unknown,
    { signal, timeout = ackTimeout }: PublishOptions,
  ) =>
    new Promise<Receipt>((resolve, reject) => {
      signal?.throwIfAborted();
      const rules = Object.hasOwn(send, event) && send[event];
      if (!rules) throw new EventwireError("unknown_event", `the contract has no event ${event}`);
      const value = encode(rules, data);
      if (closed) throw new Closed("closed", "the client is closed");
      if (outbox.size >= maxOutbox)
        throw new Unavailable("unavailable", `${maxOutbox} events wait for the server already`);
      const id = `${++ids}`;
      const abort = () => {
        clearTimeout(pending.timer);
        outbox.delete(id);
        reject(signal?.reason);
      };
      const done = () => signal?.removeEventListener("abort", abort);
      const pending: Pending = {
        text: JSON.stringify({ event, id, data: value }),
        timeout,
        tries: 0,
        resolve: (receipt) => {
          done();
          resolve(receipt);
        },
        reject: (error) => {
          done();
          reject(error);
        },
      };
      signal?.addEventListener("abort", abort);
      outbox.set(id, pending);
      transmit(id, pending);
    });

  const client = {
    get status() {
      return status;
    },
    connect() {
      closed = false;
      if (status.state === "closed") line = undefined;
      line ??= openLine(options, {
        status: setStatus,
        hello: () =>
          JSON.stringify({
            resume: [...positions].map(([channel, id]) => `${channel}@${id}`),
            client: key,
          }),
        open: () => {
          for (const [id, pending] of outbox) transmit(id, pending);
        },
        lost: () => {
          for (const { timer } of outbox.values()) clearTimeout(timer);
        },
        text(text: string) {
          try {
            receiveFrame(JSON.parse(text));
          } catch (error) {
            fail(
              error instanceof EventwireError
                ? error
                : new EventwireError("malformed", "the server sent what is no frame", "", {
                    cause: error,
                  }),
            );
          }
        },
      });
      line.retry();
      const mine = line;
      return () => {
        if (line === mine) client.close();
      };
    },
    close() {
      closed = true;
      line?.close();
      line = undefined;
      for (const { reject, timer } of outbox.values()) {
        clearTimeout(timer);
        reject(new Closed("closed", "the client was closed"));
      }
      outbox.clear();
    },
    on: (event: string, handler: Listener, { signal }: ListenOptions = {}) =>
      listen(event, handler, signal),
    once(event: string, handler: Listener, { signal }: ListenOptions = {}) {
      const undo = listen(
        event,
        (data, meta) => {
          undo();
          handler(data, meta);
        },
        signal,
      );
      return undo;
    },
    off(event: string, handler?: Listener) {
      const set = listeners.get(event);
      for (const entry of set ?? [])
        if (!handler || originals.get(entry) === handler) set?.delete(entry);
    },
    handle(handlers: Record<string, Listener | undefined>, { signal }: ListenOptions = {}) {
      const undo = Object.entries(handlers).map(
        ([event, handler]) => handler && listen(event, handler, signal),
      );
      return () => {
        for (const off of undo) off?.();
      };
    },
    events(event: string, { signal }: ListenOptions = {}) {
      const queue: unknown[] = [];
      let wake = () => {};
      let ended = signal?.aborted;
      const undo = listen(
        event,
        (data) => {
          if (queue.push(data) > maxLag) {
            queue.shift();
            fail(
              new EventwireError(
                "too_slow",
                `a loop over ${event} lags behind; an event was dropped`,
              ),
            );
          }
          wake();
        },
        signal,
      );
      const end = () => {
        ended = true;
        signal?.removeEventListener("abort", end);
        undo();
        wake();
      };
      signal?.addEventListener("abort", end);
      return {
        async next() {
          while (!queue.length && !ended)
            await new Promise<void>((resolve) => {
              wake = resolve;
            });
          return queue.length
            ? { value: queue.shift(), done: false }
            : { value: undefined, done: true };
        },
        async return() {
          queue.length = 0;
          end();
          return { value: undefined, done: true };
        },
        [Symbol.asyncIterator]() {
          return this;
        },
      };
    },
    publish: async (event: string, data: unknown, how: PublishOptions = {}) =>
      around({ direction: "out", event, data }, () => enqueue(event, data, how)),
    onStatus: (listener: Listener, { signal }: ListenOptions = {}) =>
      listen(":status", listener, signal),
    onGap: (listener: Listener, { signal }: ListenOptions = {}) => listen(":gap", listener, signal),
    onError: (listener: Listener, { signal }: ListenOptions = {}) =>
      listen(":error", listener, signal),
  };
  return client as unknown as EventwireClient<Receive, Send>;
}

interface Frame {
  readonly event?: string;
  readonly at?: string;
  readonly data?: unknown;
  readonly ack?: string;
  readonly error?: { readonly code?: string; readonly message?: string; readonly path?: string };
  readonly resumed?: readonly { readonly channel: string; readonly complete: boolean }[];
}
