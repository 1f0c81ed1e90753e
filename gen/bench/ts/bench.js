// Measures the generated validators beside zod, compiled ajv and compiled TypeBox, on the contract of gen/testdata/ok/codec: a flat event
// like a chat's, and one of 20 fields in four objects and a list. Every contender judges the same valid values, as JSON.parse gave them,
// in turns within one run; a figure is the fastest of many turns, and only the ratios mean something.
import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { ajvChecks } from "./ajv.js";
import { typeboxChecks } from "./typebox.js";
import { samples } from "./values.js";
import { zodChecks, zodUnitChecks } from "./zod.js";

const turns = Number(process.env.TURNS ?? 150);
const callsPerTurn = 4096;

/** The generated package of the contract: its scripts and the runtime lie in different folders of the repository. */
async function generatedChecks() {
  const from = (path) => fileURLToPath(new URL(path, import.meta.url));
  const folder = await mkdtemp(join(tmpdir(), "eventwire-bench-"));
  try {
    await cp(from("../../testdata/ok/codec/ts"), folder, { recursive: true });
    await cp(from("../../../generated/ts/runtime"), join(folder, "runtime"), { recursive: true });
    const { parseServerMessage, parseClientOrder } = await import(join(folder, "index.js"));
    return { flat: parseServerMessage, nested: parseClientOrder };
  } finally {
    await rm(folder, { recursive: true });
  }
}

const contenders = {
  eventwire: await generatedChecks(),
  zod: zodChecks,
  "zod of UTF-16 units": zodUnitChecks,
  ajv: ajvChecks,
  typebox: typeboxChecks,
};

/** Nanoseconds per value in one turn. */
function turn(check, values) {
  const start = process.hrtime.bigint();
  for (let i = 0; i < callsPerTurn; i++) check(values[i & (values.length - 1)]);
  return Number(process.hrtime.bigint() - start) / callsPerTurn;
}

for (const event of ["flat", "nested"]) {
  const { valid, invalid } = samples(event);
  const best = {};
  for (const [name, checks] of Object.entries(contenders)) {
    for (const value of valid) checks[event](value); // throws where it is refused
    for (const value of invalid) {
      let refused = false;
      try {
        checks[event](value);
      } catch {
        refused = true;
      }
      if (!refused) throw new Error(`${name} takes ${JSON.stringify(value)}`);
    }
    best[name] = Number.POSITIVE_INFINITY;
  }
  for (let i = 0; i < turns; i++)
    for (const [name, checks] of Object.entries(contenders))
      best[name] = Math.min(best[name], turn(checks[event], valid));
  const line = Object.entries(best).map(
    ([name, ns]) => `${name} ${ns.toFixed(0)} ns (${(ns / best.eventwire).toFixed(2)})`,
  );
  process.stdout.write(`typescript ${event}: ${line.join(", ")}\n`);
}
