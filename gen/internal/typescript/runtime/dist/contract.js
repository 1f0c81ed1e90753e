import { problemsOf } from "./check.js";
import { ValidationError } from "./errors.js";
/** Adds conversions to a check. */
export const converting = (check, { decode, encode }) => Object.assign(check, {
    convert: (value, form) => (form ? decode : encode)?.(value) ?? value,
});
/** Gives the problems of a value that is to be sent; none where it is valid. */
export const validate = (check, value) => problemsOf(check, value, 0);
/** Gives a valid value as it travels where its form is 0, and as it is read where it has travelled. Throws ValidationError. */
export const convert = (check, value, form) => {
    const problems = problemsOf(check, value, form);
    if (problems.length)
        throw new ValidationError(problems);
    return check.convert?.(value, form) ?? value;
};
//# sourceMappingURL=contract.js.map