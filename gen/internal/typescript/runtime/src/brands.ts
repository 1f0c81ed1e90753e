declare const kind: unique symbol;

/** A 64-bit integer in decimal digits; `toInt64` and `toBigInt` convert. */
export type Int64 = string & { readonly [kind]: "int64" };

/** A decimal number as text; `toDecimal` makes one. */
export type Decimal = string & { readonly [kind]: "decimal" };

/** Writes an integer in decimal digits. Throws RangeError beyond 64 bits. */
export function toInt64(value: bigint | number): Int64 {
  const n = BigInt(value);
  if (BigInt.asIntN(64, n) !== n) throw new RangeError(`${n} does not fit into 64 bits`);
  return n.toString() as Int64;
}

/** Reads the digits of a 64-bit integer. */
export function toBigInt(value: Int64): bigint {
  return BigInt(value);
}

/** Takes a text as a decimal number. Throws RangeError where it is none; digits and scale are checked with the event. */
export function toDecimal(text: string): Decimal {
  if (!/^-?(?:0|[1-9]\d*)(?:\.\d+)?$/.test(text)) throw new RangeError("not a decimal number");
  return text as Decimal;
}
