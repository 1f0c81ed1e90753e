// Of the value that is being checked. No parameters of every check, because that makes all of them slower and longer.
let found;
let form;
/** Gives the problems of a value. */
export const problemsOf = (check, value, as) => {
    const outer = found;
    const outerForm = form;
    const problems = [];
    found = problems;
    form = as;
    check(value, "");
    found = outer; // a getter of the value may have called us
    form = outerForm;
    return problems;
};
/** Whether the value that is being checked has the form that travels. */
export const travels = () => form > 0;
/** Notes a problem, or that there are too many. Gives false, for use in conditions. */
export const problem = (path, rule, message) => {
    if (found.length < 16)
        found.push({ path: path, rule, message });
    else
        found.truncated = true;
    return false;
};
/** Notes that a value is absent, null or of another type than is due. */
export const wrong = (value, at, type) => value === undefined
    ? problem(at, "required", "is required")
    : value === null
        ? problem(at, "null", "must not be null")
        : problem(at, "type", `must be ${type}`);
/** Puts a step before the paths of the problems found since there were `since` of them. */
const under = (since, step) => {
    for (const noted of found.slice(since))
        noted.path = step + noted.path;
};
/** A name as a step of a JSON Pointer. */
export const pointer = (name) => `/${name.replaceAll("~", "~0").replaceAll("/", "~1")}`;
/** A member of an object by a name that objects inherit something under. */
export const own = (value, name) => Object.hasOwn(value, name) ? value[name] : undefined;
/** The first member that there is of a field's present name and its former ones. */
export const former = (value, ...names) => names.map((name) => own(value, name)).find((member) => member !== undefined);
/** Makes the check of an object, map or union from the checks of its members, which note paths from the object on. */
export const object = (members) => (value, at, tag) => {
    if (typeof value === "object" && value !== null && !Array.isArray(value)) {
        const since = found.length;
        members(value, tag);
        if (found.length > since)
            under(since, at);
    }
    else
        wrong(value, at, "an object");
};
/** Checks true and false. */
export const bool = (value, at) => typeof value === "boolean" || wrong(value, at, "a boolean");
/** Checks a value that may be anything but absent. */
export const json = (value, at) => value !== undefined || wrong(value, at, "");
/** The rules `type` and `string.wellformed`. */
export const string = (value, at) => typeof value === "string"
    ? value.isWellFormed() || problem(at, "string.wellformed", "must be well-formed Unicode")
    : wrong(value, at, "a string");
/** The rules `min` and `max` of what is counted, in a plural that is right for one as well. Tells whether `max` is kept. */
const counted = (n, at, min, max, kind, plural) => n < min
    ? !problem(at, `${kind}.min`, `must have ${min} or more ${plural}`)
    : n <= max || problem(at, `${kind}.max`, `must have ${max} or fewer ${plural}`);
/** Checks a text by its length in code points. Tells whether its other rules can be looked at. */
export const text = (value, at, min, max) => {
    if (string(value, at)) {
        let n = value.length; // in UTF-16 units
        if (n < 2 * min || n > max)
            for (let i = n; i--;) {
                // The second half of a pair is no code point of its own.
                if (value.charCodeAt(i) >> 10 === 55)
                    n--;
            }
        // These comparisons are repeated for speed: engines take this function, without its messages, into its callers.
        return (n >= min && n <= max) || counted(n, at, min, max, "string", "characters");
    }
    return;
};
/** Checks a text by its length in bytes of UTF-8. */
export const maxBytes = (value, at, max) => value.length * 3 <= max ||
    new TextEncoder().encode(value).length <= max ||
    problem(at, "string.maxBytes", `must have ${max} or fewer bytes of UTF-8`);
/** Checks a text by a pattern; `source` is how the contract writes it. */
export const pattern = (value, at, regexp, source) => regexp.test(value) || problem(at, "string.pattern", `must match ${source}`);
/** Checks a number. */
export const float = (value, at) => typeof value === "number"
    ? Number.isFinite(value) || problem(at, "number.finite", "must be a finite number")
    : wrong(value, at, "a number");
