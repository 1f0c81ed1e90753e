declare const kind: unique symbol;
/** A 64-bit integer in decimal digits; `toInt64` and `toBigInt` convert. */
export type Int64 = string & {
    readonly [kind]: "int64";
};
/** A decimal number as text; `toDecimal` makes one. */
export type Decimal = string & {
    readonly [kind]: "decimal";
};
/** Writes an integer in decimal digits. Throws RangeError beyond 64 bits. */
export declare function toInt64(value: bigint | number): Int64;
/** Reads the digits of a 64-bit integer. */
export declare function toBigInt(value: Int64): bigint;
/** Takes a text as a decimal number. Throws RangeError where it is none; digits and scale are checked with the event. */
export declare function toDecimal(text: string): Decimal;
export {};
