import { type Check, newChecker } from "./check.js";
import { type Problem, ValidationError } from "./errors.js";

/** How one event's data are checked and changed on their way. */
export interface EventRules {
  readonly check: Check;
  /** Fills defaults, reads former names and bytes: gives a new value where there is any of it. */
  readonly decode?: (data: never) => unknown;
  /** Turns bytes into base64. */
  readonly encode?: (data: never) => unknown;
  /** Whether enums may hold values that this contract does not know yet. */
  readonly open: boolean;
}

/** The events of one direction by name. */
export type Events = Readonly<Record<string, EventRules>>;

/** Gives the problems of a value that is to be sent; none where it is valid. */
export function problemsOf(rules: EventRules, value: unknown): readonly Problem[] {
  const c = newChecker(false, false);
  rules.check(c, value, "");
  return c.problems;
}

/** Gives the data of a valid value as they travel. Throws ValidationError. */
export function encode(rules: EventRules, value: unknown): unknown {
  const c = newChecker(false, false);
  rules.check(c, value, "");
  if (c.problems.length) throw new ValidationError(c.problems, c.truncated);
  return rules.encode ? rules.encode(value as never) : value;
}

/** Reads data that came over the wire, as JSON.parse gave them. Throws ValidationError. */
export function decode(rules: EventRules, data: unknown): unknown {
  const c = newChecker(rules.open, true);
  rules.check(c, data, "");
  if (c.problems.length) throw new ValidationError(c.problems, c.truncated);
  return rules.decode ? rules.decode(data as never) : data;
}
