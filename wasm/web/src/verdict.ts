// The verdict of an audit, as a person reads it.

import { type AuditCheck, type Verdict, canonical } from "@ostrakon/client";
import { h } from "./dom";
import { save } from "./file";
import { outcomesBox } from "./outcome";
import { idBox, notice } from "./parts";
import { ostrakon } from "./session";
import { t } from "./text";

const KINDS = { accepted: "good", rejected: "bad", "self-consistent": "warn" } as const;
const SIGNS = { accepted: "✓ ", rejected: "✗ ", "self-consistent": "" } as const;

export async function verdictBox(verdict: Verdict, seconds: number): Promise<HTMLElement> {
    const { verdict: finding, manifest, result } = verdict;
    const poll = manifest && (await (await ostrakon()).poll(canonical(manifest)));
    const keep = (): void => save("audit.html", "text/html", new TextEncoder().encode(verdict.page));
    return h(
        "div",
        { tabindex: "-1", "data-finding": finding },
        notice(
            KINDS[finding],
            `${SIGNS[finding]}${t.audit[finding]}`,
            h("p", {}, t.audit[`${finding}Text`]),
            poll && h("p", {}, h("strong", {}, poll.manifest.title)),
            poll && h("p", {}, idBox(poll.id)),
            h("p", { class: "faint small" }, t.audit.took(seconds.toFixed(1))),
            h("p", { class: "actions" }, h("button", { type: "button", onclick: keep }, t.audit.savePage)),
        ),
        h("section", {}, h("h2", {}, t.audit.checks), h("ul", { class: "checks" }, ...verdict.checks.map(checkRow))),
        verdict.open.length > 0 && h("section", {}, h("h2", {}, t.audit.unknown), h("ul", {}, ...verdict.open.map((each) => h("li", {}, each)))),
        // A result that is not to be relied on is not shown as one.
        finding !== "rejected" && poll && result && h("section", {}, h("h2", {}, t.log.outcome), await outcomesBox(poll, result)),
    );
}

function checkRow(check: AuditCheck): HTMLElement {
    const [kind, sign, said] = check.passed === null ? ["untold", "–", t.audit.untold] : check.passed ? ["done", "✓", t.audit.passed] : ["failed", "✗", t.audit.failed];
    return h(
        "li",
        { class: kind },
        h("span", { class: "sign", "aria-hidden": "true" }, sign),
        h("span", { class: "grow" }, h("span", { class: "visually-hidden" }, `${said}: `), check.text,
            check.details.length > 0 && h("ul", {}, ...check.details.map((detail) => h("li", {}, detail)))),
    );
}
