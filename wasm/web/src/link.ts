// Links within the page, and what people paste when they are asked for one.

import type { PollId } from "@ostrakon/client";
import { named } from "./session";

/** Where a poll's page is. `listed`: the reader has it from the server's list, and nobody has named them the id. */
export const pollLink = (id: PollId, page = "", listed = !named.has(id)): string =>
    `#/poll/${id}${page && `/${page}`}${listed ? "?listed" : ""}`;

/** The id, of 64 hexadecimal digits, in a link or text; whether the link is one to an enrolment, and the `code=CODE` in it. */
export function readLink(text: string): { id: string; enrolment: boolean; code: string } | undefined {
    const [, digits] = /(?:^|[^0-9a-f])((?:[0-9a-f]\s*){64})(?:$|[^0-9a-f])/i.exec(text.trim()) ?? [];
    if (digits === undefined) return undefined;
    return { id: digits.replace(/\s/g, "").toLowerCase(), enrolment: /\benrol/i.test(text), code: /[?&]code=[^&#\s]+/.exec(text)?.[0].slice(1) ?? "" };
}

/** Where an enrolment is, with the code of the link. */
export const enrolLink = ({ id, code }: { id: string; code: string }): string => `enrol/${id}${code && `?${code}`}`;

/** An id in groups of eight, so that people can compare it. */
export const groups = (id: string): string[] => id.match(/.{1,8}/g) ?? [];
