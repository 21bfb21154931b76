// The result of a poll, as the server says it, with the way to check it.

import { canonical } from "@ostrakon/client";
import { h } from "../dom";
import { codeOf } from "../failure";
import { fileName, save } from "../file";
import { pollLink } from "../link";
import { notice } from "../parts";
import { arrive, pinBox } from "../pin";
import { outcomesBox } from "../outcome";
import type { Page, Visit } from "../router";
import { board, poll as readPoll } from "../session";
import { t } from "../text";

export async function resultPage([id = ""]: string[], visit: Visit): Promise<Page> {
    const poll = await readPoll(id);
    const title = t.result.title(poll.manifest.title);
    arrive(id, visit);
    try {
        const result = await (await board()).result(poll);
        const keep = (): void => save(fileName(`result ${poll.manifest.title}`, "json"), "application/json", canonical(result));
        return {
            title,
            content: h(
                "div",
                {},
                pinBox(poll, "result"),
                h("div", { class: "notice plain" }, h("p", {}, t.result.server),
                    h("p", { class: "actions" }, h("a", { class: "button primary", href: pollLink(id, "audit") }, t.result.check))),
                h("h2", {}, t.log.outcome),
                await outcomesBox(poll, result),
                h("p", { class: "actions" }, h("button", { type: "button", onclick: keep }, t.result.save)),
            ),
        };
    } catch (error) {
        if (codeOf(error) !== "not-closed") throw error;
        return {
            title,
            content: h("div", {}, pinBox(poll, "result"), notice("plain", t.result.notYet, h("p", {}, t.result.notYetText),
                h("p", { class: "actions" }, h("a", { class: "button", href: pollLink(id, "log") }, t.poll.log)))),
        };
    }
}
