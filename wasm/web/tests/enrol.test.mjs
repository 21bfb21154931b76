// An identity is made, enrolled with a code, and can be used by the program.

import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { SHORT, TestBoard } from "./board.mjs";
import { start, Visitor } from "./browser.mjs";

const PASSPHRASE = "salt and pepper";
let board, browser, enrolment;

before(async () => {
    [board, browser] = [await TestBoard.start(), await start()];
    enrolment = await board.enrolment("Harbour club", 3);
});
after(async () => {
    await browser?.close();
    await board?.stop();
});

async function makeIdentity(page) {
    const form = page.locator("details[open] form");
    await form.getByLabel("Passphrase", { exact: true }).fill(PASSPHRASE);
    await form.getByLabel("Passphrase once more").fill(PASSPHRASE);
    await form.getByRole("button", { name: "Make it" }).click();
    await page.getByText("Your identity is ready.").waitFor();
}

test("a new user makes an identity and enrols it, and the group has it", async () => {
    const visitor = await Visitor.come(browser, board);
    const { page } = visitor;
    await visitor.open(`enrol/${enrolment.id}?code=${enrolment.codes[0]}`);
    assert.doesNotMatch(page.url(), /code/, "the code does not stay in the address");
    await visitor.look("enrol");
    await makeIdentity(page);
    const file = await visitor.saved(page.getByRole("button", { name: "Save the file" }));
    assert.match(file.toString(), /^-----BEGIN AGE ENCRYPTED FILE-----/);
    await page.getByRole("button", { name: "Enrol", exact: true }).click();
    await page.getByText("You are on the list.").waitFor();
    await page.getByText("Do not vote right away").waitFor();
    await visitor.look("enrol-done");

    // The program opens the file, and it is the identity that the board has.
    writeFileSync(board.path("saved.ostrakon"), file, { mode: 0o600 });
    board.write("passphrase", PASSPHRASE);
    const commitment = (await board.run("identity", "show", "saved.ostrakon", "--passphrase-file", "passphrase")).trim();
    await visitor.open("identity");
    assert.match(await page.locator("main").innerText(), /Enrolled/);
    assert.equal((await page.locator(".id code").innerText()).replace(/\s/g, ""), commitment);
    await visitor.look("identity");

    await board.run("enrolment", "close", enrolment.id, ...board.token, "--force");
    assert.match(await board.run("group", "show", "group.json", "--members"), new RegExp(commitment));

    // Who votes now is asked to wait, and may go on.
    const poll = await board.poll("Lunch", 'closes = "+1h"', SHORT);
    await visitor.open(`poll/${poll}/vote`);
    await page.getByRole("radio", { name: "Soup" }).check();
    await page.getByRole("button", { name: "Review my answers" }).click();
    await page.getByRole("button", { name: "Go on" }).click();
    await page.getByLabel("Passphrase", { exact: true }).first().fill(PASSPHRASE);
    await page.getByRole("button", { name: "Unlock" }).click();
    await page.getByText("Do not vote right away").waitFor();
    await visitor.look("vote-recent");
    await page.getByRole("button", { name: "Cast my ballot" }).click();
    await page.getByText("Your ballot is in").waitFor();
    await visitor.leave();
});

test("a code that is wrong or used is refused, and it says what to do", async () => {
    const { id, codes } = await board.enrolment("Rowing club", 2);
    const visitor = await Visitor.come(browser, board);
    const { page } = visitor;
    // The code of a link that is pasted comes along, and stays out of the address.
    await visitor.open("");
    await page.getByLabel("Link or id of a poll").fill(`${board.url}/#/enrol/${id}?code=some-code`);
    await page.getByRole("button", { name: "Open", exact: true }).click();
    await page.getByRole("heading", { name: "Enrol: Rowing club" }).waitFor();
    assert.equal(await page.getByLabel("Code", { exact: true }).inputValue(), "some-code");
    assert.doesNotMatch(page.url(), /code/);
    await makeIdentity(page);
    const enrol = async (code) => {
        await page.getByLabel("Code", { exact: true }).fill(code);
        await page.getByRole("button", { name: "Enrol", exact: true }).click();
    };
    await enrol("");
    await page.getByText("Type the code that you were sent.").waitFor();
    await enrol(`${codes[0].slice(0, -1)}${codes[0].endsWith("2") ? "3" : "2"}`);
    await page.getByText("Compare it with the code that you were sent").waitFor();
    await visitor.look("enrol-refused");
    await enrol(codes[0]);
    await page.getByText("You are on the list.").waitFor();

    const other = await Visitor.come(browser, board);
    await other.open(`enrol/${id}?code=${codes[0]}`);
    await makeIdentity(other.page);
    await other.page.getByRole("button", { name: "Enrol", exact: true }).click();
    await other.page.getByText("somebody else may have had your code").waitFor();
    await other.leave();
    await visitor.leave();
});

