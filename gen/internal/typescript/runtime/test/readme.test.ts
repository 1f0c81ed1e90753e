import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { promisify } from "node:util";
import { transform } from "esbuild";
import { expect, it } from "vitest";

const run = promisify(execFile);
const here = new URL(".", import.meta.url).pathname;
const generated = new URL("../../../../../generated/ts/", import.meta.url).pathname;

/** The README's examples: the kind of each, and its code. */
async function readExamples(): Promise<(readonly [kind: string, code: string])[]> {
  const readme = await readFile(`${generated}README.md`, "utf8");
  const examples = [...readme.matchAll(/```(tsx?)\n([\s\S]*?)```/g)];
  expect(examples.length).toBeGreaterThan(7);
  return examples.map(([, kind = "", code = ""]) => [kind, code]);
}

/** An example as a module of its own, with the client that an earlier one made where it makes none. */
const whole = (code: string, client: string): string =>
  `${/const client = /.test(code) ? "" : client}${code}\nexport {};\n`;

it("every example of the README compiles", async () => {
  const examples = await readExamples();
  const folder = await mkdtemp(`${here}readme-`);
  try {
    const client = 'declare const client: import("@eventwire/chat").Client;\n';
    for (const [i, [kind, code]] of examples.entries())
      await writeFile(`${folder}/example${i}.${kind}`, whole(code, client));
    await writeFile(
      `${folder}/tsconfig.json`,
      JSON.stringify({
        extends: "../../tsconfig.json",
        compilerOptions: {
          types: [],
          jsx: "react-jsx",
          preserveSymlinks: true,
          isolatedDeclarations: false,
          declaration: false,
        },
        include: ["."],
        exclude: [],
      }),
    );
    const tsc = `${here}../node_modules/typescript/bin/tsc`;
    const { stdout } = await run("node", [tsc, "-p", folder]).catch(
      (error: { stdout: string }) => error,
    );
    expect(stdout).toBe("");
  } finally {
    await rm(folder, { recursive: true });
  }
}, 60_000);

/** What an example prints that has this in its code. The server in memory sends a message every millisecond. */
const printed: readonly (readonly [code: string, output: RegExp])[] = [
  ["client.onStatus(", /^connecting\n/],
  ["client.once(", /userId: .*server\.message \{/s],
  ["for await", /userId: /],
  ["satisfies ServerHandlers", /userId: /],
  ["RateLimited, TimedOut", /^chat:message@7-0\n/],
  ["validate", /rule: 'required'.*Hello, everybody!.*must not be|is required/s],
  ["traced.connect()", /^= .*> .*in server\.message \d/s],
  ["<Provider", /<button type="button">closed/],
  ["fakeServer()", /event: 'client.message'/],
];

/** Runs an example where every WebSocket leads to a server in memory, until its last line. */
const runner = `
import { fakeServer, sample } from "@eventwire/chat/testing";
import { createElement } from "react";
import { renderToString } from "react-dom/server";

const server = fakeServer();
server.answer = () => ({ at: "chat:message@7-0" });
globalThis.WebSocket = server.WebSocket;
AbortSignal.timeout = () => {
  const controller = new AbortController();
  setTimeout(() => controller.abort(), 50);
  return controller.signal;
};
console.debug = console.log;
let n = 0;
setInterval(() => server.emit("server.message", sample("server.message"), \`chat:message@\${++n}-0\`), 1);
const example = await import(process.argv[2]);
if (example.App) console.log(renderToString(createElement(example.App)));
for (const last = n + 10; n < last; ) await new Promise((resolve) => setTimeout(resolve, 1));
process.exit(0);
`;

it("every example of the README runs, and prints what it says", async () => {
  const examples = await readExamples();
  const folder = await mkdtemp(`${here}readme-`);
  const client = `import { createClient as create } from "@eventwire/chat";
const client = create({ url: "ws://test" });
client.connect();
`;
  try {
    await writeFile(`${folder}/runner.mjs`, runner);
    for (const [i, [kind, code]] of examples.entries()) {
      const module = await transform(whole(code, client), {
        loader: kind === "tsx" ? "tsx" : "ts",
        jsx: "automatic",
      });
      await writeFile(`${folder}/example${i}.mjs`, module.code);
      const { stdout, stderr } = await run("node", [
        "--preserve-symlinks",
        "--preserve-symlinks-main",
        `${folder}/runner.mjs`,
        `${folder}/example${i}.mjs`,
      ]);
      expect(stderr, code).toBe("");
      for (const [part, output] of printed)
        if (code.includes(part)) expect(stdout, code).toMatch(output);
    }
    for (const [part] of printed)
      expect(
        examples.filter(([, code]) => code.includes(part)),
        part,
      ).not.toEqual([]);
  } finally {
    await rm(folder, { recursive: true });
  }
}, 60_000);
