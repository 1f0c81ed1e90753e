import { newChecker } from "./check.js";
import { ValidationError } from "./errors.js";
/** Gives the problems of a value that is to be sent; none where it is valid. */
export function problemsOf(rules, value) {
    const c = newChecker(false, false);
    rules.check(c, value, "");
    return c.problems;
}
/** Gives the data of a valid value as they travel. Throws ValidationError. */
export function encode(rules, value) {
    const c = newChecker(false, false);
    rules.check(c, value, "");
    if (c.problems.length)
        throw new ValidationError(c.problems, c.truncated);
    return rules.encode ? rules.encode(value) : value;
}
/** Reads data that came over the wire, as JSON.parse gave them. Throws ValidationError. */
export function decode(rules, data) {
    const c = newChecker(rules.open, true);
    rules.check(c, data, "");
    if (c.problems.length)
        throw new ValidationError(c.problems, c.truncated);
    return rules.decode ? rules.decode(data) : data;
}
//# sourceMappingURL=contract.js.map