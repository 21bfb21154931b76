// What a ballot says, for people.

import type { Answer, Answers, Question } from "@ostrakon/client";
import { h } from "./dom";
import { t } from "./text";

/** All answers of a ballot, a question after the other. */
export function answersBox(questions: readonly Question[], answers: Answers): HTMLElement {
    const rows = questions.flatMap((question) => {
        const answer = answers[question.id];
        return [h("dt", {}, question.prompt), h("dd", {}, answer ? answerBox(question, answer) : "–")];
    });
    return h("dl", { class: "answers" }, ...rows);
}

function answerBox(question: Question, answer: Answer): Node {
    const labels = new Map(question.options.map((option) => [option.id, option.label]));
    const label = (id: string): string => labels.get(id) ?? id;
    const list = (tag: "ul" | "ol", items: string[]): HTMLElement => h(tag, {}, ...items.map((item) => h("li", {}, item)));
    // In the order of the poll, whatever the order in the document.
    const each = <V>(of: { [option: string]: V }, show: (label: string, value: V) => string): HTMLElement =>
        list("ul", question.options.flatMap(({ id }) => {
            const value = of[id];
            return value === undefined ? [] : [show(label(id), value)];
        }));
    if (answer.pick) return answer.pick.length === 0 ? h("p", {}, t.answers.none) : list("ul", answer.pick.map(label));
    if (answer.rank) return list("ol", answer.rank.map((place) => place.map(label).join(t.answers.equal)));
    if (answer.score) return each(answer.score, (label, score) => `${label}: ${score}`);
    if (answer.allocate) return each(answer.allocate, t.answers.units);
    if (answer.stance) return each(answer.stance, (label, stance) => `${label}: ${t.vote.stances[stance]}`);
    return h("p", {}, t.answers.abstain);
}
