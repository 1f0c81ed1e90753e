import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { connect, createServer } from "node:net";
import { fileURLToPath } from "node:url";

const binary = fileURLToPath(new URL("../../bin/server", import.meta.url));

/** A process that a test started. */
export interface Running {
  /** Ends it with a signal and waits until it is gone. Gives its exit code, null after a signal. */
  stop(signal?: NodeJS.Signals): Promise<number | null>;
}

/** A chat server. */
export interface Server extends Running {
  readonly port: number;
  readonly url: string;
}

/** Starts a real Redis on a free port, with nothing kept on disk. */
export async function startRedis(): Promise<Running & { readonly url: string }> {
  const port = await freePort();
  const process = spawn("redis-server", [
    ...["--port", String(port), "--bind", "127.0.0.1"],
    ...["--save", "", "--appendonly", "no"],
  ]);
  await until(() => answers(port), "redis-server did not begin to listen; is it installed?");
  return { ...running(process), url: `redis://127.0.0.1:${port}` };
}

/** Starts the built server, on a free port unless one is given, and waits until it is ready. */
export async function startServer(
  redisURL: string,
  environment: Record<string, string> = {},
): Promise<Server> {
  const child = spawn(binary, [], {
    env: { ...process.env, PORT: "0", REDIS_URL: redisURL, ...environment },
  });
  let output = "";
  child.stdout.on("data", (data) => {
    output += data;
  });
  child.stderr.on("data", (data) => {
    output += data;
  });
  const port = await until(
    async () => {
      if (child.exitCode !== null) throw new Error(`the server ended:\n${output}`);
      return Number(/page +http:\/\/localhost:(\d+)/.exec(output)?.[1] ?? 0);
    },
    () => `the server did not say where it runs:\n${output}`,
  );
  const url = `http://localhost:${port}`;
  await until(
    async () => (await fetch(`${url}/api/ready`)).ok,
    () => `the server did not become ready:\n${output}`,
  );
  return { ...running(child), port, url };
}

/** Repeats a look until it gives something true, and fails after half a minute. */
export async function until<T>(
  look: () => Promise<T>,
  failure: string | (() => string),
): Promise<NonNullable<T>> {
  const deadline = Date.now() + 30_000;
  for (;;) {
    const found = await look();
    if (found) return found;
    if (Date.now() > deadline) throw new Error(typeof failure === "string" ? failure : failure());
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

function running(child: ChildProcess): Running {
  return {
    async stop(signal = "SIGKILL") {
      if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
      const gone = once(child, "exit");
      child.kill(signal);
      await gone;
      return child.exitCode;
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (address === null || typeof address === "string") throw new Error("no free port");
  return address.port;
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    socket.once("connect", () => {
      socket.destroy();
      resolve(true);
    });
    socket.once("error", () => resolve(false));
  });
}
