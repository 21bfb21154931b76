// Voting in every form, again, twice, and by who may not.

import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { QUESTIONS, SHORT, TestBoard } from "./board.mjs";
import { start, Visitor } from "./browser.mjs";

const PASSPHRASE = "salt and pepper";
let board, browser, revisable, final;

before(async () => {
    [board, browser] = [await TestBoard.start(), await start()];
    const members = [];
    for (const name of ["ann", "bob", "cem"]) members.push(await board.identity(name, PASSPHRASE));
    await board.identity("outsider", PASSPHRASE);
    await board.group(members);
    revisable = await board.poll("Summer meeting", 'closes = "+1h"\nrevisions = 2', QUESTIONS);
    final = await board.poll("Lunch", 'closes = "+1h"', SHORT);
});
after(async () => {
    await browser?.close();
    await board?.stop();
});

const next = (page, name) => page.getByRole("button", { name, exact: true }).click();

/** Chooses an option of the short poll, and comes to the choice of an identity. */
async function answerShort(visitor, option = "Thai") {
    await visitor.page.getByRole("radio", { name: option }).check();
    await next(visitor.page, "Review my answers");
    await next(visitor.page, "Go on");
}

test("a member votes in each form, keeps a receipt that the program accepts, and changes the ballot", async () => {
    const visitor = await Visitor.come(browser, board);
    const { page } = visitor;
    await visitor.open(`poll/${revisable}`);
    await page.getByText("This is the poll that your link names.").waitFor();
    await visitor.look("poll");
    await page.getByRole("link", { name: "Vote" }).click();
    const question = (id) => page.locator(`[data-question="${id}"]`);

    // What is missing is said where it is missing.
    await next(page, "Review my answers");
    await question("place").getByText("Rank at least one option.").waitFor();
    await question("views").getByText("or pass").waitFor();

    // Rank: with buttons, with the keyboard, and by dragging.
    const place = question("place");
    for (const option of ["Lake house", "Mountain hut", "In the city"]) await place.getByRole("button", { name: option, exact: true }).click();
    const order = () => place.locator(".ranked .option").allInnerTexts();
    assert.deepEqual(await order(), ["Lake house", "Mountain hut", "In the city"]);
    await place.getByRole("button", { name: "Move In the city: drag" }).focus();
    await page.keyboard.press("ArrowUp");
    await page.keyboard.press("ArrowUp");
    assert.deepEqual(await order(), ["In the city", "Lake house", "Mountain hut"]);
    assert.match(await page.evaluate(() => document.activeElement.getAttribute("aria-label")), /^Move In the city/);
    const [from, to] = [await place.getByRole("button", { name: "Move Mountain hut: drag" }).boundingBox(), await place.getByRole("button", { name: "Move In the city: drag" }).boundingBox()];
    await page.mouse.move(from.x + 5, from.y + 5);
    await page.mouse.down();
    await page.mouse.move(to.x + 5, to.y + 20, { steps: 10 });
    await page.mouse.move(to.x + 5, to.y + 2, { steps: 5 });
    await page.mouse.up();
    assert.deepEqual(await order(), ["Mountain hut", "In the city", "Lake house"]);
    await place.getByRole("button", { name: "Lake house shares the place" }).click();

    await question("fee").getByRole("checkbox", { name: "I abstain" }).check();
    for (const [option, score] of [["Bees", "5"], ["Boats", "0"], ["Bridges", "2"]]) {
        await question("talks").getByRole("group", { name: option }).getByRole("radio", { name: score }).check();
    }
    const spend = question("spend");
    await spend.getByLabel("Roof", { exact: true }).fill("6");
    await spend.getByText("6 credits too many").waitFor();
    await visitor.look("vote-credits");
    await spend.getByRole("button", { name: "Less for Roof" }).click();
    await spend.getByRole("button", { name: "More for Garden" }).click();
    await spend.getByText("4 of 30 credits left").waitFor();
    await question("views").getByRole("group", { name: "Meetings start on time" }).getByRole("radio", { name: "Agree", exact: true }).check();
    await question("views").getByRole("button", { name: "Pass on all the rest" }).click();
    const committee = question("committee");
    for (const option of ["Ann", "Bob", "Cem"]) await committee.getByRole("checkbox", { name: option }).check();
    await next(page, "Review my answers");
    await committee.getByText("Choose at most 2").waitFor();
    await committee.getByRole("checkbox", { name: "Bob" }).uncheck();
    await visitor.look("vote-answers");
    await next(page, "Review my answers");

    await page.getByText("This is what your ballot will say").waitFor();
    assert.match(await page.locator(".answers").innerText(), /Mountain hut\s+Lake house = In the city/);
    await visitor.look("vote-review");
    await next(page, "Go on");
    await visitor.restore("ann", PASSPHRASE);
    await page.getByText("You are a member, and can vote.").waitFor();
    await visitor.look("vote-identity");
    await next(page, "Cast my ballot");
    await page.getByText("Your ballot is in").waitFor();
    await visitor.look("vote-done");
    const receipt = await visitor.saved(page.getByRole("button", { name: "Save the receipt" }));
    writeFileSync(board.path("receipt.json"), receipt);
    assert.match(await board.run("receipt", "check", "receipt.json", "--poll", "Summer-meeting.json"), /^✓ Promised/);
    const { answers } = JSON.parse(receipt).ballot.content.body;
    assert.deepEqual(answers, {
        committee: { pick: ["ann", "cem"] },
        fee: { abstain: {} },
        place: { rank: [["mountain-hut"], ["lake-house", "city"]] },
        spend: { allocate: { garden: 1, roof: 5 } },
        talks: { score: { bees: 5, boats: 0, bridges: 2 } },
        views: { stance: { "meetings-start-on-time": "agree", "minutes-are-public": "pass" } },
    });

    // The answers are still there, and the next ballot replaces the first.
    await next(page, "Change my ballot");
    await question("fee").getByRole("checkbox", { name: "I abstain" }).uncheck();
    await question("fee").getByRole("radio", { name: "No" }).check();
    await next(page, "Review my answers");
    await next(page, "Go on");
    await next(page, "Cast my ballot");
    await page.getByText("Replacement number 1.").waitFor();

    await visitor.open(`poll/${revisable}/log`);
    await page.getByText("Following. New ballots appear by themselves.").waitFor();
    assert.match((await page.locator(".numbers").innerText()).replace(/\s+/g, " "), /^Ballots 2 Voters 1 Members 3/);
    await page.getByText("How it stands now").waitFor();
    await visitor.look("log");
    await visitor.leave();
});

