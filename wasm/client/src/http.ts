/**
 * Requests to servers that nothing is believed of: every answer has a bound, in bytes and in time. Requests carry no
 * cookies and no referrer, and follow no redirects.
 */

import { OstrakonError, aborted } from "./error.js";
import { refusal } from "./refusals.js";

/** Longest time, in milliseconds, in which nothing comes. */
const SILENCE = 60_000;

/** Bytes that have to come in a second where the answer is long. */
const PACE = 16 * 1024;

/** Longest time of a whole request, in which the largest group has to come. */
const WHOLE = 900_000;

/** Most bytes of an answer without a document in it. */
export const MAX_ANSWER_BYTES = 64 * 1024;

/** A request. */
export interface Ask {
    /** Most bytes of the answer. */
    readonly limit: number;
    /** What is sent; a `GET` where there is nothing. */
    readonly body?: Uint8Array;
    /** Passes over what the browser has kept of earlier answers. */
    readonly fresh?: boolean;
    readonly signal?: AbortSignal;
    /** Is told how many bytes have come, of how many, where that is known. */
    readonly onBytes?: (done: number, of: number | undefined) => void;
}

/** What a server answers. A refusal is thrown with its code. */
export async function ask(url: URL, request: Ask): Promise<Uint8Array> {
    const { signal } = request;
    if (signal?.aborted) throw aborted();
    const ending = new AbortController();
    const end = (): void => ending.abort();
    signal?.addEventListener("abort", end);
    const whole = setTimeout(end, longest(request.limit));
    let silence = setTimeout(end, SILENCE);
    const heard = (): void => {
        clearTimeout(silence);
        silence = setTimeout(end, SILENCE);
    };
    try {
        const response = await fetch(url, {
            ...(request.body && { method: "POST", body: request.body as BodyInit }),
            ...(request.fresh && { cache: "reload" }),
            credentials: "omit",
            redirect: "error",
            referrerPolicy: "no-referrer",
            signal: ending.signal,
        });
        heard();
        if (response.ok) return await read(response, request.limit, heard, request.onBytes);
        throw refusal(response.status, await read(response, MAX_ANSWER_BYTES, heard));
    } catch (error) {
        if (error instanceof OstrakonError) throw error;
        if (signal?.aborted) throw aborted();
        const reason = ending.signal.aborted ? "nothing came for too long" : reasonOf(error);
        throw new OstrakonError("server-unreachable", `no answer from ${url.origin}: ${reason}`);
    } finally {
        clearTimeout(whole);
        clearTimeout(silence);
        signal?.removeEventListener("abort", end);
        ending.abort();
    }
}

/** Milliseconds that a request may take whose answer has at most so many bytes. */
export function longest(limit: number): number {
    return Math.min(Math.max(SILENCE, (limit / PACE) * 1000), WHOLE);
}

async function read(
    response: Response,
    limit: number,
    heard: () => void,
    onBytes?: (done: number, of: number | undefined) => void,
): Promise<Uint8Array> {
    const tooLong = new OstrakonError("server-answer", "an answer is longer than it may be");
    const encoded = response.headers.has("content-encoding");
    const stated = Number(response.headers.get("content-length") ?? Number.NaN);
    const of = !encoded && Number.isSafeInteger(stated) && stated > 0 ? stated : undefined;
    if (of !== undefined && of > limit) throw tooLong;
    const parts: Uint8Array[] = [];
    let size = 0;
    const reader = response.body?.getReader();
    for (;;) {
        const next = await reader?.read();
        if (!next || next.done) break;
        heard();
        size += next.value.length;
        if (size > limit) throw tooLong;
        parts.push(next.value);
        onBytes?.(size, of);
    }
    return joined(parts, size);
}

function joined(parts: readonly Uint8Array[], size: number): Uint8Array {
    const whole = new Uint8Array(size);
    let at = 0;
    for (const part of parts) {
        whole.set(part, at);
        at += part.length;
    }
    return whole;
}

function reasonOf(error: unknown): string {
    if (!(error instanceof Error)) return String(error);
    return error.cause instanceof Error && error.cause.message ? error.cause.message : error.message;
}
