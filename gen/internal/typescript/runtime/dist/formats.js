import { problem, string, travels, wrong } from "./check.js";
const format = (value, at, name, what, is) => (typeof value === "string" && is(value)) ||
    (string(value, at) && problem(at, `format.${name}`, `must be ${what}`));
// Written out because engines run a counted class such as [\da-f]{8} as a loop: this way it takes less than half the time.
const uuidForm = /^[\da-f][\da-f][\da-f][\da-f][\da-f][\da-f][\da-f][\da-f]-[\da-f][\da-f][\da-f][\da-f]-[\da-f][\da-f][\da-f][\da-f]-[\da-f][\da-f][\da-f][\da-f]-[\da-f][\da-f][\da-f][\da-f][\da-f][\da-f][\da-f][\da-f][\da-f][\da-f][\da-f][\da-f]$/i;
/** Checks 8-4-4-4-12 hexadecimal digits of any case. */
export const uuid = (value, at) => (typeof value === "string" && uuidForm.test(value)) ||
    (string(value, at) && problem(at, "format.uuid", "must be a UUID"));
const hostnameForm = /^(?!.{254})[\da-z](?:[\da-z-]{0,61}[\da-z])?(?:\.[\da-z](?:[\da-z-]{0,61}[\da-z])?)*$/i;
const isHostname = (s) => hostnameForm.test(s);
/** Checks labels of letters, digits and inner hyphens (RFC 1123). */
export const hostname = (value, at) => format(value, at, "hostname", "a host name", isHostname);
const localForm = /^(?!.{65})[\w!#$%&'*+/=?^`{|}~-]+(?:\.[\w!#$%&'*+/=?^`{|}~-]+)*$/;
/** Checks an ASCII dot-atom of at most 64 characters at a host name (RFC 5321 without quotes and address literals). */
export const email = (value, at) => {
    return format(value, at, "email", "an email address", (s) => {
        const sign = s.indexOf("@");
        return (sign > 0 &&
            s.length <= 254 &&
            localForm.test(s.slice(0, sign)) &&
            isHostname(s.slice(sign + 1)));
    });
};
const ipv4Form = /^(?:(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)(?:\.(?!$)|$)){4}$/;
const isIPv4 = (s) => ipv4Form.test(s);
/** Checks four decimal numbers up to 255, without leading zeros. */
export const ipv4 = (value, at) => format(value, at, "ipv4", "an IPv4 address", isIPv4);
const isIPv6 = (s) => {
    const halves = s.split("::");
    if (halves.length > 2)
        return false;
    let groups = 0;
    for (const [i, half] of halves.entries()) {
        if (half === "" && halves.length === 2)
            continue;
        const parts = half.split(":");
        for (const [j, part] of parts.entries()) {
            const last = i === halves.length - 1 && j === parts.length - 1;
            if (/^[\da-f]{1,4}$/i.test(part))
                groups++;
            else if (last && isIPv4(part))
                groups += 2;
            else
                return false;
        }
    }
    return halves.length === 2 ? groups < 8 : groups === 8;
};
/** Checks the text form of RFC 4291 section 2.2, without a zone. */
export const ipv6 = (value, at) => format(value, at, "ipv6", "an IPv6 address", isIPv6);
const uriForm = /^(?:http|ws)s?:\/\/(?:\[([^\]]*)\]|([^/?#:[\]]*))(?::([1-9]\d{0,4}))?(?=[/?#]|$)(?:[\w/?.~!$&'()*+,;=:@-]|%[\dA-Fa-f]{2})*(?:#(?:[\w/?.~!$&'()*+,;=:@-]|%[\dA-Fa-f]{2})*)?$/;
/** Checks an http, https, ws or wss address in ASCII (RFC 3986), without user information. */
export const uri = (value, at) => {
    return format(value, at, "uri", "an http, https, ws or wss URI", (s) => {
        const parts = uriForm.exec(s);
        if (!parts)
            return false;
        const [, v6, host = "", port = "0"] = parts;
        return (v6 === undefined ? isHostname(host) : isIPv6(v6)) && Number(port) < 65536;
    });
};
const datetimeForm = /^(\d{4})-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{1,9})?(?:Z|[+-](?:[01]\d|2[0-3]):[0-5]\d)$/;
/** Checks a date and time of RFC 3339 in the proleptic Gregorian calendar, years 0001 to 9999, without leap seconds. */
export const datetime = (value, at) => {
    return format(value, at, "datetime", "a date and time of RFC 3339", (s) => {
        const parts = datetimeForm.exec(s);
        if (!parts)
            return false;
        const [year, month, day] = [Number(parts[1]), Number(parts[2]), Number(parts[3])];
        const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
        const days = month === 2 ? (leap ? 29 : 28) : [4, 6, 9, 11].includes(month) ? 30 : 31;
        return year > 0 && day <= days;
    });
};
/** Checks the decimal digits of a 64-bit integer. */
export const int64 = (value, at) => format(value, at, "int64", "an integer of 64 bits in decimal digits", (s) => /^(?:0|-?[1-9]\d{0,18})$/.test(s) && BigInt.asIntN(64, BigInt(s)) === BigInt(s));
/** Checks a decimal number of at most `digits` digits, `scale` of them after the point. */
export const decimal = (value, at, digits, scale) => {
    const what = `a decimal of at most ${digits} digit${digits === 1 ? "" : "s"}, ${scale} of them after the point`;
    return format(value, at, "decimal", what, (s) => {
        const parts = /^-?(0|[1-9]\d*)(?:\.(\d+))?$/.exec(s);
        if (!parts)
            return false;
        const [, whole = "", fraction = ""] = parts;
        return (whole === "0" || whole.length <= digits - scale) && fraction.length <= scale;
    });
};
const base64Form = /^(?:[\dA-Za-z+/]{4})*(?:[\dA-Za-z+/][AQgw]==|[\dA-Za-z+/]{2}[AEIMQUYcgkosw048]=)?$/;
/** Checks bytes: padded base64 (RFC 4648 section 4) where they travel, a Uint8Array elsewhere. */
export const bytes = (value, at, max = Infinity) => {
    let length = 0;
    if (travels()) {
        if (!format(value, at, "bytes", "padded base64", (s) => base64Form.test(s)))
            return false;
        length = (value.length / 4) * 3 - (value.endsWith("==") ? 2 : value.endsWith("=") ? 1 : 0);
    }
    else {
        if (!(value instanceof Uint8Array))
            return wrong(value, at, "a Uint8Array");
        length = value.length;
    }
    return length <= max || problem(at, "bytes.max", `must have ${max} or fewer bytes`);
};
/** Gives the bytes of valid base64. */
export const fromBase64 = (s) => Uint8Array.from(atob(s), (unit) => unit.charCodeAt(0));
/** Writes bytes as padded base64. */
export const toBase64 = (bytes) => {
    let units = "";
    for (const byte of bytes)
        units += String.fromCharCode(byte);
    return btoa(units);
};
//# sourceMappingURL=formats.js.map