import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { ValidationError } from "../src/errors.js";
import { parseStrict } from "../src/json.js";

const vectors = readFileSync(
  new URL("../../../../testdata/conformance/wire.txt", import.meta.url),
  "utf8",
)
  .split("\n")
  .filter((line) => /^[+-] /.test(line));

/** The rule that refuses a text; "ok" where none does. */
function verdict(text: string | Uint8Array): string {
  try {
    parseStrict(text);
    return "ok";
  } catch (error) {
    if (!(error instanceof ValidationError)) throw error;
    return error.problems.map(({ rule }) => rule).join();
  }
}

it("agrees with the vectors of the wire", () => {
  expect(vectors.length).toBeGreaterThan(40);
  for (const line of vectors) {
    const [column = "", rules = "ok"] = line.slice(2).split(" | ");
    const text = column.startsWith("hex")
      ? Uint8Array.from(Buffer.from(column.slice(3).replaceAll(" ", ""), "hex"))
      : column;
    const want = line.startsWith("+") ? "ok" : (rules.split(" ")[1] ?? "");
    if (want === "ok" || want.startsWith("wire.")) expect(verdict(text), line).toBe(want);
  }
});

it("gives what JSON.parse gives", () => {
  const text = '{"a":[1,2.5e3,"\\u00e9{,}",null],"__proto__":{"b":"\\"}"},"c":{"a":1}}';
  expect(parseStrict(text)).toEqual(JSON.parse(text));
  expect(parseStrict(new TextEncoder().encode(text))).toEqual(JSON.parse(text));
});

it("tells names apart from texts, and one object's names from another's", () => {
  expect(verdict('{"a":"a","b":["a","a"],"c":{"a":1}}')).toBe("ok");
  expect(verdict('[{"a":1},{"a":1}]')).toBe("ok");
  expect(verdict('{"__proto__":1,"__proto__":2}')).toBe("wire.duplicate");
});
