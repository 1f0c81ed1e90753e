import { expect, it } from "vitest";
import { toBigInt, toDecimal, toInt64 } from "../src/brands.js";
import { list, map, newChecker, oneOf, string, text } from "../src/check.js";
import { problemsOf } from "../src/contract.js";
import { email, uri } from "../src/formats.js";
import { standardSchema } from "../src/standard.js";
import { send } from "./contract.js";

/** The problems of a value as "path rule". */
function problems(check: (c: ReturnType<typeof newChecker>) => void): string[] {
  const c = newChecker(false, true);
  check(c);
  return [
    ...c.problems.map(({ path, rule }) => `${path} ${rule}`),
    ...(c.truncated ? ["and more"] : []),
  ];
}

it("lengths count code points, on both sides of a bound", () => {
  expect(problems((c) => text(c, "😀😀", "", 2, 2))).toEqual([]);
  expect(problems((c) => text(c, "😀", "", 2, 3))).toEqual([" string.min"]);
  expect(problems((c) => text(c, "😀😀😀", "", 0, 2))).toEqual([" string.max"]);
  expect(problems((c) => text(c, "\ud800", "", 0, 2))).toEqual([" string.wellformed"]);
});

it("tells 16 problems and that there were more", () => {
  const sixteen = Array.from({ length: 16 }, (_, i) => `/${i} type`);
  expect(problems((c) => list(c, Array(16).fill(1), "", string))).toEqual(sixteen);
  expect(problems((c) => list(c, Array(17).fill(1), "", string))).toEqual([...sixteen, "and more"]);
});

it("keys are told in the order of code points, as JSON Pointers", () => {
  const value = { "\u{1f600}": 1, "\uffff": 1, "a/b~": 1, 10: 1, 9: 1 };
  expect(problems((c) => map(c, value, "", string))).toEqual(
    ["/10", "/9", "/a~1b~0", "/\uffff", "/\u{1f600}"].map((path) => `${path} type`),
  );
});

it("names that every object has are data like others", () => {
  expect(problems((c) => map(c, JSON.parse('{"__proto__":1}'), "", string))).toEqual([
    "/__proto__ type",
  ]);
  expect(problems((c) => oneOf(c, "toString", "", ["a"]))).toEqual([" enum"]);
});

it("hostile texts are judged, and hang nothing", () => {
  expect(problems((c) => email(c, `${"a.".repeat(50_000)}@`, ""))).toEqual([" format.email"]);
  expect(problems((c) => uri(c, `http://${"a-".repeat(50_000)}!`, ""))).toEqual([" format.uri"]);
});

it("64-bit integers and decimals are made from numbers and texts", () => {
  expect(toBigInt(toInt64(-(2n ** 63n)))).toBe(-(2n ** 63n));
  expect(() => toInt64(2n ** 63n)).toThrow(RangeError);
  expect(() => toInt64(0.5)).toThrow(RangeError);
  expect(toDecimal("-12.50")).toBe("-12.50");
  expect(() => toDecimal("1e3")).toThrow(RangeError);
});

it("a Standard Schema gives the value itself, or issues with paths", () => {
  const say = send["say"];
  if (!say) throw new Error("the contract has no say");
  const { validate, version, vendor } = standardSchema(say)["~standard"];
  const value = { text: "hi" };
  expect(validate(value)).toEqual({ value });
  expect(validate({ text: "" })).toEqual({
    issues: [{ path: ["text"], message: "must have at least 1 character" }],
  });
  expect([version, vendor]).toEqual([1, "eventwire"]);
  expect(problemsOf(say, value)).toEqual([]);
});
