/** What a board may refuse with. */

import { OstrakonError } from "./error.js";
import { readAny } from "./json.js";

/**
 * The codes of docs/format.md that a board's answer to a voter can have. What is checked here, before anything is sent
 * or after it has come, is not among them: only this package may say that a member is none or that a log was forked.
 */
export const REFUSALS: ReadonlySet<string> = new Set([
    // Ballots.
    "already-voted", "busy", "closed", "content-poll", "not-open", "nullifier-set", "stopped",
    // Enrolments.
    "enrolment-already-in", "enrolment-closed", "enrolment-code-used", "enrolment-no-such-code", "unknown-enrolment",
    // What is asked for, and results.
    "key-absent", "lottery-missing", "not-closed", "not-in-log", "tally", "tally-count", "tally-profile", "unknown-poll",
    // The store.
    "store", "store-damaged", "store-unknown",
    // Any request.
    "body-cut", "body-shape", "body-size", "method", "overloaded", "query", "route", "timeout",
]);

/** The error of an RFC 9457 problem document, which may say anything. */
export function refusal(status: number, body: Uint8Array): OstrakonError {
    const problem = readAny(body);
    if (typeof problem === "object" && problem !== null && "code" in problem && "detail" in problem) {
        const { code, detail } = problem;
        if (typeof code === "string" && typeof detail === "string") {
            return new OstrakonError(REFUSALS.has(code) ? code : "server-answer", `the server refuses: ${printable(detail)}`);
        }
    }
    return new OstrakonError("server-answer", `the server answers with status ${status}`);
}

/** The beginning of a text that may be anything, without what moves a cursor or turns text around. */
function printable(text: string): string {
    return [...text.slice(0, 1000)].slice(0, 500).join("").replace(/[\p{C}\p{Zl}\p{Zp}]/gu, "\u{fffd}");
}
