// Lets the page open offline: it keeps the page's own files and nothing else. Polls, ballots, receipts and identities are
// never kept here; proving keys are kept by the client.

export {};

declare const self: ServiceWorkerGlobalScope;
// Both are put in when the page is built.
declare const __SHELL_FILES__: string[];
declare const __SHELL_VERSION__: string;

const FILES = __SHELL_FILES__;
const PREFIX = "ostrakon-page-";
const CACHE = PREFIX + __SHELL_VERSION__;
/** Milliseconds that a new version may take to come before the kept one is shown. */
const PATIENCE = 4000;

// A new version waits until no tab shows the old one, whose files it would take away.
self.addEventListener("install", (event) => {
    event.waitUntil(
        caches
            .open(CACHE)
            .then((cache) => cache.addAll(FILES.map((file) => new Request(file, { cache: "no-cache" }))))
    );
});

self.addEventListener("activate", (event) => {
    const tidy = async (): Promise<void> => {
        for (const name of await caches.keys()) if (name.startsWith(PREFIX) && name !== CACHE) await caches.delete(name);
        await self.clients.claim();
    };
    event.waitUntil(tidy());
});

self.addEventListener("fetch", (event) => {
    const { request } = event;
    const url = new URL(request.url);
    if (request.method !== "GET" || url.origin !== self.location.origin || !FILES.includes(url.pathname)) return;
    // The page itself is asked for first, so that a new one shows at once; files with a hash in their name never change.
    event.respondWith(url.pathname.startsWith("/assets/") ? kept(request) : fresh(request));
});

const find = (request: Request): Promise<Response | undefined> => caches.match(request.url, { cacheName: CACHE, ignoreSearch: true });

async function kept(request: Request): Promise<Response> {
    return (await find(request)) ?? fetch(request);
}

async function fresh(request: Request): Promise<Response> {
    const found = await find(request);
    if (!found) return fetch(request);
    const asked = fetch(request).then((answer) => (answer.ok ? answer : found), () => found);
    const late = new Promise<Response>((done) => setTimeout(() => done(found), PATIENCE));
    return Promise.race([asked, late]);
}
