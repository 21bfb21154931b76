/** Tasks with receipts. */

import type { Receipt, ReceiptState, ReceiptVerdict } from "../../module/ostrakon.js";
import type { Progress } from "../progress.js";
import { kept } from "./kept.js";
import { lib } from "./module.js";
import { partsBelow } from "./parts.js";

/** A receipt, as it is told to the owner. */
export interface ReceiptData {
    readonly poll: string;
    readonly ballotId: string;
    readonly bytes: Uint8Array;
}

/** Reads a receipt. Nothing in it is believed. */
export function readReceipt(_: unknown, bytes: Uint8Array): ReceiptData {
    return using(lib.Receipt.parse(bytes), dataOf);
}

/** The receipt of a ballot, from the board's answer to it. */
export function promised(_: unknown, poll: number, ballot: Uint8Array, promise: Uint8Array): ReceiptData {
    return using(lib.Receipt.promised(kept(lib.Poll, poll), ballot, promise), dataOf);
}

/** What a receipt shows by itself. */
export function checkReceipt(_: unknown, poll: number, bytes: Uint8Array): ReceiptState {
    return using(lib.Receipt.parse(bytes), (receipt) => receipt.check(kept(lib.Poll, poll)));
}

/** What became of a ballot, by a poll's log under an address. */
export async function searchReceipt(
    tell: (progress: Progress) => void,
    poll: number,
    bytes: Uint8Array,
    base: string,
): Promise<ReceiptVerdict> {
    tell({ step: "download" });
    const receipt = lib.Receipt.parse(bytes);
    try {
        const now = new Date().toISOString().replace(/\.\d+Z$/, "Z");
        return await receipt.search(kept(lib.Poll, poll), partsBelow(base), now);
    } finally {
        receipt.free();
    }
}

function using<T>(receipt: Receipt, work: (receipt: Receipt) => T): T {
    try {
        return work(receipt);
    } finally {
        receipt.free();
    }
}

function dataOf(receipt: Receipt): ReceiptData {
    return { poll: receipt.poll, ballotId: receipt.ballotId, bytes: receipt.toBytes() };
}
