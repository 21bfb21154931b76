// What works without a connection: making a ballot once the poll's page is loaded, and opening the page again.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { SHORT, TestBoard } from "./board.mjs";
import { start, Visitor } from "./browser.mjs";

const PASSPHRASE = "salt and pepper";
let board, browser, poll;

before(async () => {
    [board, browser] = [await TestBoard.start(), await start()];
    await board.group([await board.identity("ann", PASSPHRASE), await board.identity("bob", PASSPHRASE)]);
    poll = await board.poll("Lunch", 'closes = "+1h"', SHORT);
});
after(async () => {
    await browser?.close();
    await board?.stop();
});

test("a ballot is made offline, and sent when there is a connection again", async () => {
    const visitor = await Visitor.come(browser, board);
    const { page } = visitor;
    await visitor.open(`poll/${poll}/vote`);
    await page.getByText("All is loaded.").waitFor();
    await visitor.context.setOffline(true);
    await page.getByText("You are offline.").waitFor();
    await page.getByRole("radio", { name: "Thai" }).check();
    await page.getByRole("button", { name: "Review my answers" }).click();
    await page.getByRole("button", { name: "Go on" }).click();
    await visitor.restore("ann", PASSPHRASE);
    await page.getByRole("button", { name: "Cast my ballot" }).click();
    await page.getByText("The log could not be read").waitFor();
    await page.getByText("no promise has come back: it may be in").waitFor();
    await visitor.look("vote-offline");
    const ballot = JSON.parse(await visitor.saved(page.getByRole("button", { name: "Save the ballot" })));
    assert.equal(ballot.content.poll, poll);
    await visitor.context.setOffline(false);
    await page.getByRole("button", { name: "Try again" }).click();
    await page.getByText("Your ballot is in").waitFor();
    await visitor.saved(page.getByRole("button", { name: "Save the receipt" }));
    await visitor.leave();
});

test("a ballot that was saved is sent from another browser", async () => {
    const visitor = await Visitor.come(browser, board);
    const { page } = visitor;
    board.write("passphrase", PASSPHRASE);
    await board.run("vote", "Lunch.json", "--id", poll, "--group", "group.json", "--identity", "bob.ostrakon", "--passphrase-file", "passphrase", "--answer", "soup", "--output", "ballot.json");
    await visitor.open(`poll/${poll}/vote`);
    const box = page.locator("details", { has: page.getByText("Send a ballot that you saved") });
    await box.locator("summary").click();
    await box.getByLabel("Ballot file").setInputFiles(board.path("group.json"));
    await box.getByRole("button", { name: "Send the ballot" }).click();
    await box.getByText("This is another file, or it was changed.").waitFor();
    await visitor.look("vote-saved");
    await box.getByLabel("Ballot file").setInputFiles(board.path("ballot.json"));
    await box.getByRole("button", { name: "Send the ballot" }).click();
    await page.getByText("Your ballot is in").waitFor();
    const receipt = JSON.parse(await visitor.saved(page.getByRole("button", { name: "Save the receipt" })));
    assert.deepEqual(receipt.ballot, JSON.parse(readFileSync(board.path("ballot.json"))));
    await visitor.leave();
});

test("the page opens offline once it was loaded, and keeps no ballots", async () => {
    const visitor = await Visitor.come(browser, board);
    const { page } = visitor;
    await visitor.open(`poll/${poll}/vote`);
    await page.getByText("All is loaded.").waitFor();
    await page.evaluate(() => navigator.serviceWorker.ready);
    await visitor.context.setOffline(true);
    await page.goto(`${board.url}/#/about`);
    await page.reload();
    await page.getByText("What nobody can see").waitFor();
    const kept = await page.evaluate(async () => {
        const urls = [];
        for (const name of await caches.keys()) for (const request of await (await caches.open(name)).keys()) urls.push(new URL(request.url).pathname);
        return urls;
    });
    assert(kept.some((path) => path.startsWith("/keys/")), "the proving key is kept");
    assert(kept.every((path) => /^\/($|assets\/|keys\/|icon\.svg$|manifest\.webmanifest$)/.test(path)), kept.join(" "));
    await visitor.context.setOffline(false);
    await visitor.leave();
});
