// After casting: the receipt, and what can still be done.

import type { Ballot, Poll, Receipt } from "@ostrakon/client";
import { h } from "../dom";
import { fileName, save } from "../file";
import { pollLink } from "../link";
import { idBox, notice } from "../parts";
import { exact } from "../time";
import { receipts } from "../session";
import { t } from "../text";

/** Asks before the tab is closed with a receipt that is not saved. */
const warn = (event: BeforeUnloadEvent): void => event.preventDefault();

/** Tells that the ballot is in. `again` leads back to the answers. */
export function doneBox(poll: Poll, ballot: Ballot, receipt: Receipt, again: () => void): HTMLElement {
    const { closes, board, revisions, title } = poll.manifest;
    const deadline = new Date(Date.parse(closes) + (board?.grace ?? 0) * 1000).toISOString();
    const left = revisions - ballot.revision;
    receipts.set(poll.id, receipt);
    addEventListener("beforeunload", warn);
    const keep = h("button", { type: "button", class: "primary" }, t.cast.saveReceipt);
    keep.addEventListener("click", () => {
        save(fileName(`receipt ${title}`, "json"), "application/json", receipt.bytes);
        removeEventListener("beforeunload", warn);
    });
    const box = h(
        "div",
        { tabindex: "-1" },
        notice(
            "good",
            t.cast.done,
            ballot.revision > 0 && h("p", {}, t.cast.replaced(ballot.revision)),
            h("p", {}, t.cast.doneText, " ", t.cast.deadline(exact(deadline))),
            h("p", {}, h("span", { class: "label" }, t.cast.ballotId), " ", idBox(ballot.id)),
            h("p", {}, t.cast.receiptWhy),
            h("p", { class: "actions" }, keep, h("a", { class: "button", href: "#/receipt" }, t.cast.checkLater)),
        ),
        left > 0 && h("p", {}, t.cast.againHint(left), " ", h("button", { type: "button", class: "quiet", onclick: again }, t.cast.again)),
        h("p", { class: "actions" }, h("a", { class: "button", href: pollLink(poll.id, "log") }, t.poll.log)),
    );
    queueMicrotask(() => box.focus());
    return box;
}
