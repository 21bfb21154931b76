import type { EnrolmentDocument, EnrolmentId } from "./documents.js";

/** An enrolment: who has a one-time code of the registrar gets an identity into the group. */
export interface Enrolment {
    readonly id: EnrolmentId;
    readonly document: EnrolmentDocument;
    /** Whether it is over. */
    readonly closed: boolean;
    /** How many codes were given out, by the server's word. */
    readonly issued: number;
    /** How many of them are used up. */
    readonly used: number;
}
