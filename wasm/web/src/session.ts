// What pages share: the worker, this server's board, polls that were read, and identities that are unlocked.

import { type Board, type Identity, Ostrakon, type Poll, type PollId, type Receipt } from "@ostrakon/client";

let started: Promise<Ostrakon> | undefined;

/** The worker that computes. It starts when it is first needed. */
export function ostrakon(): Promise<Ostrakon> {
    started ??= Ostrakon.start();
    started.catch(() => (started = undefined));
    return started;
}

/** The board of the server that this page came from: the only one that its policy lets it reach. */
export async function board(): Promise<Board> {
    return (await ostrakon()).board(location.origin);
}

const polls = new Map<PollId, Promise<Poll>>();

/** A poll of this server that hashes to its id. */
export function poll(id: PollId): Promise<Poll> {
    let found = polls.get(id);
    if (!found) {
        found = board().then((board) => board.poll(id));
        found.catch(() => polls.delete(id));
        polls.set(id, found);
    }
    return found;
}

/** The polls whose id the reader has from elsewhere than the server: by a link, or by comparing. */
export const named = new Set<PollId>();

/** Identities whose secret is in the worker, by commitment. */
export const unlocked = new Map<string, Identity>();

/** The revision of the last ballot of this tab, by poll and commitment. */
export const cast = new Map<string, number>();

/** The receipt of the last ballot of this tab in each poll. */
export const receipts = new Map<PollId, Receipt>();
