import { type Path } from "./check.js";
/** Checks 8-4-4-4-12 hexadecimal digits of any case. */
export declare const uuid: (value: unknown, at: Path) => boolean;
/** Checks labels of letters, digits and inner hyphens (RFC 1123). */
export declare const hostname: (value: unknown, at: Path) => boolean;
/** Checks an ASCII dot-atom of at most 64 characters at a host name (RFC 5321 without quotes and address literals). */
export declare const email: (value: unknown, at: Path) => boolean;
/** Checks four decimal numbers up to 255, without leading zeros. */
export declare const ipv4: (value: unknown, at: Path) => boolean;
/** Checks the text form of RFC 4291 section 2.2, without a zone. */
export declare const ipv6: (value: unknown, at: Path) => boolean;
/** Checks an http, https, ws or wss address in ASCII (RFC 3986), without user information. */
export declare const uri: (value: unknown, at: Path) => boolean;
/** Checks a date and time of RFC 3339 in the proleptic Gregorian calendar, years 0001 to 9999, without leap seconds. */
export declare const datetime: (value: unknown, at: Path) => boolean;
/** Checks the decimal digits of a 64-bit integer. */
export declare const int64: (value: unknown, at: Path) => value is string;
/** Checks a decimal number of at most `digits` digits, `scale` of them after the point. */
export declare const decimal: (value: unknown, at: Path, digits: number, scale: number) => boolean;
/** Checks bytes: padded base64 (RFC 4648 section 4) where they travel, a Uint8Array elsewhere. */
export declare const bytes: (value: unknown, at: Path, max?: number) => boolean;
/** Gives the bytes of valid base64. */
export declare const fromBase64: (s: string) => Uint8Array;
/** Writes bytes as padded base64. */
export declare const toBase64: (bytes: Uint8Array) => string;
