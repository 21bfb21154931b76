// Hand out credits; units on an option cost themselves, or their square.

import type { Form, Question } from "@ostrakon/client";
import { h, newId } from "../dom";
import { t } from "../text";
import { label, type Widget } from "./widget";

export function allocate(question: Question, form: NonNullable<Form["allocate"]>, changed: () => void): Widget {
    const { credits, exponent, signed } = form;
    const units = new Map<string, number>();
    const cost = (of: number): number => Math.abs(of) ** exponent;
    const spent = (): number => [...units.values()].reduce((sum, of) => sum + cost(of), 0);
    /** The most units that the credits could buy. */
    const most = exponent === 2 ? Math.floor(Math.sqrt(credits)) : credits;
    const least = signed ? -most : 0;

    const meter = h("meter", { min: 0, max: credits, low: 0, high: credits, "aria-label": t.vote.budgetLabel });
    const left = h("p", { class: "count", role: "status" });
    const rows = question.options.map((option) => row(option.id, option.label, label(option)));

    function row(id: string, name: string, heading: HTMLElement): { node: HTMLElement; show(): void } {
        const price = h("span", { class: "price faint" });
        const input: HTMLInputElement = h("input", {
            type: "number", inputmode: "numeric", min: least, max: most, step: 1, value: 0, id: newId(),
            oninput: () => set(Number.isInteger(input.valueAsNumber) ? input.valueAsNumber : 0),
            onblur: () => (input.value = String(units.get(id) ?? 0)),
        });
        const step = (by: number, text: string, symbol: string): HTMLButtonElement =>
            h(
                "button",
                {
                    type: "button", class: "step", "aria-label": text,
                    onclick: () => {
                        set(Math.min(most, Math.max(least, (units.get(id) ?? 0) + by)));
                        input.value = String(units.get(id) ?? 0);
                    },
                },
                symbol,
            );
        const set = (value: number): void => {
            if (value === 0) units.delete(id);
            else units.set(id, value);
            update();
        };
        const node = h(
            "li",
            { class: "line between" },
            h("label", { for: input.id }, heading),
            h("span", { class: "stepper" }, price, step(-1, t.vote.less(name), "−"), input, step(1, t.vote.more(name), "+")),
        );
        return {
            node,
            show() {
                const of = units.get(id) ?? 0;
                price.textContent = exponent === 2 && of !== 0 ? t.vote.price(cost(of)) : "";
            },
        };
    }

    function update(): void {
        for (const each of rows) each.show();
        const rest = credits - spent();
        meter.value = Math.min(credits, spent());
        left.textContent = t.vote.creditsLeft(rest, credits);
        left.classList.toggle("wrong", rest < 0);
        changed();
    }
    update();

    return {
        node: h(
            "div",
            { class: "allocate" },
            h("p", { class: "hint" }, t.vote.allocateHint(credits, exponent, signed)),
            h("div", { class: "budget" }, meter, left),
            h("ul", { class: "options" }, ...rows.map(({ node }) => node)),
        ),
        answer() {
            const rest = credits - spent();
            if (rest < 0) return t.vote.overspent(-rest);
            if (units.size === 0) return t.vote.nothingGiven;
            if (!signed && [...units.values()].some((of) => of < 0)) return t.vote.noNegative;
            return { allocate: Object.fromEntries(units) };
        },
    };
}
