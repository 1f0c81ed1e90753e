import { type ReactElement, type ReactNode } from "react";
import type { EventwireClient, Handler, PublishOptions, Receipt, Status } from "./api.js";
/** What `usePublish` gives. */
export interface Publishing<Data> {
    /** Publishes the event. It rejects like the client's, and the error is kept in `error` as well. */
    readonly publish: (data: Data, options?: PublishOptions) => Promise<Receipt>;
    /** Whether an event waits for its acknowledgement. */
    readonly pending: boolean;
    /** Why the last one failed; undefined after one that did not. */
    readonly error: Error | undefined;
}
/** The hooks of this module, typed by a contract's events: the package exports them as these. */
export interface Hooks<Receive, Send> {
    /** Gives a client to the components inside. It connects while it is mounted, where `connect` is not false. */
    readonly Provider: (props: ProviderProps<Receive, Send>) => ReactElement;
    /** The client of the nearest Provider. Throws outside of one. */
    readonly useClient: () => EventwireClient<Receive, Send>;
    /** Calls the latest handler for every event of a name while the component is mounted. */
    readonly useEvent: <E extends keyof Receive & string>(event: E, handler: Handler<Receive[E]>) => void;
    /** The connection's state. */
    readonly useStatus: () => Status;
    /** The data of the last event of a name since the component was mounted; undefined before. */
    readonly useLatest: <E extends keyof Receive & string>(event: E) => Receive[E] | undefined;
    /** A function to publish an event, and what became of it. */
    readonly usePublish: <E extends keyof Send & string>(event: E) => Publishing<Send[E]>;
}
/** Properties of Provider. */
export interface ProviderProps<Receive, Send> {
    readonly client: EventwireClient<Receive, Send>;
    /** Whether the Provider connects the client while it is mounted: true. */
    readonly connect?: boolean;
    readonly children?: ReactNode;
}
type Any = Readonly<Record<string, unknown>>;
type AnyClient = EventwireClient<Any, Any>;
/** See Hooks. */
export declare function Provider({ client, connect, children, }: ProviderProps<Any, Any>): ReactElement;
/** See Hooks. */
export declare function useClient(): AnyClient;
/** See Hooks. */
export declare function useEvent(event: string, handler: Handler<unknown>): void;
/** See Hooks. */
export declare function useStatus(): Status;
/** See Hooks. */
export declare function useLatest(event: string): unknown;
/** See Hooks. */
export declare function usePublish(event: string): Publishing<unknown>;
export {};
