import { type Check, type Form } from "./check.js";
import { type Problem } from "./errors.js";
/** How one event's data are checked, and changed on their way where that is needed. */
export interface EventCheck extends Check {
    /** Gives a value as it travels where its form is 0, and as it is read where it has travelled. */
    readonly convert?: (value: never, form: Form) => unknown;
}
/** How values change on their way. */
export interface Conversions {
    /** Fills defaults, reads former names and bytes: gives a new value where there is any of it. */
    readonly decode?: (data: never) => unknown;
    /** Turns bytes into base64. */
    readonly encode?: (data: never) => unknown;
}
/** The events of one direction by name. It inherits nothing. */
export type Events = Readonly<Record<string, EventCheck>>;
/** Adds conversions to a check. */
export declare const converting: (check: Check, { decode, encode }: Conversions) => EventCheck;
/** Gives the problems of a value that is to be sent; none where it is valid. */
export declare const validate: (check: Check, value: unknown) => readonly Problem[];
/** Gives a valid value as it travels where its form is 0, and as it is read where it has travelled. Throws ValidationError. */
export declare const convert: (check: EventCheck, value: unknown, form: Form) => unknown;