/** Checks an integer that numbers keep exactly. */
export const integer = (value, at) => Number.isSafeInteger(value) || wrong(value, at, "a 53-bit integer");
/** Checks an integer of a kind that has a range of its own. */
export const ranged = (value, at, low, high) => typeof value === "number" && Number.isInteger(value)
    ? (value >= low && value <= high) ||
        problem(at, "number.range", `must be between ${low} and ${high}`)
    : wrong(value, at, "an integer");
// Bounds of numbers, and of bigints. `text` is the bound as the contract writes it, where JavaScript writes it otherwise.
/** The rule `number.min`. */
export const min = (n, at, bound, text = bound) => n >= bound || problem(at, "number.min", `must be at least ${text}`);
/** The rule `number.exclusiveMin`. */
export const above = (n, at, bound, text = bound) => n > bound || problem(at, "number.exclusiveMin", `must be more than ${text}`);
/** The rule `number.max`. */
export const max = (n, at, bound, text = bound) => n <= bound || problem(at, "number.max", `must be at most ${text}`);
/** The rule `number.exclusiveMax`. */
export const below = (n, at, bound, text = bound) => n < bound || problem(at, "number.exclusiveMax", `must be less than ${text}`);
/** The rule `number.multipleOf`. */
export const multipleOf = (n, at, bound) => !(n % bound) || problem(at, "number.multipleOf", `must be a multiple of ${bound}`);
/** Checks one of a few texts. */
export const oneOf = (value, at, values) => values.includes(value) ||
    (string(value, at) && problem(at, "enum", `must be one of ${values.join(", ")}`));
/** Checks one of a few texts, or any other where it comes from a peer that may be newer. */
export const oneOfKnown = (value, at, values) => values.includes(value) ||
    (string(value, at) && (form > 1 || problem(at, "enum", `must be one of ${values.join(", ")}`)));
/** Checks that a value is one and no other. */
export const constant = (value, at, want) => {
    const typed = typeof want === "string"
        ? string(value, at)
        : typeof want === "number"
            ? float(value, at)
            : bool(value, at);
    return typed && (value === want || problem(at, "const", `must be ${JSON.stringify(want)}`));
};
/** Checks a list and its items. */
export const list = (value, at, check, min, max) => {
    if (Array.isArray(value)) {
        counted(value.length, at, min, max, "list", "items");
        const since = found.length;
        for (let i = 0; i < value.length; i++)
            check(value[i], i);
        if (found.length > since)
            under(since, `${at}/`);
    }
    else
        wrong(value, at, "an array");
};
/** Makes the check of one list's items that may not repeat from the check of such an item. */
export const unique = (check) => {
    const seen = new Set();
    return (item, at) => {
        const since = found.length;
        check(item, at);
        if (found.length > since)
            return;
        const key = item instanceof Uint8Array ? item.join() : item;
        if (seen.has(key))
            problem(at, "list.unique", "must not repeat an earlier item");
        seen.add(key);
    };
};
/** Checks a map and its values. */
export const map = (value, at, check, min, max) => {
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
        if (names.length < 2 || found.length === before)
            return;
        found.length = before; // problems are told in the order of code points
        names.sort(byCodePoint);
        all();
    });
    entries(value, at);
};
/** Checks that an object has no other members than these, and the discriminator of the union that it stands in. */
export const known = (value, names, tag) => {
    const others = Object.keys(value).filter((name) => !names.includes(name) && name !== tag && value[name] !== undefined);
    for (const name of others.sort(byCodePoint))
        problem(pointer(name), "unknown", "is not a known field");
};
/** Compares texts by code points; by itself JavaScript compares them by UTF-16 units. */
const byCodePoint = (a, b) => {
    const n = Math.min(a.length, b.length);
    for (let i = 0; i < n; i++) {
        const x = a.charCodeAt(i);
        const y = b.charCodeAt(i);
        if (x !== y)
            return rank(x) - rank(y);
    }
    return a.length - b.length;
};
const rank = (unit) => ((unit & 0xf800) === 0xd800 ? unit + 0x10000 : unit);
/** Makes the check of a recursive type, whose values nest no deeper than `max` levels, from the check of one level. */
export const nested = (max, check, isList = false) => {
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
};
//# sourceMappingURL=check.js.map