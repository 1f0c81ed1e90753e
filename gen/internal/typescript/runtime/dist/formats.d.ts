/** Checks 8-4-4-4-12 hexadecimal digits of any case. */
export declare function uuid(value: unknown, at: string): boolean;
/** Checks labels of letters, digits and inner hyphens (RFC 1123). */
export declare function hostname(value: unknown, at: string): boolean;
/** Checks an ASCII dot-atom of at most 64 characters at a host name (RFC 5321 without quotes and address literals). */
export declare function email(value: unknown, at: string): boolean;
/** Checks four decimal numbers up to 255, without leading zeros. */
export declare function ipv4(value: unknown, at: string): boolean;
/** Checks the text form of RFC 4291 section 2.2, without a zone. */
export declare function ipv6(value: unknown, at: string): boolean;
/** Checks an http, https, ws or wss address in ASCII (RFC 3986), without user information. */
export declare function uri(value: unknown, at: string): boolean;
/** Checks a date and time of RFC 3339 in the proleptic Gregorian calendar, years 0001 to 9999, without leap seconds. */
export declare function datetime(value: unknown, at: string): boolean;
/** Checks the decimal digits of a 64-bit integer. */
export declare function int64(value: unknown, at: string): value is string;
/** Checks a decimal number of at most `digits` digits, `scale` of them after the point. */
export declare function decimal(value: unknown, at: string, digits: number, scale: number): boolean;
/** Checks bytes: padded base64 (RFC 4648 section 4) where they travel, a Uint8Array elsewhere. */
export declare function bytes(value: unknown, at: string, max?: number): boolean;
/** Gives the bytes of valid base64. */
export declare function fromBase64(s: string): Uint8Array;
/** Writes bytes as padded base64. */
export declare function toBase64(bytes: Uint8Array): string;