test("wide scores, votes against, prices and single choices are answered, too", async () => {
    const poll = await board.poll("Garden", 'closes = "+1h"', `
[[questions]]
prompt = "How good is each?"
id = "good"
options = ["Bench", "Pond"]
form = { score = { min = -50, max = 50 } }
rule = "score"

[[questions]]
prompt = "For or against?"
id = "for"
options = ["Bees", "Geese"]
form = { allocate = { credits = 10, exponent = 1, signed = true } }
rule = "cumulative"

[[questions]]
prompt = "What do we buy?"
id = "buy"
options = [{ id = "bench", label = "Bench", cost = 300 }, { id = "pond", label = "Pond", cost = 1200 }]
form = { pick = { min = 0, max = 2 } }
rule = { budget-greedy = { budget = 1300 } }

[[questions]]
prompt = "Who waters?"
id = "who"
options = ["Ann", "Bob"]
form = { pick = { min = 0, max = 1 } }
rule = "approval"
`);
    const visitor = await Visitor.come(browser, board);
    const { page } = visitor;
    await visitor.open(`poll/${poll}/vote`);
    const question = (id) => page.locator(`[data-question="${id}"]`);
    await question("good").getByLabel("Bench").fill("50");
    await question("good").getByLabel("Pond").fill("-51");
    await question("for").getByRole("button", { name: "Less for Geese" }).click();
    await question("for").getByLabel("Bees", { exact: true }).fill("9");
    await question("buy").getByRole("checkbox", { name: "Pond costs 1,200" }).check();
    await question("who").getByRole("radio", { name: "Bob" }).check();
    await question("who").getByRole("button", { name: "Clear my choice" }).click();
    await next(page, "Review my answers");
    await question("good").getByText("Give “Pond” a whole score from -50 to 50.").waitFor();
    await question("good").getByLabel("Pond").fill("-50");
    await question("for").getByText("0 of 10 credits left").waitFor();
    await visitor.look("vote-wide");
    await next(page, "Review my answers");
    assert.equal((await page.locator(".answers").innerText()).replace(/\s+/g, " "),
        "How good is each? Bench: 50 Pond: -50 For or against? Bees: 9 Geese: -1 What do we buy? Pond Who waters? None of them");
    await visitor.leave();
});

