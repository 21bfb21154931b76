import type { BallotId, PollResult } from "./documents.js";
import { OstrakonError, aborted } from "./error.js";
import { read } from "./json.js";
import type { Poll } from "./poll.js";
import type { WorkOptions } from "./progress.js";
import type { LatestBallot, LogState } from "./worker/logs.js";
import { Workshop } from "./workshop.js";

/** How a log is followed. A signal closes the follower. */
export interface FollowOptions extends WorkOptions {
    /** Milliseconds between two looks; 3,000 where nothing is said. */
    readonly every?: number;
    /** Whether the follower gives a result: true where nothing is said. One that does not takes a smaller module. */
    readonly counts?: boolean;
}

/** The numbers of poll and log in the follower's own worker. */
const [POLL, LOG] = [1, 2];

/**
 * Follows the log of a poll: every ballot is verified and counted, and the log must only grow. It has a worker of its
 * own, so that it goes on while others work.
 *
 * `for await (const state of follower)` tells of each growth, and ends with the log. What it throws with `evidence` the
 * board has signed, unless an old copy in a cache is to blame. After `server-unreachable` it can be gone on with.
 */
export class LogFollower implements AsyncIterable<LogState> {
    readonly #workshop: Workshop;
    readonly #base: string;
    readonly #options: FollowOptions;
    readonly #started: Promise<void>;
    #state: LogState = { size: 0, ballots: 0, voters: 0, closed: false };

    /** @internal */
    constructor(script: URL | undefined, poll: Poll, base: URL, options: FollowOptions) {
        this.#workshop = new Workshop(script, options.counts === false ? "voting" : "all");
        this.#base = base.href;
        this.#options = options;
        this.#started = this.#workshop.work(async (thread) => {
            await thread.do("readPoll", [POLL, poll.bytes, poll.id]);
            await thread.do("followLog", [LOG, POLL]);
        });
        // Whoever looks is told.
        this.#started.catch(() => undefined);
        options.signal?.addEventListener("abort", () => this.close());
        if (options.signal?.aborted) this.close();
    }

    /** How far it is. */
    get state(): LogState {
        return this.#state;
    }

    /** Looks once, and says how far the log is. */
    async look(): Promise<LogState> {
        const { signal } = this.#options;
        await this.#orAborted(this.#started);
        const look = this.#workshop.work((thread) => thread.do("lookAtLog", [LOG, this.#base], this.#options), signal ? { signal } : {});
        this.#state = (await look) ?? this.#state;
        return this.#state;
    }

    /** Tells of each growth, until the log is closed. Ending the loop does not close the follower. */
    async *[Symbol.asyncIterator](): AsyncGenerator<LogState, void, undefined> {
        for (let told = -1; ; await this.#pause()) {
            const state = await this.look();
            if (state.size !== told) yield state;
            told = state.size;
            if (state.closed) return;
        }
    }

    /** What the ballots so far come to. A poll that draws lots has no result before they are drawn. */
    async result(): Promise<PollResult> {
        if (this.#options.counts === false) throw new OstrakonError("not-counting", "this follower was told not to count");
        return read(await this.#workshop.work((thread) => thread.do("resultOfLog", [LOG])));
    }

    /** The entry of a ballot, if it is in. */
    find(ballot: BallotId): Promise<number | undefined> {
        return this.#workshop.work((thread) => thread.do("findInLog", [LOG, ballot]));
    }

    /** The latest ballot of a voter, by the nullifier that `Poll.nullifier` gives, if there is one. */
    latestOf(nullifier: string): Promise<LatestBallot | undefined> {
        return this.#workshop.work((thread) => thread.do("latestInLog", [LOG, nullifier]));
    }

    /** Ends its worker. */
    close(): void {
        this.#workshop.close();
    }

    async #orAborted<T>(work: Promise<T>): Promise<T> {
        try {
            return await work;
        } catch (error) {
            throw this.#options.signal?.aborted && error instanceof OstrakonError ? aborted() : error;
        }
    }

    #pause(): Promise<void> {
        const { every = 3000, signal } = this.#options;
        return new Promise((resolve) => {
            const end = (): void => {
                clearTimeout(timer);
                signal?.removeEventListener("abort", end);
                resolve();
            };
            const timer = setTimeout(end, every);
            signal?.addEventListener("abort", end);
        });
    }
}
