// Score every option from min to max.

import type { Form, Question } from "@ostrakon/client";
import { h, newId } from "../dom";
import { t } from "../text";
import { choice, label, type Widget } from "./widget";

/** Up to so many scores are buttons in a row; more are typed. */
const MOST_BUTTONS = 11;

export function score(question: Question, { min, max }: NonNullable<Form["score"]>, changed: () => void): Widget {
    const scores = new Map<string, number>();
    const give = (option: string, value: number | undefined): void => {
        if (value === undefined) scores.delete(option);
        else scores.set(option, value);
        changed();
    };
    const rows = question.options.map((option) => {
        if (max - min < MOST_BUTTONS) {
            const values = Array.from({ length: max - min + 1 }, (_, step) => {
                const value = String(min + step);
                return { value, label: value };
            });
            const buttons = choice(newId(), option.label, values, (value) => give(option.id, Number(value)));
            return h("li", {}, buttons.node);
        }
        const input = h("input", {
            type: "number", inputmode: "numeric", min, max, step: 1, id: newId(),
            oninput: () => {
                const value = input.valueAsNumber;
                const fits = Number.isInteger(value) && value >= min && value <= max;
                give(option.id, fits ? value : undefined);
            },
        });
        return h("li", { class: "line between" }, h("label", { for: input.id }, label(option)), input);
    });
    return {
        node: h("div", {}, h("p", { class: "hint" }, t.vote.scoreHint(min, max)), h("ul", { class: "options" }, ...rows)),
        answer() {
            const missing = question.options.find((option) => !scores.has(option.id));
            if (missing) return t.vote.noScore(missing.label, min, max);
            return { score: Object.fromEntries(scores) };
        },
    };
}
