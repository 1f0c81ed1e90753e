import { problemsOf } from "./check.js";
import { ValidationError } from "./errors.js";
/** Adds conversions to a check. */
export const converting = (check, conversions) => Object.assign(check, conversions);
/** Gives the problems of a value that is to be sent; none where it is valid. */
export const validate = (check, value) => problemsOf(check, value, 0);
/** Gives a valid value as it travels where its form is 0, and as it is read where it has travelled. Throws ValidationError. */
export const convert = (check, value, form) => {
    const problems = problemsOf(check, value, form);
    if (problems.length)
        throw new ValidationError(problems);
    return (form ? check.decode : check.encode)?.(value) ?? value;
};
//# sourceMappingURL=contract.js.map