// The identities of this browser.

import { fill, h } from "../dom";
import { forgetIdentity, type StoredIdentity, storedIdentities } from "../identities";
import { saveReminder } from "../identity/choose";
import { createForm, restoreForm, saveIdentity, unlockForm } from "../identity/create";
import { folded, idBox } from "../parts";
import type { Page } from "../router";
import { unlocked } from "../session";
import { relative } from "../time";
import { t } from "../text";

export async function identityPage(): Promise<Page> {
    const content = h("div", {});
    const show = async (fresh?: StoredIdentity): Promise<void> => {
        const stored = await storedIdentities();
        const another = [
            folded(t.identity.create, createForm((kept) => void show(kept))),
            folded(t.identity.restore, restoreForm(() => void show())),
        ];
        if (stored.length === 0) another[0]?.setAttribute("open", "");
        fill(
            content,
            h("p", { class: "lead" }, t.identity.lead),
            fresh && saveReminder(fresh),
            stored.length === 0
                ? h("p", {}, t.identity.none)
                : h("section", {}, h("h2", {}, t.identity.yours), ...stored.map((each) => card(each, () => void show()))),
            ...another.map((part) => h("section", { class: "card" }, part)),
        );
    };
    await show();
    return { title: t.identity.title, content };
}

function card(stored: StoredIdentity, changed: () => void): HTMLElement {
    const identity = unlocked.get(stored.commitment);
    const more = h("div", {});
    const button = (text: string, act: () => void): HTMLElement => h("button", { type: "button", onclick: act }, text);
    const lock = (): void => {
        identity?.free();
        unlocked.delete(stored.commitment);
        changed();
    };
    const remove = (): void => {
        const really = h("button", { type: "button", class: "danger" }, t.identity.reallyRemove);
        really.addEventListener("click", () => {
            identity?.free();
            unlocked.delete(stored.commitment);
            void forgetIdentity(stored.commitment).then(changed);
        });
        fill(more, h("div", { class: "notice warn" }, h("p", {}, t.identity.confirmRemove),
            h("p", { class: "actions" }, really, button(t.cancel, () => fill(more)))));
        really.focus();
    };
    return h(
        "article",
        { class: "card" },
        h("h3", {}, stored.name, " ", h("span", { class: identity ? "tag good" : "tag" }, identity ? t.identity.unlocked : t.identity.locked)),
        h("p", { class: "label" }, t.identity.commitment),
        h("p", {}, idBox(stored.commitment)),
        h("p", { class: "hint" }, t.identity.commitmentHint),
        stored.enrolled !== undefined && h("p", { class: "faint" }, t.identity.enrolled(relative(stored.enrolled))),
        h(
            "p",
            { class: "actions" },
            button(t.identity.download, () => saveIdentity(stored)),
            identity
                ? button(t.identity.lock, lock)
                : button(t.identity.unlock, () => {
                    fill(more, unlockForm(stored, changed));
                    more.querySelector("input")?.focus();
                }),
            button(t.identity.remove, remove),
        ),
        more,
    );
}
