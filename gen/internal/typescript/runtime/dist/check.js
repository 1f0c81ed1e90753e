/** Creates a checker for one value. */
export function newChecker(open, wire) {
    return { problems: [], truncated: false, open, wire, levels: {} };
}
/** Notes a problem. Gives false, for use in conditions. */
export function problem(c, path, rule, message) {
    if (c.problems.length < 16)
        c.problems.push({ path, rule, message });
    else
        c.truncated = true;
    return false;
}
/** Notes that a value is absent, null or of another type than is due. */
export function wrong(c, value, at, type) {
    return value === undefined
        ? problem(c, at, "required", "is required")
        : value === null
            ? problem(c, at, "null", "must not be null")
            : problem(c, at, "type", `must be ${type}`);
}
/** Puts a step before the paths of the problems found since there were `since` of them. */
export function under(c, since, step) {
    for (let i = since; i < c.problems.length; i++) {
        const found = c.problems[i];
        c.problems[i] = { ...found, path: step + found.path };
    }
}
/** A name as a step of a JSON Pointer. */
export function pointer(name) {
    return `/${name.replaceAll("~", "~0").replaceAll("/", "~1")}`;
}
/** A member of an object by a name that objects inherit something under. */
export function own(value, name) {
    return Object.hasOwn(value, name) ? value[name] : undefined;
}
/** The first member that there is of a field's present name and its former ones. */
export function former(value, ...names) {
    return names.map((name) => own(value, name)).find((member) => member !== undefined);
}
/** The rule `type` for objects, maps and unions. */
export function object(c, value, at) {
    return ((typeof value === "object" && value !== null && !Array.isArray(value)) ||
        wrong(c, value, at, "an object"));
}
/** Checks true and false. */
export function bool(c, value, at) {
    if (typeof value !== "boolean")
        wrong(c, value, at, "a boolean");
}
/** Checks a value that may be anything but absent. */
export function json(c, value, at) {
    if (value === undefined)
        wrong(c, value, at, "");
}
/** The rules `type` and `string.wellformed`. */
export function string(c, value, at) {
    if (typeof value !== "string")
        return wrong(c, value, at, "a string");
    return (value.isWellFormed() || problem(c, at, "string.wellformed", "must be well-formed Unicode text"));
}
/** How many code points a well-formed text has. */
function codePoints(text) {
    let n = text.length;
    for (let i = 0; i < text.length; i++)
        if ((text.charCodeAt(i) & 0xfc00) === 0xd800)
            n--;
    return n;
}
const count = (n, one, many = `${one}s`) => `${n} ${n === 1 ? one : many}`;
/** Checks a text by its length in code points. */
export function text(c, value, at, min = 0, max = Infinity) {
    if (!string(c, value, at))
        return false;
    const units = value.length;
    if (units < 2 * min && (units < min || codePoints(value) < min))
        problem(c, at, "string.min", `must have at least ${count(min, "character")}`);
    return (units <= max ||
        (units <= 2 * max && codePoints(value) <= max) ||
        problem(c, at, "string.max", `must have at most ${count(max, "character")}`));
}
/** Checks a text by its length in bytes of UTF-8. */
export function maxBytes(c, value, at, max) {
    if (value.length * 3 > max && new TextEncoder().encode(value).length > max)
        problem(c, at, "string.maxBytes", `must have at most ${count(max, "byte")} of UTF-8`);
}
/** Checks a text by a pattern; `source` is how the contract writes it. */
export function pattern(c, value, at, regexp, source) {
    if (!regexp.test(value))
        problem(c, at, "string.pattern", `must match ${source}`);
}
function bounds(c, n, at, b) {
    const say = (key) => b.texts?.[key] ?? b[key];
    if (b.min !== undefined && n < b.min)
        problem(c, at, "number.min", `must be at least ${say("min")}`);
    else if (b.above !== undefined && n <= b.above)
        problem(c, at, "number.exclusiveMin", `must be more than ${say("above")}`);
    else if (b.max !== undefined && n > b.max)
        problem(c, at, "number.max", `must be at most ${say("max")}`);
    else if (b.below !== undefined && n >= b.below)
        problem(c, at, "number.exclusiveMax", `must be less than ${say("below")}`);
    else if (b.multipleOf !== undefined && n % b.multipleOf !== 0)
        problem(c, at, "number.multipleOf", `must be a multiple of ${b.multipleOf}`);
}
function finite(c, value, at, type) {
    if (typeof value !== "number")
        return wrong(c, value, at, type);
    return Number.isFinite(value) || problem(c, at, "number.finite", "must be a finite number");
}
/** Checks a number. */
export function float(c, value, at, limits) {
    if (finite(c, value, at, "a number") && limits)
        bounds(c, value, at, limits);
}
/** Checks an integer between `low` and `high`. */
export function integer(c, value, at, limits, low = Number.MIN_SAFE_INTEGER, high = Number.MAX_SAFE_INTEGER) {
    if (!finite(c, value, at, "an integer"))
        return;
    if (!Number.isInteger(value))
        wrong(c, value, at, "an integer");
    else if (value < low || value > high)
        problem(c, at, "number.range", `must be between ${low} and ${high}`);
    else if (limits)
        bounds(c, value, at, limits);
}
/** Checks one of a few texts; `open` where it may be another one: "direction" leaves it to the checker. */
export function oneOf(c, value, at, values, open = false) {
    if (!string(c, value, at) || (open === "direction" ? c.open : open))
        return typeof value === "string";
    if (values.includes(value))
        return true;
    const some = values
        .slice(0, 12)
        .map((known) => JSON.stringify(known))
        .join(", ");
    return problem(c, at, "enum", `must be one of ${some}${values.length > 12 ? ", …" : ""}`);
}
/** Checks that a value is one and no other. */
export function constant(c, value, at, want) {
    const type = typeof want;
    if (type === "string"
        ? !string(c, value, at)
        : type === "number" && !finite(c, value, at, "a number"))
        return;
    if (typeof value !== type)
        wrong(c, value, at, "a boolean");
    else if (value !== want)
        problem(c, at, "const", `must be ${JSON.stringify(want)}`);
}
/** Checks a list and its items. */
export function list(c, value, at, check, min = 0, max = Infinity, unique = false) {
    if (!Array.isArray(value)) {
        wrong(c, value, at, "an array");
        return;
    }
    if (value.length < min)
        problem(c, at, "list.min", `must have at least ${count(min, "item")}`);
    else if (value.length > max)
        problem(c, at, "list.max", `must have at most ${count(max, "item")}`);
    const seen = unique ? new Set() : undefined;
    for (let i = 0; i < value.length; i++) {
        const item = value[i];
        const since = c.problems.length;
        check(c, item, "");
        if (c.problems.length > since)
            under(c, since, `${at}/${i}`);
        else if (seen && !c.truncated) {
            const key = item instanceof Uint8Array ? item.join() : item;
            if (seen.has(key))
                problem(c, `${at}/${i}`, "list.unique", "must not repeat an earlier item");
            seen.add(key);
        }
        if (c.truncated)
            return;
    }
}
/** Checks a map and its values. */
export function map(c, value, at, check, min = 0, max = Infinity) {
    if (!object(c, value, at))
        return;
    const names = Object.keys(value).filter((name) => value[name] !== undefined);
    if (names.length < min)
        problem(c, at, "map.min", `must have at least ${count(min, "entry", "entries")}`);
    else if (names.length > max)
        problem(c, at, "map.max", `must have at most ${count(max, "entry", "entries")}`);
    const before = c.problems.length;
    const { truncated } = c;
    const all = () => {
        for (const name of names) {
            const since = c.problems.length;
            if (!name.isWellFormed())
                problem(c, "", "string.wellformed", "must be well-formed Unicode text");
            check(c, value[name], "");
            under(c, since, at + pointer(name));
        }
    };
    all();
    if (names.length < 2 || (c.problems.length === before && c.truncated === truncated))
        return;
    c.problems.length = before; // problems are told in the order of code points
    c.truncated = truncated;
    names.sort(byCodePoint);
    all();
}
/** Checks that an object has no other members than these, and the discriminator of the union that it stands in. */
export function known(c, value, names, tag) {
    const others = Object.keys(value).filter((name) => !names.includes(name) && name !== tag && value[name] !== undefined);
    for (const name of others.sort(byCodePoint))
        problem(c, pointer(name), "unknown", "is not a known field");
}
/** Compares texts by code points; by itself JavaScript compares them by UTF-16 units. */
function byCodePoint(a, b) {
    const n = Math.min(a.length, b.length);
    for (let i = 0; i < n; i++) {
        const x = a.charCodeAt(i);
        const y = b.charCodeAt(i);
        if (x !== y)
            return rank(x) - rank(y);
    }
    return a.length - b.length;
}
const rank = (unit) => ((unit & 0xf800) === 0xd800 ? unit + 0x10000 : unit);
/** Looks into a value of a recursive type, where it does not nest too deep. */
export function nested(c, value, at, name, max, check, isList = false, tag) {
    const level = c.levels[name] ?? 0;
    if (level >= max &&
        typeof value === "object" &&
        value !== null &&
        Array.isArray(value) === isList) {
        problem(c, at, "depth", `must not nest deeper than ${count(max, "level")}`);
        return;
    }
    c.levels[name] = level + 1;
    check(c, value, at, tag);
    c.levels[name] = level;
}
//# sourceMappingURL=check.js.map