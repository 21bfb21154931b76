// Pages by the fragment of the address, which no server sees.

import { fill, h } from "./dom";
import { failure } from "./failure";
import { t } from "./text";

/** What a page shows. */
export interface Page {
    title: string;
    content: Node;
}

/** Where the reader is. `signal` is aborted when they leave. */
export interface Visit {
    query: URLSearchParams;
    signal: AbortSignal;
}

/** Makes a page. What the pattern's groups matched comes first. */
export type MakePage = (parts: string[], visit: Visit) => Page | Promise<Page>;

export type Route = [pattern: RegExp, page: MakePage];

/** Shows in `main` what the address names, now and whenever it changes. */
export function route(main: HTMLElement, routes: Route[]): void {
    let leave = new AbortController();
    const show = async (): Promise<void> => {
        leave.abort();
        const here = (leave = new AbortController());
        const [path = "", query = ""] = location.hash.replace(/^#\/?/, "").split("?", 2);
        const visit = { query: new URLSearchParams(query), signal: here.signal };
        main.setAttribute("aria-busy", "true");
        const waiting = setTimeout(() => fill(main, h("p", { class: "faint" }, t.loading)), 200);
        here.signal.addEventListener("abort", () => clearTimeout(waiting));
        const page = await make(routes, path, visit);
        clearTimeout(waiting);
        if (here.signal.aborted) return;
        main.removeAttribute("aria-busy");
        document.title = `${page.title} · ${t.name}`;
        mark(path);
        const heading = h("h1", { tabindex: "-1" }, page.title);
        fill(main, heading, page.content);
        scrollTo(0, 0);
        if (moved) heading.focus();
        moved = true;
    };
    // The first page takes no focus: the browser has just said what it is.
    let moved = false;
    addEventListener("hashchange", () => void show());
    void show();
}

/** Goes to another page. */
export function go(path: string): void {
    location.hash = `#/${path}`;
}

async function make(routes: Route[], path: string, visit: Visit): Promise<Page> {
    try {
        for (const [pattern, page] of routes) {
            const match = pattern.exec(path);
            if (match) return await page(match.slice(1), visit);
        }
        return { title: t.noPage.title, content: h("p", {}, t.noPage.text, " ", h("a", { href: "#/" }, t.nav.polls)) };
    } catch (error) {
        return { title: t.failed, content: failure(error) };
    }
}

/** Marks the link of the header that leads here. */
function mark(path: string): void {
    const first = path.split("/", 1)[0];
    for (const link of document.querySelectorAll("header a[data-section]")) {
        const current = link.getAttribute("data-section")?.split(" ").includes(first ?? "");
        if (current) link.setAttribute("aria-current", "page");
        else link.removeAttribute("aria-current");
    }
}
