import { convert } from "./contract.js";
import { Closed, EventwireError, fromWire, TimedOut, Unavailable, } from "./errors.js";
/** A position, "chat:message@1732370000000-7", such that later ones of its channel are greater. */
const place = (at) => at.replace(/\d+/g, (digits) => digits.padStart(20));
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
export function newClient(receive, send, { url, protocols = ["eventwire.v1.json"], WebSocket = globalThis.WebSocket, middleware = [], debug, ackTimeout = 10_000, maxOutbox = 100, maxLag = 1000, heartbeat = 9000, minDelay = 500, maxDelay = 20_000, }) {
    // biome-ignore lint/suspicious/noConsole: this is what debug asks for
    const trace = debug === true ? console.debug : debug || (() => { });
    const key = crypto.getRandomValues(new Uint32Array(4)).join();
    // --- listeners: for events by name, for ":status", ":gap" and ":error"; what is in the outbox listens for ":answer" ---
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
        // biome-ignore lint/suspicious/noConsole: an error that nobody listens for must not vanish
        if (from === ":error" || !listening(":error").length)
            console.error(error);
        else
            tell(":error", error);
    };
    const around = (call, last) => middleware.reduceRight((next, use) => () => use(call, next), last)();
    const closed = () => new Closed("closed", "the client is closed");
    // --- what comes in ---
    const positions = new Map(); // by channel
    /** Rejects with what breaks the contract, and with what middleware throws. Without middleware that waits, handlers are called before it returns. */
    const receiveEvent = async (event, frame) => {
        const { at } = frame;
        if (at) {
            const [channel = ""] = at.split("@");
            if (place(at) <= place(positions.get(channel) ?? ""))
                return;
            positions.set(channel, at);
        }
        const check = receive[event];
        if (!check)
            return;
        const whole = { ...frame, event, data: convert(check, frame.data, 2) };
        await around({ direction: "in", ...whole }, () => {
            tell(event, whole.data, whole);
            tell("*", whole, whole);
        });
    };
    const receiveFrame = (frame) => {
        const { event, ack, error, resumed = [] } = frame;
        if (event)
            receiveEvent(event, frame).catch(fail);
        else if (ack)
            tell(":answer", frame);
        else if (error)
            fail(fromWire(error));
        for (const { channel, complete, at } of resumed) {
            if (at)
                positions.set(channel, at); // where a history broke, a lower one too
            if (!complete)
                tell(":gap", { channel });
        }
    };
    // --- the connection, made anew until it is closed ---
    const timer = newTimer();
    let status = { state: "closed" };
    let socket;
    let page; // from connect to close: ends the listening to the page; then null
    let attempt = 0;
    let waiting = false; // for the next attempt
    let tries = 0; // since the server was last heard of
    let silence = 0; // in heartbeats
    let ids = 0;
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
    /**
     * Waits a heartbeat for a sign of life, after so many without one: where any was missed it is asked for, after the third the line is
     * given up.
     */
    const watch = (missed) => {
        silence = missed;
        if (missed)
            write({ ping: true });
        timer(heartbeat, () => {
            if (silence > 1)
                lost();
            else
                watch(silence + 1);
        });
    };
    const dial = async () => {
        drop();
        const mine = attempt;
        watch(2);
        report({ state: tries ? "reconnecting" : "connecting" });
        try {
            const address = typeof url === "function" ? await url() : url;
            if (mine === attempt)
                socket = Object.assign(new WebSocket(address, protocols), handlers);
        }
        catch (error) {
            if (mine === attempt) {
                fail(error);
                lost();
            }
        }
    };
    const handlers = {
        onopen() {
            watch(0);
            write({ resume: [...positions.values()], client: key });
            tell(":answer");
            report({ state: "open" });
        },
        onmessage({ data }) {
            silence = tries = 0;
            trace(`< ${data}`);
            try {
                receiveFrame(JSON.parse(data));
            }
            catch (cause) {
                fail(new EventwireError("malformed", "malformed frame", "", { cause }));
            }
        },
        onclose: ({ code }) => lost(code),
        onerror() { }, // a close follows; without a listener the package ws would throw
    };
    /** Leaves the attempt or connection that there is: nothing more is heard of it. */
    const drop = () => {
        attempt++;
        waiting = false;
        timer();
        if (socket)
            socket.onopen = socket.onmessage = socket.onclose = null;
        socket?.close();
        socket = undefined;
    };
    /** How long to wait after so many tries: exponential, with full jitter. */
    const backoff = (tries) => Math.random() * Math.min(maxDelay, minDelay * 2 ** tries);
    const lost = (code) => {
        if (code === 4401) {
            close(code); // with this code a server says that coming back is of no use
            return;
        }
        drop();
        waiting = true;
        const delay = backoff(tries++);
        const offline = globalThis.navigator?.onLine === false;
        if (!offline)
            timer(delay, dial);
        report({ state: "reconnecting", nextAttemptAt: offline ? undefined : Date.now() + delay });
    };
    /** Looks after the connection at once: it may have died while the page slept, and this ping is its last chance. */
    const wake = () => {
        if (isOpen())
            watch(2);
        else if (waiting)
            dial();
    };
    const close = (code) => {
        drop();
        const connected = page;
        page = null;
        if (connected) {
            connected.abort();
            report({ state: "closed", code });
        }
        client.off(":answer");
    };
    const client = {
        get status() {
            return status;
        },
        connect() {
            if (!page) {
                waiting = true;
                tries = 0;
                page = new AbortController();
                // The window's and a worker's events; Node has none. What the document tells bubbles up to the window.
                for (const event of ["online", "visibilitychange"])
                    globalThis.addEventListener?.(event, wake, page);
            }
            const mine = page;
            wake();
            return () => {
                if (mine === page)
                    close();
            };
        },
        close: () => close(),
        on: listen,
        once: (event, handler, options) => listen(event, handler, { ...options, once: true }),
        off(event, handler) {
            for (const [, known, undo] of listening(event))
                if (!handler || known === handler)
                    undo();
        },
        handle: (handlers, options) => listen("*", ({ event, data }, meta) => handlers[event]?.(data, meta), options),
        events(event, options) {
            const queue = [];
            let wakeLoop;
            let ended = false;
            const push = (data) => {
                if (queue.push(data) > maxLag) {
                    queue.shift();
                    fail(new EventwireError("too_slow", `a slow loop lost a ${event}`));
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
            const { signal, timeout = ackTimeout } = options;
            signal?.throwIfAborted();
            const check = send[event];
            if (!check)
                throw new EventwireError("unknown_event", `unknown event ${event}`);
            const frame = { event, id: `${++ids}`, data: convert(check, data, 0) };
            if (page === null)
                throw closed();
            if (listening(":answer").length >= maxOutbox)
                throw new Unavailable("unavailable", "the outbox is full");
            const timer = newTimer();
            let tries = 0;
            const transmit = () => {
                write(frame);
                timer(timeout, () => {
                    // Time without a connection does not count: the next one transmits again.
                    if (!isOpen())
                        return;
                    reject(new TimedOut("timed_out", "no answer in time"));
                    undo();
                });
            };
            const listener = (answer) => {
                if (!answer)
                    return transmit();
                const { ack, error, ...receipt } = answer;
                if (ack !== frame.id)
                    return;
                const problem = error && fromWire(error);
                if (problem instanceof Unavailable && ++tries < 5)
                    return timer(backoff(tries), transmit);
                if (problem)
                    reject(problem);
                else
                    resolve(receipt);
                undo();
            };
            const undo = listen(":answer", listener, options, () => {
                timer();
                reject(signal?.aborted ? signal.reason : closed()); // where it has not been settled
            });
            transmit();
        })),
        onStatus: (listener, options) => listen(":status", listener, options),
        onGap: (listener, options) => listen(":gap", listener, options),
        onError: (listener, options) => listen(":error", listener, options),
    };
    return client;
}
//# sourceMappingURL=client.js.map