// Enrolling an identity with a one-time code.

import type { Enrolment, Identity } from "@ostrakon/client";
import { fill, h } from "../dom";
import { markEnrolled, type StoredIdentity } from "../identities";
import { saveIdentity } from "../identity/create";
import { chooseIdentity } from "../identity/choose";
import { enrolLink, readLink } from "../link";
import { field, form, notice } from "../parts";
import { go, type Page, type Visit } from "../router";
import { board } from "../session";
import { t } from "../text";

/** Asks which enrolment. */
export function enrolStartPage(): Page {
    const input = h("input", { type: "text", autocomplete: "off", spellcheck: "false", autocapitalize: "none" });
    const open = async (): Promise<void> => {
        const link = readLink(input.value);
        if (!link) throw new Error(t.polls.notAnId);
        go(enrolLink(link));
    };
    return {
        title: t.enrol.title,
        content: h("div", {}, h("p", { class: "lead" }, t.enrol.lead),
            form(h("button", { class: "primary" }, t.polls.go), "", open, field(t.enrol.idLabel, input))),
    };
}

/** `#/enrol/ID`, with `?code=CODE` where the link that was sent brings it. */
export async function enrolPage([id = ""]: string[], { query }: Visit): Promise<Page> {
    const code = query.get("code") ?? "";
    // A code that stays in the address would stay in the history, too.
    if (code) history.replaceState(null, "", `#/enrol/${id}`);
    const enrolment = await (await board()).enrolment(id);
    const content = h("div", {});
    const done = (stored: StoredIdentity | undefined): void => fill(content, doneBox(stored));
    fill(content, h("p", { class: "lead" }, t.enrol.lead), h("p", { class: "faint" }, t.enrol.state(enrolment.used, enrolment.issued)),
        enrolment.closed ? h("p", { class: "notice plain" }, t.enrol.closed) : enrolForm(enrolment, code, done));
    return { title: t.enrol.titleIn(enrolment.document.title), content };
}

function enrolForm(enrolment: Enrolment, given: string, done: (stored: StoredIdentity | undefined) => void): HTMLElement {
    let who: Identity | undefined;
    let stored: StoredIdentity | undefined;
    const code = h("input", { type: "text", value: given, autocomplete: "off", spellcheck: "false", autocapitalize: "none", required: true });
    const submit = h("button", { class: "primary" }, t.enrol.go);
    const choose = chooseIdentity(t.enrol.who, true, (identity, kept) => {
        [who, stored] = [identity, kept];
    });
    const enrol = async (): Promise<void> => {
        if (!who) throw new Error(t.enrol.noIdentity);
        if (code.value.trim() === "") {
            code.focus();
            throw new Error(t.enrol.noCode);
        }
        await (await board()).enrol(enrolment, who, code.value.trim());
        // Enrolled it is, whether or not this browser can remember when.
        await markEnrolled(who.commitment).catch(() => undefined);
        done(stored);
    };
    return h(
        "div",
        {},
        h("section", { class: "card" }, h("h2", {}, t.enrol.stepIdentity), choose),
        h("section", { class: "card" }, h("h2", {}, t.enrol.stepCode), form(submit, t.enrol.going, enrol, field(t.enrol.code, code, t.enrol.codeHint))),
    );
}

function doneBox(stored: StoredIdentity | undefined): HTMLElement {
    const box = h(
        "div",
        { tabindex: "-1" },
        notice("good", t.enrol.done, h("p", {}, t.enrol.doneText),
            stored && h("p", {}, t.enrol.saveFirst),
            stored && h("p", { class: "actions" }, h("button", { type: "button", class: "primary", onclick: () => saveIdentity(stored) }, t.identity.download))),
        notice("warn", t.enrol.waitTitle, h("p", {}, t.enrol.wait)),
        h("p", { class: "actions" }, h("a", { class: "button", href: "#/" }, t.nav.polls)),
    );
    queueMicrotask(() => box.focus());
    return box;
}
