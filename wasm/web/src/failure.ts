// An error as a person reads it: what is wrong, and what to do.

import { OstrakonError } from "@ostrakon/client";
import { h } from "./dom";
import { t, textOf } from "./text";

/** The stable code of an error, where it has one. */
export const codeOf = (error: unknown): string | undefined => (error instanceof OstrakonError ? error.code : undefined);

/** Whether work was ended by who asked for it. */
export const wasAborted = (error: unknown): boolean =>
    codeOf(error) === "aborted" || (error instanceof DOMException && error.name === "AbortError");

export function failure(error: unknown, ...more: Node[]): HTMLElement {
    const code = codeOf(error);
    const said = error instanceof Error ? error.message : String(error);
    const message = said.charAt(0).toUpperCase() + said.slice(1);
    const advice = code === undefined ? undefined : textOf(t.advice, code);
    return h(
        "div",
        { class: "notice bad", role: "alert" },
        h("p", {}, h("strong", {}, /[.!?]$/.test(message) ? message : `${message}.`)),
        advice && h("p", {}, advice),
        code && h("p", { class: "faint small" }, t.errorCode(code)),
        ...more,
    );
}
