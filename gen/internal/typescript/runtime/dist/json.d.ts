/**
 * Reads JSON text as the generated Go does, which is stricter than JSON.parse: UTF-8 without a byte order mark where it is bytes,
 * no member twice, no lone surrogates, at most 64 levels. Throws ValidationError with a rule that begins with "wire.".
 */
export declare function parseStrict(text: string | Uint8Array): unknown;
