import type { BallotDocument, BallotId } from "./documents.js";
import { read } from "./json.js";
import type { BallotData } from "./worker/polls.js";

/** A ballot that was made or verified here. */
export class Ballot {
    /** The same for whoever says the same in the same poll, with the same identity. */
    readonly id: BallotId;
    /** The same for all ballots of one voter in the poll, in decimal. */
    readonly nullifier: string;
    /** Of one voter's ballots the one of the highest revision counts. */
    readonly revision: number;
    /** The document. */
    readonly bytes: Uint8Array;

    /** @internal */
    constructor({ id, nullifier, revision, bytes }: BallotData) {
        this.id = id;
        this.nullifier = nullifier;
        this.revision = revision;
        this.bytes = bytes;
    }

    /** What it says. */
    get document(): BallotDocument {
        return read(this.bytes);
    }
}
