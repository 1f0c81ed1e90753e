import type { Problem, Problems } from "./errors.js";

/** Where a value is, from what the caller looks at: a JSON Pointer, or an item's index, before which the list puts the rest. */
export type Path = string | number;

/** Checks a value and notes its problems; `at` is where it is, `tag` the discriminator of the union that it stands in. */
export type Check = (value: unknown, at: Path, tag?: string) => unknown;

/** An object of which nothing is known yet. */
export type Members = Readonly<Record<string, unknown>>;

/** What form a value has: 0 as it is sent, 1 as it travels (bytes are base64), 2 the same, with values of enums that this contract may not know yet. */
export type Form = 0 | 1 | 2;

/** A problem whose path grows at its front. */
type Noted = { -readonly [K in keyof Problem]: Problem[K] };

// Of the value that is being checked. No parameters of every check, because that makes all of them slower and longer.
let found: Noted[] & { truncated?: true };
let form: Form;

/** Gives the problems of a value. */
export const problemsOf = (check: Check, value: unknown, as: Form): Problems => {
  const outer = found;
  const outerForm = form;
  const problems: typeof found = [];
  found = problems;
  form = as;
  check(value, "");
  found = outer; // a getter of the value may have called us
  form = outerForm;
  return problems;
};

/** Whether the value that is being checked has the form that travels. */
export const travels = (): boolean => form > 0;

/** Notes a problem, or that there are too many. Gives false, for use in conditions. */
export const problem = (path: Path, rule: string, message: string): false => {
  if (found.length < 16) found.push({ path: path as string, rule, message });
  else found.truncated = true;
  return false;
};

/** Notes that a value is absent, null or of another type than is due. */
export const wrong = (value: unknown, at: Path, type: string): false =>
  value === undefined
    ? problem(at, "required", "is required")
    : value === null
      ? problem(at, "null", "must not be null")
      : problem(at, "type", `must be ${type}`);

/** Puts a step before the paths of the problems found since there were `since` of them. */
const under = (since: number, step: Path): void => {
  for (const noted of found.slice(since)) noted.path = step + noted.path;
};

/** A name as a step of a JSON Pointer. */
export const pointer = (name: string): string =>
  `/${name.replaceAll("~", "~0").replaceAll("/", "~1")}`;

/** A member of an object by a name that objects inherit something under. */
export const own = (value: Members, name: string): unknown =>
  Object.hasOwn(value, name) ? value[name] : undefined;

/** The first member that there is of a field's present name and its former ones. */
export const former = (value: Members, ...names: readonly string[]): unknown =>
  names.map((name) => own(value, name)).find((member) => member !== undefined);

/** Makes the check of an object, map or union from the checks of its members, which note paths from the object on. */
export const object =
  (members: (value: Members, tag?: string) => void): Check =>
  (value, at, tag) => {
    if (typeof value === "object" && value !== null && !Array.isArray(value)) {
      const since = found.length;
      members(value as Members, tag);
      if (found.length > since) under(since, at);
    } else wrong(value, at, "an object");
  };

/** Checks true and false. */
export const bool = (value: unknown, at: Path): boolean =>
  typeof value === "boolean" || wrong(value, at, "a boolean");

/** Checks a value that may be anything but absent. */
export const json = (value: unknown, at: Path): boolean =>
  value !== undefined || wrong(value, at, "");

/** The rules `type` and `string.wellformed`. */
export const string = (value: unknown, at: Path): value is string =>
  typeof value === "string"
    ? value.isWellFormed() || problem(at, "string.wellformed", "must be well-formed Unicode")
    : wrong(value, at, "a string");

/** The rules `min` and `max` of what is counted, in a plural that is right for one as well. Tells whether `max` is kept. */
const counted = (
  n: number,
  at: Path,
  min: number,
  max: number,
  kind: string,
  plural: string,
): boolean =>
  n < min
    ? !problem(at, `${kind}.min`, `must have ${min} or more ${plural}`)
    : n <= max || problem(at, `${kind}.max`, `must have ${max} or fewer ${plural}`);

/** Checks a text by its length in code points. Tells whether its other rules can be looked at. */
export const text = (value: unknown, at: Path, min: number, max: number): boolean | undefined => {
  if (string(value, at)) {
    let n = value.length; // in UTF-16 units
    if (n < 2 * min || n > max)
      for (let i = n; i--; ) {
        // The second half of a pair is no code point of its own.
        if (value.charCodeAt(i) >> 10 === 55) n--;
      }
    // These comparisons are repeated for speed: engines take this function, without its messages, into its callers.
    return (n >= min && n <= max) || counted(n, at, min, max, "string", "characters");
  }
  return;
};

/** Checks a text by its length in bytes of UTF-8. */
export const maxBytes = (value: string, at: Path, max: number): boolean =>
  value.length * 3 <= max ||
  new TextEncoder().encode(value).length <= max ||
  problem(at, "string.maxBytes", `must have ${max} or fewer bytes of UTF-8`);

/** Checks a text by a pattern; `source` is how the contract writes it. */
export const pattern = (value: string, at: Path, regexp: RegExp, source: string): boolean =>
  regexp.test(value) || problem(at, "string.pattern", `must match ${source}`);

