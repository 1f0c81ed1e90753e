import type { Socket } from "./api.js";
import { type Events } from "./contract.js";
/** One event that a fake server was sent. */
export type Published<Send> = {
    [E in keyof Send & string]: {
        readonly event: E;
        readonly id?: string;
        readonly data: Send[E];
    };
}[keyof Send & string];
/** What becomes of a published event: nothing or a place in the history for an ack, an error, or "silence" for no answer. */
export type Answer = {
    readonly at?: string;
    readonly error?: {
        readonly code: string;
        readonly message: string;
        readonly path?: string;
    };
} | "silence" | undefined;
/** A server in memory, for tests of what uses a client. */
export interface FakeServer<Receive, Send> {
    /** Give it to `createClient` as `WebSocket`. */
    readonly WebSocket: new (url: string, protocols: string[]) => Socket;
    /** Every valid event that came, in order. */
    readonly received: readonly Published<Send>[];
    /** What every connection resumed with. */
    readonly resumes: readonly {
        readonly resume: readonly string[];
        readonly client?: string;
    }[];
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
/** Makes a fake server for a contract's events. */
export declare function newFakeServer<Receive, Send>(receive: Events, send: Events): FakeServer<Receive, Send>;
