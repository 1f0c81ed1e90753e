import { type Check } from "./check.js";
import { type Problem } from "./errors.js";
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
export declare function problemsOf(rules: EventRules, value: unknown): readonly Problem[];
/** Gives the data of a valid value as they travel. Throws ValidationError. */
export declare function encode(rules: EventRules, value: unknown): unknown;
/** Reads data that came over the wire, as JSON.parse gave them. Throws ValidationError. */
export declare function decode(rules: EventRules, data: unknown): unknown;
