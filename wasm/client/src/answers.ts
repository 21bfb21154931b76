/** Reads what a board answers, which may be anything. */

import type { EnrolmentDocument, EnrolmentId, PollId, PollResult } from "./documents.js";
import type { Enrolment } from "./enrolment.js";
import { OstrakonError } from "./error.js";
import { readAny } from "./json.js";

/** Who runs the board, by the server's word. */
export interface BoardInfo {
    /** The name that polls call it by. */
    readonly host: string;
    /** The Ed25519 key that it signs with, in hexadecimal. */
    readonly key: string;
}

/** What the server says of a poll. Nothing of it is checked: see `Board.poll`. */
export interface PollSummary {
    readonly poll: PollId;
    readonly title: string;
    readonly opens: string;
    readonly closes: string;
    /** Whether its log has come to its end. */
    readonly closed: boolean;
    readonly ballots: number;
}

const ID = /^[0-9a-f]{64}$/;

/** Refuses what is no id, so that it never gets into an address. */
export function expectId(id: string, code: "enrolment-id" | "poll-id"): string {
    if (ID.test(id)) return id;
    throw new OstrakonError(code, "an id has 64 hexadecimal digits");
}

/** `/board`. */
export function readInfo(bytes: Uint8Array): BoardInfo {
    const fields = object(readAny(bytes));
    return { host: text(fields, "host"), key: text(fields, "key") };
}

/** `/polls`. */
export function readIds(bytes: Uint8Array): PollId[] {
    const { polls } = object(readAny(bytes));
    if (!Array.isArray(polls) || !polls.every((id) => typeof id === "string" && ID.test(id))) throw strange();
    return polls;
}

/** `/polls/{id}`. */
export function readSummary(poll: PollId, bytes: Uint8Array): PollSummary {
    const fields = object(readAny(bytes));
    if (text(fields, "poll") !== poll) throw strange();
    const [opens, closes] = [time(fields, "opens"), time(fields, "closes")];
    return { poll, title: text(fields, "title"), opens, closes, closed: flag(fields, "closed"), ballots: number(fields, "ballots") };
}

/** `/polls/{id}/result.json`. */
export function readResult(bytes: Uint8Array): PollResult {
    const fields = object(readAny(bytes));
    if (!Array.isArray(fields["outcomes"])) throw strange();
    return fields as unknown as PollResult;
}

/** `/enrolments/{id}`. */
export function readEnrolment(id: EnrolmentId, bytes: Uint8Array): Enrolment {
    const fields = object(readAny(bytes));
    const document = object(fields["enrolment"]);
    for (const name of ["format", "salt", "title"]) text(document, name);
    return {
        id,
        document: document as unknown as EnrolmentDocument,
        closed: flag(fields, "closed"),
        issued: number(fields, "issued"),
        used: number(fields, "used"),
    };
}

/** `/enrolments/{id}/requests`: the commitment that was entered. */
export function readEntered(bytes: Uint8Array): string {
    return text(object(readAny(bytes)), "commitment");
}

type Fields = { readonly [name: string]: unknown };

function object(value: unknown): Fields {
    if (typeof value !== "object" || value === null || Array.isArray(value)) throw strange();
    return value as Fields;
}

function text(fields: Fields, name: string): string {
    const value = fields[name];
    if (typeof value !== "string") throw strange();
    return value;
}

/** A time as 2026-12-01T09:00:00Z. */
function time(fields: Fields, name: string): string {
    const value = text(fields, name);
    const date = new Date(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(value) ? value : Number.NaN);
    // A day that a month has not got is read as one of the next month.
    if (Number.isNaN(date.getTime()) || date.toISOString() !== value.replace("Z", ".000Z")) throw strange();
    return value;
}

function flag(fields: Fields, name: string): boolean {
    const value = fields[name];
    if (typeof value !== "boolean") throw strange();
    return value;
}

function number(fields: Fields, name: string): number {
    const value = fields[name];
    if (typeof value !== "number" || !Number.isSafeInteger(value) || value < 0) throw strange();
    return value;
}

function strange(): OstrakonError {
    return new OstrakonError("server-answer", "the answer is not one that a board gives");
}
