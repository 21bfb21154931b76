// The page: its frame, its routes, and the service worker that lets it open offline.

import "./style.css";
import { fill, h } from "./dom";
import { aboutPage } from "./pages/about";
import { auditPage, auditPollPage } from "./pages/audit";
import { enrolPage, enrolStartPage } from "./pages/enrol";
import { identityPage } from "./pages/identity";
import { logPage } from "./pages/log";
import { pollPage } from "./pages/poll";
import { pollsPage } from "./pages/polls";
import { receiptPage } from "./pages/receipt";
import { resultPage } from "./pages/result";
import { votePage } from "./pages/vote";
import { route } from "./router";
import { t } from "./text";

document.documentElement.lang = t.language;
const main = h("main", { id: "main" });
const insecure = !isSecureContext && h("p", { class: "notice bad", role: "alert" }, t.insecure);
const link = (path: string, sections: string, text: string): HTMLElement => h("a", { href: `#/${path}`, "data-section": sections }, text);
const state = h("p", { role: "status" });
const skip = h("a", { class: "skip", href: "#main" }, t.skip);
skip.addEventListener("click", (event) => {
    // The fragment of the address is the page's own.
    event.preventDefault();
    main.querySelector("h1")?.focus();
});

document.body.append(
    skip,
    h(
        "header",
        {},
        h("a", { class: "brand", href: "#/" }, h("img", { src: "/icon.svg", alt: "", width: 28, height: 28 }), t.name),
        h(
            "nav",
            { "aria-label": t.nav.label },
            link("", " poll", t.nav.polls),
            link("identity", "identity enrol", t.nav.identity),
            link("receipt", "receipt", t.nav.receipt),
            link("audit", "audit", t.nav.audit),
            link("about", "about", t.nav.about),
        ),
    ),
    insecure || "",
    main,
    h("footer", {}, state, h("p", {}, t.footer.promise, " ", h("a", { href: "/plain" }, t.footer.plain), " · ", h("a", { href: "/api" }, t.footer.api))),
);

const ID = "([0-9a-f]{64})";
route(main, [
    [/^$/, pollsPage],
    [new RegExp(`^poll/${ID}$`), pollPage],
    [new RegExp(`^poll/${ID}/vote$`), votePage],
    [new RegExp(`^poll/${ID}/log$`), logPage],
    [new RegExp(`^poll/${ID}/result$`), resultPage],
    [new RegExp(`^poll/${ID}/audit$`), auditPollPage],
    [/^enrol$/, enrolStartPage],
    [new RegExp(`^enrol/${ID}$`), enrolPage],
    [/^identity$/, identityPage],
    [/^receipt$/, receiptPage],
    [/^audit$/, auditPage],
    [/^about$/, aboutPage],
]);

const showState = (): void => fill(state, navigator.onLine ? "" : t.footer.offline);
addEventListener("online", showState);
addEventListener("offline", showState);
showState();

// A file that is dropped beside where it belongs would be opened in place of the page.
addEventListener("dragover", (event) => event.preventDefault());
addEventListener("drop", (event) => event.preventDefault());

// A browser that refuses it shows the page all the same, online.
if (import.meta.env.PROD && "serviceWorker" in navigator) navigator.serviceWorker.register("/service-worker.js").catch(() => undefined);
