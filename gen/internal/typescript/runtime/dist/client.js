import { convert } from "./contract.js";
import { Closed, EventwireError, fromWire, TimedOut, Unavailable, } from "./errors.js";
/** A position, "chat:message@1732370000000-7", such that later ones of its channel are greater. */
const place = (at) => at.replace(/\d+/g, (digits) => digits.padStart(20));
/**
 * Creates the client of a contract. It opens nothing before `connect`.
 *
 * It is one closure, without classes and without objects of its own, because only local names get short in a bundle.
 */
export function newClient(receive, send, { url, protocols = ["eventwire.v1.json"], WebSocket, middleware = [], debug, ackTimeout = 10_000, maxOutbox = 100, maxLag = 1000, heartbeat = 9000, minDelay = 500, maxDelay = 20_000, }) {
    // biome-ignore lint/suspicious/noConsole: this is what debug asks for
    const trace = debug === true ? console.debug : debug || (() => { });
    const key = crypto.getRandomValues(new Uint32Array(4)).join();
    // --- listeners: of events by name, and of ":status", ":gap" and ":error" ---
    const listeners = { __proto__: null };
    const listen = (name, handler, { signal } = {}, call = handler, ended = () => { }) => {
        listeners[name] ??= new Set();
        const entries = listeners[name];
        const undo = () => {
            entries.delete(entry);
            signal?.removeEventListener("abort", undo);
            ended();
        };
        const entry = [call, handler, undo];
        entries.add(entry);
        signal?.addEventListener("abort", undo);
        if (signal?.aborted)
            undo();
        return undo;
    };
    const tell = (name, value, meta) => {
        for (const [call] of [...(listeners[name] ?? [])]) {
            try {
                call(value, meta);
            }
            catch (error) {
                fail(error, name === ":error");
            }
        }
    };
    const fail = (error, unheard = false) => {
        // biome-ignore lint/suspicious/noConsole: an error that nobody listens for must not vanish
        if (unheard || !listeners[":error"]?.size)
            console.error(error);
        else
            tell(":error", error);
    };
    const around = (call, last) => middleware.reduceRight((next, use) => () => use(call, next), last)();
    // --- events, in and out ---
    const outbox = new Map();
    const positions = new Map(); // by channel
    let closed = false;
    let ids = 0;
    const receiveEvent = (event, { data, ...meta }) => {
        if (meta.at !== undefined) {
            const [channel = ""] = meta.at.split("@");
            if (place(meta.at) <= place(positions.get(channel) ?? ""))
                return;
            positions.set(channel, meta.at);
        }
        const check = receive[event];
        if (!check)
            return;
        const value = convert(check, data, 2);
        const whole = { ...meta, event, data: value };
        around({ direction: "in", ...whole }, () => {
            tell(event, value, whole);
            tell("*", whole, whole);
        });
    };
    const receiveFrame = (frame) => {
        const { event, ack, error, resumed = [], ...receipt } = frame;
        if (event !== undefined)
            receiveEvent(event, frame);
        else if (ack !== undefined)
            outbox.get(ack)?.[1](error && fromWire(error), receipt);
        else if (error)
            fail(fromWire(error));
        for (const { channel, complete, at } of resumed) {
            if (at)
                positions.set(channel, at); // where a history broke, a lower one too
            if (!complete)
                tell(":gap", { channel });
        }
    };
    const enqueue = (event, data, { signal, timeout = ackTimeout }) => new Promise((resolve, reject) => {
        signal?.throwIfAborted();
        const check = send[event];
        if (!check)
            throw new EventwireError("unknown_event", `unknown event ${event}`);
        const frame = { event, id: `${++ids}`, data: convert(check, data, 0) };
        if (closed)
            throw new Closed("closed", "the client is closed");
        if (outbox.size >= maxOutbox)
            throw new Unavailable("unavailable", "the outbox is full");
        let tries = 0;
        let timer;
        const transmit = () => {
            write(frame);
            clearTimeout(timer);
            timer = setTimeout(() => {
                // Time without a connection does not count: the next one transmits again.
                if (isOpen())
                    settle(new TimedOut("timed_out", "no answer in time"));
            }, timeout);
        };
        const settle = (error, receipt = {}) => {
            clearTimeout(timer);
            if (error instanceof Unavailable && ++tries < 5) {
                timer = setTimeout(transmit, Math.random() * 500 * 2 ** tries);
                return;
            }
            outbox.delete(frame.id);
            signal?.removeEventListener("abort", abort);
            if (error === undefined)
                resolve(receipt);
            else
                reject(error);
        };
        const abort = () => {
            tries = 5;
            settle(signal?.reason);
        };
        signal?.addEventListener("abort", abort);
        outbox.set(frame.id, [transmit, settle]);
        transmit();
    });
    // --- the connection, made anew until it is closed ---
    let status = { state: "closed" };
    let socket;
    let page; // from connect to close: ends the listening to the page
    let timer;
    let attempt = 0;
    let waiting = false; // for the next attempt
    let tries = 0; // since the server was last heard of
    let silence = 0; // in heartbeats
    const report = (next) => {
        trace(`= ${JSON.stringify(next)}`);
        status = next;
        tell(":status", next);
    };
    const isOpen = () => socket?.readyState === 1;
    const write = (frame) => {
        if (!isOpen())
            return;
        const text = JSON.stringify(frame);
        trace(`> ${text}`);
        socket?.send(text);
    };
    const later = (ms, act) => {
        clearTimeout(timer);
        timer = setTimeout(act, ms);
    };
    const watch = (missed) => {
        silence = missed;
        later(heartbeat, beat);
    };
    const beat = () => {
        if (silence > 1)
            lost();
        else {
            watch(silence + 1);
            write({ ping: true });
        }
    };
    const dial = async () => {
        const mine = ++attempt;
        waiting = false;
        watch(2);
        report({ state: tries ? "reconnecting" : "connecting" });
        try {
            const address = typeof url === "function" ? await url() : url;
            if (mine !== attempt)
                return;
            socket = Object.assign(new (WebSocket ?? globalThis.WebSocket)(address, protocols), {
                onopen() {
                    if (mine !== attempt)
                        return;
                    watch(0);
                    write({ resume: [...positions.values()], client: key });
                    for (const [transmit] of outbox.values())
                        transmit();
                    report({ state: "open" });
                },
                onmessage({ data }) {
                    if (mine !== attempt)
                        return;
                    silence = tries = 0;
                    trace(`< ${data}`);
                    try {
                        receiveFrame(JSON.parse(data));
                    }
                    catch (cause) {
                        fail(cause instanceof EventwireError
                            ? cause
                            : new EventwireError("malformed", "malformed frame", "", { cause }));
                    }
                },
                onclose({ code }) {
                    if (mine === attempt)
                        lost(code);
                },
                onerror() { }, // a close follows; without a listener the package ws would throw
            });
        }
        catch (error) {
            if (mine !== attempt)
                return;
            fail(error);
            lost();
        }
    };
    const drop = () => {
        attempt++;
        clearTimeout(timer);
        socket?.close();
        socket = undefined;
    };
    const lost = (code) => {
        // With this code a server says that coming back is of no use.
        if (code === 4401) {
            close(code);
            return;
        }
        drop();
        waiting = true;
        let nextAttemptAt;
        if (globalThis.navigator?.onLine !== false) {
            const delay = Math.random() * Math.min(maxDelay, minDelay * 2 ** tries++);
            later(delay, dial);
            nextAttemptAt = Date.now() + delay;
        }
        report({ state: "reconnecting", nextAttemptAt });
    };
    const retry = () => {
        if (waiting)
            dial();
    };
    const woken = () => {
        if (isOpen()) {
            silence = 1; // it may have died while the page slept: the next ping is its last chance
            beat();
        }
        else
            retry();
    };
    const close = (code) => {
        closed = true;
        waiting = false;
        drop();
        page?.abort();
        page = undefined;
        if (status.state !== "closed")
            report({ state: "closed", code });
        for (const [, settle] of outbox.values())
            settle(new Closed("closed", "the client is closed"));
    };
    const client = {
        get status() {
            return status;
        },
        connect() {
            if (!page) {
                closed = false;
                waiting = true;
                tries = 0;
                page = new AbortController();
                // The window's and a worker's events; Node has none. What the document tells bubbles up to the window.
                for (const event of ["online", "visibilitychange"])
                    globalThis.addEventListener?.(event, woken, page);
            }
            const mine = page;
            retry();
            return () => {
                if (mine === page)
                    close();
            };
        },
        close: () => close(),
        on: listen,
        once(event, handler, options) {
            const undo = listen(event, handler, options, (data, meta) => {
                undo();
                handler(data, meta);
            });
            return undo;
        },
        off(event, handler) {
            for (const [, known, undo] of listeners[event] ?? [])
                if (!handler || known === handler)
                    undo();
        },
        handle: (handlers, options) => listen("*", ({ event, data }, meta) => handlers[event]?.(data, meta), options),
        events(event, options) {
            const queue = [];
            const asked = [];
            let ended = false;
            const answer = () => {
                while (asked[0] && (ended || queue.length))
                    asked.shift()?.({ done: !queue.length, value: queue.shift() });
            };
            const push = (data) => {
                queue.push(data);
                answer();
                if (queue.length <= maxLag)
                    return;
                queue.shift();
                fail(new EventwireError("too_slow", `a loop over ${event} lags: one is dropped`));
            };
            const undo = listen(event, push, options, push, () => {
                ended = true;
                answer();
            });
            const iterator = {
                next: () => new Promise((resolve) => {
                    asked.push(resolve);
                    answer();
                }),
                return() {
                    queue.length = 0;
                    undo();
                    return iterator.next();
                },
                [Symbol.asyncIterator]: () => iterator,
            };
            return iterator;
        },
        publish: async (event, data, how = {}) => around({ direction: "out", event, data }, () => enqueue(event, data, how)),
        onStatus: (listener, options) => listen(":status", listener, options),
        onGap: (listener, options) => listen(":gap", listener, options),
        onError: (listener, options) => listen(":error", listener, options),
    };
    return client;
}
//# sourceMappingURL=client.js.map