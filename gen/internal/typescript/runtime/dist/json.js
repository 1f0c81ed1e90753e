import { ValidationError } from "./errors.js";
/** How deep arrays and objects may nest. */
const maxDepth = 64;
const token = /"(?:[^"\\]|\\.)*"|[{}[\],]/g;
/**
 * Reads JSON text as the generated Go does, which is stricter than JSON.parse: UTF-8 without a byte order mark where it is bytes,
 * no member twice, no lone surrogates, at most 64 levels. Throws ValidationError with a rule that begins with "wire.".
 */
export function parseStrict(text) {
    const source = typeof text === "string" ? text : decodeUTF8(text);
    let value;
    try {
        value = JSON.parse(source);
    }
    catch (cause) {
        throw refused("syntax", "is not well-formed JSON", cause);
    }
    // One set of names for each object that we are inside of; undefined for arrays.
    const levels = [];
    let name = false;
    for (const [part] of source.matchAll(token)) {
        if (part === "{" || part === "[") {
            if (levels.push(part === "{" ? new Set() : undefined) > maxDepth)
                throw refused("depth", `nests deeper than ${maxDepth} levels`);
            name = part === "{";
        }
        else if (part === "}" || part === "]") {
            levels.pop();
            name = false;
        }
        else if (part === ",") {
            name = levels.at(-1) !== undefined;
        }
        else {
            const decoded = JSON.parse(part);
            if (!decoded.isWellFormed())
                throw refused("surrogate", "holds a lone surrogate");
            const names = levels.at(-1);
            if (name && names?.has(decoded))
                throw refused("duplicate", "holds two members of one name");
            if (name)
                names?.add(decoded);
            name = false;
        }
    }
    return value;
}
function decodeUTF8(bytes) {
    try {
        return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
    }
    catch (cause) {
        throw refused("utf8", "is not well-formed UTF-8", cause);
    }
}
function refused(rule, message, cause) {
    const error = new ValidationError([{ path: "", rule: `wire.${rule}`, message }]);
    error.cause = cause;
    return error;
}
//# sourceMappingURL=json.js.map