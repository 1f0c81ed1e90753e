import { decode, encode } from "./contract.js";
import { Closed, EventwireError, fromWire, TimedOut, Unavailable } from "./errors.js";
import { openLine } from "./line.js";
const maxTries = 5;
/** A random text of 32 hexadecimal digits. */
function newKey() {
    return [...crypto.getRandomValues(new Uint8Array(16))]
        .map((b) => b.toString(16).padStart(2, "0"))
        .join("");
}
/** Whether one stream id is later than another. */
function later(id, than) {
    const [ms = 0, seq = 0] = id.split("-").map(Number);
    const [thanMs = 0, thanSeq = 0] = than.split("-").map(Number);
    return ms > thanMs || (ms === thanMs && seq > thanSeq);
}
/** Creates the client of a contract. It opens nothing before `connect`. */
export function newClient(receive, send, options) {
    const { middleware = [], ackTimeout = 10_000, maxOutbox = 100, maxLag = 1000 } = options;
    const listeners = new Map();
    const outbox = new Map();
    const positions = new Map();
    const key = newKey();
    let status = { state: "closed" };
    let closed = false;
    let ids = 0;
    let line;
    const listen = (name, listener, signal) => {
        if (signal?.aborted)
            return () => { };
        const entry = (value, meta) => listener(value, meta);
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
    const originals = new WeakMap();
    const tell = (name, value, meta) => {
        for (const listener of [...(listeners.get(name) ?? [])]) {
            try {
                listener(value, meta);
            }
            catch (error) {
                fail(error, name === ":error");
            }
        }
    };
    const fail = (error, unheard = false) => {
        // biome-ignore lint/suspicious/noConsole: an error that nobody listens for must not vanish
        if (unheard || !listeners.get(":error")?.size)
            console.error(error);
        else
            tell(":error", error, { event: "" });
    };
    const setStatus = (next) => {
        status = next;
        tell(":status", next, { event: "" });
    };
    const around = (call, last) => {
        const step = (i) => {
            const use = middleware[i];
            return use ? use(call, () => step(i + 1)) : last();
        };
        return step(0);
    };
    const receiveEvent = (event, data, at) => {
        const rules = Object.hasOwn(receive, event) && receive[event];
        if (at !== undefined) {
            const sign = at.lastIndexOf("@");
            const channel = at.slice(0, sign);
            const last = positions.get(channel);
            if (last !== undefined && !later(at.slice(sign + 1), last))
                return;
            positions.set(channel, at.slice(sign + 1));
        }
        if (!rules)
            return;
        const value = decode(rules, data);
        const meta = at === undefined ? { event } : { event, at };
        around({ direction: "in", data: value, ...meta }, () => {
            tell(event, value, meta);
            tell("*", { ...meta, data: value }, meta);
        });
    };
    const receiveFrame = (frame) => {
        const { event, ack, error, resumed } = frame;
        if (event !== undefined)
            receiveEvent(event, frame.data, frame.at);
        else if (ack !== undefined)
            settle(ack, frame);
        else if (error)
            fail(fromWire(error));
        for (const { channel, complete } of resumed ?? []) {
            if (complete)
                continue;
            positions.delete(channel);
            tell(":gap", { channel }, { event: "" });
        }
    };
    const settle = (id, { at, error }) => {
        const pending = outbox.get(id);
        if (!pending)
            return;
        clearTimeout(pending.timer);
        if (error?.code === "unavailable" && ++pending.tries < maxTries) {
            pending.timer = setTimeout(() => transmit(id, pending), Math.random() * 500 * 2 ** pending.tries);
            return;
        }
        outbox.delete(id);
        if (error)
            pending.reject(fromWire(error));
        else
            pending.resolve(at === undefined ? {} : { at });
    };
    const transmit = (id, pending) => {
        clearTimeout(pending.timer);
        if (!line?.send(pending.text))
            return;
        pending.timer = setTimeout(() => {
            outbox.delete(id);
            pending.reject(new TimedOut("timed_out", "the server did not answer in time"));
        }, pending.timeout);
    };
    const enqueue = (event, data, { signal, timeout = ackTimeout }) => new Promise((resolve, reject) => {
        signal?.throwIfAborted();
        const rules = Object.hasOwn(send, event) && send[event];
        if (!rules)
            throw new EventwireError("unknown_event", `the contract has no event ${event}`);
        const value = encode(rules, data);
        if (closed)
            throw new Closed("closed", "the client is closed");
        if (outbox.size >= maxOutbox)
            throw new Unavailable("unavailable", `${maxOutbox} events wait for the server already`);
        const id = `${++ids}`;
        const abort = () => {
            clearTimeout(pending.timer);
            outbox.delete(id);
            reject(signal?.reason);
        };
        const done = () => signal?.removeEventListener("abort", abort);
        const pending = {
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
            if (status.state === "closed")
                line = undefined;
            line ??= openLine(options, {
                status: setStatus,
                hello: () => JSON.stringify({
                    resume: [...positions].map(([channel, id]) => `${channel}@${id}`),
                    client: key,
                }),
                open: () => {
                    for (const [id, pending] of outbox)
                        transmit(id, pending);
                },
                lost: () => {
                    for (const { timer } of outbox.values())
                        clearTimeout(timer);
                },
                text(text) {
                    try {
                        receiveFrame(JSON.parse(text));
                    }
                    catch (error) {
                        fail(error instanceof EventwireError
                            ? error
                            : new EventwireError("malformed", "the server sent what is no frame", "", {
                                cause: error,
                            }));
                    }
                },
            });
            line.retry();
            const mine = line;
            return () => {
                if (line === mine)
                    client.close();
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
        on: (event, handler, { signal } = {}) => listen(event, handler, signal),
        once(event, handler, { signal } = {}) {
            const undo = listen(event, (data, meta) => {
                undo();
                handler(data, meta);
            }, signal);
            return undo;
        },
        off(event, handler) {
            const set = listeners.get(event);
            for (const entry of set ?? [])
                if (!handler || originals.get(entry) === handler)
                    set?.delete(entry);
        },
        handle(handlers, { signal } = {}) {
            const undo = Object.entries(handlers).map(([event, handler]) => handler && listen(event, handler, signal));
            return () => {
                for (const off of undo)
                    off?.();
            };
        },
        events(event, { signal } = {}) {
            const queue = [];
            let wake = () => { };
            let ended = signal?.aborted;
            const undo = listen(event, (data) => {
                if (queue.push(data) > maxLag) {
                    queue.shift();
                    fail(new EventwireError("too_slow", `a loop over ${event} lags behind; an event was dropped`));
                }
                wake();
            }, signal);
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
                        await new Promise((resolve) => {
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
        publish: async (event, data, how = {}) => around({ direction: "out", event, data }, () => enqueue(event, data, how)),
        onStatus: (listener, { signal } = {}) => listen(":status", listener, signal),
        onGap: (listener, { signal } = {}) => listen(":gap", listener, signal),
        onError: (listener, { signal } = {}) => listen(":error", listener, signal),
    };
    return client;
}
//# sourceMappingURL=client.js.map