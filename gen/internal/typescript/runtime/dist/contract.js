import { problemsOf } from "./check.js";
import { ValidationError } from "./errors.js";
/** Adds conversions to a check. */
export function converting(check, conversions) {
    return Object.assign(check, conversions);
}
/** Gives the problems of a value that is to be sent; none where it is valid. */
export function validate(check, value) {
    return problemsOf(check, value, 0).slice(0, 16);
}
/** Gives a valid value as it travels where its form is 0, and as it is read where it has travelled. Throws ValidationError. */
export function convert(check, value, form) {
    const problems = problemsOf(check, value, form);
    if (problems.length)
        throw new ValidationError(problems);
    const change = form ? check.decode : check.encode;
    return change ? change(value) : value;
}
//# sourceMappingURL=contract.js.map