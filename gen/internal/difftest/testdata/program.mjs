// Reads lines of an event's name and a JSON text in base64, and writes its verdict on each.
import { readFileSync } from "node:fs";
import * as clientToServer from "./ts/clientToServer.js";
import { ValidationError } from "./ts/runtime/errors.js";
import * as serverToClient from "./ts/serverToClient.js";

const exported = { ...clientToServer, ...serverToClient };

/** Decodes a text and writes what it has decoded. Frozen, so that nothing is changed in place. */
function judge(name, text) {
  const { encode } = exported[`check${name}`];
  const data = JSON.parse(text, (_, value) => Object.freeze(value));
  let value;
  try {
    value = exported[`parse${name}`](data);
  } catch (error) {
    if (!(error instanceof ValidationError)) return { broken: String(error) };
    const verdict = { problems: error.problems };
    return error.truncated ? { ...verdict, truncated: true } : verdict;
  }
  return { encoded: JSON.stringify(encode ? encode(value) : value) };
}

const answers = [];
for (const line of readFileSync(0, "utf8").split("\n")) {
  if (line === "") continue;
  const [name, encoded] = line.split("\t");
  const text = Buffer.from(encoded, "base64").toString("utf8");
  let verdict;
  try {
    verdict = judge(name, text);
  } catch (error) {
    verdict = { broken: String(error) };
  }
  answers.push(JSON.stringify(verdict));
}
process.stdout.write(`${answers.join("\n")}\n`);
