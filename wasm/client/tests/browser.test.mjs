// The package in Chromium: its worker under a strict Content-Security-Policy, keys in the Cache API, offline.

import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { extname, join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { chromium } from "playwright-core";
import { build } from "vite";
import { KEYS } from "./club.mjs";
import { readKit } from "../../tests/kit.mjs";

const executablePath = process.env.CHROMIUM ?? "/usr/bin/chromium";
const skip = existsSync(executablePath) || process.env.CI === "true" ? false : `there is no ${executablePath}`;
const policy = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; connect-src 'self'";
const types = { ".html": "text/html", ".js": "text/javascript", ".wasm": "application/wasm" };
const flags = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];

const kit = readKit();
const [manifest, group, privateKey] = ["poll", "group_for_poll_same", "identity"].map((name) => kit.get(name).bytes().toString());
const { body, revision } = JSON.parse(kit.get("ballot").bytes()).content;
const given = { manifest, group, privateKey, answers: body.answers, revision };
const { depth } = JSON.parse(manifest).electorate;

let folder, server, browser, page;
const asked = [];
const complaints = [];
before(async () => {
    if (skip) return;
    folder = mkdtempSync(join(tmpdir(), "ostrakon-"));
    const root = fileURLToPath(new URL("page/", import.meta.url));
    await build({ root, logLevel: "error", worker: { format: "es" }, build: { outDir: folder } });
    server = createServer((request, response) => {
        const name = request.url === "/" ? "/index.html" : request.url;
        asked.push(name);
        const key = /^\/keys\/semaphore-4\.13\.0\/(\d+)\.zkey$/.exec(name)?.[1];
        const file = key ? `${KEYS}semaphore-${key}.zkey` : join(folder, name);
        if (!existsSync(file)) return response.writeHead(404).end();
        response.setHeader("content-security-policy", policy);
        response.setHeader("content-type", types[extname(file)] ?? "application/octet-stream");
        response.end(readFileSync(file));
    }).listen(0, "127.0.0.1");
    await new Promise((resolve) => server.once("listening", resolve));
    browser = await chromium.launch({ executablePath, args: flags });
    page = await browser.newPage();
    page.on("console", (message) => message.type() === "error" && complaints.push(message.text()));
    page.on("pageerror", (error) => complaints.push(String(error)));
    page.on("request", (request) => new URL(request.url()).port !== String(server.address().port) && complaints.push(request.url()));
    await page.goto(`http://localhost:${server.address().port}/`);
});
after(async () => {
    if (skip) return;
    await browser.close();
    server.close();
    rmSync(folder, { recursive: true });
});

test("a ballot is proven in a worker, and the key is fetched once for all clients and visits", { skip }, async () => {
    const [first, second] = [await page.evaluate((given) => globalThis.page.prove(given), given), await page.evaluate((given) => globalThis.page.prove(given), given)];
    assert.deepEqual(first.steps, ["key", "prove"]);
    assert.deepEqual(second.steps, ["prove"]);
    assert.equal(JSON.parse(first.ballot).nullifier, JSON.parse(kit.get("ballot").bytes()).nullifier);
    await page.reload();
    await page.evaluate((given) => globalThis.page.prove(given), given);
    assert.equal(asked.filter((name) => name === `/keys/semaphore-4.13.0/${depth}.zkey`).length, 1);
});

test("a key that was damaged in the cache is fetched again", { skip }, async () => {
    const { steps } = await page.evaluate(async (given) => {
        const cache = await caches.open("ostrakon-keys");
        for (const key of await cache.keys()) await cache.put(key, new Response(new Uint8Array(1000)));
        return globalThis.page.prove(given);
    }, given);
    assert.deepEqual(steps, ["key", "prove"]);
});

test("work that is ended ends, and the next is done", { skip }, async () => {
    const [first, second] = await page.evaluate((given) => globalThis.page.end(given), given);
    assert.equal(first, "aborted");
    assert.match(second, /^[0-9a-f]{64}$/);
});

test("nothing was complained of, and nothing asked of others", { skip }, () => assert.deepEqual(complaints, []));
