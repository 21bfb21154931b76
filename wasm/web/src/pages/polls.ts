// The polls of this server, and the way to one that the reader was given a link to.

import type { PollSummary } from "@ostrakon/client";
import { fill, h } from "../dom";
import { enrolLink, pollLink, readLink } from "../link";
import { field, form } from "../parts";
import { go, type Page, type Visit } from "../router";
import { board } from "../session";
import { phase, relative } from "../time";
import { t } from "../text";

const AT_ONCE = 100;

export async function pollsPage(_parts: string[], { signal }: Visit): Promise<Page> {
    const here = await board();
    const found: PollSummary[] = [];
    const list = h("div", {});
    const more = h("button", { type: "button", hidden: true }, t.polls.more);
    const load = async (): Promise<void> => {
        const after = found.at(-1)?.poll;
        const next = await here.polls({ limit: AT_ONCE, signal, ...(after === undefined ? {} : { after }) });
        found.push(...next);
        more.hidden = next.length < AT_ONCE;
        fill(list, ...sections(found));
    };
    more.addEventListener("click", () => void load());
    await load();
    return {
        title: t.polls.title,
        content: h("div", {}, h("p", { class: "lead" }, t.polls.lead), givenForm(), list, more, firstSteps()),
    };
}

function sections(polls: PollSummary[]): HTMLElement[] {
    if (polls.length === 0) return [h("p", { class: "empty" }, t.polls.none)];
    const state = (poll: PollSummary): "coming" | "open" | "closed" => (poll.closed ? "closed" : phase(poll));
    const parts = (["open", "coming", "closed"] as const).map((which) => {
        const those = polls.filter((poll) => state(poll) === which);
        // What ends or begins next comes first, what ended last too.
        const time = (poll: PollSummary): number => Date.parse(which === "coming" ? poll.opens : poll.closes);
        those.sort((a, b) => (which === "closed" ? time(b) - time(a) : time(a) - time(b)));
        return those.length > 0 && h("section", {}, h("h2", {}, t.polls[which]), h("ul", { class: "polls" }, ...those.map((poll) => row(poll, which))));
    });
    return [h("p", { class: "faint" }, t.polls.unpinned), ...parts.filter((part) => part !== false)];
}

function row(poll: PollSummary, state: "coming" | "open" | "closed"): HTMLElement {
    const time = {
        open: () => t.polls.closes(relative(poll.closes)),
        coming: () => t.polls.opens(relative(poll.opens)),
        closed: () => t.polls.wasClosed(relative(poll.closes)),
    }[state]();
    return h(
        "li",
        {},
        h("a", { class: "card poll", href: pollLink(poll.poll, "", true) },
            h("strong", {}, poll.title),
            h("span", { class: "faint" }, `${time} · ${t.ballots(poll.ballots)}`)),
    );
}

function givenForm(): HTMLElement {
    const input = h("input", { type: "text", autocomplete: "off", spellcheck: "false", autocapitalize: "none" });
    const submit = h("button", {}, t.polls.go);
    return h(
        "section",
        { class: "card given" },
        h("h2", {}, t.polls.given),
        form(
            submit,
            "",
            async () => {
                const link = readLink(input.value);
                if (!link) throw new Error(t.polls.notAnId);
                if (link.enrolment) go(enrolLink(link));
                else location.hash = pollLink(link.id, "", false);
            },
            field(t.polls.givenLabel, input),
        ),
    );
}

function firstSteps(): HTMLElement {
    return h(
        "section",
        {},
        h("h2", {}, t.polls.first),
        h("ol", {}, ...t.polls.steps.map((step) => h("li", {}, step))),
        h("p", { class: "actions" },
            h("a", { class: "button", href: "#/identity" }, t.polls.makeIdentity),
            h("a", { class: "button", href: "#/enrol" }, t.polls.haveCode)),
    );
}
