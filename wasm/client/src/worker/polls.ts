/** Tasks with polls and ballots. */

import type { Poll, ProvenBallot, VerifiedBallot, Verifier } from "../../module/ostrakon.js";
import type { PollId } from "../documents.js";
import type { Progress } from "../progress.js";
import { faultOf } from "./fault.js";
import { keep, kept } from "./kept.js";
import { lib } from "./module.js";
import type { Fault } from "./protocol.js";

type Tell = (progress: Progress) => void;

/** Most ballots that are verified between two words about progress. */
const BATCH = 1024;

/** A ballot whose proof holds. */
export interface BallotData {
    readonly id: string;
    readonly nullifier: string;
    readonly revision: number;
    readonly bytes: Uint8Array;
}

/** Reads a poll, which has to have the id where one is given. */
export function readPoll(_: unknown, number: number, manifest: Uint8Array, id: PollId | undefined): PollId {
    const poll = lib.Poll.parse(manifest);
    keep(number, poll, () => {
        if (id !== undefined) poll.expectId(id);
    });
    return poll.id;
}

/** Reads a group, which has to be the poll's. */
export function readGroup(tell: Tell, number: number, poll: number, bytes: Uint8Array): void {
    tell({ step: "group" });
    keep(number, lib.Group.parse(bytes), (group) => kept(lib.Poll, poll).checkGroup(group));
}

/** Whether an identity is a member of a group. */
export function isMember(_: unknown, group: number, identity: number): boolean {
    return kept(lib.Group, group).placeOf(kept(lib.Identity, identity).commitment) !== undefined;
}

/** Refuses answers that make no ballot. */
export function checkAnswers(_: unknown, poll: number, revision: number, answers: Uint8Array): void {
    kept(lib.Poll, poll).checkAnswers(revision, answers);
}

/** Checks and reads the proving key of a depth. */
export function readKey(_: unknown, number: number, depth: number, key: Uint8Array): void {
    keep(number, new lib.Prover(depth, key));
}

/** What a ballot is made of. */
export interface Parts {
    readonly poll: number;
    readonly group: number;
    readonly prover: number;
    readonly identity: number;
}

/** Does ahead what all ballots of an identity in a group share. */
export function prepare(tell: Tell, { group, prover, identity }: Parts): void {
    tell({ step: "prove" });
    kept(lib.Prover, prover).prepare(kept(lib.Group, group), kept(lib.Identity, identity));
}

/** Makes a ballot. */
export function prove(tell: Tell, { poll, group, prover, identity }: Parts, revision: number, answers: Uint8Array): BallotData {
    tell({ step: "prove" });
    return dataOf(kept(lib.Prover, prover).prove(kept(lib.Poll, poll), kept(lib.Group, group), kept(lib.Identity, identity), revision, answers));
}

/** Checks ballots, and says of each what it is or what is wrong with it. */
export function verify(tell: Tell, poll: number, ballots: readonly Uint8Array[]): (BallotData | Fault)[] {
    return withVerifier(kept(lib.Poll, poll), (verifier) => {
        const found: (BallotData | Fault)[] = [];
        for (const batch of batches(ballots)) {
            tell({ step: "ballots", done: found.length, of: ballots.length });
            for (const verdict of verifier.verifyAll(batch)) {
                found.push(verdict instanceof lib.VerifiedBallot ? dataOf(verdict) : refusal(verdict));
            }
        }
        return found;
    });
}

/** The bytes of the result of ballots, all of which have to be good; with all of the module. */
export function count(tell: Tell, poll: number, ballots: readonly Uint8Array[]): Uint8Array {
    const tally = new lib.Tally(kept(lib.Poll, poll));
    try {
        withVerifier(kept(lib.Poll, poll), (verifier) => {
            let done = 0;
            for (const batch of batches(ballots)) {
                tell({ step: "ballots", done, of: ballots.length });
                done += batch.length;
                for (const verdict of verifier.verifyAll(batch)) {
                    if (!(verdict instanceof lib.VerifiedBallot)) throw verdict;
                    tally.add(verdict);
                    verdict.free();
                }
            }
        });
        tell({ step: "count" });
        return tally.result();
    } finally {
        tally.free();
    }
}

function* batches(ballots: readonly Uint8Array[]): Generator<Uint8Array[]> {
    for (let from = 0; from < ballots.length; from += BATCH) yield ballots.slice(from, from + BATCH);
}

function withVerifier<T>(poll: Poll, work: (verifier: Verifier) => T): T {
    const verifier = new lib.Verifier(poll);
    try {
        return work(verifier);
    } finally {
        verifier.free();
    }
}

function dataOf(ballot: ProvenBallot | VerifiedBallot): BallotData {
    const data = { id: ballot.id, nullifier: ballot.nullifier, revision: ballot.revision, bytes: ballot.toBytes() };
    ballot.free();
    return data;
}

function refusal(error: Error): Fault {
    const fault = faultOf(error);
    if (!fault) throw error;
    return fault;
}
