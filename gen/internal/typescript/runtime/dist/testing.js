import { convert } from "./contract.js";
import { EventwireError } from "./errors.js";
/** Makes a fake server for a contract's events. */
export function newFakeServer(receive, send) {
    const received = [];
    const resumes = [];
    const open = new Set();
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
    const take = (socket, frame) => {
        if (frame["ping"]) {
            socket.deliver('{"pong":true}');
            return;
        }
        if (Array.isArray(frame["resume"])) {
            resumes.push(frame);
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
            server.send(JSON.stringify({
                event,
                ...(at === undefined ? {} : { at }),
                data: convert(check, data, 0),
            }));
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