import {
  type Context,
  createContext,
  createElement,
  type ReactElement,
  type ReactNode,
  useCallback,
  useContext,
  useEffect,
  useRef,
  useState,
  useSyncExternalStore,
} from "react";
import type {
  EventMeta,
  EventwireClient,
  Handler,
  PublishOptions,
  Receipt,
  Status,
} from "./api.js";

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
  readonly useEvent: <E extends keyof Receive & string>(
    event: E,
    handler: Handler<Receive[E]>,
  ) => void;
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

const context: Context<AnyClient | undefined> = /* @__PURE__ */ createContext<
  AnyClient | undefined
>(undefined);

/** See Hooks. */
export function Provider({
  client,
  connect = true,
  children,
}: ProviderProps<Any, Any>): ReactElement {
  useEffect(() => (connect ? client.connect() : undefined), [client, connect]);
  return createElement(context.Provider, { value: client }, children);
}

/** See Hooks. */
export function useClient(): AnyClient {
  const client = useContext(context);
  if (!client) throw new Error("there is no Provider around this component");
  return client;
}

/** See Hooks. */
export function useEvent(event: string, handler: Handler<unknown>): void {
  const client = useClient();
  const latest = useRef(handler);
  useEffect(() => {
    latest.current = handler;
  });
  useEffect(
    () => client.on(event, (data, meta: EventMeta) => latest.current(data, meta)),
    [client, event],
  );
}

/** See Hooks. */
export function useStatus(): Status {
  const client = useClient();
  const subscribe = useCallback((changed: () => void) => client.onStatus(changed), [client]);
  const read = () => client.status;
  return useSyncExternalStore(subscribe, read, read);
}

/** See Hooks. */
export function useLatest(event: string): unknown {
  const client = useClient();
  const last = useRef<unknown>(undefined);
  const subscribe = useCallback(
    (changed: () => void) => {
      last.current = undefined;
      return client.on(event, (data: unknown) => {
        last.current = data;
        changed();
      });
    },
    [client, event],
  );
  const read = () => last.current;
  return useSyncExternalStore(subscribe, read, read);
}

/** See Hooks. */
export function usePublish(event: string): Publishing<unknown> {
  const client = useClient();
  const [{ waiting, error }, setState] = useState<{ waiting: number; error: Error | undefined }>({
    waiting: 0,
    error: undefined,
  });
  const publish = useCallback(
    async (data: unknown, options?: PublishOptions) => {
      setState((state) => ({ ...state, waiting: state.waiting + 1 }));
      let failed: Error | undefined;
      try {
        return await client.publish(event, data, options);
      } catch (cause) {
        failed = cause instanceof Error ? cause : new Error(String(cause));
        throw cause;
      } finally {
        setState((state) => ({ waiting: state.waiting - 1, error: failed }));
      }
    },
    [client, event],
  );
  return { publish, pending: waiting > 0, error };
}
