// Of the value that is being checked. No parameters of every check, because that makes all of them slower and longer.
let found;
let form;
/** Gives the problems of a value; one more than are told where there are too many. */
export function problemsOf(check, value, as) {
    const outer = found;
    const outerForm = form;
    const problems = [];
    found = problems;
    form = as;
    check(value, "");
    found = outer; // a getter of the value may have called us
    form = outerForm;
    return problems;
}
/** Whether the value that is being checked has the form that travels. */
export function travels() {
    return form > 0;
}
/** Notes a problem: 16 are told, and one more tells that there were more. Gives false, for use in conditions. */
export function problem(path, rule, message) {
    if (found.length < 17)
        found.push({ path, rule, message });
    return false;
}
/** Notes that a value is absent, null or of another type than is due. */
export function wrong(value, at, type) {
    return value === undefined
        ? problem(at, "required", "is required")
        : value === null
            ? problem(at, "null", "must not be null")
            : problem(at, "type", `must be ${type}`);
}
/** Puts a step before the paths of the problems found since there were `since` of them. */
function under(since, step) {
    for (const inner of found.slice(since))
        inner.path = step + inner.path;
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
/** Makes the check of an object, map or union from the checks of its members, which note paths from the object on. */
export function object(members) {
    return (value, at, tag) => {
        const since = found.length;
        if (typeof value === "object" && value !== null && !Array.isArray(value)) {
            members(value, tag);
            if (found.length > since)
                under(since, at);
        }
        else
            wrong(value, at, "an object");
    };
}
/** Checks true and false. */
export function bool(value, at) {
    return typeof value === "boolean" || wrong(value, at, "a boolean");
}
/** Checks a value that may be anything but absent. */
export function json(value, at) {
    return value !== undefined || wrong(value, at, "");
}
/** The rules `type` and `string.wellformed`. */
export function string(value, at) {
    return typeof value === "string"
        ? value.isWellFormed() || problem(at, "string.wellformed", "must be well-formed Unicode text")
        : wrong(value, at, "a string");
}
/** The rules `min` and `max` of what is counted, a noun with two endings. Tells whether `max` is kept. */
function counted(n, at, min, max, kind, noun, one = "", many = "s") {
    if (n < min)
        problem(at, `${kind}.min`, `must have at least ${min} ${noun}${min === 1 ? one : many}`);
    return (n <= max ||
        problem(at, `${kind}.max`, `must have at most ${max} ${noun}${max === 1 ? one : many}`));
}
/** Checks a text by its length in code points. */
export function text(value, at, min = 0, max = Infinity) {
    if (!string(value, at))
        return false;
    // In UTF-16 units. Pairs are looked for only where they decide, which in a long text they cannot.
    let n = value.length;
    if (n < 2 * min || (n > max && n <= 2 * max))
        for (let i = n; i--;)
            if (value.charCodeAt(i) >> 10 === 0x37)
                n--; // the second half, DC00 to DFFF
    return (n >= min && n <= max) || counted(n, at, min, max, "string", "character");
}
/** Checks a text by its length in bytes of UTF-8. */
export function maxBytes(value, at, max) {
    return (value.length * 3 <= max ||
        new TextEncoder().encode(value).length <= max ||
        problem(at, "string.maxBytes", `must have at most ${max} byte${max === 1 ? "" : "s"} of UTF-8`));
}
/** Checks a text by a pattern; `source` is how the contract writes it. */
export function pattern(value, at, regexp, source) {
    return regexp.test(value) || problem(at, "string.pattern", `must match ${source}`);
}
function finite(value, at, type) {
    return typeof value === "number"
        ? Number.isFinite(value) || problem(at, "number.finite", "must be a finite number")
        : wrong(value, at, type);
}
/** Checks a number. */
export function float(value, at) {
    return finite(value, at, "a number");
}
/** Checks an integer between `low` and `high`, which are those that numbers keep exactly where nothing else is said. */
export function integer(value, at, high = 2 ** 53 - 1, low = -high) {
    return (finite(value, at, "an integer") &&
        (Number.isInteger(value)
            ? (value >= low && value <= high) ||
                problem(at, "number.range", `must be between ${low} and ${high}`)
            : wrong(value, at, "an integer")));
}
// Bounds of numbers, and of bigints. `text` is the bound as the contract writes it, where JavaScript writes it otherwise.
/** The rule `number.min`. */
export function min(n, at, bound, text = bound) {
    return n >= bound || problem(at, "number.min", `must be at least ${text}`);
}
/** The rule `number.exclusiveMin`. */
export function above(n, at, bound, text = bound) {
    return n > bound || problem(at, "number.exclusiveMin", `must be more than ${text}`);
}
/** The rule `number.max`. */
export function max(n, at, bound, text = bound) {
    return n <= bound || problem(at, "number.max", `must be at most ${text}`);
}
/** The rule `number.exclusiveMax`. */
export function below(n, at, bound, text = bound) {
    return n < bound || problem(at, "number.exclusiveMax", `must be less than ${text}`);
}
/** The rule `number.multipleOf`. */
export function multipleOf(n, at, bound) {
    return !(n % bound) || problem(at, "number.multipleOf", `must be a multiple of ${bound}`);
}
/** Checks one of a few texts. `told` is how they are told where there are many. */
export function oneOf(value, at, values, told) {
    return (values.includes(value) ||
        (string(value, at) &&
            problem(at, "enum", `must be one of ${told ?? values.map((known) => JSON.stringify(known)).join(", ")}`)));
}
/** Checks one of a few texts, or any other where it comes from a peer that may be newer. */
export function oneOfKnown(value, at, values, told) {
    return form > 1 ? string(value, at) : oneOf(value, at, values, told);
}
/** Checks that a value is one and no other. */
export function constant(value, at, want) {
    const typed = typeof want === "string"
        ? string(value, at)
        : typeof want === "number"
            ? float(value, at)
            : bool(value, at);
    return typed && (value === want || problem(at, "const", `must be ${JSON.stringify(want)}`));
}
/** Checks a list and its items. */
export function list(value, at, check, min = 0, max = Infinity) {
    if (!Array.isArray(value)) {
        wrong(value, at, "an array");
        return;
    }
    counted(value.length, at, min, max, "list", "item");
    for (let i = 0; i < value.length; i++) {
        const since = found.length;
        check(value[i], "");
        if (found.length > since)
            under(since, `${at}/${i}`);
    }
}
/** Makes the check of one list's items that may not repeat from the check of such an item. */
export function unique(check) {
    const seen = new Set();
    return (item, at) => {
        const since = found.length;
        check(item, at);
        if (found.length > since || since > 16)
            return;
        const key = item instanceof Uint8Array ? item.join() : item;
        if (seen.has(key))
            problem(at, "list.unique", "must not repeat an earlier item");
        seen.add(key);
    };
}
/** Checks a map and its values. */
export function map(value, at, check, min = 0, max = Infinity) {
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
                if (found.length > since)
                    under(since, pointer(name));
            }
        };
        all();
        if (names.length < 2 || found.length === before)
            return;
        found.length = before; // problems are told in the order of code points
        names.sort(byCodePoint);
        all();
    });
    entries(value, at);
}
/** Checks that an object has no other members than these, and the discriminator of the union that it stands in. */
export function known(value, names, tag) {
    const others = Object.keys(value).filter((name) => !names.includes(name) && name !== tag && value[name] !== undefined);
    for (const name of others.sort(byCodePoint))
        problem(pointer(name), "unknown", "is not a known field");
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
/** Makes the check of a recursive type, whose values nest no deeper than `max` levels, from the check of one level. */
export function nested(max, check, isList = false) {
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
        }
        finally {
            level--;
        }
    };
}
//# sourceMappingURL=check.js.map