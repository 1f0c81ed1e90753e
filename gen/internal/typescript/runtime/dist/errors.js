/** What goes wrong between client and server. All errors of this package are of this class or one derived from it. */
export class EventwireError extends Error {
    constructor(code, message, path = "") {
        super(message);
        this.code = code;
        this.path = path;
    }
}
/** Data breaks the contract: here, before anything was sent, or in the judgement of the server. */
export class ValidationError extends EventwireError {
    constructor(problems) {
        super("invalid", problems.map(({ path, message }) => `data${path} ${message}`).join("; "), problems[0].path);
        this.problems = problems;
        this.truncated = !!problems.truncated;
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
export const fromWire = ({ code, message, path = "" }) => code === "invalid"
    ? new ValidationError([{ path, rule: code, message }])
    : new (code === "rate_limited"
        ? RateLimited
        : code === "unavailable"
            ? Unavailable
            : EventwireError)(code, message, path);
//# sourceMappingURL=errors.js.map