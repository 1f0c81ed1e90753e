import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { promisify } from "node:util";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { build as buildPage, type Rollup } from "vite";
import { expect, it } from "vitest";

const run = promisify(execFile);
const here = new URL("..", import.meta.url).pathname;
const generated = new URL("../../../../../generated/ts/", import.meta.url).pathname;

/** What a production build of a page with Vite's own settings makes of a module beside the generated package. */
async function production(code: string): Promise<string> {
  const entry = `${generated}entry.js`;
  const built = await buildPage({
    configFile: false,
    logLevel: "silent",
    build: {
      write: false,
      modulePreload: false, // no page that links to other chunks
      rollupOptions: { input: entry, preserveEntrySignatures: "strict" },
    },
    plugins: [
      {
        name: "entry",
        enforce: "pre",
        resolveId: (id) => (id === entry ? id : undefined),
        load: (id) => (id === entry ? code : undefined),
      },
    ],
  });
  const { output } = built as Rollup.RollupOutput;
  expect(output.length).toBe(1);
  return output[0].code;
}

/** Bundles what a module would pull in of the generated package, minified. */
async function bundle(code: string): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents: code, resolveDir: generated },
    bundle: true,
    minify: true,
    format: "esm",
    write: false,
    external: ["react"],
  });
  return outputFiles[0]?.text ?? "";
}

it.each([
  "typescript",
  "typescript-5.9",
])("what teams write compiles with %s, and what is wrong does not", async (compiler) => {
  const bin = compiler === "typescript" ? "typescript/bin/tsc" : "typescript-5.9/bin/tsc";
  const { stdout } = await run("node", [
    `${here}node_modules/${bin}`,
    "-p",
    `${here}test/consumer`,
  ]).catch((error: { stdout: string }) => error);
  expect(stdout).toBe("");
}, 60_000);

it("what is generated is as biome writes it, with the repository's own configuration", async () => {
  const cases = new URL("../../../../testdata/ok/", import.meta.url).pathname;
  const folders = [generated, ...(await readdir(cases)).map((name) => `${cases}${name}/ts/`)];
  const files: string[] = [];
  for (const folder of folders.filter((folder) => existsSync(folder)))
    for (const name of await readdir(folder))
      if (/\.([jt]s|json)$/.test(name)) files.push(folder + name);
  expect(files.length).toBeGreaterThan(50);
  const biome = `${here}node_modules/@biomejs/biome/bin/biome`;
  const { stdout, stderr } = await run(
    "node",
    [biome, "check", "--error-on-warnings", "--max-diagnostics=5", ...files],
    { cwd: here },
  ).catch((error: { stdout: string; stderr: string }) => error);
  expect(stderr).toBe("");
  expect(stdout).toContain(`Checked ${files.length} files`);
}, 60_000);

it("the compiled runtime is current", async () => {
  const sources = [
    "api",
    "brands",
    "check",
    "client",
    "contract",
    "convert",
    "errors",
    "formats",
    "json",
    "react",
    "standard",
    "testing",
  ];
  for (const name of sources) {
    const map = JSON.parse(await readFile(`${here}dist/${name}.js.map`, "utf8")) as {
      sourcesContent: string[];
    };
    expect(map.sourcesContent[0], `${name}: run npm run build`).toBe(
      await readFile(`${here}src/${name}.ts`, "utf8"),
    );
  }
});

const gzipped = (code: string): number => gzipSync(code, { level: 9 }).length;

it("client and validators of the chat are at most 3 kB in a production build of Vite, minified and gzipped", async () => {
  const code = 'export { createClient } from "./index.js";';
  const [vite, esbuild] = [gzipped(await production(code)), gzipped(await bundle(code))];
  process.stdout.write(`client and validators: ${vite} bytes of Vite, ${esbuild} of esbuild\n`);
  expect(vite).toBeLessThanOrEqual(3000);
}, 60_000);

it("one event imported alone pulls in no other's validator, and no client", async () => {
  const code = await bundle('export { validateClientMessage } from "./index.js";');
  expect(code).toContain("/message");
  for (const other of [
    "/username",
    "/typing",
    "/serverId",
    "/connectedClients",
    "WebSocket",
    "RFC 3339",
    "UUID",
  ])
    expect(code).not.toContain(other);
});

it("the package has no dependencies, and every export is there", async () => {
  const manifest = JSON.parse(await readFile(`${generated}package.json`, "utf8"));
  expect(manifest.dependencies).toBeUndefined();
  expect(manifest.sideEffects).toBe(false);
  for (const target of Object.values<string | Record<string, string>>(manifest.exports))
    for (const file of typeof target === "string" ? [target] : Object.values(target))
      await readFile(generated + file);
});

it("source maps lead to the runtime's own lines", async () => {
  const script = await readFile(`${generated}runtime/errors.js`, "utf8");
  const map = JSON.parse(await readFile(`${generated}runtime/errors.js.map`, "utf8"));
  expect(script.split("\n").length - 1).toBe(map.mappings.split(";").length);
  expect(map.mappings.startsWith(";")).toBe(true);
});
