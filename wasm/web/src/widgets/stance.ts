// Agree, disagree or pass on every option.

import type { Question } from "@ostrakon/client";
import { h, newId } from "../dom";
import { t } from "../text";
import { choice, type Widget } from "./widget";

const STANCES = ["agree", "disagree", "pass"] as const;
type Stance = (typeof STANCES)[number];

export function stance(question: Question, changed: () => void): Widget {
    const stances = new Map<string, Stance>();
    const choices = STANCES.map((value) => ({ value, label: t.vote.stances[value] }));
    const rows = question.options.map((option) => ({
        option,
        buttons: choice<Stance>(newId(), option.label, choices, (value) => {
            stances.set(option.id, value);
            changed();
        }),
    }));
    const rest = h("button", { type: "button", class: "quiet" }, t.vote.passRest);
    rest.addEventListener("click", () => {
        for (const { option, buttons } of rows) if (!stances.has(option.id)) buttons.choose("pass");
    });
    return {
        node: h(
            "div",
            {},
            h("p", { class: "hint" }, t.vote.stanceHint),
            h("ul", { class: "options" }, ...rows.map(({ buttons }) => h("li", {}, buttons.node))),
            rest,
        ),
        answer() {
            const missing = question.options.find((option) => !stances.has(option.id));
            if (missing) return t.vote.noStance(missing.label);
            return { stance: Object.fromEntries(stances) };
        },
    };
}
