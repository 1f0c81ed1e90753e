import type { Problem } from "./errors.js";

/** Checks a value and notes its problems; `at` is the value's path from what the caller looks at, `tag` the discriminator of the union it stands in. */
export type Check = (value: unknown, at: string, tag?: string) => unknown;

/** An object of which nothing is known yet. */
export type Members = Readonly<Record<string, unknown>>;

/** What form a value has: 0 as it is sent, 1 as it travels (bytes are base64), 2 the same, with values of enums that this contract may not know yet. */
export type Form = 0 | 1 | 2;

// Of the value that is being checked. No parameters of every check, because that makes all of them slower and longer.
let found: { path: string; rule: string; message: string }[];
let form: Form;

/** Gives the problems of a value; one more than are told where there are too many. */
export function problemsOf(check: Check, value: unknown, as: Form): readonly Problem[] {
  const outer = found;
  const outerForm = form;
  const problems: typeof found = [];
  found = problems;
  form = as;
  check(value, "");
  found = outer; // a getter of the value may have called us
  form = outerForm;
  return problems;
}

/** Whether the value that is being checked has the form that travels. */
export function travels(): boolean {
  return form > 0;
}

/** Notes a problem: 16 are told, and one more tells that there were more. Gives false, for use in conditions. */
export function problem(path: string, rule: string, message: string): false {
  if (found.length < 17) found.push({ path, rule, message });
  return false;
}

/** Notes that a value is absent, null or of another type than is due. */
export function wrong(value: unknown, at: string, type: string): false {
  return value === undefined
    ? problem(at, "required", "is required")
    : value === null
      ? problem(at, "null", "must not be null")
      : problem(at, "type", `must be ${type}`);
}

/** Puts a step before the paths of the problems found since there were `since` of them. */
function under(since: number, step: string): void {
  for (const inner of found.slice(since)) inner.path = step + inner.path;
}

/** A name as a step of a JSON Pointer. */
export function pointer(name: string): string {
  return `/${name.replaceAll("~", "~0").replaceAll("/", "~1")}`;
}

/** A member of an object by a name that objects inherit something under. */
export function own(value: Members, name: string): unknown {
  return Object.hasOwn(value, name) ? value[name] : undefined;
}

/** The first member that there is of a field's present name and its former ones. */
export function former(value: Members, ...names: readonly string[]): unknown {
  return names.map((name) => own(value, name)).find((member) => member !== undefined);
}

/** Makes the check of an object, map or union from the checks of its members, which note paths from the object on. */
export function object(members: (value: Members, tag?: string) => void): Check {
  return (value, at, tag) => {
    const since = found.length;
    if (typeof value === "object" && value !== null && !Array.isArray(value)) {
      members(value as Members, tag);
      if (found.length > since) under(since, at);
    } else wrong(value, at, "an object");
  };
}

/** Checks true and false. */
export function bool(value: unknown, at: string): boolean {
  return typeof value === "boolean" || wrong(value, at, "a boolean");
}

/** Checks a value that may be anything but absent. */
export function json(value: unknown, at: string): boolean {
  return value !== undefined || wrong(value, at, "");
}

/** The rules `type` and `string.wellformed`. */
export function string(value: unknown, at: string): value is string {
  return typeof value === "string"
    ? value.isWellFormed() || problem(at, "string.wellformed", "must be well-formed Unicode text")
    : wrong(value, at, "a string");
}

/** The rules `min` and `max` of what is counted, a noun with two endings. Tells whether `max` is kept. */
function counted(
  n: number,
  at: string,
  min: number,
  max: number,
  kind: string,
  noun: string,
  one = "",
  many = "s",
): boolean {
  if (n < min)
    problem(at, `${kind}.min`, `must have at least ${min} ${noun}${min === 1 ? one : many}`);
  return (
    n <= max ||
    problem(at, `${kind}.max`, `must have at most ${max} ${noun}${max === 1 ? one : many}`)
  );
}

/** Checks a text by its length in code points. */
export function text(
  value: unknown,
  at: string,
  min: number = 0,
  max: number = Infinity,
): value is string {
  if (!string(value, at)) return false;
  // In UTF-16 units. Pairs are looked for only where they decide, which in a long text they cannot.
  let n = value.length;
  if (n < 2 * min || (n > max && n <= 2 * max))
    for (let i = n; i--; ) if (value.charCodeAt(i) >> 10 === 0x37) n--; // the second half, DC00 to DFFF
  return (n >= min && n <= max) || counted(n, at, min, max, "string", "character");
}

/** Checks a text by its length in bytes of UTF-8. */
export function maxBytes(value: string, at: string, max: number): boolean {
  return (
    value.length * 3 <= max ||
    new TextEncoder().encode(value).length <= max ||
    problem(at, "string.maxBytes", `must have at most ${max} byte${max === 1 ? "" : "s"} of UTF-8`)
  );
}

/** Checks a text by a pattern; `source` is how the contract writes it. */
export function pattern(value: string, at: string, regexp: RegExp, source: string): boolean {
  return regexp.test(value) || problem(at, "string.pattern", `must match ${source}`);
}

function finite(value: unknown, at: string, type: string): value is number {
  return typeof value === "number"
    ? Number.isFinite(value) || problem(at, "number.finite", "must be a finite number")
    : wrong(value, at, type);
}

/** Checks a number. */
export function float(value: unknown, at: string): value is number {
  return finite(value, at, "a number");
}

