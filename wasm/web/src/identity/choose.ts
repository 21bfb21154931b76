// Which identity something is done with: one of this browser's, unlocked, or a new one.

import type { Identity } from "@ostrakon/client";
import { fill, h, newId } from "../dom";
import { failure } from "../failure";
import { type StoredIdentity, storedIdentities } from "../identities";
import { folded } from "../parts";
import { unlocked } from "../session";
import { t } from "../text";
import { createForm, restoreForm, saveIdentity, unlockForm } from "./create";

/** Called with the identity that is chosen and unlocked; with nothing while there is none. */
export type Chosen = (identity: Identity | undefined, stored: StoredIdentity | undefined) => void;

/** A panel to choose an identity, unlock or restore one, and to make one where `fresh` ones are of use. */
export function chooseIdentity(legend: string, fresh: boolean, chosen: Chosen): HTMLElement {
    const panel = h("div", { class: "choose" });
    const name = newId();

    async function show(choose?: string, made = false): Promise<void> {
        const stored = await storedIdentities();
        const current = stored.find(({ commitment }) => commitment === choose) ?? stored.find(({ commitment }) => unlocked.has(commitment)) ?? stored[0];
        const identity = current && unlocked.get(current.commitment);
        const rows = stored.map((each) => {
            const radio = h("input", {
                type: "radio", name, checked: each === current,
                onchange: () => void show(each.commitment),
            });
            const state = unlocked.has(each.commitment) ? t.identity.unlocked : t.identity.locked;
            return h("label", { class: "line" }, radio, h("span", { class: "grow" }, each.name), h("span", { class: "faint small" }, state));
        });
        const another = [folded(t.identity.restore, restoreForm((kept) => void show(kept.commitment)))];
        if (fresh) another.unshift(folded(t.identity.create, createForm((kept) => void show(kept.commitment, true))));
        if (stored.length === 0) another[0]?.setAttribute("open", "");
        const hadFocus = panel.contains(document.activeElement);
        fill(
            panel,
            stored.length === 0
                ? h("p", {}, t.identity.none, " ", !fresh && t.identity.enrolledOnly)
                : h("fieldset", {}, h("legend", {}, legend), ...rows),
            made && current && saveReminder(current),
            current && !identity && unlockForm(current, () => void show(current.commitment)),
            ...another,
        );
        // Whoever goes through the identities with the keyboard stays among them.
        if (hadFocus) panel.querySelector<HTMLInputElement>("input[type=radio]:checked")?.focus();
        chosen(identity, current);
    }
    show().catch((error: unknown) => fill(panel, failure(error)));
    return panel;
}

/** Asks to save the file of an identity that was just made. */
export function saveReminder(stored: StoredIdentity): HTMLElement {
    return h(
        "div",
        { class: "notice warn", role: "status" },
        h("p", {}, h("strong", {}, t.identity.made), " ", t.identity.saveFile),
        h("p", { class: "actions" }, h("button", { type: "button", class: "primary", onclick: () => saveIdentity(stored) }, t.identity.download)),
    );
}
