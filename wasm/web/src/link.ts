// Links within the page, and what people paste when they are asked for one.

import type { PollId } from "@ostrakon/client";

/** Where a poll's page is. `listed`: the reader came from the server's list, and nobody has named them the id. */
export const pollLink = (id: PollId, page = "", listed = false): string =>
    `#/poll/${id}${page && `/${page}`}${listed ? "?listed" : ""}`;

/** The id, of 64 hexadecimal digits, in a link or text; and whether the link is one to an enrolment. */
export function readLink(text: string): { id: string; enrolment: boolean } | undefined {
    const [, digits] = /(?:^|[^0-9a-f])((?:[0-9a-f]\s*){64})(?:$|[^0-9a-f])/i.exec(text.trim()) ?? [];
    if (digits === undefined) return undefined;
    return { id: digits.replace(/\s/g, "").toLowerCase(), enrolment: /\benrol/i.test(text) };
}

/** An id in groups of eight, so that people can compare it. */
export const groups = (id: string): string[] => id.match(/.{1,8}/g) ?? [];
