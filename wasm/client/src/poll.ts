import type { OutcomeTold, ReceiptState } from "../module/ostrakon.js";
import { Ballot } from "./ballot.js";
import type { Answers, PollId, PollManifest, PollResult } from "./documents.js";
import { OstrakonError } from "./error.js";
import { Handle } from "./handle.js";
import type { Identity } from "./identity.js";
import { canonical, read } from "./json.js";
import type { Office } from "./office.js";
import type { WorkOptions } from "./progress.js";
import type { Receipt } from "./receipt.js";
import type { Parts } from "./worker/polls.js";
import { errorOf } from "./workshop.js";
import type { Thread, Workshop } from "./workshop.js";

/** What goes with making a ballot. */
export interface ProveOptions extends WorkOptions {
    /** 0 for a first ballot, which is also what is taken where nothing is said; more for one that replaces it. */
    readonly revision?: number;
}

/** A poll that makes sense. */
export class Poll {
    readonly id: PollId;
    readonly manifest: PollManifest;
    /** The manifest's document. */
    readonly bytes: Uint8Array;
    /** @internal */
    readonly handle: Handle;
    /** The same poll where it is counted. */
    readonly #counted: Handle;
    readonly #office: Office;
    readonly #workshop: Workshop;
    readonly #home: URL | undefined;
    #group: Handle | undefined;

    /** @internal */
    constructor(office: Office, made: { handle: Handle; counted: Handle; id: PollId; bytes: Uint8Array; home?: URL | undefined }) {
        this.#office = office;
        this.#workshop = office.workshop;
        this.handle = made.handle;
        this.#counted = made.counted;
        this.id = made.id;
        this.bytes = made.bytes;
        this.manifest = read(made.bytes);
        this.#home = made.home;
    }

    /** Whether the group is there. */
    get hasGroup(): boolean {
        return this.#group !== undefined;
    }

    /** Reads the document of the poll's group, and refuses any other than its electorate. */
    async loadGroup(bytes: Uint8Array, options: WorkOptions = {}): Promise<void> {
        const group = new Handle(async (thread, number) =>
            thread.do("readGroup", [number, await this.handle.in(thread), bytes], options),
        );
        await this.#workshop.work((thread) => group.in(thread), options);
        this.#group?.free(this.#workshop);
        this.#group = group;
    }

    /** Whether an identity is in the group, which has to be there. */
    isMember(identity: Identity): Promise<boolean> {
        const group = this.#expectGroup();
        return this.#workshop.work(async (thread) =>
            thread.do("isMember", [await group.in(thread), await identity.handle.in(thread)]),
        );
    }

    /** The nullifier of an identity's ballots in this poll, in decimal. Whoever knows it can tell which ballots are this voter's. */
    nullifier(identity: Identity): Promise<string> {
        return this.#workshop.work(async (thread) =>
            thread.do("nullifierIn", [await identity.handle.in(thread), await this.handle.in(thread)]),
        );
    }

    /** Refuses answers that make no ballot. */
    async check(answers: Answers, revision = 0): Promise<void> {
        await this.#workshop.work(async (thread) =>
            thread.do("checkAnswers", [await this.handle.in(thread), revision, canonical(answers)]),
        );
    }

    /** Fetches and checks the proving key, which `prove` does otherwise. From then on `prove` needs no network. */
    async loadKey(options: WorkOptions = {}): Promise<void> {
        await this.#prover(options);
    }

    /**
     * Does ahead what all ballots of a member of the group share, which is most of the work: once for each identity and
     * group. Who has not asked for it waits for it in the first `prove`.
     */
    async prepare(identity: Identity, options: WorkOptions = {}): Promise<void> {
        await this.#with(identity, options, (thread, parts) => thread.do("prepare", [parts], options));
    }

    /** Makes a ballot of a member of the group, which has to be there. */
    async prove(identity: Identity, answers: Answers, options: ProveOptions = {}): Promise<Ballot> {
        const ballot = await this.#with(identity, options, (thread, parts) =>
            thread.do("prove", [parts, options.revision ?? 0, canonical(answers)], options),
        );
        return new Ballot(ballot);
    }

    /** Checks a ballot. */
    async verify(ballot: Uint8Array): Promise<Ballot> {
        const [found] = await this.verifyAll([ballot]);
        if (found instanceof Ballot) return found;
        throw found;
    }

    /** Checks many ballots at once, in less time than one by one: what each is, or what is wrong with it. */
    async verifyAll(ballots: readonly Uint8Array[], options: WorkOptions = {}): Promise<(Ballot | OstrakonError)[]> {
        const verify = this.#workshop.work(
            async (thread) => thread.do("verify", [await this.handle.in(thread), ballots], options),
            options,
        );
        return (await verify).map((found) => ("code" in found ? errorOf(found) : new Ballot(found)));
    }

    /** Counts ballots, all of which have to be good: the first that is not is thrown. Of each voter the latest counts. */
    async tally(ballots: readonly Uint8Array[], options: WorkOptions = {}): Promise<PollResult> {
        const count = this.#office.counting.work(
            async (thread) => thread.do("count", [await this.#counted.in(thread), ballots], options),
            options,
        );
        return read(await count);
    }

    /** Tells a result of this poll in words and pictures, which is as good as where the result is from. */
    tell(result: PollResult): Promise<OutcomeTold[]> {
        return this.#office.counting.work(async (thread) =>
            thread.do("tellResult", [await this.#counted.in(thread), canonical(result)]),
        );
    }

    /** Checks a receipt, and says what it shows by itself. */
    checkReceipt(receipt: Receipt): Promise<ReceiptState> {
        return this.#workshop.work(async (thread) => thread.do("checkReceipt", [await this.handle.in(thread), receipt.bytes]));
    }

    /** Frees the memory of poll and group in the workers. It cannot be used any more. */
    free(): void {
        this.#group?.free(this.#workshop);
        this.handle.free(this.#workshop);
        this.#counted.free(this.#office.counting);
    }

    #prover(options: WorkOptions): Promise<Handle> {
        return this.#office.keys.prover(this.manifest.electorate.depth, this.#home, options);
    }

    /** Work with all that a ballot is made of. */
    async #with<T>(identity: Identity, options: WorkOptions, work: (thread: Thread, parts: Parts) => Promise<T>): Promise<T> {
        const group = this.#expectGroup();
        const prover = await this.#prover(options);
        return this.#workshop.work(async (thread) => {
            const parts = {
                poll: await this.handle.in(thread),
                group: await group.in(thread),
                prover: await prover.in(thread),
                identity: await identity.handle.in(thread),
            };
            return work(thread, parts);
        }, options);
    }

    #expectGroup(): Handle {
        if (this.#group) return this.#group;
        throw new OstrakonError("group-missing", "the poll's group is not there yet: load it first");
    }
}

/** Reads a poll; `home` is the server that it comes from. */
export async function readPoll(office: Office, manifest: Uint8Array, id?: PollId, home?: URL): Promise<Poll> {
    const make = (thread: Thread, number: number): Promise<PollId> => thread.do("readPoll", [number, manifest, id]);
    const [handle, counted] = [new Handle(make), new Handle(make)];
    const found = await office.workshop.work((thread) => handle.create(thread, (number) => make(thread, number)));
    return new Poll(office, { handle, counted, id: found, bytes: manifest, home });
}
