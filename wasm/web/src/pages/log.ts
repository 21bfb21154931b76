// The log of a poll, checked here as it grows.

import { type LogFollower, type LogState, OstrakonError, type Poll } from "@ostrakon/client";
import { fill, h, renew } from "../dom";
import { codeOf, failure, wasAborted } from "../failure";
import { save } from "../file";
import { pollLink } from "../link";
import { outcomesBox } from "../outcome";
import { arrive, pinBox } from "../pin";
import type { Page, Visit } from "../router";
import { board, poll as readPoll } from "../session";
import { t } from "../text";

/** Codes of a server that is away for a while. */
const AWAY = new Set(["overloaded", "server-answer", "server-timeout", "server-unreachable", "stopped", "store"]);
/** Milliseconds until it is asked again. */
const PAUSE = 5000;

export async function logPage([id = ""]: string[], visit: Visit): Promise<Page> {
    const poll = await readPoll(id);
    arrive(id, visit);
    // Only where it has got to is announced, not each ballot on the way.
    const state = h("p", { role: "status" });
    const progress = h("p", {}, t.log.reading(0));
    const numbers = h("dl", { class: "numbers" });
    const standing = h("section", { hidden: true });
    const after = h("div", {});
    const known = h("section", { class: "card" }, state, progress, numbers);
    const follower = (await board()).follow(poll, {
        signal: visit.signal,
        onProgress: ({ done }) => {
            if (done === undefined) return;
            progress.textContent = t.log.reading(done);
            progress.hidden = false;
        },
    });
    void follow(follower, poll, visit, { known, state, progress, numbers, standing, after });
    return {
        title: t.log.title(poll.manifest.title),
        content: h("div", {}, pinBox(poll, "log"), h("p", { class: "lead" }, t.log.lead), known, after, standing),
    };
}

interface Places {
    known: HTMLElement;
    state: HTMLElement;
    progress: HTMLElement;
    numbers: HTMLElement;
    standing: HTMLElement;
    after: HTMLElement;
}

async function follow(follower: LogFollower, poll: Poll, visit: Visit, places: Places): Promise<void> {
    const { progress, after } = places;
    const say = (text: string): void => {
        progress.hidden = true;
        if (places.state.textContent !== text) places.state.textContent = text;
    };
    let shown = -1;
    const show = async (now: LogState): Promise<void> => {
        showNumbers(now, poll, places.numbers);
        say(now.closed ? t.log.closed : t.log.following);
        if (now.ballots !== shown || now.closed) await showStanding(follower, now, poll, places.standing);
        shown = now.ballots;
        if (now.closed) fill(after, h("p", { class: "actions" }, h("a", { class: "button primary", href: pollLink(poll.id, "audit") }, t.poll.audit)));
    };
    try {
        while (!follower.state.closed) {
            try {
                for await (const now of follower) await show(now);
            } catch (error) {
                if (!AWAY.has(codeOf(error) ?? "")) throw error;
                say(t.log.away);
                await new Promise((again) => setTimeout(again, PAUSE));
            }
        }
    } catch (error) {
        if (wasAborted(error) || visit.signal.aborted) return;
        // What was known before is not to be relied on any more.
        for (const place of [places.known, places.standing]) place.hidden = true;
        fill(after, failure(error), evidence(error));
    } finally {
        follower.close();
    }
}

function showNumbers(now: LogState, poll: Poll, numbers: HTMLElement): void {
    const number = (name: string, value: number): HTMLElement => h("div", {}, h("dt", {}, name), h("dd", {}, t.number(value)));
    fill(numbers, number(t.log.ballots, now.ballots), number(t.log.voters, now.voters),
        number(t.log.members, poll.manifest.electorate.members), number(t.log.entries, now.size));
}

async function showStanding(follower: LogFollower, now: LogState, poll: Poll, standing: HTMLElement): Promise<void> {
    if (now.voters === 0) return;
    try {
        const box = await outcomesBox(poll, await follower.result());
        renew(standing, h("h2", {}, now.closed ? t.log.outcome : t.log.standing), h("p", { class: "hint" }, t.log.standingHint), box);
    } catch (error) {
        // A rule that draws lots cannot be counted before its lots are drawn.
        if (!(error instanceof OstrakonError)) throw error;
        fill(standing, failure(error));
    }
    standing.hidden = false;
}

/** What the board has signed and may not have, to be kept. */
function evidence(error: unknown): HTMLElement | undefined {
    if (!(error instanceof OstrakonError) || !error.evidence?.length) return undefined;
    const buttons = error.evidence.map((checkpoint, at) =>
        h("button", { type: "button", onclick: () => save(`checkpoint-${at + 1}.txt`, "text/plain", checkpoint) }, t.log.saveEvidence(at + 1)));
    return h("div", { class: "notice bad" }, h("p", {}, t.log.evidence), h("p", { class: "actions" }, ...buttons));
}
