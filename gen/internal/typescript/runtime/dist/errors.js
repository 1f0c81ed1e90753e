/** What goes wrong between client and server. All errors of this package are of this class or one derived from it. */
export class EventwireError extends Error {
    constructor(code, message, path = "", options) {
        super(message, options);
        this.code = code;
        this.path = path;
    }
}
/** Data breaks the contract: here, before anything was sent, or in the judgement of the server. */
export class ValidationError extends EventwireError {
    /** Takes the problems that were found: at most 17, of which the last only tells that there were more. */
    constructor(found) {
        const text = found.map(({ path, message }, i) => i > 15 ? "and more" : path ? `${path}: ${message}` : message);
        super("invalid", text.join("; "), found[0]?.path);
        this.problems = found.slice(0, 16);
        this.truncated = found.length > 16;
    }
}
/** The server refused an event that came too soon after others. */
export class RateLimited extends EventwireError {
}
/** The server cannot take the event at the moment, or the outbox is full. */
export class Unavailable extends EventwireError {
}
/** The server did not acknowledge the event in time; whether it took it is not known. */
export class TimedOut extends EventwireError {
}
/** The client was closed before the event was acknowledged. */
export class Closed extends EventwireError {
}
/** Turns an error of the wire protocol into one of the classes above. */
export function fromWire({ code = "internal", message = code, path = "", }) {
    if (code === "invalid")
        return new ValidationError([{ path, rule: code, message }]);
    const Class = code === "rate_limited" ? RateLimited : code === "unavailable" ? Unavailable : EventwireError;
    return new Class(code, message, path);
}
//# sourceMappingURL=errors.js.map