test("who voted on another device is told so, and can replace the ballot where the poll allows it", async () => {
    await board.run("vote", "--server", board.url, "--poll", revisable, "--identity", "bob.ostrakon", "--passphrase-file", "passphrase",
        "--output", "b.json", "--receipt", "r.json",
        ...["place=city", "fee=yes", "talks=bees:5,boats:0,bridges:2", "spend=roof:5", "views=meetings-start-on-time:agree,minutes-are-public:pass", "committee="].flatMap((answer) => ["--answer", answer]));
    const visitor = await Visitor.come(browser, board);
    const { page } = visitor;
    await visitor.open(`poll/${revisable}/vote`);
    const question = (id) => page.locator(`[data-question="${id}"]`);
    await question("place").getByRole("button", { name: "Lake house", exact: true }).click();
    await question("fee").getByRole("radio", { name: "Yes" }).check();
    for (const option of ["Bees", "Boats", "Bridges"]) await question("talks").getByRole("group", { name: option }).getByRole("radio", { name: "1" }).check();
    await question("spend").getByRole("button", { name: "More for Books" }).click();
    await question("views").getByRole("button", { name: "Pass on all the rest" }).click();
    await next(page, "Review my answers");
    await next(page, "Go on");
    await visitor.restore("bob", PASSPHRASE);
    await next(page, "Cast my ballot");
    await page.getByText("You have voted already").waitFor();
    await visitor.look("vote-twice");
    await next(page, "Replace my earlier ballot");
    await page.getByText("Your ballot is in").waitFor();
    await visitor.leave();
});

test("a second ballot is refused where the first is final, from another tab too", async () => {
    const visitor = await Visitor.come(browser, board);
    const { page } = visitor;
    await visitor.open(`poll/${final}/vote`);
    await answerShort(visitor);
    await visitor.restore("ann", PASSPHRASE);
    await next(page, "Cast my ballot");
    await page.getByText("Your ballot is in").waitFor();
    await visitor.saved(page.getByRole("button", { name: "Save the receipt" }));

    // Another tab has the same identities, locked.
    visitor.page = await visitor.tab();
    await visitor.open(`poll/${final}/vote`);
    await answerShort(visitor, "Soup");
    await visitor.page.getByText("Locked").waitFor();
    await visitor.page.getByLabel("Passphrase", { exact: true }).first().fill(PASSPHRASE);
    await next(visitor.page, "Unlock");
    await next(visitor.page, "Cast my ballot");
    await visitor.page.getByText("In this poll a ballot is final.").waitFor();
    await visitor.look("vote-final");
    await visitor.leave();
});

test("who votes again after a reload replaces the ballot that counts, as often as the poll allows", async () => {
    const dinner = await board.poll("Dinner", 'closes = "+1h"\nrevisions = 2', SHORT);
    const visitor = await Visitor.come(browser, board);
    const { page } = visitor;
    await visitor.open(`poll/${dinner}/vote`);
    await answerShort(visitor);
    await visitor.restore("ann", PASSPHRASE);
    await next(page, "Cast my ballot");
    await page.getByText("Your ballot is in").waitFor();
    await next(page, "Change my ballot");
    await answerShort(visitor, "Soup");
    await next(page, "Cast my ballot");
    await page.getByText("Replacement number 1.").waitFor();
    const receipt = page.getByRole("button", { name: "Save the receipt" });
    await visitor.saved(receipt);
    const follow = async (ballots) => {
        await visitor.open(`poll/${dinner}/log`);
        await page.locator(".numbers dd").first().filter({ hasText: new RegExp(`^${ballots}$`) }).waitFor();
    };
    const voteAgain = async () => {
        await visitor.open(`poll/${dinner}/vote`);
        await answerShort(visitor);
        await page.getByLabel("Passphrase", { exact: true }).first().fill(PASSPHRASE);
        await next(page, "Unlock");
        await next(page, "Cast my ballot");
        await page.getByText("You have voted already").waitFor();
    };

    // The first answers once more: as a first ballot they would get the promise that the first one got.
    await follow(2);
    await voteAgain();
    await page.getByText("The poll allows it 1 more time.").waitFor();
    await next(page, "Replace my earlier ballot");
    await page.getByText("Replacement number 2.").waitFor();
    await visitor.saved(receipt);
    await follow(3);
    await voteAgain();
    await page.getByText("You have replaced it as often as the poll allows.").waitFor();
    await visitor.leave();
});

