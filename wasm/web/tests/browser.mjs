// Chromium, and what has to hold of every page in it: nothing is asked of anybody else, nothing is logged as an error,
// and axe finds nothing wrong.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { chromium } from "playwright-core";

const FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];
/** What a browser logs of an answer that refuses something, or of a lost connection: what the page makes of it is tested. */
const EXPECTED = /^Failed to load resource: (the server responded with a status of (403|404|409)|net::ERR_INTERNET_DISCONNECTED)/;

export const start = () => chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: FLAGS });

/** A visitor with a browser of their own. */
export class Visitor {
    static async come(browser, board, options = {}) {
        const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, acceptDownloads: true, ...options });
        const visitor = new Visitor(context, board);
        // What the page's service worker asks for is seen, too.
        context.on("request", (request) => {
            const url = new URL(request.url());
            if (!["data:", "blob:"].includes(url.protocol) && url.origin !== board.url) visitor.faults.push(`asked ${url.origin}`);
        });
        visitor.page = await visitor.tab();
        return visitor;
    }

    constructor(context, board) {
        this.context = context;
        this.board = board;
        this.faults = [];
    }

    /** Another tab of the same browser. */
    async tab() {
        const page = await this.context.newPage();
        page.on("pageerror", (error) => this.faults.push(String(error)));
        page.on("console", (message) => {
            if (["error", "warning"].includes(message.type()) && !EXPECTED.test(message.text())) this.faults.push(message.text());
        });
        page.setDefaultTimeout(30_000);
        return page;
    }

    /** Opens a page by what follows `#/`, and waits for its heading. */
    async open(path, page = this.page) {
        // From another page of the same document nothing would be loaded.
        await page.goto("about:blank");
        await page.goto(`${this.board.url}/#/${path}`);
        await page.locator("main:not([aria-busy]) h1").waitFor();
    }

    /** Lets axe look at the page as it is, and takes a picture of it, wide and narrow, where the tests are told to. */
    async look(name) {
        const { page } = this;
        const folder = process.env.OSTRAKON_SCREENSHOTS;
        for (const width of [1280, 390]) {
            await page.setViewportSize({ width, height: 900 });
            const found = await violations(page);
            assert.deepEqual(found, [], `${name} at ${width} pixels`);
            const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
            assert(over <= 0, `${name} is ${over} pixels too wide for ${width}`);
            if (folder) await page.screenshot({ path: join(folder, `${name}-${width}.png`), fullPage: true });
        }
        await page.setViewportSize({ width: 1280, height: 900 });
    }

    /** Restores an identity from its file in the panel that asks for one. */
    async restore(name, passphrase) {
        const panel = this.page.locator("details", { has: this.page.getByText("Restore one from a file") });
        if (!(await panel.getAttribute("open")) && (await panel.getAttribute("open")) !== "") await panel.locator("summary").click();
        await panel.getByLabel("Identity file").setInputFiles(this.board.path(`${name}.ostrakon`));
        await panel.getByLabel("Passphrase", { exact: true }).first().fill(passphrase);
        await panel.getByRole("button", { name: "Restore" }).click();
    }

    /** The bytes of the file that is saved when a button is clicked. */
    async saved(button) {
        const [download] = await Promise.all([this.page.waitForEvent("download"), button.click()]);
        return readFileSync(await download.path());
    }

    async leave() {
        await this.context.close();
        assert.deepEqual(this.faults, []);
    }
}

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

async function violations(page) {
    // Not as an element of the page: its policy allows no scripts from elsewhere.
    await page.evaluate(axe);
    return page.evaluate(async () => {
        const { violations } = await globalThis.axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"] });
        return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(" ")}`);
    });
}
