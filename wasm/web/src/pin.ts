// Whether the reader was named the poll's id, or has it from the server's list only.

import type { Poll, PollId } from "@ostrakon/client";
import { fill, h } from "./dom";
import { pollLink, readLink } from "./link";
import { field, form, idBox, idText } from "./parts";
import type { Visit } from "./router";
import { named } from "./session";
import { t } from "./text";

/** Notes that an address without the list's mark names its poll. Says whether the reader has it from the list only. */
export function arrive(id: PollId, visit: Visit): boolean {
    if (!visit.query.has("listed")) named.add(id);
    return !named.has(id);
}

/** Says that the link names the poll; or asks to compare, where it was found in the list, and calls `same` once it is. */
export function pinBox(poll: Poll, page = "", same?: () => void): HTMLElement {
    if (named.has(poll.id)) return h("div", { class: "pin" }, h("p", { class: "good-text" }, "✓ ", t.poll.pinned), h("p", {}, t.poll.pinnedId, " ", idBox(poll.id)));
    const input = h("input", { type: "text", autocomplete: "off", spellcheck: "false", autocapitalize: "none" });
    const found = h("div", { role: "status" });
    const compare = async (): Promise<void> => {
        const given = readLink(input.value);
        if (!given) throw new Error(t.polls.notAnId);
        if (given.id !== poll.id) fill(found, h("p", { class: "notice bad" }, t.poll.other));
        else {
            // The page from now on is the one that such a link opens; the back button leads past this one.
            named.add(poll.id);
            history.replaceState(null, "", pollLink(poll.id, page));
            box.replaceWith(h("p", { class: "notice good", role: "status" }, "✓ ", t.poll.same));
            for (const link of document.querySelectorAll<HTMLAnchorElement>(`main a[href*="${poll.id}"]`)) link.href = link.href.replace("?listed", "");
            same?.();
        }
    };
    const box = h(
        "section",
        { class: "notice warn" },
        h("h2", {}, t.poll.unpinnedTitle),
        h("p", {}, t.poll.unpinned),
        // Nothing to copy here: an id that is compared with itself is always the same.
        h("p", {}, t.poll.pinnedId, " ", idText(poll.id)),
        form(h("button", {}, t.poll.compareGo), "", compare, field(t.poll.compare, input)),
        found,
    );
    return box;
}
