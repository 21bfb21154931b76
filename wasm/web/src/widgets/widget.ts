// A widget asks for the answer to a question.

import type { Answer, Option } from "@ostrakon/client";
import { h } from "../dom";
import { t } from "../text";

/** Asks for an answer. */
export interface Widget {
    readonly node: HTMLElement;
    /** The answer, or what is still missing or too much, in words. */
    answer(): Answer | string;
}

/** What an option is called, and what it costs where it has a price. */
export function label(option: Option): HTMLElement {
    const cost = option.cost === undefined ? undefined : h("span", { class: "faint" }, t.vote.costs(option.cost));
    return h("span", { class: "option" }, option.label, cost && " ", cost);
}

/** Buttons of which one is down: a group of radio buttons in a row. */
export function choice<V extends string>(
    name: string,
    legend: string,
    choices: readonly { value: V; label: string }[],
    changed: (value: V) => void,
): { node: HTMLElement; choose(value: V): void } {
    const inputs = choices.map(({ value, label }) => {
        const input = h("input", { type: "radio", name, value, onchange: () => changed(value) });
        return { value, input, node: h("label", { class: "segment" }, input, h("span", {}, label)) };
    });
    const node = h(
        "fieldset",
        { class: "segments" },
        h("legend", {}, legend),
        h("div", { class: "row" }, ...inputs.map(({ node }) => node)),
    );
    return {
        node,
        choose(value) {
            for (const each of inputs) each.input.checked = each.value === value;
            changed(value);
        },
    };
}
