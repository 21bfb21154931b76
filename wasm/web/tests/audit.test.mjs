// From a live log to the close, the result, and its audit in the tab.

import assert from "node:assert/strict";
import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { ANSWERS, QUESTIONS, TestBoard } from "./board.mjs";
import { start, Visitor } from "./browser.mjs";

let board, browser, poll;

before(async () => {
    [board, browser] = [await TestBoard.start(), await start()];
    const members = [];
    for (const name of ["ann", "bob", "cem"]) members.push(await board.identity(name));
    await board.group(members);
    poll = await board.poll("Summer meeting", 'closes = "+30s"', QUESTIONS);
    await vote("ann", ANSWERS);
});
after(async () => {
    await browser?.close();
    await board?.stop();
});

const vote = (name, answers) =>
    board.run("vote", "--server", board.url, "--poll", poll, "--identity", `${name}.ostrakon`, "--output", `${name}.json`, "--receipt", `${name}.receipt.json`,
        ...answers.flatMap((answer) => ["--answer", answer]));

const numbers = async (page) => (await page.locator(".numbers").innerText()).replace(/\s+/g, " ");

test("a log is followed as it grows, to its close", async () => {
    const visitor = await Visitor.come(browser, board);
    const { page } = visitor;
    await visitor.open(`poll/${poll}/result`);
    await page.getByText("There is no result yet").waitFor();
    await visitor.look("result-none");
    await visitor.open(`poll/${poll}/log`);
    await page.getByText("Following.").waitFor();
    assert.match(await numbers(page), /^Ballots 1 Voters 1 Members 3/);
    await vote("bob", ANSWERS.map((answer) => answer.replace("city>lake-house", "lake-house>mountain-hut").replace("yes", "no")));
    await page.locator(".numbers dd").first().filter({ hasText: /^2$/ }).waitFor();
    assert.match(await numbers(page), /^Ballots 2 Voters 2 Members 3/);
    await page.getByText("The log is closed. Nothing can be added any more.").waitFor({ timeout: 90_000 });
    await visitor.look("log-closed");
    await board.closed(poll);

    // Who comes too late is told so.
    await visitor.open(`poll/${poll}/vote`);
    await page.getByText("It takes no more ballots.").waitFor();
    await visitor.look("vote-closed");
    await visitor.leave();
});

test("the result is shown with pictures, and all of it is checked in the tab", async () => {
    const visitor = await Visitor.come(browser, board);
    const { page } = visitor;
    await visitor.open(`poll/${poll}/result`);
    await page.getByText("2 ballots count, of 3 members.").waitFor();
    // Every picture can be drawn under the page's policy.
    const widths = await page.locator("figure img").evaluateAll((images) => images.map((image) => image.naturalWidth));
    assert(widths.length >= 6 && widths.every((width) => width > 0), `pictures: ${widths}`);
    await visitor.look("result");
    const saved = await visitor.saved(page.getByRole("button", { name: "Save the result" }));
    assert.equal(saved.toString(), await (await fetch(`${board.url}/polls/${poll}/result.json`)).text());
    await page.getByRole("link", { name: "Check everything here" }).click();
    await page.locator('[data-finding="accepted"]').waitFor();
    await visitor.look("audit-accepted");
    const html = await visitor.saved(page.getByRole("button", { name: "Save the verdict" }));
    assert.match(html.toString(), /<!doctype html>/i);
    await visitor.leave();
});

test("a bundle that is brought is checked, as an archive and as a folder", async () => {
    await board.run("bundle", `${board.url}/polls/${poll}`, "--into", "audit.tar.zst", "--poll", poll);
    await board.run("bundle", `${board.url}/polls/${poll}`, "--into", "audit", "--poll", poll);
    const visitor = await Visitor.come(browser, board);
    const { page } = visitor;
    await visitor.open("audit");
    await visitor.look("audit");
    // Without the id nobody can say more.
    await page.getByLabel("Choose a file").setInputFiles(board.path("audit.tar.zst"));
    await page.locator('[data-finding="self-consistent"]').waitFor();
    await visitor.look("audit-consistent");
    await page.getByLabel("The poll’s id").fill(poll);
    await page.getByLabel("Receipts that you want").setInputFiles([board.path("ann.receipt.json"), board.path("bob.receipt.json")]);
    await page.getByLabel("Choose a folder").setInputFiles(board.path("audit"));
    await page.locator('[data-finding="accepted"]').waitFor();

    // A bundle with another result, of another poll, and one that is none.
    cpSync(board.path("audit"), board.path("forged"), { recursive: true });
    const result = readFileSync(board.path("forged/result.json"), "utf8");
    writeFileSync(board.path("forged/result.json"), result.replace('"counted":2', '"counted":3'));
    await page.getByLabel("Choose a folder").setInputFiles(board.path("forged"));
    await page.locator('[data-finding="rejected"]').waitFor();
    await visitor.look("audit-rejected");
    await page.getByLabel("The poll’s id").fill("0".repeat(64));
    await page.getByLabel("Choose a file").setInputFiles(board.path("audit.tar.zst"));
    await page.getByText("Rejected", { exact: false }).first().waitFor();
    await page.getByLabel("Choose a file").setInputFiles(board.path("ann.json"));
    await page.locator(".notice.bad").waitFor();
    await visitor.leave();
});

test("a receipt is checked without the server learning which", async () => {
    const visitor = await Visitor.come(browser, board);
    const { page } = visitor;
    const asked = [];
    visitor.context.on("request", (request) => asked.push(request.url()));
    await visitor.open("receipt");
    await page.getByLabel("Receipt file").setInputFiles(board.path("ann.receipt.json"));
    await page.getByText("Your ballot is in the log").waitFor();
    await page.getByText("final").first().waitFor();
    await page.getByText("What this ballot says").click();
    await visitor.look("receipt");
    assert(asked.every((url) => !url.includes("/receipts/")), "no receipt is asked for");
    const receipt = await visitor.saved(page.getByRole("button", { name: "Save the receipt with its proof" }));
    writeFileSync(board.path("proved.json"), receipt);
    assert.match(await board.run("receipt", "check", "proved.json", "--server", board.url, "--json"), /"verdict":"included"/);

    writeFileSync(board.path("bad.json"), readFileSync(board.path("ann.receipt.json"), "utf8").replace('"revision":0', '"revision":1'));
    await page.getByLabel("Receipt file").setInputFiles(board.path("bad.json"));
    await page.locator(".notice.bad").waitFor();
    await visitor.look("receipt-bad");
    await visitor.leave();
});

test("a board that takes a ballot out of its closed log is caught", async () => {
    const visitor = await Visitor.come(browser, board);
    const { page } = visitor;
    await page.route("**/tile/entries/**", async (route) => {
        const answer = await route.fetch();
        const body = await answer.body();
        body[body.length - 20] ^= 1;
        await route.fulfill({ response: answer, body });
    });
    await visitor.open(`poll/${poll}/log`);
    await page.locator(".notice.bad").waitFor();
    await visitor.look("log-bad");
    await visitor.leave();
});
