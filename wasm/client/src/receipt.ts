import type { ReceiptVerdict as RawVerdict } from "../module/ostrakon.js";
import type { BallotId, PollId, ReceiptDocument } from "./documents.js";
import { read } from "./json.js";
import type { ReceiptData } from "./worker/receipts.js";

/**
 * What a voter keeps of a ballot: the board's promise and, once it is known, the proof that the ballot is in the log.
 * It can show how its voter voted, so it is kept like a secret.
 */
export class Receipt {
    readonly poll: PollId;
    readonly ballotId: BallotId;
    /** The document. */
    readonly bytes: Uint8Array;

    /** @internal */
    constructor({ poll, ballotId, bytes }: ReceiptData) {
        this.poll = poll;
        this.ballotId = ballotId;
        this.bytes = bytes;
    }

    /** What it says. */
    get document(): ReceiptDocument {
        return read(this.bytes);
    }
}

type In<Name> = Extract<RawVerdict, { readonly verdict: Name }>;

/**
 * What became of a ballot, by its receipt and the board's log.
 *
 * `included`: it is an entry of the log; `receipt` has the proof now. `final` means that the log is closed, and cosigned
 * as the poll asks; where it is closed and not final, `missing` tells why and `deadline`, if it is still to come, until
 * when that may change.
 * `promised`: the log does not have it yet.
 * `dropped` and `forked` are evidence against the board, which needs `checkpoint` and the receipt: the log is closed
 * without the ballot, or does not go on from the one in the receipt.
 */
export type ReceiptVerdict =
    | (Readonly<Omit<In<"included">, "receipt">> & { readonly receipt: Receipt })
    | Readonly<In<"promised">>
    | Readonly<In<"dropped" | "forked">>;
