// What holds of all pages: their policy, their texts, and those pages that no other test looks at.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { TestBoard } from "./board.mjs";
import { start, Visitor } from "./browser.mjs";

let board, browser;

before(async () => {
    [board, browser] = [await TestBoard.start(), await start()];
});
after(async () => {
    await browser?.close();
    await board?.stop();
});

test("every page can be read, with a light and a dark screen", async () => {
    for (const colorScheme of ["light", "dark"]) {
        const visitor = await Visitor.come(browser, board, { colorScheme });
        for (const [path, name] of [["", "empty"], ["about", "about"], ["identity", "identity-none"], ["enrol", "enrol-start"], ["receipt", "receipt-none"], ["audit", "audit-none"], ["nowhere", "nowhere"]]) {
            await visitor.open(path);
            await visitor.look(`${name}-${colorScheme}`);
        }
        await visitor.leave();
    }
});

test("every page can be reached by the keyboard alone", async () => {
    const visitor = await Visitor.come(browser, board);
    const { page } = visitor;
    await visitor.open("");
    await page.keyboard.press("Tab");
    assert.equal(await page.evaluate(() => document.activeElement.textContent), "Skip to the content");
    await page.keyboard.press("Enter");
    assert.equal(await page.evaluate(() => document.activeElement.tagName), "H1");
    await page.getByRole("link", { name: "Receipt" }).press("Enter");
    await page.getByRole("heading", { name: "Check a receipt" }).waitFor();
    assert.equal(await page.evaluate(() => document.activeElement.textContent), "Check a receipt", "the heading of the new page has the focus");
    await visitor.leave();
});

test("a page that comes late does not cover the one that is asked for after it", async () => {
    const visitor = await Visitor.come(browser, board);
    const { page } = visitor;
    await page.route("**/enrolments/**", async (route) => {
        await new Promise((done) => setTimeout(done, 1000));
        await route.continue();
    });
    await visitor.open("about");
    const [asked, answered] = [page.waitForRequest("**/enrolments/**"), page.waitForResponse("**/enrolments/**")];
    await page.evaluate((id) => (location.hash = `#/enrol/${id}`), "0".repeat(64));
    await asked;
    await page.evaluate(() => (location.hash = "#/receipt"));
    await page.getByRole("heading", { name: "Check a receipt" }).waitFor();
    await answered;
    assert.equal(await page.locator("h1").innerText(), "Check a receipt");
    await visitor.leave();
});

test("a poll or enrolment that is not here is told so", async () => {
    const visitor = await Visitor.come(browser, board);
    for (const path of ["poll", "enrol"]) {
        await visitor.open(`${path}/${"0".repeat(64)}`);
        await visitor.page.getByText("Compare the link with the one you were sent.").waitFor();
        await visitor.look(`${path}-unknown`);
    }
    await visitor.leave();
});

test("the policy of the page allows nothing from elsewhere, and no scripts or styles within it", async () => {
    const answer = await fetch(`${board.url}/`);
    const policy = answer.headers.get("content-security-policy");
    assert.match(policy, /default-src 'none'/);
    assert.doesNotMatch(policy, /unsafe-inline|'unsafe-eval'|https?:/);
    assert.equal(answer.headers.get("set-cookie"), null);
    const html = await answer.text();
    assert.doesNotMatch(html, /<style|style=|<script(?![^>]* src=)|\son[a-z]+=/);
});

test("what rules do is told as the program tells it", async () => {
    const { rules } = JSON.parse(await board.run("rules", "--json"));
    const text = readFileSync(new URL("../src/en-rules.ts", import.meta.url), "utf8");
    for (const { name, summary } of rules) assert(text.includes(`: ${JSON.stringify(summary)},`), `${name}: ${summary}`);
});
