import type { Problem } from "./errors.js";
/** Checks a value and notes its problems; `at` is the value's path from what the caller looks at, `tag` the discriminator of the union it stands in. */
export type Check = (value: unknown, at: string, tag?: string) => unknown;
/** An object of which nothing is known yet. */
export type Members = Readonly<Record<string, unknown>>;
/** What form a value has: 0 as it is sent, 1 as it travels (bytes are base64), 2 the same, with values of enums that this contract may not know yet. */
export type Form = 0 | 1 | 2;
/** Gives the problems of a value; one more than are told where there are too many. */
export declare function problemsOf(check: Check, value: unknown, as: Form): readonly Problem[];
/** Whether the value that is being checked has the form that travels. */
export declare function travels(): boolean;
/** Notes a problem: 16 are told, and one more tells that there were more. Gives false, for use in conditions. */
export declare function problem(path: string, rule: string, message: string): false;
/** Notes that a value is absent, null or of another type than is due. */
export declare function wrong(value: unknown, at: string, type: string): false;
/** A name as a step of a JSON Pointer. */
export declare function pointer(name: string): string;
/** A member of an object by a name that objects inherit something under. */
export declare function own(value: Members, name: string): unknown;
/** The first member that there is of a field's present name and its former ones. */
export declare function former(value: Members, ...names: readonly string[]): unknown;
/** Makes the check of an object, map or union from the checks of its members, which note paths from the object on. */
export declare function object(members: (value: Members, tag?: string) => void): Check;
/** Checks true and false. */
export declare function bool(value: unknown, at: string): boolean;
/** Checks a value that may be anything but absent. */
export declare function json(value: unknown, at: string): boolean;
/** The rules `type` and `string.wellformed`. */
export declare function string(value: unknown, at: string): value is string;
/** Checks a text by its length in code points. */
export declare function text(value: unknown, at: string, min?: number, max?: number): value is string;
/** Checks a text by its length in bytes of UTF-8. */
export declare function maxBytes(value: string, at: string, max: number): boolean;
/** Checks a text by a pattern; `source` is how the contract writes it. */
export declare function pattern(value: string, at: string, regexp: RegExp, source: string): boolean;
/** Checks a number. */
export declare function float(value: unknown, at: string): value is number;
/** Checks an integer between `low` and `high`, which are those that numbers keep exactly where nothing else is said. */
export declare function integer(value: unknown, at: string, high?: number, low?: number): value is number;
/** The rule `number.min`. */
export declare function min<N>(n: N, at: string, bound: N, text?: unknown): boolean;
/** The rule `number.exclusiveMin`. */
export declare function above<N>(n: N, at: string, bound: N, text?: unknown): boolean;
/** The rule `number.max`. */
export declare function max<N>(n: N, at: string, bound: N, text?: unknown): boolean;
/** The rule `number.exclusiveMax`. */
export declare function below<N>(n: N, at: string, bound: N, text?: unknown): boolean;
/** The rule `number.multipleOf`. */
export declare function multipleOf<N extends number | bigint>(n: N, at: string, bound: N): boolean;
/** Checks one of a few texts. `told` is how they are told where there are many. */
export declare function oneOf(value: unknown, at: string, values: readonly string[], told?: string): value is string;
/** Checks one of a few texts, or any other where it comes from a peer that may be newer. */
export declare function oneOfKnown(value: unknown, at: string, values: readonly string[], told?: string): boolean;
/** Checks that a value is one and no other. */
export declare function constant(value: unknown, at: string, want: string | number | boolean): boolean;
/** Checks a list and its items. */
export declare function list(value: unknown, at: string, check: Check, min?: number, max?: number): void;
/** Makes the check of one list's items that may not repeat from the check of such an item. */
export declare function unique(check: Check): Check;
/** Checks a map and its values. */
export declare function map(value: unknown, at: string, check: Check, min?: number, max?: number): void;
/** Checks that an object has no other members than these, and the discriminator of the union that it stands in. */
export declare function known(value: Members, names: readonly string[], tag?: string): void;
/** Makes the check of a recursive type, whose values nest no deeper than `max` levels, from the check of one level. */
export declare function nested(max: number, check: Check, isList?: boolean): Check;
