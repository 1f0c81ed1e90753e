/** What a person should read about an error of `publish`, by the code that the error carries. */
export function sentence(error: unknown): string {
  switch (errorCode(error)) {
    case "rate_limited":
      return "That was too fast. Wait a moment and try again.";
    case "unavailable":
      return "The server can't take it at the moment.";
    case "timed_out":
      return "The server did not answer in time.";
    case "closed":
      return "The connection was closed.";
    case "internal":
      return "Something went wrong on the server.";
    default:
      return error instanceof Error && error.message !== ""
        ? asSentence(error.message)
        : "Something went wrong.";
  }
}

/** Whether the same request may succeed later without a change. */
export function isTransient(error: unknown): boolean {
  return ["rate_limited", "unavailable", "timed_out", "closed", "internal"].includes(
    errorCode(error),
  );
}

/** Whether somebody else has the name that was asked for. */
export function isTaken(error: unknown): boolean {
  return errorCode(error) === "username_taken";
}

function errorCode(error: unknown): string {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  return typeof code === "string" ? code : "";
}

/** Servers and libraries write errors in lower case without a full stop. */
function asSentence(message: string): string {
  const start = message.slice(0, 1).toLocaleUpperCase() + message.slice(1);
  return /[.!?]$/u.test(start) ? start : `${start}.`;
}
