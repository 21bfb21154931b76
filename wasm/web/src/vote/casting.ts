// Making a ballot and bringing it in. What goes wrong is told with what can be done about it.

import type { Answers, Ballot, Identity, Poll, Receipt } from "@ostrakon/client";
import { fill, h } from "../dom";
import { codeOf, failure, wasAborted } from "../failure";
import { save } from "../file";
import { notice } from "../parts";
import { board, cast } from "../session";
import { relative } from "../time";
import { t } from "../text";
import type { Ahead } from "./ahead";
import { Steps } from "./steps";

/** After these the same ballot can be sent again. */
const LATER = new Set(["busy", "overloaded", "server", "server-answer", "server-timeout", "server-unreachable", "stopped", "store", "timeout"]);

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
    let revision = Math.min((cast.get(key) ?? -1) + 1, most);
    let made: Ballot | undefined;

    async function run(): Promise<void> {
        const stop = new AbortController();
        const signal = AbortSignal.any([stop.signal, leave]);
        const steps = new Steps();
        const cancel = button(t.cast.cancel, () => stop.abort());
        fill(node, steps.node, h("p", { class: "actions" }, cancel));
        ahead.watch(() => steps.progress(ahead.share("key")));
        try {
            await steps.run("group", () => unless(signal, ahead.need("group")));
            await steps.run("key", () => unless(signal, ahead.need("key")));
            made ??= await steps.run("prove", () => {
                steps.progress(undefined);
                return poll.prove(identity, answers, { revision, signal });
            });
            const ballot = made;
            const receipt = await steps.run("cast", async () => {
                // A ballot on its way cannot be called back.
                cancel.remove();
                return (await board()).cast(poll, ballot);
            });
            await steps.run("receipt", () => Promise.resolve());
            cast.set(key, revision);
            done(ballot, receipt);
        } catch (error) {
            cancel.remove();
            if (!leave.aborted) node.append(trouble(error));
        }
    }

    const again = (): HTMLElement => button(t.retry, () => void run(), "primary");

    function trouble(error: unknown): HTMLElement {
        const code = codeOf(error) ?? "";
        const leave = button(t.back, back);
        if (wasAborted(error)) return notice("plain", t.cast.stopped, h("p", { class: "actions" }, again(), leave));
        if (code === "already-voted") return twice();
        if (code === "closed") return notice("bad", t.cast.late, h("p", {}, t.advice[code] ?? ""));
        if (code === "not-open") return notice("warn", t.cast.early, h("p", {}, t.poll.notOpen(relative(poll.manifest.opens))));
        if (code === "not-a-member") return outsider(poll, back);
        const ballot = made;
        if (!ballot || !LATER.has(code)) return failure(error, h("p", { class: "actions" }, again(), leave));
        return notice(
            "warn",
            t.cast.unsent,
            h("p", {}, t.cast.unsentText),
            h("p", { class: "small" }, `${error instanceof Error ? error.message : ""} (${code})`),
            h("p", { class: "actions" }, again(), button(t.cast.saveBallot, () => save("ballot.json", "application/json", ballot.bytes))),
        );
    }

    /** A ballot of this identity is in already. */
    function twice(): HTMLElement {
        const other = h("p", { class: "faint" }, t.cast.twiceOther);
        const left = most - revision;
        if (left <= 0) return notice("bad", t.cast.twice, h("p", {}, t.cast.twiceText), h("p", {}, most === 0 ? t.cast.twiceFinal : t.cast.noneLeft), other);
        const replace = (): void => {
            revision += 1;
            made = undefined;
            void run();
        };
        return notice(
            "warn",
            t.cast.twice,
            h("p", {}, t.cast.twiceText),
            h("p", {}, t.cast.replaceText(left), " ", t.cast.replaceHint),
            h("p", { class: "actions" }, button(t.cast.replace, replace, "primary"), button(t.back, back)),
            other,
        );
    }

    void run();
    return node;
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
