import type { Socket } from "./api.js";
import { convert, type Events } from "./contract.js";
import { EventwireError } from "./errors.js";

/** One event that a fake server was sent. */
export type Published<Send> = {
  [E in keyof Send & string]: { readonly event: E; readonly id?: string; readonly data: Send[E] };
}[keyof Send & string];

/** What becomes of a published event: nothing or a place in the history for an ack, an error, or "silence" for no answer. */
export type Answer =
  | {
      readonly at?: string;
      readonly error?: { readonly code: string; readonly message: string; readonly path?: string };
    }
  | "silence"
  | undefined;

/** A server in memory, for tests of what uses a client. */
export interface FakeServer<Receive, Send> {
  /** Give it to `createClient` as `WebSocket`. */
  readonly WebSocket: new (
    url: string,
    protocols: string[],
  ) => Socket;
  /** Every valid event that came, in order. */
  readonly received: readonly Published<Send>[];
  /** What every connection resumed with. */
  readonly resumes: readonly { readonly resume: readonly string[]; readonly client?: string }[];
  /** How many connections are open. */
  readonly connections: number;
  /** Decides about each published event; acknowledges all of them until it is set. */
  answer: (published: Published<Send>) => Answer;
  /** Whether connections are accepted: true. */
  accepting: boolean;
  /**
   * Sends an event to every connection. With a place, such as "chat:message@1-0", it goes into that channel's history too: who comes new
   * gets all of it, and who comes back what came after the place that it names. Throws ValidationError where the contract forbids the data.
   */
  emit<E extends keyof Receive & string>(event: E, data: Receive[E], at?: string): void;
  /** Forgets the history: who comes back has missed something for good. */
  forget(): void;
  /** Sends any text to every connection, for what a contract cannot say. */
  send(text: string): void;
  /** Ends every connection, as a server does that restarts. */
  drop(code?: number): void;
  /** Stops answering without closing anything, as a broken line does. */
  mute(): void;
}

/** The channel of a place. */
const channelOf = (at: string): string => at.slice(0, at.lastIndexOf("@"));

/** Makes a fake server for a contract's events. */
export function newFakeServer<Receive, Send>(
  receive: Events,
  send: Events,
): FakeServer<Receive, Send> {
  const received: Published<Send>[] = [];
  const resumes: { resume: string[]; client?: string }[] = [];
  const open = new Set<FakeSocket>();
  let history: { readonly at: string; readonly text: string }[] = [];
  let muted = false;

  class FakeSocket implements Socket {
    readyState = 0;
    onopen: ((event: never) => void) | null = null;
    onmessage: ((event: never) => void) | null = null;
    onclose: ((event: never) => void) | null = null;
    onerror: ((event: never) => void) | null = null;

    constructor() {
      queueMicrotask(() => {
        if (this.readyState !== 0) return;
        if (!server.accepting) return this.end(1006);
        this.readyState = 1;
        open.add(this);
        this.onopen?.(new Event("open") as never);
      });
    }

    send(text: string): void {
      if (!muted) take(this, JSON.parse(text));
    }

    close(code = 1000): void {
      this.end(code);
    }

    end(code: number): void {
      if (this.readyState === 3) return;
      this.readyState = 3;
      open.delete(this);
      queueMicrotask(() => this.onclose?.({ code } as never));
    }

    deliver(text: string): void {
      queueMicrotask(() => {
        if (this.readyState === 1 && !muted) this.onmessage?.({ data: text } as never);
      });
    }
  }

  /** Answers as the server does: where each history goes on for the client, then what that is. */
  const resume = (socket: FakeSocket, places: readonly string[]): void => {
    const channels = new Set([...places, ...history.map(({ at }) => at)].map(channelOf));
    const begin = new Map<string, number>(); // the first index that is given, by channel
    const resumed = [...channels].map((channel) => {
      const place = places.find((at) => channelOf(at) === channel);
      const index = history.findIndex(({ at }) => at === place);
      begin.set(channel, index + 1);
      const complete = place === undefined || index >= 0;
      return { channel, complete, at: index < 0 ? `${channel}@0-0` : place };
    });
    socket.deliver(JSON.stringify({ resumed }));
    for (const [i, { at, text }] of history.entries())
      if (i >= (begin.get(channelOf(at)) ?? 0)) socket.deliver(text);
  };

  const take = (socket: FakeSocket, frame: Record<string, unknown>): void => {
    if (frame["ping"]) {
      socket.deliver('{"pong":true}');
      return;
    }
    const places = frame["resume"];
    if (Array.isArray(places)) {
      if (places.every((place) => typeof place === "string")) {
        resumes.push(frame as never);
        resume(socket, places);
      } else {
        const error = {
          code: "malformed",
          path: "/resume",
          message: "must be a list of positions",
        };
        socket.deliver(JSON.stringify({ error }));
      }
      return;
    }
    const id = frame["id"] as string | undefined;
    const reply = (answer: object): void => {
      if (id !== undefined) socket.deliver(JSON.stringify({ ack: id, ...answer }));
      else if ("error" in answer) socket.deliver(JSON.stringify(answer));
    };
    try {
      const event = String(frame["event"]);
      const check = send[event];
      if (!check) throw new EventwireError("unknown_event", `there is no event ${event}`);
      const published = {
        event,
        data: convert(check, frame["data"], 1),
        ...(id === undefined ? {} : { id }),
      } as Published<Send>;
      received.push(published);
      const answer = server.answer(published);
      if (answer !== "silence") reply(answer ?? {});
    } catch (error) {
      if (!(error instanceof EventwireError)) throw error;
      reply({ error: { code: error.code, path: error.path, message: error.message } });
    }
  };

  const server: FakeServer<Receive, Send> = {
    WebSocket: FakeSocket,
    received,
    resumes,
    get connections() {
      return open.size;
    },
    answer: () => undefined,
    accepting: true,
    emit(event, data, at) {
      const check = receive[event];
      if (!check) throw new EventwireError("unknown_event", `the contract has no event ${event}`);
      const text = JSON.stringify({ event, at, data: convert(check, data, 0) });
      if (at !== undefined) history.push({ at, text });
      server.send(text);
    },
    forget() {
      history = [];
    },
    send: (text) => {
      for (const socket of open) socket.deliver(text);
    },
    drop(code = 1012) {
      for (const socket of open) socket.end(code);
    },
    mute() {
      muted = true;
    },
  };
  return server;
}
