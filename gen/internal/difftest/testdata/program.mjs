// Reads lines of an event's name and a JSON text in base64, and writes its verdict on each. Where a ! stands before the name,
// the text is read by the strict reader, as the bytes that it is.
import { readFileSync } from "node:fs";
import { clientToServer } from "./ts/clientToServer.js";
import { ValidationError } from "./ts/runtime/errors.js";
import { serverToClient } from "./ts/serverToClient.js";
import { parseStrict, parsers } from "./ts/testing.js";

const checks = { ...clientToServer, ...serverToClient };

/** Decodes a text and writes what it has decoded. Frozen, so that nothing is changed in place. */
function judge(name, bytes) {
  const strict = name.startsWith("!");
  const event = strict ? name.slice(1) : name;
  let value;
  try {
    if (strict) parseStrict(bytes);
    const data = JSON.parse(bytes.toString("utf8"), (_, value) => Object.freeze(value));
    value = parsers[event](data);
  } catch (error) {
    if (!(error instanceof ValidationError)) return { broken: String(error) };
    const verdict = { problems: error.problems };
    return error.truncated ? { ...verdict, truncated: true } : verdict;
  }
  return { encoded: JSON.stringify(checks[event].convert?.(value, 0) ?? value) };
}

const answers = [];
for (const line of readFileSync(0, "utf8").split("\n")) {
  if (line === "") continue;
  const [name, encoded] = line.split("\t");
  let verdict;
  try {
    verdict = judge(name, Buffer.from(encoded, "base64"));
  } catch (error) {
    verdict = { broken: String(error) };
  }
  answers.push(JSON.stringify(verdict));
}
process.stdout.write(`${answers.join("\n")}\n`);
