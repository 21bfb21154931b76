// Put up to max options in order: with buttons, with the arrow keys, or by dragging.

import type { Answer, Form, Option, Question } from "@ostrakon/client";
import { fill, h } from "../dom";
import { t } from "../text";
import { dragging } from "./drag";
import { Ranking } from "./ranking";
import { label, type Widget } from "./widget";

export function rank(question: Question, { max, ties }: NonNullable<Form["rank"]>, changed: () => void): Widget {
    const ranking = new Ranking();
    const most = Math.min(max, question.options.length);
    const said = h("p", { class: "visually-hidden", role: "status" });
    const ranked = h("ol", { class: "ranked", "aria-label": t.vote.ranked });
    const pool = h("ul", { class: "options pool", "aria-label": t.vote.unranked });
    const empty = h("p", { class: "empty faint" }, t.vote.rankEmpty);
    const poolHeading = h("p", { class: "label faint" }, t.vote.unranked);
    const rows = new Map(question.options.map((option) => [option.id, rankedRow(option)]));
    const free = new Map(question.options.map((option) => [option.id, freeRow(option)]));

    function rankedRow(option: Option): { node: HTMLLIElement; place: HTMLElement; tie: HTMLButtonElement; up: HTMLButtonElement; down: HTMLButtonElement } {
        const button = (text: string, symbol: string, act: () => void): HTMLButtonElement =>
            h("button", { type: "button", class: "step", "aria-label": text, title: text, onclick: act }, symbol);
        const place = h("span", { class: "place", "aria-hidden": "true" });
        const up = button(t.vote.up(option.label), "↑", () => move(option, -1, up));
        const down = button(t.vote.down(option.label), "↓", () => move(option, 1, down));
        const tie = button(t.vote.tie(option.label), "=", () => {
            ranking.toggleTie(option.id);
            update(t.vote.placed(option.label, ranking.place(option.id)));
        });
        const out = button(t.vote.unrank(option.label), "×", () => {
            ranking.remove(option.id);
            update(t.vote.removed(option.label));
            free.get(option.id)?.button.focus();
        });
        const grip = h(
            "button",
            {
                type: "button", class: "grip", "aria-label": t.vote.grip(option.label), title: t.vote.grip(option.label),
                onkeydown: (event) => {
                    const by = event.key === "ArrowUp" ? -1 : event.key === "ArrowDown" ? 1 : 0;
                    if (by === 0) return;
                    event.preventDefault();
                    move(option, by, grip);
                },
            },
            "⠿",
        );
        const node = h(
            "li",
            { "data-option": option.id },
            grip, place, h("span", { class: "grow" }, label(option)),
            h("span", { class: "tools" }, ties && tie, up, down, out),
        );
        return { node, place, tie, up, down };
    }

    function freeRow(option: Option): { node: HTMLLIElement; button: HTMLButtonElement } {
        const button = h(
            "button",
            {
                type: "button", class: "add",
                onclick: () => {
                    const next = nextFree(option.id);
                    ranking.append(option.id);
                    update(t.vote.placed(option.label, ranking.place(option.id)));
                    (next ?? rows.get(option.id)?.up)?.focus();
                },
            },
            h("span", { class: "plus", "aria-hidden": "true" }, "+"), label(option),
        );
        return { node: h("li", {}, button), button };
    }

    /** The button of the option after this one in the pool. */
    function nextFree(id: string): HTMLButtonElement | undefined {
        const ids = question.options.map((option) => option.id).filter((other) => !ranking.has(other));
        const at = ids.indexOf(id);
        const next = ids[at + 1] ?? ids[at - 1];
        return next === undefined ? undefined : free.get(next)?.button;
    }

    function move(option: Option, by: number, keep: HTMLElement): void {
        ranking.move(option.id, ranking.order.indexOf(option.id) + by);
        update(t.vote.placed(option.label, ranking.place(option.id)));
        keep.focus();
    }

    function update(say: string): void {
        const { order } = ranking;
        // Rows that stay where they are must not leave the document: they may hold the focus.
        order.forEach((id, at) => {
            const row = rows.get(id);
            if (!row) return;
            if (ranked.children[at] !== row.node) ranked.insertBefore(row.node, ranked.children[at] ?? null);
            row.place.textContent = `${ranking.place(id)}.`;
            row.node.classList.toggle("tied", ranking.tied(id));
            row.up.disabled = at === 0;
            row.down.disabled = at === order.length - 1;
            row.tie.disabled = at === 0;
            row.tie.setAttribute("aria-pressed", String(ranking.tied(id)));
        });
        while (ranked.children.length > order.length) ranked.lastElementChild?.remove();
        const rest = question.options.filter((option) => !ranking.has(option.id));
        fill(pool, rest.map((option) => free.get(option.id)?.node));
        for (const each of free.values()) each.button.disabled = order.length >= most;
        empty.hidden = order.length > 0;
        poolHeading.hidden = rest.length === 0;
        said.textContent = say;
        changed();
    }

    dragging(ranked, (id, to) => {
        ranking.move(id, to);
        update("");
    });
    update("");

    return {
        node: h(
            "div",
            { class: "rank" },
            h("p", { class: "hint" }, t.vote.rankHint(most, question.options.length, ties)),
            empty, ranked, poolHeading, pool, said,
        ),
        answer() {
            const places = ranking.places(question.options.map((option) => option.id));
            if (places.length === 0) return t.vote.nothingRanked;
            return { rank: places as NonNullable<Answer["rank"]> };
        },
    };
}
