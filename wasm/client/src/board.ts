import { expectId, readEnrolment, readEntered, readIds, readInfo, readResult, readSummary } from "./answers.js";
import type { BoardInfo, PollSummary } from "./answers.js";
import type { Ballot } from "./ballot.js";
import { Bundle, MAX_ENTRIES_BYTES, entriesOf } from "./bundle.js";
import type { EnrolmentId, PollId, PollManifest, PollResult } from "./documents.js";
import type { Enrolment } from "./enrolment.js";
import { OstrakonError } from "./error.js";
import { MAX_ANSWER_BYTES, ask } from "./http.js";
import type { Ask } from "./http.js";
import type { Identity } from "./identity.js";
import { canonical } from "./json.js";
import { LogFollower } from "./log_follower.js";
import type { FollowOptions } from "./log_follower.js";
import type { Office } from "./office.js";
import { Poll, readPoll } from "./poll.js";
import type { WorkOptions } from "./progress.js";
import { Receipt } from "./receipt.js";
import type { ReceiptVerdict } from "./receipt.js";

const MAX_POLL_BYTES = 1024 * 1024;
const MAX_GROUP_BYTES = 128 * 1024 * 1024;
const MAX_NOTE_BYTES = 16 * 1024;
const MAX_OPENING_BYTES = 16 * 1024;
const MAX_RESULT_BYTES = 64 * 1024 * 1024;

/**
 * What is sent as a ballot has a multiple of so many bytes: most ballots have the same length then, whatever they say.
 */
const PADDED_TO = 2048;

/** Requests for summaries at a time. */
const AT_A_TIME = 8;

/** What goes with a request, where there is something. */
type More = { [Name in keyof Ask]?: Ask[Name] | undefined };

/**
 * The server of a board. It is believed nothing: every answer has a bound, and is checked against the poll's id, the
 * board's key in the poll, or the log. What is its word alone says so. Nothing is asked before a method is called.
 */
export class Board {
    /** Its address. */
    readonly url: URL;
    readonly #office: Office;

    /** @internal */
    constructor(office: Office, url: URL | string) {
        this.#office = office;
        this.url = new URL(url);
        if (!this.url.pathname.endsWith("/")) this.url.pathname += "/";
    }

