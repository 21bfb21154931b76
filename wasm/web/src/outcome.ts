// What came out of a poll: who won, in pictures, in figures, and step by step.

import type { OutcomeTold, Outcome, Poll, PollResult, Question } from "@ostrakon/client";
import { h } from "./dom";
import { folded } from "./parts";
import { t, textOf } from "./text";

/** All outcomes of a result. */
export async function outcomesBox(poll: Poll, result: PollResult): Promise<HTMLElement> {
    const told = new Map((await poll.tell(result)).map((each) => [each.question, each]));
    const { questions, electorate } = poll.manifest;
    const boxes = result.outcomes.flatMap((outcome) => {
        const question = questions.find(({ id }) => id === outcome.question);
        return question ? [outcomeBox(question, outcome, told.get(outcome.question))] : [];
    });
    return h("div", { class: "outcomes" }, h("p", {}, t.result.counted(result.counted, electorate.members)), ...boxes);
}

function outcomeBox(question: Question, outcome: Outcome, told: OutcomeTold | undefined): HTMLElement {
    return h(
        "article",
        { class: "card" },
        h("h3", {}, question.prompt),
        h("p", { class: "sentence" }, told?.sentence ?? outcome.reason),
        h("div", { class: "pictures" }, ...pictures(told?.pictures ?? [], question.prompt)),
        figures(question, outcome),
        told && folded(t.result.steps, h("pre", { tabindex: "0" }, told.text)),
    );
}

/** Pictures as images: their styles are their own, and nothing in them can run. */
function pictures(drawn: OutcomeTold["pictures"], question: string): HTMLElement[] {
    return drawn.map(({ name, svg }) => {
        const title = textOf(t.result.pictures, name) ?? name;
        const image = h("img", { src: `data:image/svg+xml,${encodeURIComponent(svg)}`, alt: t.result.pictureOf(title, question) });
        return h("figure", {}, drawn.length > 1 && h("figcaption", {}, title), image);
    });
}

/** The last figures as a table. */
function figures(question: Question, { totals, winners }: Outcome): HTMLElement | undefined {
    if (!totals) return undefined;
    const rows = question.options.map(({ id, label }) => {
        const won = winners.includes(id);
        return h("tr", { class: won && "won" }, h("th", { scope: "row" }, label, won && h("span", { class: "tag good" }, t.result.winner)),
            h("td", {}, String(totals.options[id] ?? "–")));
    });
    return folded(t.result.table, h(
        "table",
        {},
        h("thead", {}, h("tr", {}, h("th", { scope: "col" }, t.result.option), h("th", { scope: "col" }, totals.of))),
        h("tbody", {}, ...rows),
    ));
}
