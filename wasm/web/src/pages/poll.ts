// A poll: what is asked, of whom, until when, and what will be public.

import type { PollSummary, Question, Poll } from "@ostrakon/client";
import { type Child, h } from "../dom";
import { pollLink } from "../link";
import { copyButton, privacyBox, when } from "../parts";
import { arrive, pinBox } from "../pin";
import type { Page, Visit } from "../router";
import { board, poll as readPoll } from "../session";
import { phase, relative } from "../time";
import { t, textOf } from "../text";

export async function pollPage([id = ""]: string[], visit: Visit): Promise<Page> {
    const poll = await readPoll(id);
    const summary = await (await board()).summary(id);
    const { manifest } = poll;
    const listed = arrive(id, visit);
    return {
        title: manifest.title,
        content: h(
            "div",
            {},
            pinBox(poll),
            manifest.description !== undefined && h("p", { class: "description" }, manifest.description),
            actions(poll, summary),
            h("section", {}, h("h2", {}, t.poll.questions), h("ol", { class: "questions" }, ...manifest.questions.map(questionBox))),
            h("section", {}, h("h2", {}, t.poll.facts), facts(poll, summary, listed)),
            h("section", {}, h("h2", {}, t.privacy.title), privacyBox()),
        ),
    };
}

function actions({ id, manifest }: Poll, summary: PollSummary): HTMLElement {
    const state = phase(manifest);
    // Before its time the server's word closes no poll.
    const closed = state === "closed" && summary.closed;
    const link = (page: string, text: string, first = false): HTMLElement =>
        h("a", { class: first ? "button primary" : "button", href: pollLink(id, page) }, text);
    return h(
        "div",
        {},
        state === "coming" && h("p", { class: "notice plain" }, t.poll.notOpen(relative(manifest.opens))),
        state === "closed" && h("p", { class: "notice plain" }, t.poll.isClosed(relative(manifest.closes))),
        h(
            "p",
            { class: "actions" },
            state === "open" && link("vote", t.poll.vote, true),
            closed && link("result", t.poll.result, true),
            link("log", t.poll.log),
            closed && link("audit", t.poll.audit),
        ),
        state === "open" && h("p", { class: "hint" }, t.poll.needs, " ", h("a", { href: "#/enrol" }, t.poll.notEnrolled)),
    );
}

function facts({ id, manifest }: Poll, summary: PollSummary, listed: boolean): HTMLElement {
    const { board, electorate, revisions } = manifest;
    const link = `${location.origin}/${pollLink(id, "", false)}`;
    const row = (name: string, ...value: Child[]): HTMLElement[] => [h("dt", {}, name), h("dd", {}, ...value)];
    const cosigners = board?.cosigners ? t.poll.cosigners(board.cosigners.threshold, board.cosigners.keys.length) : "";
    return h(
        "dl",
        { class: "facts" },
        ...row(t.poll.opens, when(manifest.opens)),
        ...row(t.poll.closes, when(manifest.closes)),
        ...row(t.poll.electorate, t.poll.depth(electorate.members)),
        ...row(t.poll.soFar, t.number(summary.ballots)),
        ...row(t.poll.revisions, revisions > 0 ? t.poll.revisable(revisions) : t.poll.final),
        ...(board ? row(t.poll.board, `${board.host}${cosigners}`) : []),
        ...(listed ? [] : row(t.poll.share, h("code", { class: "long" }, link), " ", copyButton(link))),
    );
}

function questionBox(question: Question): HTMLElement {
    const rule = Object.keys(question.rule)[0] ?? "";
    const summary = textOf(t.poll.rules, rule);
    const options = question.options.map((option) =>
        h("li", {}, option.label, option.cost !== undefined && h("span", { class: "faint" }, ` ${t.vote.costs(option.cost)}`)));
    return h(
        "li",
        {},
        h("h3", {}, question.prompt),
        h("ul", {}, ...options),
        h("p", { class: "faint small" }, t.poll.countedBy(summary === undefined ? rule : `${rule} – ${summary}`)),
    );
}
