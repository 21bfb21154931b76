// A question with the widget of its form, and the way to leave it open.

import type { Answer, Question } from "@ostrakon/client";
import { h, newId } from "../dom";
import { t } from "../text";
import { allocate } from "./allocate";
import { pick } from "./pick";
import { rank } from "./rank";
import { score } from "./score";
import { stance } from "./stance";
import type { Widget } from "./widget";

/** A question on the page. */
export interface Asked {
    readonly question: Question;
    readonly node: HTMLElement;
    /** The answer. Where there is none yet, says on the page what is missing. */
    check(): Answer | undefined;
    focus(): void;
}

export function ask(question: Question, number: number, of: number): Asked {
    const problem = h("p", { class: "problem", id: newId(), role: "alert", hidden: true });
    const widget = byForm(question, () => (problem.hidden = true));
    const abstain = h("input", { type: "checkbox", onchange: () => open() });
    const open = (): void => {
        problem.hidden = true;
        widget.node.hidden = abstain.checked;
    };
    const legend = h(
        "legend",
        { tabindex: "-1" },
        of > 1 && h("span", { class: "number" }, t.vote.question(number, of)),
        h("span", { class: "prompt" }, question.prompt),
    );
    const node = h(
        "fieldset",
        { class: "card question", "aria-describedby": problem.id, "data-question": question.id },
        legend,
        widget.node,
        question.abstain && h("label", { class: "line abstain" }, abstain, h("span", {}, t.vote.abstain)),
        problem,
    );
    return {
        question,
        node,
        check() {
            const answer = abstain.checked ? { abstain: {} } : widget.answer();
            if (typeof answer !== "string") return answer;
            problem.textContent = answer;
            problem.hidden = false;
            return undefined;
        },
        focus() {
            legend.focus();
        },
    };
}

function byForm(question: Question, changed: () => void): Widget {
    const { form } = question;
    if (form.pick) return pick(question, form.pick, changed);
    if (form.rank) return rank(question, form.rank, changed);
    if (form.score) return score(question, form.score, changed);
    if (form.allocate) return allocate(question, form.allocate, changed);
    return stance(question, changed);
}
