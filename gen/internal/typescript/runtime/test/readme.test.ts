import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { promisify } from "node:util";
import { expect, it } from "vitest";

const run = promisify(execFile);
const here = new URL(".", import.meta.url).pathname;
const generated = new URL("../../../../../generated/ts/", import.meta.url).pathname;

it("every example of the README compiles", async () => {
  const readme = await readFile(`${generated}README.md`, "utf8");
  const examples = [...readme.matchAll(/```(tsx?)\n([\s\S]*?)```/g)];
  expect(examples.length).toBeGreaterThan(7);
  const folder = await mkdtemp(`${here}readme-`);
  try {
    for (const [i, [, kind, code = ""]] of examples.entries()) {
      const client = /const client = /.test(code)
        ? ""
        : 'declare const client: import("@eventwire/chat").Client;\n';
      await writeFile(`${folder}/example${i}.${kind}`, `${client}${code}\nexport {};\n`);
    }
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
