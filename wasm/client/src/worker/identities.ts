/** Tasks with identities. */

import type { Identity } from "../../module/ostrakon.js";
import type { EnrolmentId } from "../documents.js";
import { OstrakonError } from "../error.js";
import * as file from "./identity_file.js";
import { keep, kept } from "./kept.js";
import { lib } from "./module.js";

/** What the owner has to know of an identity. */
export interface Secret {
    readonly commitment: string;
    /** The private key in base64, to make it again in another worker. */
    readonly key: string;
}

/** A new identity. */
export function newIdentity(_: unknown, number: number): Secret {
    return take(number, lib.Identity.generate());
}

/** The identity of a private key in base64. */
export function importIdentity(_: unknown, number: number, key: string): Secret {
    return take(number, read(key));
}

/** The identity in a file. */
export async function openIdentity(
    _: unknown,
    number: number,
    bytes: Uint8Array,
    passphrase: string | undefined,
): Promise<Secret> {
    const { key, commitment } = await file.open(bytes, passphrase);
    return take(number, read(key), (identity) => {
        if (commitment === undefined || commitment === identity.commitment) return;
        throw new OstrakonError("identity-file", "the key is not that of the commitment in the file: it was changed or damaged");
    });
}

/** The bytes of an identity's encrypted file. */
export function sealIdentity(_: unknown, number: number, passphrase: string): Promise<Uint8Array> {
    const identity = kept(lib.Identity, number);
    return file.seal({ key: identity.export(), commitment: identity.commitment }, passphrase);
}

/** The bytes of the request to enrol an identity with a code. */
export function requestEnrolment(_: unknown, number: number, enrolment: Uint8Array, code: string): Uint8Array {
    return kept(lib.Identity, number).enrolmentRequest(enrolment, code);
}

/** The id of an enrolment, by its document. */
export function idOfEnrolment(_: unknown, enrolment: Uint8Array): EnrolmentId {
    return lib.enrolmentId(enrolment);
}

/** The nullifier of an identity's ballots in a poll. */
export function nullifierIn(_: unknown, number: number, poll: number): string {
    return kept(lib.Identity, number).nullifier(kept(lib.Poll, poll).scope);
}

function read(key: string): Identity {
    // No text at all is a valid key for Semaphore, and never a voter's.
    if (key === "") throw new OstrakonError("identity-empty", "there is no private key");
    return lib.Identity.import(key);
}

function take(number: number, identity: Identity, check?: (identity: Identity) => void): Secret {
    keep(number, identity, check);
    return { commitment: identity.commitment, key: identity.export() };
}
