// The steps of casting a ballot, and how far they are.

import { h } from "../dom";
import { t } from "../text";

export type Step = keyof typeof t.cast.steps;
export type State = keyof typeof t.cast.state;

const SIGNS: { [state in State]: string } = { waiting: "○", doing: "◌", done: "✓", failed: "✗" };

export class Steps {
    readonly node: HTMLElement;
    readonly #rows = new Map<Step, { node: HTMLElement; sign: HTMLElement; state: HTMLElement; bar: HTMLProgressElement }>();
    #doing: Step | undefined;

    constructor() {
        for (const step of Object.keys(t.cast.steps) as Step[]) {
            const sign = h("span", { class: "sign", "aria-hidden": "true" });
            const state = h("span", { class: "visually-hidden" });
            const bar = h("progress", { max: 1, hidden: true, "aria-label": t.cast.steps[step] });
            const node = h("li", {}, sign, h("span", { class: "grow" }, t.cast.steps[step], " ", state), bar);
            this.#rows.set(step, { node, sign, state, bar });
            this.#show(step, "waiting");
        }
        this.node = h(
            "ol",
            { class: "steps", "aria-label": t.cast.stepsLabel, "aria-live": "polite" },
            ...[...this.#rows.values()].map(({ node }) => node),
        );
    }

    /** Does a step's work. The step is marked as done, or as failed where the work throws. */
    async run<T>(step: Step, work: () => Promise<T>): Promise<T> {
        this.#doing = step;
        this.#show(step, "doing");
        try {
            const made = await work();
            this.#show(step, "done");
            return made;
        } catch (error) {
            this.#show(step, "failed");
            throw error;
        } finally {
            this.#doing = undefined;
        }
    }

    /** Tells how much of the step under way is done, where that is known. */
    progress(share: number | undefined): void {
        const row = this.#doing && this.#rows.get(this.#doing);
        if (!row) return;
        row.bar.hidden = false;
        if (share === undefined) row.bar.removeAttribute("value");
        else row.bar.value = share;
    }

    #show(step: Step, state: State): void {
        const row = this.#rows.get(step);
        if (!row) return;
        row.node.className = state;
        row.sign.textContent = SIGNS[state];
        row.state.textContent = `(${t.cast.state[state]})`;
        row.bar.hidden = state !== "doing";
        row.bar.removeAttribute("value");
    }
}