    /** Host and key, by the server's word; what counts is what a poll names. */
    async info(): Promise<BoardInfo> {
        return readInfo(await this.#get("board", MAX_ANSWER_BYTES));
    }

    /** Polls in the order of their ids, after one, at most `limit`, which is 100 where nothing is said. By the server's word. */
    async polls({ after, limit = 100, signal }: { after?: PollId; limit?: number; signal?: AbortSignal } = {}): Promise<PollSummary[]> {
        const query = after === undefined ? "" : `?after=${expectId(after, "poll-id")}`;
        const ids = readIds(await this.#get(`polls${query}`, 128 * 1024, { signal })).slice(0, limit);
        const summaries: PollSummary[] = [];
        while (summaries.length < ids.length) {
            const next = ids.slice(summaries.length, summaries.length + AT_A_TIME);
            summaries.push(...(await Promise.all(next.map((id) => this.summary(id, { signal })))));
        }
        return summaries;
    }

    /** What the server says of a poll. */
    async summary(poll: PollId, { signal }: { signal?: AbortSignal | undefined } = {}): Promise<PollSummary> {
        return readSummary(poll, await this.#get(`polls/${expectId(poll, "poll-id")}`, MAX_ANSWER_BYTES, { signal }));
    }

    /** The poll with an id, which the voter has got by another way. */
    async poll(id: PollId): Promise<Poll> {
        return this.#getRight(`polls/${expectId(id, "poll-id")}/poll.json`, MAX_POLL_BYTES, {}, (manifest) =>
            readPoll(this.#office, manifest, id, this.url),
        );
    }

    /** Fetches the whole list of members and has the poll check it: asking for one member's path would tell who asks. */
    async group(poll: Poll, options: WorkOptions = {}): Promise<void> {
        const more: More = {
            signal: options.signal,
            onBytes: (done, of) => options.onProgress?.({ step: "group", done, ...(of !== undefined && { of }) }),
        };
        await this.#getRight(`polls/${poll.id}/group.json`, MAX_GROUP_BYTES, more, (bytes) => poll.loadGroup(bytes, options));
    }

    /**
     * Casts a ballot. The receipt has a promise that the poll's board has signed for this very ballot; the same ballot
     * again gets the same promise, so that after a lost connection it is right to cast it again.
     */
    async cast(poll: Poll, ballot: Ballot, { signal }: WorkOptions = {}): Promise<Receipt> {
        const padded = new Uint8Array(Math.ceil(ballot.bytes.length / PADDED_TO) * PADDED_TO).fill(0x0a);
        padded.set(ballot.bytes);
        const promise = await this.#get(`polls/${poll.id}/ballots`, MAX_ANSWER_BYTES, { body: padded, signal });
        const receipt = await this.#office.workshop.work(async (thread) =>
            thread.do("promised", [await poll.handle.in(thread), ballot.bytes, promise]),
        );
        return new Receipt(receipt);
    }

    /** Follows a poll's log. Close what it gives when it is no longer needed. */
    follow(poll: Poll, options: FollowOptions = {}): LogFollower {
        return new LogFollower(this.#office.script, poll, this.#below(poll), options);
    }

    /** Looks for a ballot in the poll's log. The server does not learn which one. */
    async checkReceipt(poll: Poll, receipt: Receipt, options: WorkOptions = {}): Promise<ReceiptVerdict> {
        const given = [receipt.bytes, this.#below(poll).href] as const;
        const found = await this.#office.workshop.work(
            async (thread) => thread.do("searchReceipt", [await poll.handle.in(thread), ...given], options),
            options,
        );
        if (found.verdict !== "included") return found;
        return { ...found, receipt: new Receipt({ ...receipt, bytes: found.receipt }) };
    }

    /** The result, by the server's word: an audit or a follower counts it again. */
    async result(poll: Poll): Promise<PollResult> {
        return readResult(await this.#get(`polls/${poll.id}/result.json`, MAX_RESULT_BYTES));
    }

    /** All that an audit needs, once the log is closed. Nothing of it is checked here. */
    async bundle(poll: Poll, { onProgress, signal }: WorkOptions = {}): Promise<Bundle> {
        const parts: [string, Uint8Array][] = [["poll.json", poll.bytes]];
        const fetch = async (name: string, limit: number): Promise<Uint8Array> => {
            const bytes = await this.#get(`polls/${poll.id}/${name}`, limit, { signal });
            parts.push([name, bytes]);
            return bytes;
        };
        // Refused before the close, and for as long as lots are not drawn.
        await fetch("result.json", MAX_RESULT_BYTES);
        await fetch("group.json", MAX_GROUP_BYTES);
        if (poll.manifest.lottery) await fetch("lottery.json", MAX_OPENING_BYTES);
        const size = sizeOf(await fetch("checkpoint", MAX_NOTE_BYTES), poll.manifest);
        let done = 0;
        for (const { name, entries } of entriesOf(size)) {
            onProgress?.({ step: "download", done, of: size });
            await fetch(name, MAX_ENTRIES_BYTES);
            done += entries;
        }
        return new Bundle(parts);
    }

    /** The enrolment with an id; how far it is, by the server's word. */
    async enrolment(id: EnrolmentId): Promise<Enrolment> {
        const bytes = await this.#get(`enrolments/${expectId(id, "enrolment-id")}`, MAX_ANSWER_BYTES);
        const enrolment = readEnrolment(id, bytes);
        const document = canonical(enrolment.document);
        if ((await this.#office.workshop.work((thread) => thread.do("idOfEnrolment", [document]))) === id) return enrolment;
        throw new OstrakonError("enrolment-other", "the server shows another enrolment than the one asked for");
    }

    /**
     * Enrols an identity with a code of the registrar; the same again does no harm. Voters leave time between this and
     * their ballot: who runs the board knows whose code came now, and would know whose ballot comes next.
     */
    async enrol({ id, document }: Enrolment, identity: Identity, code: string): Promise<void> {
        this.#expectPrivate();
        const request = await this.#office.workshop.work(async (thread) =>
            thread.do("requestEnrolment", [await identity.handle.in(thread), canonical(document), code]),
        );
        const entered = readEntered(await this.#get(`enrolments/${id}/requests`, MAX_ANSWER_BYTES, { body: request }));
        if (entered !== identity.commitment) {
            throw new OstrakonError("enrolment-commitment", "the server entered another commitment than yours: tell the registrar");
        }
    }

    #below(poll: Poll): URL {
        return new URL(`polls/${poll.id}/`, this.url);
    }

    /**
     * Gets what never changes, and reads it. Browsers keep that for as long, right or not: what is refused is asked for
     * once more, past what is kept.
     */
    async #getRight<T>(path: string, limit: number, more: More, read: (bytes: Uint8Array) => Promise<T>): Promise<T> {
        const bytes = await this.#get(path, limit, more);
        try {
            return await read(bytes);
        } catch (error) {
            const isRefused = error instanceof OstrakonError && !["aborted", "freed", "worker"].includes(error.code);
            if (!isRefused) throw error;
        }
        return read(await this.#get(path, limit, { ...more, fresh: true }));
    }

    #get(path: string, limit: number, { body, fresh, signal, onBytes }: More = {}): Promise<Uint8Array> {
        const more = { ...(body && { body }), ...(fresh && { fresh }), ...(signal && { signal }), ...(onBytes && { onBytes }) };
        return ask(new URL(path, this.url), { limit, ...more });
    }

    /** Refuses to send a secret where others can read it on the way. */
    #expectPrivate(): void {
        const { protocol, hostname } = this.url;
        const isHere = hostname === "localhost" || hostname === "[::1]" || /^127\.\d+\.\d+\.\d+$/.test(hostname);
        if (protocol === "https:" || isHere || hostname.endsWith(".onion")) return;
        throw new OstrakonError("server-not-encrypted", `a secret would be sent to ${this.url.origin} for all to read`);
    }
}

/** The size of a log by its checkpoint's second line, which no more ballots than there can be may have led to. */
function sizeOf(checkpoint: Uint8Array, { electorate, revisions }: PollManifest): number {
    const line = new TextDecoder().decode(checkpoint).split("\n")[1] ?? "";
    if (!/^[1-9][0-9]{0,15}$/.test(line)) throw new OstrakonError("checkpoint-form", "the note is not origin, size and root");
    const [size, most] = [Number(line), electorate.members * (revisions + 1) + 2];
    if (size <= most) return size;
    throw new OstrakonError("log-too-long", `a log of ${size} entries, and the members can have cast ballots for ${most} at most`);
}
