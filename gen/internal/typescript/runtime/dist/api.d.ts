/** The state of a connection. */
export type Status = {
    readonly state: "connecting";
} | {
    readonly state: "open";
} | {
    readonly state: "reconnecting";
    /** When the next try begins, in milliseconds since 1970; absent during a try, and while it waits for the network. */
    readonly nextAttemptAt?: number | undefined;
} | {
    readonly state: "closed";
    /** The server's close code, where it was the server that ended it for good: 4401, the sign-in is over. */
    readonly code?: number | undefined;
};
/** What a connection needs of a WebSocket. */
export interface Socket {
    readyState: number;
    send(text: string): void;
    close(code?: number): void;
    onopen: ((event: never) => void) | null;
    onmessage: ((event: never) => void) | null;
    onclose: ((event: never) => void) | null;
    onerror: ((event: never) => void) | null;
}
/** How a connection is made. */
export interface ConnectionOptions {
    /** Where the server is: "wss://chat.example/ws". A function is asked before every try, for instance for a fresh token. */
    readonly url: string | (() => string | Promise<string>);
    /** Subprotocols to offer: "eventwire.v1.json". */
    readonly protocols?: readonly string[];
    /** The WebSocket class, where the platform has none or tests bring their own. */
    readonly WebSocket?: new (url: string, protocols: string[]) => Socket;
    /** Prints every frame and every change of state with `console.debug`. */
    readonly debug?: boolean;
}
/** What comes with an event. */
export interface EventMeta {
    readonly event: string;
    /** The event's place in its channel's history; absent where it comes from none. */
    readonly at?: string;
}
/** What the server answered to an event that it took. */
export interface Receipt {
    /** The id that the event was sent under, every time. */
    readonly ack: string;
    /** The event's place in its channel's history; absent where it went to none. */
    readonly at?: string;
}
/** Events of a channel that were missed and cannot be had any more. */
export interface Gap {
    readonly channel: string;
    /** After which place the channel goes on; absent where it has no history any more. */
    readonly at?: string;
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
    /** Milliseconds for the server's answer, counted while there is a connection: 10,000. */
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
export interface ClientOptions extends ConnectionOptions {
    /** Around every event, the first outermost. */
    readonly middleware?: readonly Middleware[];
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
    on<E extends keyof Receive & string>(event: E, handler: Handler<Receive[E]>, options?: ListenOptions): Undo;
    on(event: "*", handler: Handler<AnyEvent<Receive>>, options?: ListenOptions): Undo;
    /** Calls a handler for the next event of a name only. */
    once<E extends keyof Receive & string>(event: E, handler: Handler<Receive[E]>, options?: ListenOptions): Undo;
    /** Takes a handler away that `on` was given; without one, all of that event. */
    off<E extends keyof Receive & string>(event: E | "*", handler?: Handler<Receive[E]> | Handler<AnyEvent<Receive>>): void;
    /** Calls one handler for each of several events: `handle({...} satisfies ServerHandlers)` fails to compile when one is missing. */
    handle(handlers: {
        readonly [E in keyof Receive]?: Handler<Receive[E]>;
    }, options?: ListenOptions): Undo;
    /**
     * Iterates over the events of a name, from now until the signal or `break`. Where the loop lags 1,000 events behind, the oldest are
     * dropped and told to `onError`.
     */
    events<E extends keyof Receive & string>(event: E, options?: ListenOptions): AsyncIterableIterator<Receive[E]>;
    /**
     * Sends an event and resolves when the server has acknowledged it. Without a connection it waits for one; where 100 wait already, it
     * rejects with Unavailable.
     */
    publish<E extends keyof Send & string>(event: E, data: Send[E], options?: PublishOptions): Promise<Receipt>;
    /** Is told of every change of `status`. */
    onStatus(listener: (status: Status) => void, options?: ListenOptions): Undo;
    /** Is told when missed events cannot be had any more. */
    onGap(listener: (gap: Gap) => void, options?: ListenOptions): Undo;
    /** Is told of incoming events that break the contract, of the server's complaints and of what handlers throw. */
    onError(listener: (error: Error) => void, options?: ListenOptions): Undo;
}
