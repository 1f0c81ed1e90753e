import { expect, it } from "vitest";
import { toBigInt, toDecimal, toInt64 } from "../src/brands.js";
import { type Check, list, map, object, oneOf, problemsOf, string, text } from "../src/check.js";
import { validate } from "../src/contract.js";
import { ValidationError } from "../src/errors.js";
import { email, uri } from "../src/formats.js";
import { standard } from "../src/standard.js";
import { send } from "./contract.js";

/** The problems of a value as "path rule". */
function problems(value: unknown, check: Check): string[] {
  return problemsOf(check, value, 1).map(({ path, rule }) => `${path} ${rule}`);
}

const texts: Check = (value, at) => list(value, at, string, 0, Infinity);

it("lengths count code points, on both sides of a bound", () => {
  const between =
    (min: number, max: number): Check =>
    (value, at) =>
      text(value, at, min, max);
  expect(problems("😀😀", between(2, 2))).toEqual([]);
  expect(problems("😀", between(2, 3))).toEqual([" string.min"]);
  expect(problems("😀😀😀", between(0, 2))).toEqual([" string.max"]);
  expect(problems("\ud800", between(0, 2))).toEqual([" string.wellformed"]);
});

it("tells 16 problems and that there were more", () => {
  const validation = (n: number) => new ValidationError(problemsOf(texts, Array(n).fill(1), 1));
  expect(validation(16).problems.map(({ path }) => path)).toEqual(
    [...Array(16).keys()].map((i) => `/${i}`),
  );
  expect(validation(16)).toMatchObject({ path: "/0", truncated: false });
  expect([...validation(18).problems]).toEqual([...validation(16).problems]);
  expect(validation(18)).toMatchObject({ truncated: true });
  expect(new ValidationError(problemsOf(texts, null, 1)).message).toBe("data must not be null");
  expect(validate(texts, Array(18).fill(1)).length).toBe(16);
});

it("keys are told in the order of code points, as JSON Pointers", () => {
  const value = { "\u{1f600}": 1, "\uffff": 1, "a/b~": 1, 10: 1, 9: 1 };
  expect(problems(value, (value, at) => map(value, at, string, 0, Infinity))).toEqual(
    ["/10", "/9", "/a~1b~0", "/\uffff", "/\u{1f600}"].map((path) => `${path} type`),
  );
});

it("names that every object has are data like others", () => {
  const value = JSON.parse('{"__proto__":1}');
  expect(problems(value, (value, at) => map(value, at, string, 0, Infinity))).toEqual([
    "/__proto__ type",
  ]);
  expect(problems("toString", (value, at) => oneOf(value, at, ["a"]))).toEqual([" enum"]);
});

it("a getter may check a value of its own", () => {
  const pair = object((value) => {
    string(value["a"], "/a");
    string(value["b"], "/b");
  });
  const value = {
    get a() {
      return problemsOf(texts, [1, 2], 0).length === 2 ? "two" : 2;
    },
    b: 1,
  };
  expect(problems(value, pair)).toEqual(["/b type"]);
});

it("hostile texts are judged, and hang nothing", () => {
  expect(problems(`${"a.".repeat(50_000)}@`, email)).toEqual([" format.email"]);
  expect(problems(`http://${"a-".repeat(50_000)}!`, uri)).toEqual([" format.uri"]);
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
  const { validate: judge, version, vendor } = standard(say)["~standard"];
  const value = { text: "hi" };
  expect(judge(value)).toEqual({ value });
  expect(judge({ text: "" })).toEqual({
    issues: [{ path: ["text"], message: "must have 1 or more characters" }],
  });
  expect([version, vendor]).toEqual([1, "eventwire"]);
  expect(validate(say, value)).toEqual([]);
});
