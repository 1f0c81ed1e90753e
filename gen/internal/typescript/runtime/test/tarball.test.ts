import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { checkPackage, createPackageFromTarballData } from "@arethetypeswrong/core";
import { publint } from "publint";
import { formatMessage } from "publint/utils";
import { afterAll, beforeAll, expect, it } from "vitest";

const run = promisify(execFile);
const generated = new URL("../../../../../generated/ts/", import.meta.url).pathname;

let folder: string;
let file: string;
let tarball: Uint8Array<ArrayBuffer>;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "eventwire-pack-"));
  const { stdout } = await run("npm", ["pack", "--json", "--pack-destination", folder], {
    cwd: generated,
  });
  const packed: { filename: string }[] = JSON.parse(stdout);
  file = join(folder, packed[0]?.filename ?? "");
  tarball = new Uint8Array(await readFile(file));
}, 60_000);
afterAll(() => rm(folder, { recursive: true }));

it("a Node without WebSocket is told what to do, and one that is handed a class uses it", async () => {
  const home = join(folder, "app/node_modules/@eventwire/chat");
  await mkdir(home, { recursive: true });
  await run("tar", ["-xzf", file, "-C", home, "--strip-components=1"]);
  const code = `
    import { createClient } from "@eventwire/chat";
    import { fakeServer } from "@eventwire/chat/testing";
    delete globalThis.WebSocket;
    const lacking = createClient({ url: "ws://127.0.0.1:1" });
    lacking.onError((error) => {
      console.log(error.code, error.message);
      lacking.close();
    });
    lacking.connect();
    const client = createClient({ url: "ws://test", WebSocket: fakeServer().WebSocket });
    client.onStatus(({ state }) => {
      console.log(state);
      if (state === "open") client.close();
    });
    client.connect();`;
  const { stdout } = await run("node", ["--input-type=module", "-e", code], {
    cwd: join(folder, "app"),
  });
  expect(stdout.trim().split("\n").sort()).toEqual([
    "closed",
    "connecting",
    "no_websocket this Node has no WebSocket: use Node 22, or npm install ws and createClient({ url, WebSocket })",
    "open",
  ]);
});

it("publint finds nothing in what npm pack makes", async () => {
  const { messages, pkg } = await publint({ pack: { tarball: tarball.buffer }, strict: true });
  expect(messages.map((message) => formatMessage(message, pkg))).toEqual([]);
});

it("arethetypeswrong finds nothing where ES modules can be imported", async () => {
  const result = await checkPackage(createPackageFromTarballData(tarball));
  if (!result.types) throw new Error("the package has no types");
  expect(Object.keys(result.entrypoints).sort()).toEqual([
    ".",
    "./package.json",
    "./react",
    "./testing",
  ]);
  // The package is of ES modules only, for which the resolutions of CommonJS have nothing.
  const modern = result.problems.filter(
    (problem) =>
      !("resolutionKind" in problem) ||
      problem.resolutionKind === "node16-esm" ||
      problem.resolutionKind === "bundler",
  );
  expect(modern).toEqual([]);
  for (const { resolutions } of Object.values(result.entrypoints))
    for (const kind of ["node16-esm", "bundler"] as const)
      expect(resolutions[kind].resolution?.fileName).toBeDefined();
});
