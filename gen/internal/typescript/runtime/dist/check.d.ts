import type { Problem } from "./errors.js";
/** Collects the problems of one value. */
export interface Checker {
    problems: Problem[];
    /** Whether there were more problems than are kept. */
    truncated: boolean;
    /** Whether enums that leave it to the direction accept values that the contract does not know. */
    readonly open: boolean;
    /** Whether the value has the form that travels: bytes as base64. */
    readonly wire: boolean;
    /** How many values of each recursive type we are inside of. */
    levels: Record<string, number>;
}
/** Checks a value and tells its problems; `at` is the value's path from what the caller looks at. */
export type Check = (c: Checker, value: unknown, at: string, tag?: string) => void;
/** An object of which nothing is known yet. */
export type Members = Readonly<Record<string, unknown>>;
/** Creates a checker for one value. */
export declare function newChecker(open: boolean, wire: boolean): Checker;
/** Notes a problem. Gives false, for use in conditions. */
export declare function problem(c: Checker, path: string, rule: string, message: string): false;
/** Notes that a value is absent, null or of another type than is due. */
export declare function wrong(c: Checker, value: unknown, at: string, type: string): false;
/** Puts a step before the paths of the problems found since there were `since` of them. */
export declare function under(c: Checker, since: number, step: string): void;
/** A name as a step of a JSON Pointer. */
export declare function pointer(name: string): string;
/** A member of an object by a name that objects inherit something under. */
export declare function own(value: Members, name: string): unknown;
/** The first member that there is of a field's present name and its former ones. */
export declare function former(value: Members, ...names: readonly string[]): unknown;
/** The rule `type` for objects, maps and unions. */
export declare function object(c: Checker, value: unknown, at: string): value is Members;
/** Checks true and false. */
export declare function bool(c: Checker, value: unknown, at: string): void;
/** Checks a value that may be anything but absent. */
export declare function json(c: Checker, value: unknown, at: string): void;
/** The rules `type` and `string.wellformed`. */
export declare function string(c: Checker, value: unknown, at: string): value is string;
/** Checks a text by its length in code points. */
export declare function text(c: Checker, value: unknown, at: string, min?: number, max?: number): value is string;
/** Checks a text by its length in bytes of UTF-8. */
export declare function maxBytes(c: Checker, value: string, at: string, max: number): void;
/** Checks a text by a pattern; `source` is how the contract writes it. */
export declare function pattern(c: Checker, value: string, at: string, regexp: RegExp, source: string): void;
/** Bounds of a number; a bound is told as its number is written. */
export interface Bounds {
    readonly min?: number;
    readonly above?: number;
    readonly max?: number;
    readonly below?: number;
    readonly multipleOf?: number;
    /** The texts of bounds that the contract writes otherwise than JavaScript does. */
    readonly texts?: Readonly<Record<string, string>>;
}
/** Checks a number. */
export declare function float(c: Checker, value: unknown, at: string, limits?: Bounds): void;
/** Checks an integer between `low` and `high`. */
export declare function integer(c: Checker, value: unknown, at: string, limits?: Bounds, low?: number, high?: number): void;
/** Checks one of a few texts; `open` where it may be another one: "direction" leaves it to the checker. */
export declare function oneOf(c: Checker, value: unknown, at: string, values: readonly string[], open?: boolean | "direction"): value is string;
/** Checks that a value is one and no other. */
export declare function constant(c: Checker, value: unknown, at: string, want: string | number | boolean): void;
/** Checks a list and its items. */
export declare function list(c: Checker, value: unknown, at: string, check: Check, min?: number, max?: number, unique?: boolean): void;
/** Checks a map and its values. */
export declare function map(c: Checker, value: unknown, at: string, check: Check, min?: number, max?: number): void;
/** Checks that an object has no other members than these, and the discriminator of the union that it stands in. */
export declare function known(c: Checker, value: Members, names: readonly string[], tag?: string): void;
/** Looks into a value of a recursive type, where it does not nest too deep. */
export declare function nested(c: Checker, value: unknown, at: string, name: string, max: number, check: Check, isList?: boolean, tag?: string): void;
