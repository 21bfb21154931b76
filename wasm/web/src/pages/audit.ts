// The audit of a whole poll in this tab: of files that the reader brings, or of a poll on this server.

import type { Bundle, Progress } from "@ostrakon/client";
import { fill, h } from "../dom";
import { failure, wasAborted } from "../failure";
import { bytesOf } from "../file";
import { fromDrop, fromInput } from "../bundle-files";
import { readLink } from "../link";
import { field } from "../parts";
import { arrive, pinBox } from "../pin";
import type { Page, Visit } from "../router";
import { board, ostrakon, poll as readPoll } from "../session";
import { t } from "../text";
import { verdictBox } from "../verdict";

type GetBundle = (onProgress: (progress: Progress) => void, signal: AbortSignal) => Promise<Bundle | Uint8Array>;

/** `#/audit`: files. */
export function auditPage(_parts: string[], { signal }: Visit): Page {
    const found = h("div", {});
    const id = h("input", { type: "text", autocomplete: "off", spellcheck: "false", autocapitalize: "none" });
    const receipts = h("input", { type: "file", multiple: true, accept: ".json,application/json" });
    const audit = auditor(found, signal);
    const start = (read: Promise<Bundle | Uint8Array | undefined>): void => {
        const given = readLink(id.value)?.id;
        void audit(given, [...(receipts.files ?? [])], async () => {
            const bundle = await read;
            if (!bundle) throw new Error(t.audit.noFile);
            return bundle;
        });
    };
    const chooser = (text: string, attributes: { [name: string]: unknown }): HTMLElement => {
        const input = h("input", { type: "file", class: "visually-hidden", ...attributes });
        input.addEventListener("change", () => {
            if (input.files?.length) start(fromInput(input.files));
            input.value = "";
        });
        return h("label", { class: "button" }, input, text);
    };
    const drop = h(
        "div",
        {
            class: "drop",
            ondragover: (event) => {
                event.preventDefault();
                drop.classList.add("over");
            },
            ondragleave: () => drop.classList.remove("over"),
            ondrop: (event) => {
                event.preventDefault();
                drop.classList.remove("over");
                if (event.dataTransfer) start(fromDrop(event.dataTransfer.items));
            },
        },
        h("p", {}, h("strong", {}, t.audit.drop), h("br"), h("span", { class: "faint" }, t.audit.dropHint)),
        h("p", { class: "actions" }, chooser(t.audit.file, { accept: ".zst,.tar.zst" }), chooser(t.audit.folder, { webkitdirectory: true })),
    );
    return {
        title: t.audit.title,
        content: h("div", {}, h("p", { class: "lead" }, t.audit.lead),
            h("section", { class: "card" }, field(t.audit.id, id, t.audit.idHint), field(t.audit.receipts, receipts), drop), found),
    };
}

/** `#/poll/ID/audit`: a poll on this server. */
export async function auditPollPage([id = ""]: string[], visit: Visit): Promise<Page> {
    const poll = await readPoll(id);
    const found = h("div", {});
    const audit = auditor(found, visit.signal);
    // An id from the server's list is the server's word, and not one of the reader's.
    const start = (): void => void audit(arrive(id, visit) ? undefined : id, [], async (onProgress, signal) => (await board()).bundle(poll, { onProgress, signal }));
    start();
    return {
        title: t.audit.titleOf(poll.manifest.title),
        content: h("div", {}, h("p", { class: "lead" }, t.audit.lead), pinBox(poll, "audit", start), found),
    };
}

type Audit = (poll: string | undefined, receipts: File[], get: GetBundle) => Promise<void>;

/** Audits in one place, where a new audit ends the one before. */
function auditor(found: HTMLElement, leave: AbortSignal): Audit {
    let stop = new AbortController();
    return async (poll, receipts, get) => {
        stop.abort();
        stop = new AbortController();
        await audit(found, stop, leave, poll, receipts, get);
    };
}

/** Audits a bundle, and shows how far that is and what comes out. */
async function audit(found: HTMLElement, stop: AbortController, leave: AbortSignal, poll: string | undefined, receipts: File[], get: GetBundle): Promise<void> {
    const signal = AbortSignal.any([stop.signal, leave]);
    const said = h("p", { role: "status" }, t.audit.working);
    const bar = h("progress", { "aria-label": t.audit.working });
    const onProgress = (progress: Progress): void => {
        const { done, of } = progress;
        said.textContent = {
            download: () => t.audit.fetching(done ?? 0, of),
            ballots: () => t.audit.ballots(done ?? 0, of),
            count: () => t.audit.counting,
            group: () => t.audit.group,
            key: () => t.audit.working,
            prove: () => t.audit.working,
        }[progress.step]();
        if (done !== undefined && of) {
            bar.max = of;
            bar.value = done;
        } else bar.removeAttribute("value");
    };
    const work = h("div", { class: "card" }, said, bar, h("p", { class: "actions" }, h("button", { type: "button", onclick: () => stop.abort() }, t.audit.stop)));
    fill(found, work);
    const start = performance.now();
    try {
        const bundle = await get(onProgress, signal);
        const brought = await Promise.all(receipts.map(async (file) => ({ name: file.name, bytes: await bytesOf(file) })));
        const verdict = await (await ostrakon()).audit(bundle, { ...(poll === undefined ? {} : { poll }), brought }, { onProgress, signal });
        const box = await verdictBox(verdict, (performance.now() - start) / 1000);
        if (!found.contains(work)) return;
        fill(found, box);
        box.focus();
    } catch (error) {
        if (found.contains(work)) fill(found, wasAborted(error) ? h("p", {}, t.cast.stopped) : failure(error));
    }
}
