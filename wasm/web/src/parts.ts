// Small parts that several pages show.

import { fill, h, newId, type Child } from "./dom";
import { failure } from "./failure";
import { groups } from "./link";
import { exact, relative } from "./time";
import { t } from "./text";

/** An id, in groups that people can compare. */
export const idText = (id: string): HTMLElement => h("span", { class: "id" }, h("code", {}, ...groups(id).map((part) => h("span", {}, part))));

/** An id, and a button that copies it. */
export const idBox = (id: string): HTMLElement => h("span", {}, idText(id), " ", copyButton(id));

/** A button that copies a text, where the browser lets pages do so. */
export function copyButton(text: string): HTMLElement | undefined {
    // Without TLS there is none, whatever the types say.
    if (!(navigator.clipboard as Clipboard | undefined)) return undefined;
    const button = h("button", { type: "button", class: "quiet" }, t.copy);
    button.addEventListener("click", () => {
        void navigator.clipboard.writeText(text).then(() => {
            button.textContent = t.copied;
            setTimeout(() => (button.textContent = t.copy), 2000);
        });
    });
    return button;
}

/** A time, exact and how long it is until or since. */
export const when = (time: string): HTMLElement =>
    h("time", { datetime: time }, exact(time), " ", h("span", { class: "faint" }, `(${relative(time)})`));

/** A labelled field with an explanation below. */
export function field(label: string, input: HTMLElement, hint?: Child): HTMLElement {
    input.id ||= newId();
    const note = hint ? h("p", { class: "hint", id: newId() }, hint) : undefined;
    if (note) input.setAttribute("aria-describedby", note.id);
    return h("div", { class: "field" }, h("label", { for: input.id }, label), input, note);
}

/** A form that shows what is wrong, and cannot be sent twice at once. */
export function form(submit: HTMLButtonElement, working: string, act: () => Promise<void>, ...children: Child[]): HTMLFormElement {
    const problem = h("div", {});
    const state = h("p", { class: "faint", role: "status" });
    const node = h("form", { novalidate: true }, ...children, h("p", { class: "actions" }, submit, state), problem);
    node.addEventListener("submit", (event) => {
        event.preventDefault();
        if (submit.disabled) return;
        submit.disabled = true;
        fill(problem);
        state.textContent = working;
        act()
            .catch((error: unknown) => fill(problem, failure(error)))
            .finally(() => {
                submit.disabled = false;
                state.textContent = "";
            });
    });
    return node;
}

/** A notice with a heading. */
export const notice = (kind: "good" | "bad" | "warn" | "plain", title: string, ...children: Child[]): HTMLElement =>
    h("div", { class: `notice ${kind}` }, h("h2", {}, title), ...children);

/** A part that can be unfolded. */
export const folded = (summary: string, ...children: Child[]): HTMLDetailsElement =>
    h("details", {}, h("summary", {}, summary), ...children);

/** What others can see of a ballot, and what not. */
export function privacyBox(): HTMLElement {
    const list = (items: string[]): HTMLElement => h("ul", {}, ...items.map((item) => h("li", {}, item)));
    const { privacy } = t;
    return h(
        "section",
        { class: "privacy", "aria-label": privacy.title },
        h("div", { class: "card" }, h("h3", {}, privacy.public), list(privacy.publicList)),
        h("div", { class: "card" }, h("h3", {}, privacy.hidden), list(privacy.hiddenList)),
        h("div", { class: "card" }, h("h3", {}, privacy.careful), list(privacy.carefulList),
            h("p", {}, h("a", { href: "#/about" }, privacy.more))),
    );
}
