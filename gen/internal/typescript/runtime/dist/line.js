/** The close code by which a server says that coming back is of no use. */
const unauthorized = 4401;
/** Opens a line. It reconnects with exponential backoff and full jitter, at once when the network or the page comes back, and not while offline. */
export function openLine(options, hooks) {
    const { url, protocols = ["eventwire.v1.json"], heartbeat = 9000, minDelay = 500, maxDelay = 20_000, debug, } = options;
    // biome-ignore lint/suspicious/noConsole: this is what debug asks for
    const log = debug === true ? (line) => console.debug(line) : debug || undefined;
    let socket;
    let opening = false;
    let open = false;
    let silence = 0;
    let tries = 0;
    let timer;
    let over = false;
    const report = (status) => {
        log?.(`= ${JSON.stringify(status)}`);
        hooks.status(status);
    };
    const write = (text) => {
        if (!open)
            return false;
        log?.(`> ${text}`);
        socket?.send(text);
        return true;
    };
    const tick = () => {
        if (++silence > 2) {
            lost();
            return;
        }
        timer = setTimeout(tick, heartbeat);
        write('{"ping":true}');
    };
    const dial = async () => {
        clearTimeout(timer);
        opening = true;
        timer = setTimeout(lost, heartbeat);
        try {
            const address = typeof url === "function" ? await url() : url;
            if (over || !opening || socket)
                return;
            const Socket = options.WebSocket ??
                globalThis.WebSocket;
            const mine = new Socket(address, [...protocols]);
            socket = mine;
            mine.onopen = () => {
                if (socket !== mine)
                    return;
                opening = false;
                open = true;
                silence = 0;
                clearTimeout(timer);
                timer = setTimeout(tick, heartbeat);
                write(hooks.hello());
                hooks.open();
                report({ state: "open" });
            };
            mine.onmessage = ({ data }) => {
                if (socket !== mine || typeof data !== "string")
                    return;
                silence = tries = 0;
                log?.(`< ${data}`);
                if (data !== '{"pong":true}')
                    hooks.text(data);
            };
            mine.onclose = ({ code }) => {
                if (socket === mine)
                    lost(code);
            };
        }
        catch (error) {
            log?.(`! ${error}`);
            lost();
        }
    };
    const drop = () => {
        const last = socket;
        socket = undefined;
        open = opening = false;
        clearTimeout(timer);
        last?.close();
        hooks.lost();
    };
    const lost = (code) => {
        if (over)
            return;
        drop();
        if (code === unauthorized) {
            finish({ state: "closed", code });
            return;
        }
        if (globalThis.navigator?.onLine === false) {
            report({ state: "reconnecting" });
            return;
        }
        const delay = Math.random() * Math.min(maxDelay, minDelay * 2 ** tries++);
        timer = setTimeout(dial, delay);
        report({ state: "reconnecting", nextAttemptAt: Date.now() + delay });
    };
    const retry = () => {
        if (over || open || opening)
            return;
        report({ state: tries ? "reconnecting" : "connecting" });
        dial();
    };
    const woken = ({ type }) => {
        if (open) {
            // The line may have died while the page slept: this ping is its last chance.
            silence = 2;
            clearTimeout(timer);
            timer = setTimeout(tick, heartbeat);
            write('{"ping":true}');
        }
        else if (type === "online" || globalThis.document?.visibilityState !== "hidden")
            retry();
    };
    // Workers have no window, but are told of the network as well; Node has neither.
    const targets = [
        [globalThis, "online"],
        [globalThis.document, "visibilitychange"],
    ];
    for (const [target, event] of targets)
        target?.addEventListener?.(event, woken);
    const finish = (status) => {
        over = true;
        for (const [target, event] of targets)
            target?.removeEventListener?.(event, woken);
        report(status);
    };
    retry();
    return {
        send: write,
        retry,
        close() {
            if (over)
                return;
            drop();
            finish({ state: "closed" });
        },
    };
}
//# sourceMappingURL=line.js.map