/** Checks an integer between `low` and `high`, which are those that numbers keep exactly where nothing else is said. */
export function integer(
  value: unknown,
  at: string,
  high: number = 2 ** 53 - 1,
  low: number = -high,
): value is number {
  return (
    finite(value, at, "an integer") &&
    (Number.isInteger(value)
      ? (value >= low && value <= high) ||
        problem(at, "number.range", `must be between ${low} and ${high}`)
      : wrong(value, at, "an integer"))
  );
}

// Bounds of numbers, and of bigints. `text` is the bound as the contract writes it, where JavaScript writes it otherwise.

/** The rule `number.min`. */
export function min<N>(n: N, at: string, bound: N, text: unknown = bound): boolean {
  return n >= bound || problem(at, "number.min", `must be at least ${text}`);
}

/** The rule `number.exclusiveMin`. */
export function above<N>(n: N, at: string, bound: N, text: unknown = bound): boolean {
  return n > bound || problem(at, "number.exclusiveMin", `must be more than ${text}`);
}

/** The rule `number.max`. */
export function max<N>(n: N, at: string, bound: N, text: unknown = bound): boolean {
  return n <= bound || problem(at, "number.max", `must be at most ${text}`);
}

/** The rule `number.exclusiveMax`. */
export function below<N>(n: N, at: string, bound: N, text: unknown = bound): boolean {
  return n < bound || problem(at, "number.exclusiveMax", `must be less than ${text}`);
}

/** The rule `number.multipleOf`. */
export function multipleOf<N extends number | bigint>(n: N, at: string, bound: N): boolean {
  return !(n % bound) || problem(at, "number.multipleOf", `must be a multiple of ${bound}`);
}

/** Checks one of a few texts. `told` is how they are told where there are many. */
export function oneOf(
  value: unknown,
  at: string,
  values: readonly string[],
  told?: string,
): value is string {
  return (
    values.includes(value as string) ||
    (string(value, at) &&
      problem(
        at,
        "enum",
        `must be one of ${told ?? values.map((known) => JSON.stringify(known)).join(", ")}`,
      ))
  );
}

/** Checks one of a few texts, or any other where it comes from a peer that may be newer. */
export function oneOfKnown(
  value: unknown,
  at: string,
  values: readonly string[],
  told?: string,
): boolean {
  return form > 1 ? string(value, at) : oneOf(value, at, values, told);
}

/** Checks that a value is one and no other. */
export function constant(value: unknown, at: string, want: string | number | boolean): boolean {
  const typed =
    typeof want === "string"
      ? string(value, at)
      : typeof want === "number"
        ? float(value, at)
        : bool(value, at);
  return typed && (value === want || problem(at, "const", `must be ${JSON.stringify(want)}`));
}

/** Checks a list and its items. */
export function list(
  value: unknown,
  at: string,
  check: Check,
  min: number = 0,
  max: number = Infinity,
): void {
  if (!Array.isArray(value)) {
    wrong(value, at, "an array");
    return;
  }
  counted(value.length, at, min, max, "list", "item");
  for (let i = 0; i < value.length; i++) {
    const since = found.length;
    check(value[i], "");
    if (found.length > since) under(since, `${at}/${i}`);
  }
}

/** Makes the check of one list's items that may not repeat from the check of such an item. */
export function unique(check: Check): Check {
  const seen = new Set<unknown>();
  return (item, at) => {
    const since = found.length;
    check(item, at);
    if (found.length > since || since > 16) return;
    const key = item instanceof Uint8Array ? item.join() : item;
    if (seen.has(key)) problem(at, "list.unique", "must not repeat an earlier item");
    seen.add(key);
  };
}

/** Checks a map and its values. */
export function map(
  value: unknown,
  at: string,
  check: Check,
  min: number = 0,
  max: number = Infinity,
): void {
  const entries = object((value) => {
    const names = Object.keys(value).filter((name) => value[name] !== undefined);
    counted(names.length, "", min, max, "map", "entr", "y", "ies");
    const before = found.length;
    const all = () => {
      for (const name of names) {
        const since = found.length;
        if (!name.isWellFormed())
          problem("", "string.wellformed", "must be well-formed Unicode text");
        check(value[name], "");
        if (found.length > since) under(since, pointer(name));
      }
    };
    all();
    if (names.length < 2 || found.length === before) return;
    found.length = before; // problems are told in the order of code points
    names.sort(byCodePoint);
    all();
  });
  entries(value, at);
}

/** Checks that an object has no other members than these, and the discriminator of the union that it stands in. */
export function known(value: Members, names: readonly string[], tag?: string): void {
  const others = Object.keys(value).filter(
    (name) => !names.includes(name) && name !== tag && value[name] !== undefined,
  );
  for (const name of others.sort(byCodePoint))
    problem(pointer(name), "unknown", "is not a known field");
}

/** Compares texts by code points; by itself JavaScript compares them by UTF-16 units. */
function byCodePoint(a: string, b: string): number {
  const n = Math.min(a.length, b.length);
  for (let i = 0; i < n; i++) {
    const x = a.charCodeAt(i);
    const y = b.charCodeAt(i);
    if (x !== y) return rank(x) - rank(y);
  }
  return a.length - b.length;
}

const rank = (unit: number): number => ((unit & 0xf800) === 0xd800 ? unit + 0x10000 : unit);

/** Makes the check of a recursive type, whose values nest no deeper than `max` levels, from the check of one level. */
export function nested(max: number, check: Check, isList: boolean = false): Check {
  let level = 0;
  return (value, at, tag) => {
    const isNext = typeof value === "object" && value !== null && Array.isArray(value) === isList;
    if (isNext && level >= max) {
      problem(at, "depth", `must not nest deeper than ${max} level${max === 1 ? "" : "s"}`);
      return;
    }
    level++;
    try {
      check(value, at, tag);
    } finally {
      level--;
    }
  };
}