test("two tabs vote as two members at once", async () => {
    const visitors = [];
    for (const name of ["bob", "cem"]) {
        const visitor = await Visitor.come(browser, board);
        await visitor.open(`poll/${final}/vote`);
        await answerShort(visitor);
        await visitor.restore(name, PASSPHRASE);
        await visitor.page.getByText("You are a member").waitFor();
        visitors.push(visitor);
    }
    await Promise.all(visitors.map(({ page }) => next(page, "Cast my ballot")));
    await Promise.all(visitors.map(({ page }) => page.getByText("Your ballot is in").waitFor()));
    for (const visitor of visitors) await visitor.leave();
});

test("who is not a member is told so before anything is sent", async () => {
    const visitor = await Visitor.come(browser, board);
    const { page } = visitor;
    let sent = 0;
    visitor.context.on("request", (request) => (sent += request.method() === "POST" ? 1 : 0));
    await visitor.open(`poll/${final}/vote`);
    await answerShort(visitor);
    await visitor.restore("outsider", PASSPHRASE);
    await page.getByText("This identity is not in the group").waitFor();
    assert.equal(await page.getByRole("button", { name: "Cast my ballot" }).count(), 0);
    await visitor.look("vote-outsider");
    assert.equal(sent, 0);
    await visitor.leave();
});

test("work can be stopped, and begun again", async () => {
    const visitor = await Visitor.come(browser, board);
    const { page } = visitor;
    // The key comes late, so that there is time.
    await page.route("**/keys/**", async (route) => {
        await new Promise((done) => setTimeout(done, 2000));
        await route.continue();
    });
    await visitor.open(`poll/${final}/vote`);
    await answerShort(visitor, "Soup");
    await visitor.restore("outsider", PASSPHRASE);
    await page.getByText("This identity is not in the group").waitFor();
    await visitor.restore("ann", PASSPHRASE);
    await next(page, "Cast my ballot");
    await next(page, "Stop");
    await page.getByText("Stopped. Nothing was sent.").waitFor();
    await next(page, "Try again");
    await page.getByText("In this poll a ballot is final.").waitFor();
    await visitor.leave();
});

test("a poll that is not open yet cannot be voted in", async () => {
    const later = await board.poll("Later", 'opens = "+1h"\ncloses = "+1h"', SHORT);
    const visitor = await Visitor.come(browser, board);
    await visitor.open(`poll/${later}/vote`);
    await visitor.page.getByText("This poll opens in").waitFor();
    await visitor.look("poll-coming");
    await visitor.leave();
});

test("a poll from the server's list is marked until its id is compared", async () => {
    const visitor = await Visitor.come(browser, board);
    const { page } = visitor;
    await visitor.open("");
    await visitor.look("polls");
    await page.getByRole("link", { name: /Lunch/ }).click();
    await page.getByText("Is this the poll you were told about?").waitFor();
    await visitor.look("poll-listed");
    // Nor is it the reader's own on any page behind it.
    for (const name of ["Follow the log", "Vote"]) {
        await page.getByRole("link", { name }).click();
        await page.getByRole("heading", { level: 1, name: /: Lunch/ }).waitFor();
        await page.getByText("Is this the poll you were told about?").waitFor();
        await page.goBack();
        await page.getByRole("heading", { level: 1, name: "Lunch", exact: true }).waitFor();
    }
    await page.getByLabel("Paste the id or link").fill(revisable);
    await next(page, "Compare");
    await page.getByText("This is another poll!").waitFor();
    await page.getByLabel("Paste the id or link").fill(`${board.url}/#/poll/${final}`);
    await next(page, "Compare");
    await page.getByText("It is the same. This is your poll.").waitFor();
    assert.doesNotMatch(await page.getByRole("link", { name: "Vote" }).getAttribute("href"), /listed/);
    await visitor.open("");
    await page.getByLabel("Link or id of a poll").fill("nonsense");
    await next(page, "Open");
    await page.getByText("neither a link to a poll nor an id").waitFor();
    await page.getByLabel("Link or id of a poll").fill(final.toUpperCase());
    await next(page, "Open");
    await page.getByText("This is the poll that your link names.").waitFor();
    await visitor.leave();
});

test("a manifest that does not hash to the id in the link is refused", async () => {
    const visitor = await Visitor.come(browser, board);
    const { page } = visitor;
    await page.route("**/poll.json", async (route) => {
        const other = await route.fetch({ url: route.request().url().replace(final, revisable) });
        await route.fulfill({ response: other });
    });
    await visitor.open(`poll/${final}`);
    await page.getByText("Do not vote. Tell the organiser.").waitFor();
    await visitor.look("poll-refused");
    await visitor.leave();
});
