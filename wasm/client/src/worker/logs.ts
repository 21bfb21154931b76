/** Tasks with logs that are followed. */

import type { BallotId } from "../documents.js";
import type { Progress } from "../progress.js";
import { keep, kept } from "./kept.js";
import { lib } from "./module.js";
import { partsBelow } from "./parts.js";

/** How far a log is, all of which is checked. */
export interface LogState {
    /** Entries: the poll, the ballots, and the close where there is one. */
    readonly size: number;
    readonly ballots: number;
    /** Voters whose ballots they are: so many ballots count. */
    readonly voters: number;
    /** Whether the log has come to its end. */
    readonly closed: boolean;
}

/** The ballot of a voter that counts. */
export interface LatestBallot {
    readonly id: BallotId;
    /** One that replaces it needs a higher revision. */
    readonly revision: number;
}

/** Begins with a log. */
export function followLog(_: unknown, number: number, poll: number): void {
    keep(number, new lib.LogFollower(kept(lib.Poll, poll)));
}

/** Checks what has come into a log under an address; nothing where nothing has. */
export async function lookAtLog(tell: (progress: Progress) => void, number: number, base: string): Promise<LogState | undefined> {
    const log = kept(lib.LogFollower, number);
    const hasGrown = await log.step(partsBelow(base), tell);
    return hasGrown ? { size: log.size, ballots: log.ballots, voters: log.voters, closed: log.closed } : undefined;
}

/** The bytes of the result if nothing else came, with all of the module. */
export function resultOfLog(_: unknown, number: number): Uint8Array {
    return kept(lib.LogFollower, number).result();
}

/** The entry of a ballot, if it is in. */
export function findInLog(_: unknown, number: number, ballot: string): number | undefined {
    return kept(lib.LogFollower, number).indexOf(ballot);
}

/** The latest ballot of the voter with a nullifier, if there is one. */
export function latestInLog(_: unknown, number: number, nullifier: string): LatestBallot | undefined {
    return kept(lib.LogFollower, number).latestOf(nullifier);
}
