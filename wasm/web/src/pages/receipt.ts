// Whether the board kept what it promised about a ballot.

import type { Receipt, ReceiptVerdict, Poll } from "@ostrakon/client";
import { answersBox } from "../answers";
import { fill, h } from "../dom";
import { failure } from "../failure";
import { bytesOf, fileName, save } from "../file";
import { pollLink } from "../link";
import { folded, field, notice } from "../parts";
import type { Page, Visit } from "../router";
import { board, ostrakon, poll as readPoll, receipts } from "../session";
import { exact } from "../time";
import { t } from "../text";

export function receiptPage(_parts: string[], { signal: leave }: Visit): Page {
    const found = h("div", { "aria-live": "polite" });
    let stop = new AbortController();
    const check = async (get: () => Promise<Receipt>): Promise<void> => {
        // Another check that is begun meanwhile takes its place.
        const checking = h("p", { class: "faint" }, t.receipt.checking);
        fill(found, checking);
        stop.abort();
        stop = new AbortController();
        try {
            const signal = AbortSignal.any([stop.signal, leave]);
            const receipt = await get();
            const poll = await readPoll(receipt.poll);
            const verdict = await (await board()).checkReceipt(poll, receipt, { signal });
            if (found.contains(checking)) fill(found, verdictBox(poll, receipt, verdict), saysBox(poll, receipt));
        } catch (error) {
            if (found.contains(checking)) fill(found, failure(error));
        }
    };
    const input = h("input", { type: "file", accept: ".json,application/json" });
    input.addEventListener("change", () => {
        const file = input.files?.[0];
        if (file) void check(async () => (await ostrakon()).receipt(await bytesOf(file)));
    });
    const here = [...receipts.values()].map((receipt) =>
        h("button", { type: "button", onclick: () => void check(() => Promise.resolve(receipt)) }, t.receipt.ofTab(receipt.ballotId.slice(0, 8))));
    return {
        title: t.receipt.title,
        content: h("div", {}, h("p", { class: "lead" }, t.receipt.lead),
            h("section", { class: "card" }, field(t.receipt.file, input), here.length > 0 && h("p", { class: "actions" }, ...here)), found),
    };
}

function verdictBox(poll: Poll, receipt: Receipt, found: ReceiptVerdict): HTMLElement {
    const keep = (text: string, name: string, bytes: Uint8Array): HTMLElement =>
        h("button", { type: "button", class: "primary", onclick: () => save(name, "application/octet-stream", bytes) }, text);
    const receiptFile = fileName(`receipt ${poll.manifest.title}`, "json");
    const keepReceipt = ({ bytes }: Receipt): HTMLElement => keep(t.receipt.save, receiptFile, bytes);
    switch (found.verdict) {
        case "included": {
            const state = found.final ? t.receipt.final : found.closed ? t.receipt.closedNotFinal(found.missing?.message ?? "") : t.receipt.open;
            return notice("good", t.receipt.included, h("p", {}, t.receipt.includedText(found.index, found.size), " ", state),
                h("p", { class: "actions" }, keepReceipt(found.receipt)));
        }
        case "promised":
            return notice("plain", t.receipt.promised, h("p", {}, t.receipt.promisedText(exact(found.deadline))));
        case "dropped":
        case "forked": {
            const [title, text] = found.verdict === "dropped" ? [t.receipt.dropped, t.receipt.droppedText] : [t.receipt.forked, t.receipt.forkedText];
            return notice("bad", title, h("p", {}, text),
                h("p", { class: "actions" }, keepReceipt(receipt), keep(t.receipt.saveCheckpoint, "checkpoint.txt", found.checkpoint)));
        }
    }
}

function saysBox(poll: Poll, receipt: Receipt): HTMLElement {
    const { content } = receipt.document.ballot as { content: { body: { answers: Parameters<typeof answersBox>[1] } } };
    return h(
        "section",
        { class: "card" },
        h("p", {}, h("span", { class: "label" }, t.receipt.poll), " ", h("a", { href: pollLink(poll.id) }, poll.manifest.title)),
        folded(t.receipt.says, answersBox(poll.manifest.questions, content.body.answers)),
    );
}
