// Voting, from the questions to the receipt.

import type { Answer, Answers, Identity, Poll } from "@ostrakon/client";
import { answersBox } from "../answers";
import { fill, h } from "../dom";
import { failure } from "../failure";
import type { StoredIdentity } from "../identities";
import { chooseIdentity } from "../identity/choose";
import { pollLink } from "../link";
import { privacyBox } from "../parts";
import { arrive, pinBox } from "../pin";
import type { Page, Visit } from "../router";
import { poll as readPoll } from "../session";
import { exact, phase, relative } from "../time";
import { t } from "../text";
import { Ahead } from "../vote/ahead";
import { casting, outsider } from "../vote/casting";
import { doneBox } from "../vote/done";
import { savedBox } from "../vote/saved";
import { ask, type Asked } from "../widgets/ask";

/** Who enrolled less than so many milliseconds ago is asked to wait. */
const RECENT = 12 * 3_600_000;

export async function votePage([id = ""]: string[], visit: Visit): Promise<Page> {
    const poll = await readPoll(id);
    const { manifest } = poll;
    arrive(id, visit);
    const title = t.vote.title(manifest.title);
    const state = phase(manifest);
    if (state !== "open") return { title, content: shut(poll, state) };
    const voting = new Voting(poll, visit);
    return { title, content: voting.node };
}

/** What to do where no ballot can be cast. */
function shut({ id, manifest }: Poll, state: "coming" | "closed"): HTMLElement {
    const said = state === "coming" ? t.poll.notOpen(relative(manifest.opens)) : t.poll.isClosed(relative(manifest.closes));
    return h("div", { class: "notice plain" }, h("p", {}, said), h("p", { class: "hint" }, t.poll.byClock(exact(new Date().toISOString()))),
        h("p", { class: "actions" },
            state === "closed" && h("a", { class: "button primary", href: pollLink(id, "result") }, t.poll.result),
            h("a", { class: "button", href: pollLink(id) }, t.back)));
}

class Voting {
    readonly node: HTMLElement;
    readonly #poll: Poll;
    readonly #visit: Visit;
    readonly #ahead: Ahead;
    readonly #asked: Asked[];
    readonly #stage = h("div", { class: "stage" });
    readonly #stages: HTMLElement[];

    constructor(poll: Poll, visit: Visit) {
        const { questions } = poll.manifest;
        this.#poll = poll;
        this.#visit = visit;
        this.#ahead = new Ahead(poll, visit.signal);
        this.#asked = questions.map((question, at) => ask(question, at + 1, questions.length));
        this.#stages = t.vote.stages.map((stage) => h("li", {}, stage));
        this.node = h(
            "div",
            {},
            pinBox(poll, "vote"),
            h("ol", { class: "stages", "aria-label": t.vote.stagesLabel }, ...this.#stages),
            this.#stage,
            this.#ahead.node,
        );
        this.#answer();
    }

    #show(stage: number, ...children: (Node | false | undefined)[]): void {
        this.#stages.forEach((each, at) => {
            if (at === stage) each.setAttribute("aria-current", "step");
            else each.removeAttribute("aria-current");
            each.classList.toggle("past", at < stage);
        });
        fill(this.#stage, ...children);
        this.#ahead.node.hidden = stage === 3;
        const heading = this.#stage.querySelector("h2");
        if (!heading) return;
        heading.tabIndex = -1;
        heading.focus();
        this.#stages[0]?.parentElement?.scrollIntoView();
    }

    #answer(): void {
        const problem = h("div", {});
        const next = h("button", { type: "submit", class: "primary" }, t.vote.next);
        const form = h("form", { novalidate: true }, ...this.#asked.map(({ node }) => node), problem, h("p", { class: "actions" }, next));
        form.addEventListener("submit", (event) => {
            event.preventDefault();
            fill(problem);
            const checked = this.#asked.map((asked) => ({ asked, answer: asked.check() }));
            const open = checked.find(({ answer }) => answer === undefined);
            if (open) return open.asked.focus();
            const answers: Answers = Object.fromEntries(checked.map(({ asked, answer }): [string, Answer] => [asked.question.id, answer ?? {}]));
            this.#poll.check(answers).then(
                () => this.#review(answers),
                (error: unknown) => fill(problem, failure(error)),
            );
        });
        const saved = savedBox(this.#poll, (ballot, receipt) =>
            this.#show(3, h("h2", {}, t.cast.title), doneBox(this.#poll, ballot, receipt, () => this.#answer())));
        this.#show(0, form, saved);
    }

    #review(answers: Answers): void {
        const button = (text: string, act: () => void, kind = ""): HTMLElement => h("button", { type: "button", class: kind, onclick: act }, text);
        this.#show(
            1,
            h("h2", {}, t.review.title),
            h("div", { class: "card" }, answersBox(this.#poll.manifest.questions, answers)),
            h("p", {}, h("strong", {}, t.review.public)),
            privacyBox(),
            h("p", { class: "actions" }, button(t.review.next, () => this.#identity(answers), "primary"), button(t.review.change, () => this.#answer())),
        );
    }

    #identity(answers: Answers): void {
        const found = h("div", { "aria-live": "polite" });
        const choose = chooseIdentity(t.identity.choose, false, (identity, stored) => {
            fill(found);
            if (identity) void this.#member(identity, stored, answers, found);
        });
        const back = h("button", { type: "button", onclick: () => this.#review(answers) }, t.back);
        this.#show(2, h("h2", {}, t.cast.who), h("section", { class: "card" }, choose), found, h("p", { class: "actions" }, back));
    }

    /** Looks whether an identity may vote, and offers to cast. */
    async #member(identity: Identity, stored: StoredIdentity | undefined, answers: Answers, found: HTMLElement): Promise<void> {
        const looking = h("p", { class: "faint" }, t.cast.checking);
        fill(found, looking);
        try {
            await this.#ahead.need("group");
            const member = await this.#poll.isMember(identity);
            // Another one may have been chosen meanwhile.
            if (!looking.isConnected) return;
            if (!member) return fill(found, outsider(this.#poll));
            // While the button is read.
            this.#ahead.need("key").then(() => this.#poll.prepare(identity)).catch(() => undefined);
            const recent = stored?.enrolled !== undefined && Date.now() - stored.enrolled < RECENT ? stored.enrolled : undefined;
            const go = h("button", { type: "button", class: "primary", onclick: () => this.#cast(identity, answers) }, t.cast.go);
            fill(
                found,
                recent !== undefined && h("div", { class: "notice warn" }, h("p", {}, h("strong", {}, t.enrol.waitTitle), ". ", t.cast.recent(relative(recent)))),
                h("p", { class: "good-text" }, "✓ ", t.cast.member),
                h("p", { class: "actions" }, go),
            );
        } catch (error) {
            if (looking.isConnected) fill(found, failure(error));
        }
    }

    #cast(identity: Identity, answers: Answers): void {
        const vote = { poll: this.#poll, identity, answers, ahead: this.#ahead };
        const node = casting(
            vote,
            this.#visit.signal,
            (ballot, receipt) => node.append(doneBox(this.#poll, ballot, receipt, () => this.#answer())),
            () => this.#identity(answers),
        );
        this.#show(3, h("h2", {}, t.cast.title), node);
    }
}
