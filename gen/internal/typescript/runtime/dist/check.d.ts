import type { Problems } from "./errors.js";
/** Where a value is, from what the caller looks at: a JSON Pointer, or an item's index, before which the list puts the rest. */
export type Path = string | number;
/** Checks a value and notes its problems; `at` is where it is, `tag` the discriminator of the union that it stands in. */
export type Check = (value: unknown, at: Path, tag?: string) => unknown;
/** An object of which nothing is known yet. */
export type Members = Readonly<Record<string, unknown>>;
/** What form a value has: 0 as it is sent, 1 as it travels (bytes are base64), 2 the same, with values of enums that this contract may not know yet. */
export type Form = 0 | 1 | 2;
/** Gives the problems of a value. */
export declare const problemsOf: (check: Check, value: unknown, as: Form) => Problems;
/** Whether the value that is being checked has the form that travels. */
export declare const travels: () => boolean;
/** Notes a problem, or that there are too many. Gives false, for use in conditions. */
export declare const problem: (path: Path, rule: string, message: string) => false;
/** Notes that a value is absent, null or of another type than is due. */
export declare const wrong: (value: unknown, at: Path, type: string) => false;
/** A name as a step of a JSON Pointer. */
export declare const pointer: (name: string) => string;
/** A member of an object by a name that objects inherit something under. */
export declare const own: (value: Members, name: string) => unknown;
/** The first member that there is of a field's present name and its former ones. */
export declare const former: (value: Members, ...names: readonly string[]) => unknown;
/** Makes the check of an object, map or union from the checks of its members, which note paths from the object on. */
export declare const object: (members: (value: Members, tag?: string) => void) => Check;
/** Checks true and false. */
export declare const bool: (value: unknown, at: Path) => boolean;
/** Checks a value that may be anything but absent. */
export declare const json: (value: unknown, at: Path) => boolean;
/** The rules `type` and `string.wellformed`. */
export declare const string: (value: unknown, at: Path) => value is string;
/** Checks a text by its length in code points. Tells whether its other rules can be looked at. */
export declare const text: (value: unknown, at: Path, min: number, max: number) => boolean | undefined;
/** Checks a text by its length in bytes of UTF-8. */
export declare const maxBytes: (value: string, at: Path, max: number) => boolean;
/** Checks a text by a pattern; `source` is how the contract writes it. */
export declare const pattern: (value: string, at: Path, regexp: RegExp, source: string) => boolean;
/** Checks a number. */
export declare const float: (value: unknown, at: Path) => value is number;
/** Checks an integer that numbers keep exactly. */
export declare const integer: (value: unknown, at: Path) => value is number;
/** Checks an integer of a kind that has a range of its own. */
export declare const ranged: (value: unknown, at: Path, low: number, high: number) => value is number;
/** The rule `number.min`. */
export declare const min: <N>(n: N, at: Path, bound: N, text?: unknown) => boolean;
/** The rule `number.exclusiveMin`. */
export declare const above: <N>(n: N, at: Path, bound: N, text?: unknown) => boolean;
/** The rule `number.max`. */
export declare const max: <N>(n: N, at: Path, bound: N, text?: unknown) => boolean;
/** The rule `number.exclusiveMax`. */
export declare const below: <N>(n: N, at: Path, bound: N, text?: unknown) => boolean;
/** The rule `number.multipleOf`. */
export declare const multipleOf: <N extends number | bigint>(n: N, at: Path, bound: N) => boolean;
/** Checks one of a few texts. */
export declare const oneOf: (value: unknown, at: Path, values: readonly string[]) => value is string;
/** Checks one of a few texts, or any other where it comes from a peer that may be newer. */
export declare const oneOfKnown: (value: unknown, at: Path, values: readonly string[]) => boolean;
/** Checks that a value is one and no other. */
export declare const constant: (value: unknown, at: Path, want: string | number | boolean) => boolean;
/** Checks a list and its items. */
export declare const list: (value: unknown, at: Path, check: Check, min: number, max: number) => void;
/** Makes the check of one list's items that may not repeat from the check of such an item. */
export declare const unique: (check: Check) => Check;
/** Checks a map and its values. */
export declare const map: (value: unknown, at: Path, check: Check, min: number, max: number) => void;
/** Checks that an object has no other members than these, and the discriminator of the union that it stands in. */
export declare const known: (value: Members, names: readonly string[], tag?: string) => void;
/** Makes the check of a recursive type, whose values nest no deeper than `max` levels, from the check of one level. */
export declare const nested: (max: number, check: Check, isList?: boolean) => Check;
