// Making a ballot and bringing it in. What goes wrong is told with what can be done about it.

import type { Answers, Ballot, Identity, LatestBallot, Poll, Receipt } from "@ostrakon/client";
import { fill, h } from "../dom";
import { codeOf, failure, wasAborted } from "../failure";
import { save } from "../file";
import { pollLink } from "../link";
import { idBox, notice } from "../parts";
import { board, cast } from "../session";
import { relative } from "../time";
import { t } from "../text";
import type { Ahead } from "./ahead";
import { Steps } from "./steps";

/** With these the server says that it has not taken the ballot. */
const REFUSED = new Set(["already-voted", "closed", "not-open"]);
/** What is wrong with a promise, and not with the way to it. */
const PROMISE = /^(note|promise|receipt)-/;

/** What is cast. */
export interface Vote {
    readonly poll: Poll;
    readonly identity: Identity;
    readonly answers: Answers;
    readonly ahead: Ahead;
}

/** Casts at once, and calls `done` with the receipt. `back` leads to the choice of an identity. */
export function casting(vote: Vote, leave: AbortSignal, done: (ballot: Ballot, receipt: Receipt) => void, back: () => void): HTMLElement {
    const { poll, identity, answers, ahead } = vote;
    const key = `${poll.id} ${identity.commitment}`;
    const most = poll.manifest.revisions;
    const node = h("div", { class: "casting" });
    const button = (text: string, act: () => void, kind = ""): HTMLElement => h("button", { type: "button", class: kind, onclick: act }, text);
    /** The revision of the latest ballot that the reader knows of, and wants to replace. */
    let known = cast.get(key) ?? -1;
    let made: Ballot | undefined;
    /** Whether the ballot that is made has gone out, and nobody has said that it was not taken. */
    let sent = false;
    /** Whether the log was read since the reader began. */
    let looked = false;

    async function run(): Promise<void> {
        const stop = new AbortController();
        const steps = new Steps();
        const cancel = button(t.cast.cancel, () => stop.abort());
        const told = h("div", {});
        fill(node, steps.node, told, h("p", { class: "actions" }, cancel));
        ahead.watch(() => steps.progress(ahead.share("key")));
        try {
            const signal = AbortSignal.any([stop.signal, leave]);
            await steps.run("group", () => unless(signal, ahead.need("group")));
            await steps.run("key", () => unless(signal, ahead.need("key")));
            let isNews = false;
            if (looked) await steps.run("log", () => Promise.resolve());
            else {
                const latest = await steps.run("log", () => latestInLog(vote, steps, signal)).catch((error: unknown) => {
                    if (wasAborted(error)) throw error;
                    fill(told, notice("warn", t.cast.unlooked, h("p", {}, t.cast.unlookedText)));
                    return "unknown" as const;
                });
                looked = latest !== "unknown";
                if (latest && latest !== "unknown" && latest.id !== made?.id && latest.revision > known) {
                    known = latest.revision;
                    isNews = true;
                }
            }
            if (isNews || (!made && known >= most)) {
                cancel.remove();
                node.append(twice("log"));
                return;
            }
            made ??= await steps.run("prove", () => {
                steps.progress(undefined);
                return poll.prove(identity, answers, { revision: known + 1, signal });
            });
            const ballot = made;
            // A ballot on its way cannot be called back.
            cancel.remove();
            const receipt = await send(ballot, steps);
            cast.set(key, ballot.revision);
            done(ballot, receipt);
        } catch (error) {
            cancel.remove();
            if (!leave.aborted) node.append(trouble(error));
        }
    }

    /** Sends a ballot, and gives what the board promises. */
    async function send(ballot: Ballot, steps: Steps): Promise<Receipt> {
        const before = sent;
        sent = true;
        const answer = await steps.run("cast", async () => {
            try {
                return { receipt: await (await board()).cast(poll, ballot) };
            } catch (error) {
                const code = codeOf(error) ?? "";
                if (REFUSED.has(code)) sent = before;
                if (PROMISE.test(code)) return { error };
                throw error;
            }
        });
        return steps.run("receipt", async () => {
            if ("error" in answer) throw answer.error;
            return answer.receipt;
        });
    }

    const again = (): HTMLElement => button(t.retry, () => void run(), "primary");

    function trouble(error: unknown): HTMLElement {
        const code = codeOf(error) ?? "";
        const leave = button(t.back, back);
        if (code === "already-voted") {
            known = Math.max(known, made?.revision ?? known);
            return twice("server");
        }
        const ballot = made;
        if (sent && ballot) return unsure(error, ballot);
        if (wasAborted(error)) return notice("plain", t.cast.stopped, h("p", { class: "actions" }, again(), leave));
        if (code === "closed") return notice("bad", t.cast.late, h("p", {}, t.cast.lateText));
        if (code === "not-open") return notice("warn", t.cast.early, h("p", {}, t.poll.notOpen(relative(poll.manifest.opens))));
        if (code === "not-a-member") return outsider(poll, back);
        return failure(error, h("p", { class: "actions" }, again(), leave));
    }

    /** The ballot has gone out, and no promise has come back. */
    function unsure(error: unknown, ballot: Ballot): HTMLElement {
        return notice(
            "warn",
            t.cast.unsure,
            h("p", {}, t.cast.unsureText),
            h("p", { class: "small" }, `${error instanceof Error ? error.message : String(error)} (${codeOf(error) ?? ""})`),
            h("p", {}, h("span", { class: "label" }, t.cast.ballotId), " ", idBox(ballot.id)),
            h("p", { class: "actions" }, again(),
                button(t.cast.saveBallot, () => save("ballot.json", "application/json", ballot.bytes)),
                h("a", { class: "button", href: pollLink(poll.id, "log") }, t.poll.log)),
        );
    }

    /** A ballot of this identity is in already, as the log shows or as the server says. */
    function twice(by: "log" | "server"): HTMLElement {
        const [title, text] = by === "log" ? [t.cast.twice, t.cast.twiceText] : [t.cast.twiceSaid, t.cast.twiceSaidText];
        const other = h("p", { class: "faint" }, t.cast.twiceOther);
        const left = most - known;
        if (left <= 0) return notice("bad", title, h("p", {}, text), h("p", {}, most === 0 ? t.cast.twiceFinal : t.cast.noneLeft), other);
        const replace = (): void => {
            [made, sent] = [undefined, false];
            void run();
        };
        return notice(
            "warn",
            title,
            h("p", {}, text),
            h("p", {}, t.cast.replaceText(left), " ", t.cast.replaceHint),
            h("p", { class: "actions" }, button(t.cast.replace, replace, "primary"), button(t.back, back)),
            other,
        );
    }

    void run();
    return node;
}

