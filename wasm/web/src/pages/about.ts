// What is private, what is not, and what nobody can promise.

import { h } from "../dom";
import type { Page } from "../router";
import { t } from "../text";

export function aboutPage(): Page {
    return {
        title: t.about.title,
        content: h(
            "div",
            { class: "prose" },
            h("p", { class: "notice warn" }, t.about.audit),
            ...t.about.sections.map(({ title, text }) => h("section", {}, h("h2", {}, title), ...text.map((each) => h("p", {}, each)))),
        ),
    };
}
