import { convert } from "./contract.js";
import { Closed, EventwireError, fromWire, TimedOut, Unavailable, } from "./errors.js";
/** A position, "chat:message@1732370000000-7", such that later ones of its channel are greater; nothing is greater or less than none. */
const place = (at) => at?.replace(/\d+/g, (digits) => digits.padStart(20));
/** Gives a function that lets something happen later instead of what was to happen before; without anything it stops that. */
const newTimer = () => {
    let timer;
    return (ms, act) => {
        clearTimeout(timer);
        if (act)
            timer = setTimeout(act, ms);
    };
};
/**
 * Creates the client of a contract. It opens nothing before `connect`.
 *
 * It is one closure, without classes and without objects of its own, because only local names get short in a bundle.
 */
export const newClient = (receive, send, { url, protocols = ["eventwire.v1.json"], WebSocket = globalThis.WebSocket, middleware = [], debug, }) => {
    // biome-ignore lint/suspicious/noConsole: this is what debug asks for
    const trace = debug ? console.debug : () => { };
    const key = crypto.getRandomValues(new Uint32Array(4)).join();
    // --- listeners: for events by name, for ":status", ":gap" and ":error"; what is in the outbox listens for ":ack" ---
    const entries = new Set();
    const listen = (name, handler, { signal, once } = {}, ended) => {
        const undo = () => {
            entries.delete(entry);
            signal?.removeEventListener("abort", undo);
            ended?.();
        };
        const entry = [name, handler, undo, once];
        entries.add(entry);
        signal?.addEventListener("abort", undo);
        if (signal?.aborted)
            undo();
        return undo;
    };
    const listening = (name) => [...entries].filter((entry) => entry[0] === name);
    const tell = (name, value, meta) => {
        for (const [, handler, undo, once] of listening(name)) {
            if (once)
                undo();
            try {
                handler(value, meta);
            }
            catch (error) {
                fail(error, name);
            }
        }
    };
    const fail = (error, from) => {
        if (from === ":error" || !listening(":error").length)
            // biome-ignore lint/suspicious/noConsole: an error that nobody listens for must not vanish
            console.error(error);
        else
            tell(":error", error);
    };
    const around = (call, last) => middleware.reduceRight((next, use) => () => use(call, next), last)();
    // --- what comes in ---
    const positions = new Map(); // by channel
    /** Rejects with what is wrong with a frame, and with what middleware throws. Without middleware that waits, handlers are called before it returns. */
    const receiveFrame = async (text) => {
        const frame = JSON.parse(text);
        const { event = "", at, error, resumed = [] } = frame;
        if (frame.ack)
            return tell(":ack", frame);
        if (error)
            throw fromWire(error);
        for (const part of resumed) {
            if (!part.complete)
                tell(":gap", part);
            if (part.at)
                positions.set(part.channel, part.at); // where a history broke, a lower one too
        }
        if (at) {
            const [channel] = at.split("@");
            if (place(at) <= place(positions.get(channel)))
                return;
            positions.set(channel, at);
        }
        const check = receive[event];
        if (!check)
            return;
        frame.data = convert(check, frame.data, 2);
        await around({ direction: "in", ...frame }, () => {
            tell(event, frame.data, frame);
            tell("*", frame, frame);
        });
    };
    // --- the connection, made anew until it is closed ---
    const timer = newTimer();
    let socket;
    let page; // from connect to close: ends the listening to the page; then null
    let attempt; // the one that goes on or has led to the connection; none while it waits for the next
    let tries = 0; // since the server was last heard of
    let silence = 0; // in heartbeats
    let ids = 0;
    const report = (next) => {
        trace("=", next);
        client.status = next;
        tell(":status", next);
    };
    const write = (frame) => {
        if (socket?.readyState === 1) {
            trace(">", frame);
            socket.send(JSON.stringify(frame));
        }
    };
    /**
     * Waits a heartbeat for a sign of life, after so many without one: where any was missed it is asked for, after the third the line is
     * given up.
     */
    const watch = (missed) => {
        silence = missed;
        if (missed)
            write({ ping: true });
        timer(9000, () => {
            if (silence > 1)
                lost();
            else
                watch(silence + 1);
        });
    };
    const dial = async () => {
        const mine = {};
        attempt = mine;
        watch(2);
        report({ state: tries ? "reconnecting" : "connecting" });
        try {
            const address = typeof url === "string" ? url : await url();
            if (mine === attempt)
                socket = Object.assign(new WebSocket(address, protocols), {
                    onopen() {
                        watch(0);
                        write({ resume: [...positions.values()], client: key });
                        tell(":ack");
                        report({ state: "open" });
                    },
                    onmessage(event) {
                        silence = tries = 0;
                        trace("<", event.data);
                        receiveFrame(event.data).catch(fail);
                    },
                    onclose(event) {
                        lost(event.code);
                    },
                    onerror() { }, // a close follows; without a listener the package ws would throw
                });
        }
        catch (error) {
            fail(error);
            if (mine === attempt)
                lost();
        }
    };
    /** Leaves the attempt or connection that there is: nothing more is heard of it. */
    const drop = () => {
        attempt = null;
        timer();
        if (socket) {
            socket.onopen = socket.onmessage = socket.onclose = null;
            socket.close();
        }
    };
    /** How long to wait after so many tries: exponential, with full jitter. */
    const backoff = (tries) => Math.random() * Math.min(20_000, 500 * 2 ** tries);
    const lost = (code) => {
        // With this code a server says that coming back is of no use.
        if (code === 4401)
            close(code);
        else {
            drop();
            const delay = backoff(tries++);
            let nextAttemptAt; // none while it waits for the network
            if (globalThis.navigator?.onLine !== false) {
                timer(delay, dial);
                nextAttemptAt = Date.now() + delay;
            }
            report({ state: "reconnecting", nextAttemptAt });
        }
    };
    /** Looks after the connection at once: it may have died while the page slept, and this ping is its last chance. */
    const wake = () => {
        if (attempt)
            watch(2);
        else
            dial();
    };
    const close = (code) => {
        drop();
        page?.abort();
        page = null;
        client.off(":ack");
        report({ state: "closed", code });
    };
    const client = {
        status: { state: "closed" },
        connect() {
            if (!page) {
                tries = 0;
                page = new AbortController();
                // The window's and a worker's events; Node has none. What the document tells bubbles up to the window.
                globalThis.addEventListener?.("online", wake, page);
                globalThis.addEventListener?.("visibilitychange", wake, page);
            }
            const mine = page;
            wake();
            return () => {
                if (mine === page)
                    close();
            };
        },
        close: () => close(),
        onStatus: (listener, options) => listen(":status", listener, options),
        onGap: (listener, options) => listen(":gap", listener, options),
        onError: (listener, options) => listen(":error", listener, options),
        on: listen,
        once: (event, handler, options) => listen(event, handler, { ...options, once: true }),
        off(event, handler) {
            for (const [, known, undo] of listening(event))
                if (!handler || known === handler)
                    undo();
        },
        handle: (handlers, options) => listen("*", (call) => handlers[call.event]?.(call.data, call), options),
        events(event, options) {
            const queue = [];
            let wakeLoop;
            let ended;
            const push = (data) => {
                if (queue.push(data) > 1000) {
                    queue.shift();
                    fail(new EventwireError("too_slow", event));
                }
                wakeLoop?.();
            };
            const undo = listen(event, push, options, () => {
                ended = true;
                wakeLoop?.();
            });
            const iterator = (async function* () {
                while (queue.length || !ended) {
                    if (queue.length)
                        yield queue.shift();
                    else
                        await new Promise((resolve) => {
                            wakeLoop = resolve;
                        });
                }
            })();
            // A generator's own `return` would wait for the next event.
            iterator.return = () => {
                queue.length = 0;
                undo();
                return iterator.next();
            };
            return iterator;
        },
        publish: async (event, data, options = {}) => around({ direction: "out", event, data }, () => new Promise((resolve, reject) => {
            const { signal, timeout = 10_000 } = options;
            const check = send[event];
            const frame = { event, id: `${++ids}`, data: check && convert(check, data, 0) };
            if (listening(":ack").length > 99)
                throw new Unavailable("unavailable", "outbox full");
            const timer = newTimer();
            let tries = 0;
            const transmit = () => {
                write(frame);
                timer(timeout, () => {
                    // Time without a connection does not count: the next one transmits again.
                    if (socket?.readyState === 1) {
                        reject(new TimedOut("timed_out", "no answer"));
                        undo();
                    }
                });
            };
            const listener = (answer) => {
                if (!answer)
                    transmit();
                else if (answer.ack === frame.id) {
                    const problem = answer.error && fromWire(answer.error);
                    if (problem instanceof Unavailable && ++tries < 5)
                        timer(backoff(tries), transmit);
                    else {
                        if (problem)
                            reject(problem);
                        else
                            resolve(answer);
                        undo();
                    }
                }
            };
            const undo = listen(":ack", listener, options, () => {
                timer();
                // Where it has not been settled:
                reject(signal?.reason ?? new Closed("closed", "closed"));
            });
            if (page === null || signal?.aborted)
                undo();
            else
                transmit();
        })),
    };
    return client;
};
//# sourceMappingURL=client.js.map