/** Writes an integer in decimal digits. Throws RangeError beyond 64 bits. */
export function toInt64(value) {
    const n = BigInt(value);
    if (BigInt.asIntN(64, n) !== n)
        throw new RangeError(`${n} does not fit into 64 bits`);
    return n.toString();
}
/** Reads the digits of a 64-bit integer. */
export function toBigInt(value) {
    return BigInt(value);
}
/** Takes a text as a decimal number. Throws RangeError where it is none; digits and scale are checked with the event. */
export function toDecimal(text) {
    if (!/^-?(?:0|[1-9]\d*)(?:\.\d+)?$/.test(text))
        throw new RangeError("not a decimal number");
    return text;
}
//# sourceMappingURL=brands.js.map