/** The state of a connection. */
export type Status =
  | { readonly state: "connecting" }
  | { readonly state: "open" }
  | {
      readonly state: "reconnecting";
      /** When the next try begins, in milliseconds since 1970; absent while it waits for the network. */
      readonly nextAttemptAt?: number;
    }
  | {
      readonly state: "closed";
      /** The server's close code, where it was the server that ended it for good. */
      readonly code?: number;
    };

/** What a connection needs of a WebSocket. */
export interface Socket {
  readyState: number;
  send(text: string): void;
  close(code?: number): void;
  onopen: ((event: never) => void) | null;
  onmessage: ((event: never) => void) | null;
  onclose: ((event: never) => void) | null;
}

/** How a connection is made and kept. All times are in milliseconds. */
export interface LineOptions {
  /** Where the server is: "wss://chat.example/ws". A function is asked before every try, for instance for a fresh token. */
  readonly url: string | (() => string | Promise<string>);
  /** Subprotocols to offer: "eventwire.v1.json". */
  readonly protocols?: readonly string[];
  /** The WebSocket class, where the platform has none or tests bring their own. */
  readonly WebSocket?: new (
    url: string,
    protocols: string[],
  ) => Socket;
  /** After how much silence the server is asked for a sign of life: 9,000. A line that stays dead for three of them is left. */
  readonly heartbeat?: number;
  /** The longest wait before the first new try, from which it doubles: 500. */
  readonly minDelay?: number;
  /** The longest wait before a new try: 20,000. */
  readonly maxDelay?: number;
  /** Prints every frame and every change of state: to the console, or line by line to a function. */
  readonly debug?: boolean | ((line: string) => void);
}

/** What a line asks and tells. */
export interface LineHooks {
  /** A change of state. */
  status(status: Status): void;
  /** The first frame on every connection. */
  hello(): string;
  /** The connection is open and hello is sent. */
  open(): void;
  /** The connection is gone. */
  lost(): void;
  /** A text frame. */
  text(text: string): void;
}

/** A connection that is made anew until it is closed. */
export interface Line {
  /** Sends a frame; false where there is no connection. */
  send(text: string): boolean;
  /** Tries at once where it waits for the next try. */
  retry(): void;
  close(): void;
}

/** The close code by which a server says that coming back is of no use. */
const unauthorized = 4401;

/** Opens a line. It reconnects with exponential backoff and full jitter, at once when the network or the page comes back, and not while offline. */
export function openLine(options: LineOptions, hooks: LineHooks): Line {
  const {
    url,
    protocols = ["eventwire.v1.json"],
    heartbeat = 9000,
    minDelay = 500,
    maxDelay = 20_000,
    debug,
  } = options;
  // biome-ignore lint/suspicious/noConsole: this is what debug asks for
  const log = debug === true ? (line: string) => console.debug(line) : debug || undefined;
  let socket: Socket | undefined;
  let opening = false;
  let open = false;
  let silence = 0;
  let tries = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let over = false;

  const report = (status: Status): void => {
    log?.(`= ${JSON.stringify(status)}`);
    hooks.status(status);
  };

  const write = (text: string): boolean => {
    if (!open) return false;
    log?.(`> ${text}`);
    socket?.send(text);
    return true;
  };

  const tick = (): void => {
    if (++silence > 2) {
      lost();
      return;
    }
    timer = setTimeout(tick, heartbeat);
    write('{"ping":true}');
  };

  const dial = async (): Promise<void> => {
    clearTimeout(timer);
    opening = true;
    timer = setTimeout(lost, heartbeat);
    try {
      const address = typeof url === "function" ? await url() : url;
      if (over || !opening || socket) return;
      const Socket =
        options.WebSocket ??
        (globalThis.WebSocket as new (
          url: string,
          protocols: string[],
        ) => Socket);
      const mine = new Socket(address, [...protocols]);
      socket = mine;
      mine.onopen = () => {
        if (socket !== mine) return;
        opening = false;
        open = true;
        silence = 0;
        clearTimeout(timer);
        timer = setTimeout(tick, heartbeat);
        write(hooks.hello());
        hooks.open();
        report({ state: "open" });
      };
      mine.onmessage = ({ data }: { data: unknown }) => {
        if (socket !== mine || typeof data !== "string") return;
        silence = tries = 0;
        log?.(`< ${data}`);
        if (data !== '{"pong":true}') hooks.text(data);
      };
      mine.onclose = ({ code }: { code: number }) => {
        if (socket === mine) lost(code);
      };
    } catch (error) {
      log?.(`! ${error}`);
      lost();
    }
  };

  const drop = (): void => {
    const last = socket;
    socket = undefined;
    open = opening = false;
    clearTimeout(timer);
    last?.close();
    hooks.lost();
  };

  const lost = (code?: number): void => {
    if (over) return;
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

  const retry = (): void => {
    if (over || open || opening) return;
    report({ state: tries ? "reconnecting" : "connecting" });
    dial();
  };
  const woken = ({ type }: Event): void => {
    if (open) {
      // The line may have died while the page slept: this ping is its last chance.
      silence = 2;
      clearTimeout(timer);
      timer = setTimeout(tick, heartbeat);
      write('{"ping":true}');
    } else if (type === "online" || globalThis.document?.visibilityState !== "hidden") retry();
  };
  // Workers have no window, but are told of the network as well; Node has neither.
  const targets = [
    [globalThis, "online"],
    [globalThis.document, "visibilitychange"],
  ] as const;
  for (const [target, event] of targets) target?.addEventListener?.(event, woken);

  const finish = (status: Status): void => {
    over = true;
    for (const [target, event] of targets) target?.removeEventListener?.(event, woken);
    report(status);
  };

  retry();
  return {
    send: write,
    retry,
    close() {
      if (over) return;
      drop();
      finish({ state: "closed" });
    },
  };
}
