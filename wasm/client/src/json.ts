/** Documents as bytes, and back. */

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { fatal: true });

/** Any value that JSON has. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** The value of a document that the module has checked, or made. */
export function read<T>(bytes: Uint8Array): T {
    return JSON.parse(decoder.decode(bytes)) as T;
}

/** The value of an answer of a server, which may be anything; nothing where it is not JSON. */
export function readAny(bytes: Uint8Array): unknown {
    try {
        return JSON.parse(decoder.decode(bytes));
    } catch {
        return undefined;
    }
}

/** The bytes of a document, in the spelling of RFC 8785: those that it came from. Documents have no fractions. */
export function canonical(value: object): Uint8Array {
    return encoder.encode(spell(value as Json));
}

function spell(value: Json): string {
    if (Array.isArray(value)) return `[${value.map(spell).join(",")}]`;
    if (typeof value !== "object" || value === null) return JSON.stringify(value);
    // Sorted here, and not by JSON.stringify: an object has keys that look like numbers always first.
    const fields = Object.entries(value).filter(([, field]) => field !== undefined);
    const inOrder = fields.sort(([a], [b]) => (a < b ? -1 : 1));
    return `{${inOrder.map(([key, field]) => `${JSON.stringify(key)}:${spell(field)}`).join(",")}}`;
}
