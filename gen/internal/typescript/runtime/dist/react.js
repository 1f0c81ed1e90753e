import { createContext, createElement, useCallback, useContext, useEffect, useRef, useState, useSyncExternalStore, } from "react";
const context = /* @__PURE__ */ createContext(undefined);
/** See Hooks. */
export function Provider({ client, connect = true, children, }) {
    useEffect(() => (connect ? client.connect() : undefined), [client, connect]);
    return createElement(context.Provider, { value: client }, children);
}
/** See Hooks. */
export function useClient() {
    const client = useContext(context);
    if (!client)
        throw new Error("there is no Provider around this component");
    return client;
}
/** See Hooks. */
export function useEvent(event, handler) {
    const client = useClient();
    const latest = useRef(handler);
    useEffect(() => {
        latest.current = handler;
    });
    useEffect(() => client.on(event, (data, meta) => latest.current(data, meta)), [client, event]);
}
/** See Hooks. */
export function useStatus() {
    const client = useClient();
    const subscribe = useCallback((changed) => client.onStatus(changed), [client]);
    const read = () => client.status;
    return useSyncExternalStore(subscribe, read, read);
}
/** See Hooks. */
export function useLatest(event) {
    const client = useClient();
    const last = useRef(undefined);
    const subscribe = useCallback((changed) => {
        last.current = undefined;
        return client.on(event, (data) => {
            last.current = data;
            changed();
        });
    }, [client, event]);
    const read = () => last.current;
    return useSyncExternalStore(subscribe, read, read);
}
/** See Hooks. */
export function usePublish(event) {
    const client = useClient();
    const [{ waiting, error }, setState] = useState({
        waiting: 0,
        error: undefined,
    });
    const publish = useCallback(async (data, options) => {
        setState((state) => ({ ...state, waiting: state.waiting + 1 }));
        let failed;
        try {
            return await client.publish(event, data, options);
        }
        catch (cause) {
            failed = cause instanceof Error ? cause : new Error(String(cause));
            throw cause;
        }
        finally {
            setState((state) => ({ waiting: state.waiting - 1, error: failed }));
        }
    }, [client, event]);
    return { publish, pending: waiting > 0, error };
}
//# sourceMappingURL=react.js.map