/** Reads the whole log, so that nobody learns whose ballot is looked for. Gives the voter's latest. */
async function latestInLog({ poll, identity }: Vote, steps: Steps, signal: AbortSignal): Promise<LatestBallot | undefined> {
    steps.progress(undefined);
    const follower = (await board()).follow(poll, {
        signal,
        counts: false,
        onProgress: ({ done, of }) => steps.progress(done !== undefined && of ? done / of : undefined),
    });
    try {
        await follower.look();
        return await follower.latestOf(await poll.nullifier(identity));
    } finally {
        follower.close();
    }
}

/** Waits for work no longer than until it is stopped. The work itself goes on. */
function unless<T>(signal: AbortSignal, work: Promise<T>): Promise<T> {
    return new Promise((done, failed) => {
        signal.addEventListener("abort", () => failed(signal.reason));
        if (signal.aborted) failed(signal.reason);
        work.then(done, failed);
    });
}

/** Says that an identity is not in the group. */
export function outsider(poll: Poll, back?: () => void): HTMLElement {
    return notice(
        "bad",
        t.cast.outsider,
        h("p", {}, t.cast.outsiderText(t.members(poll.manifest.electorate.members))),
        back && h("p", { class: "actions" }, h("button", { type: "button", onclick: back }, t.back)),
    );
}
