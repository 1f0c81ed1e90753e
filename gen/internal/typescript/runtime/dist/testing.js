import { convert } from "./contract.js";
import { EventwireError } from "./errors.js";
/** The channel of a place. */
const channelOf = (at) => at.slice(0, at.lastIndexOf("@"));
/** Makes a fake server for a contract's events. */
export function newFakeServer(receive, send) {
    const received = [];
    const resumes = [];
    const open = new Set();
    let history = [];
    let muted = false;
    class FakeSocket {
        readyState = 0;
        onopen = null;
        onmessage = null;
        onclose = null;
        onerror = null;
        constructor() {
            queueMicrotask(() => {
                if (this.readyState !== 0)
                    return;
                if (!server.accepting)
                    return this.end(1006);
                this.readyState = 1;
                open.add(this);
                this.onopen?.(new Event("open"));
            });
        }
        send(text) {
            if (!muted)
                take(this, JSON.parse(text));
        }
        close(code = 1000) {
            this.end(code);
        }
        end(code) {
            if (this.readyState === 3)
                return;
            this.readyState = 3;
            open.delete(this);
            queueMicrotask(() => this.onclose?.({ code }));
        }
        deliver(text) {
            queueMicrotask(() => {
                if (this.readyState === 1 && !muted)
                    this.onmessage?.({ data: text });
            });
        }
    }
    /** Answers as the server does: where each history goes on for the client, then what that is. */
    const resume = (socket, places) => {
        const channels = new Set([...places, ...history.map(({ at }) => at)].map(channelOf));
        const begin = new Map(); // the first index that is given, by channel
        const resumed = [...channels].map((channel) => {
            const place = places.find((at) => channelOf(at) === channel);
            const index = history.findIndex(({ at }) => at === place);
            begin.set(channel, index + 1);
            const complete = place === undefined || index >= 0;
            return { channel, complete, at: index < 0 ? `${channel}@0-0` : place };
        });
        socket.deliver(JSON.stringify({ resumed }));
        for (const [i, { at, text }] of history.entries())
            if (i >= (begin.get(channelOf(at)) ?? 0))
                socket.deliver(text);
    };
    const take = (socket, frame) => {
        if (frame["ping"]) {
            socket.deliver('{"pong":true}');
            return;
        }
        const places = frame["resume"];
        if (Array.isArray(places)) {
            if (places.every((place) => typeof place === "string")) {
                resumes.push(frame);
                resume(socket, places);
            }
            else {
                const error = {
                    code: "malformed",
                    path: "/resume",
                    message: "must be a list of positions",
                };
                socket.deliver(JSON.stringify({ error }));
            }
            return;
        }
        const id = frame["id"];
        const reply = (answer) => {
            if (id !== undefined)
                socket.deliver(JSON.stringify({ ack: id, ...answer }));
            else if ("error" in answer)
                socket.deliver(JSON.stringify(answer));
        };
        try {
            const event = String(frame["event"]);
            const check = send[event];
            if (!check)
                throw new EventwireError("unknown_event", `there is no event ${event}`);
            const published = {
                event,
                data: convert(check, frame["data"], 1),
                ...(id === undefined ? {} : { id }),
            };
            received.push(published);
            const answer = server.answer(published);
            if (answer !== "silence")
                reply(answer ?? {});
        }
        catch (error) {
            if (!(error instanceof EventwireError))
                throw error;
            reply({ error: { code: error.code, path: error.path, message: error.message } });
        }
    };
    const server = {
        WebSocket: FakeSocket,
        received,
        resumes,
        get connections() {
            return open.size;
        },
        answer: () => undefined,
        accepting: true,
        emit(event, data, at) {
            const check = receive[event];
            if (!check)
                throw new EventwireError("unknown_event", `the contract has no event ${event}`);
            const text = JSON.stringify({ event, at, data: convert(check, data, 0) });
            if (at !== undefined)
                history.push({ at, text });
            server.send(text);
        },
        forget() {
            history = [];
        },
        send: (text) => {
            for (const socket of open)
                socket.deliver(text);
        },
        drop(code = 1012) {
            for (const socket of open)
                socket.end(code);
        },
        mute() {
            muted = true;
        },
    };
    return server;
}
//# sourceMappingURL=testing.js.map