// A ballot that was saved where there was no connection, or that the program made.

import type { Ballot, Poll, Receipt } from "@ostrakon/client";
import { h } from "../dom";
import { bytesOf } from "../file";
import { field, folded, form } from "../parts";
import { board } from "../session";
import { t } from "../text";

/** Sends a ballot from a file as it is, and calls `done` with the receipt. No identity is needed. */
export function savedBox(poll: Poll, done: (ballot: Ballot, receipt: Receipt) => void): HTMLElement {
    const input = h("input", { type: "file", accept: ".json,application/json" });
    const send = async (): Promise<void> => {
        const file = input.files?.[0];
        if (!file) return input.focus();
        const ballot = await poll.verify(withoutLineFeed(await bytesOf(file)));
        done(ballot, await (await board()).cast(poll, ballot));
    };
    const button = h("button", { type: "submit" }, t.saved.send);
    return folded(t.saved.title, form(button, t.saved.sending, send, field(t.saved.file, input, t.saved.hint)));
}

/** The program ends its files with one. */
const withoutLineFeed = (bytes: Uint8Array): Uint8Array => (bytes.at(-1) === 0x0a ? bytes.subarray(0, -1) : bytes);