/** Checks a number. */
export const float = (value: unknown, at: Path): value is number =>
  typeof value === "number"
    ? Number.isFinite(value) || problem(at, "number.finite", "must be a finite number")
    : wrong(value, at, "a number");

/** Checks an integer that numbers keep exactly. */
export const integer = (value: unknown, at: Path): value is number =>
  Number.isSafeInteger(value) || wrong(value, at, "a 53-bit integer");

/** Checks an integer of a kind that has a range of its own. */
export const ranged = (value: unknown, at: Path, low: number, high: number): value is number =>
  typeof value === "number" && Number.isInteger(value)
    ? (value >= low && value <= high) ||
      problem(at, "number.range", `must be between ${low} and ${high}`)
    : wrong(value, at, "an integer");

// Bounds of numbers, and of bigints. `text` is the bound as the contract writes it, where JavaScript writes it otherwise.

/** The rule `number.min`. */
export const min = <N>(n: N, at: Path, bound: N, text: unknown = bound): boolean =>
  n >= bound || problem(at, "number.min", `must be at least ${text}`);

/** The rule `number.exclusiveMin`. */
export const above = <N>(n: N, at: Path, bound: N, text: unknown = bound): boolean =>
  n > bound || problem(at, "number.exclusiveMin", `must be more than ${text}`);

/** The rule `number.max`. */
export const max = <N>(n: N, at: Path, bound: N, text: unknown = bound): boolean =>
  n <= bound || problem(at, "number.max", `must be at most ${text}`);

/** The rule `number.exclusiveMax`. */
export const below = <N>(n: N, at: Path, bound: N, text: unknown = bound): boolean =>
  n < bound || problem(at, "number.exclusiveMax", `must be less than ${text}`);

/** The rule `number.multipleOf`. */
export const multipleOf = <N extends number | bigint>(n: N, at: Path, bound: N): boolean =>
  !(n % bound) || problem(at, "number.multipleOf", `must be a multiple of ${bound}`);

/** Checks one of a few texts. */
export const oneOf = (value: unknown, at: Path, values: readonly string[]): value is string =>
  values.includes(value as string) ||
  (string(value, at) && problem(at, "enum", `must be one of ${values.join(", ")}`));

/** Checks one of a few texts, or any other where it comes from a peer that may be newer. */
export const oneOfKnown = (value: unknown, at: Path, values: readonly string[]): boolean =>
  values.includes(value as string) ||
  (string(value, at) && (form > 1 || problem(at, "enum", `must be one of ${values.join(", ")}`)));

/** Checks that a value is one and no other. */
export const constant = (value: unknown, at: Path, want: string | number | boolean): boolean => {
  const typed =
    typeof want === "string"
      ? string(value, at)
      : typeof want === "number"
        ? float(value, at)
        : bool(value, at);
  return typed && (value === want || problem(at, "const", `must be ${JSON.stringify(want)}`));
};

/** Checks a list and its items. */
export const list = (value: unknown, at: Path, check: Check, min: number, max: number): void => {
  if (Array.isArray(value)) {
    counted(value.length, at, min, max, "list", "items");
    const since = found.length;
    for (let i = 0; i < value.length; i++) check(value[i], i);
    if (found.length > since) under(since, `${at}/`);
  } else wrong(value, at, "an array");
};

/** Makes the check of one list's items that may not repeat from the check of such an item. */
export const unique = (check: Check): Check => {
  const seen = new Set<unknown>();
  return (item, at) => {
    const since = found.length;
    check(item, at);
    if (found.length > since) return;
    const key = item instanceof Uint8Array ? item.join() : item;
    if (seen.has(key)) problem(at, "list.unique", "must not repeat an earlier item");
    seen.add(key);
  };
};

/** Checks a map and its values. */
export const map = (value: unknown, at: Path, check: Check, min: number, max: number): void => {
  const entries = object((value) => {
    const names = Object.keys(value).filter((name) => value[name] !== undefined);
    counted(names.length, "", min, max, "map", "entries");
    const before = found.length;
    const all = () => {
      for (const name of names) {
        const since = found.length;
        string(name, "");
        check(value[name], "");
        under(since, pointer(name));
      }
    };
    all();
    if (names.length < 2 || found.length === before) return;
    found.length = before; // problems are told in the order of code points
    names.sort(byCodePoint);
    all();
  });
  entries(value, at);
};

/** Checks that an object has no other members than these, and the discriminator of the union that it stands in. */
export const known = (value: Members, names: readonly string[], tag?: string): void => {
  const others = Object.keys(value).filter(
    (name) => !names.includes(name) && name !== tag && value[name] !== undefined,
  );
  for (const name of others.sort(byCodePoint))
    problem(pointer(name), "unknown", "is not a known field");
};

/** Compares texts by code points; by itself JavaScript compares them by UTF-16 units. */
const byCodePoint = (a: string, b: string): number => {
  const n = Math.min(a.length, b.length);
  for (let i = 0; i < n; i++) {
    const x = a.charCodeAt(i);
    const y = b.charCodeAt(i);
    if (x !== y) return rank(x) - rank(y);
  }
  return a.length - b.length;
};

const rank = (unit: number): number => ((unit & 0xf800) === 0xd800 ? unit + 0x10000 : unit);

/** Makes the check of a recursive type, whose values nest no deeper than `max` levels, from the check of one level. */
export const nested = (max: number, check: Check, isList: boolean = false): Check => {
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
};
