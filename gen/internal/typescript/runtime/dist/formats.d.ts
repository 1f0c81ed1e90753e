import { type Checker } from "./check.js";
/** Checks 8-4-4-4-12 hexadecimal digits of any case. */
export declare function uuid(c: Checker, value: unknown, at: string): void;
/** Checks labels of letters, digits and inner hyphens (RFC 1123). */
export declare function hostname(c: Checker, value: unknown, at: string): void;
/** Checks an ASCII dot-atom of at most 64 characters at a host name (RFC 5321 without quotes and address literals). */
export declare function email(c: Checker, value: unknown, at: string): void;
/** Checks four decimal numbers up to 255, without leading zeros. */
export declare function ipv4(c: Checker, value: unknown, at: string): void;
/** Checks the text form of RFC 4291 section 2.2, without a zone. */
export declare function ipv6(c: Checker, value: unknown, at: string): void;
/** Checks an http, https, ws or wss address in ASCII (RFC 3986), without user information. */
export declare function uri(c: Checker, value: unknown, at: string): void;
/** Checks a date and time of RFC 3339 in the proleptic Gregorian calendar, years 0001 to 9999, without leap seconds. */
export declare function datetime(c: Checker, value: unknown, at: string): void;
/** Bounds of a 64-bit integer, in decimal digits. */
export interface Int64Bounds {
    readonly min?: string;
    readonly above?: string;
    readonly max?: string;
    readonly below?: string;
    readonly multipleOf?: string;
}
/** Checks the decimal digits of a 64-bit integer. */
export declare function int64(c: Checker, value: unknown, at: string, b?: Int64Bounds): void;
/** Checks a decimal number of at most `digits` digits, `scale` of them after the point. */
export declare function decimal(c: Checker, value: unknown, at: string, digits: number, scale: number): void;
/** Checks bytes: padded base64 (RFC 4648 section 4) where they travel, a Uint8Array elsewhere. */
export declare function bytes(c: Checker, value: unknown, at: string, max?: number): void;
/** Gives the bytes of valid base64. */
export declare function fromBase64(s: string): Uint8Array;
/** Writes bytes as padded base64. */
export declare function toBase64(bytes: Uint8Array): string;
