// Choose min to max options.

import type { Form, Question } from "@ostrakon/client";
import { h, newId } from "../dom";
import { t } from "../text";
import { label, type Widget } from "./widget";

export function pick(question: Question, { min, max }: NonNullable<Form["pick"]>, changed: () => void): Widget {
    const name = newId();
    const single = max === 1;
    const inputs = question.options.map((option) => {
        const input = h("input", { type: single ? "radio" : "checkbox", name, value: option.id, onchange: () => update() });
        return { option, input };
    });
    const chosen = (): string[] => inputs.filter(({ input }) => input.checked).map(({ option }) => option.id);
    const count = h("p", { class: "count", role: "status" });
    const clear = h("button", { type: "button", class: "quiet", onclick: () => reset() }, t.vote.clear);
    const update = (): void => {
        const number = chosen().length;
        clear.hidden = !single || number === 0;
        if (!single) count.textContent = t.vote.picked(number, max);
        count.classList.toggle("wrong", number > max);
        changed();
    };
    const reset = (): void => {
        for (const { input } of inputs) input.checked = false;
        update();
        inputs[0]?.input.focus();
    };
    const node = h(
        "div",
        { class: "pick" },
        h("p", { class: "hint" }, t.vote.pickHint(min, Math.min(max, inputs.length))),
        h(
            "ul",
            { class: "options" },
            ...inputs.map(({ option, input }) => h("li", {}, h("label", { class: "line" }, input, label(option)))),
        ),
        single ? clear : count,
    );
    update();
    return {
        node,
        answer() {
            const picks = chosen();
            if (picks.length < min) return t.vote.tooFew(min);
            if (picks.length > max) return t.vote.tooMany(max);
            return { pick: picks };
        },
    };
}