test("who comes after the close is told so", async () => {
    const { id } = await board.enrolment("Chess club", 1);
    await board.run("enrolment", "close", id, ...board.token, "--force");
    const visitor = await Visitor.come(browser, board);
    await visitor.open(`enrol/${id}`);
    await visitor.page.getByText("This enrolment is closed.").waitFor();
    await visitor.leave();
});

test("identities stay in the browser, locked, and go when they are removed", async () => {
    const visitor = await Visitor.come(browser, board);
    const { page } = visitor;
    await visitor.open("identity");
    const form = page.locator("details[open] form");
    await form.getByLabel("Passphrase", { exact: true }).fill("short");
    await form.getByText("Too short").waitFor();
    await form.getByLabel("Passphrase", { exact: true }).fill(PASSPHRASE);
    await form.getByLabel("Passphrase once more").fill("something else");
    await form.getByRole("button", { name: "Make it" }).click();
    await form.getByText("The two passphrases differ.").waitFor();
    await makeIdentity(page);
    await visitor.open("identity");
    await page.getByText("Locked").waitFor();
    await page.getByRole("button", { name: "Unlock" }).click();
    await page.getByLabel("Passphrase", { exact: true }).first().fill("not this one");
    await page.getByRole("button", { name: "Unlock" }).last().click();
    await page.getByText("Nobody can recover a passphrase that is lost.").waitFor();
    await page.getByLabel("Passphrase", { exact: true }).first().fill(PASSPHRASE);
    await page.getByRole("button", { name: "Unlock" }).last().click();
    await page.getByText("Unlocked in this tab").waitFor();

    // Nothing that the browser keeps is the secret in plain.
    const sealed = async () => {
        const kept = JSON.stringify(await page.evaluate(async () => {
            const database = await new Promise((done) => (indexedDB.open("ostrakon").onsuccess = (event) => done(event.target.result)));
            const all = await new Promise((done) => (database.transaction("identities").objectStore("identities").getAll().onsuccess = (event) => done(event.target.result)));
            return all.map((each) => ({ ...each, file: new TextDecoder().decode(each.file) }));
        }));
        assert.match(kept, /BEGIN AGE ENCRYPTED FILE/);
        assert.doesNotMatch(kept, /salt and pepper|private|keep this file secret/i);
    };
    await sealed();

    await page.getByRole("button", { name: "Remove from this browser" }).click();
    await page.getByRole("button", { name: "Remove it for good" }).click();
    await page.getByText("There is no identity in this browser yet.").waitFor();

    // A file without a passphrase gets one first, whatever words are in it.
    await board.identity("plain");
    board.write("worded.ostrakon", `# My age\n${readFileSync(board.path("plain.ostrakon"), "utf8")}`);
    const panel = page.locator("details", { has: page.getByText("Restore one from a file") });
    await panel.locator("summary").click();
    await panel.getByLabel("Identity file").setInputFiles(board.path("worded.ostrakon"));
    await panel.getByText("This file has no passphrase.").waitFor();
    await panel.getByLabel("Passphrase", { exact: true }).last().fill(PASSPHRASE);
    await panel.getByLabel("Passphrase once more").fill(PASSPHRASE);
    await panel.getByRole("button", { name: "Restore" }).click();
    await page.getByText("Unlocked in this tab").waitFor();
    await sealed();
    await visitor.leave();
});
