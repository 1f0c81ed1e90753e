/** One broken rule of a value. */
export interface Problem {
  /** JSON Pointer (RFC 6901) to what is wrong; "" for the value itself. */
  readonly path: string;
  /** The rule's stable name, such as "string.max". */
  readonly rule: string;
  /** A sentence to follow the path: "must have at most 50 characters". */
  readonly message: string;
}

/** The codes that servers and this package use; an application may add its own. */
export type ErrorCode =
  | "malformed"
  | "unknown_event"
  | "invalid"
  | "rate_limited"
  | "too_large"
  | "unavailable"
  | "internal"
  | "timed_out"
  | "closed"
  | (string & {});

/** What goes wrong between client and server. All errors of this package are of this class or one derived from it. */
export class EventwireError extends Error {
  /** What happened, for programs: it stays the same from version to version. */
  declare readonly code: ErrorCode;
  /** JSON Pointer into the data that was refused; "" where there is none. */
  declare readonly path: string;

  constructor(code: ErrorCode, message: string, path = "") {
    super(message);
    this.code = code;
    this.path = path;
  }
}

/** The problems of a value: at most 16, in the contract's order. */
export interface Problems extends ReadonlyArray<Problem> {
  /** There were more. */
  readonly truncated?: true;
}

/** Data breaks the contract: here, before anything was sent, or in the judgement of the server. */
export class ValidationError extends EventwireError {
  /** At least one, at most 16, in the contract's order. */
  declare readonly problems: readonly Problem[];
  /** Whether there were more than these. */
  declare readonly truncated: boolean;

  constructor(problems: Problems) {
    super(
      "invalid",
      problems.map(({ path, message }) => `data${path} ${message}`).join("; "),
      (problems[0] as Problem).path,
    );
    this.problems = problems;
    this.truncated = !!problems.truncated;
  }
}

/** The server refused an event that came too soon after others. */
export class RateLimited extends EventwireError {}

/** The server cannot take the event at the moment, or the outbox is full. */
export class Unavailable extends EventwireError {}

/** The server did not acknowledge the event in time; whether it took it is not known. */
export class TimedOut extends EventwireError {}

/** The client was closed before the event was acknowledged. */
export class Closed extends EventwireError {}

/** Turns an error of the wire protocol into one of the classes above. */
export const fromWire = ({ code, message, path = "" }: WireError): EventwireError =>
  code === "invalid"
    ? new ValidationError([{ path, rule: code, message }])
    : new (code === "rate_limited"
        ? RateLimited
        : code === "unavailable"
          ? Unavailable
          : EventwireError)(code, message, path);

/** An error as it travels. */
export interface WireError {
  readonly code: string;
  readonly message: string;
  readonly path: string;
}
