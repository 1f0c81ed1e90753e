/** The state of a connection. */
export type Status = {
    readonly state: "connecting";
} | {
    readonly state: "open";
} | {
    readonly state: "reconnecting";
    /** When the next try begins, in milliseconds since 1970; absent while it waits for the network. */
    readonly nextAttemptAt?: number;
} | {
    readonly state: "closed";
    /** The server's close code, where it was the server that ended it for good. */
    readonly code?: number;
};
/** What a connection needs of a WebSocket. */
export interface Socket {
    readyState: number;
    send(text: string): void;
    close(code?: number): void;
    onopen: ((event: never) => void) | null;
    onmessage: ((event: never) => void) | null;
    onclose: ((event: never) => void) | null;
}
/** How a connection is made and kept. All times are in milliseconds. */
export interface LineOptions {
    /** Where the server is: "wss://chat.example/ws". A function is asked before every try, for instance for a fresh token. */
    readonly url: string | (() => string | Promise<string>);
    /** Subprotocols to offer: "eventwire.v1.json". */
    readonly protocols?: readonly string[];
    /** The WebSocket class, where the platform has none or tests bring their own. */
    readonly WebSocket?: new (url: string, protocols: string[]) => Socket;
    /** After how much silence the server is asked for a sign of life: 9,000. A line that stays dead for three of them is left. */
    readonly heartbeat?: number;
    /** The longest wait before the first new try, from which it doubles: 500. */
    readonly minDelay?: number;
    /** The longest wait before a new try: 20,000. */
    readonly maxDelay?: number;
    /** Prints every frame and every change of state: to the console, or line by line to a function. */
    readonly debug?: boolean | ((line: string) => void);
}
/** What a line asks and tells. */
export interface LineHooks {
    /** A change of state. */
    status(status: Status): void;
    /** The first frame on every connection. */
    hello(): string;
    /** The connection is open and hello is sent. */
    open(): void;
    /** The connection is gone. */
    lost(): void;
    /** A text frame. */
    text(text: string): void;
}
/** A connection that is made anew until it is closed. */
export interface Line {
    /** Sends a frame; false where there is no connection. */
    send(text: string): boolean;
    /** Tries at once where it waits for the next try. */
    retry(): void;
    close(): void;
}
/** Opens a line. It reconnects with exponential backoff and full jitter, at once when the network or the page comes back, and not while offline. */
export declare function openLine(options: LineOptions, hooks: LineHooks): Line;
