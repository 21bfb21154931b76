// Each line of a mandate refuses what it forbids, or asks the owner, whatever the model says.

import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { Agent, Club, Host, LUNCH, proposal } from "./kit.mjs";

let club;
before(async () => (club = await Club.start()));
after(() => club.end());

const PARTS = `
[[questions]]
id = "lunch"
prompt = "Where do we eat?"
options = ["Thai", "Pizza", "Soup"]
form = { rank = { max = 3, ties = false } }
rule = "irv"
`;

/** A line of the mandate, a poll, a proposal, and what comes of it. */
const LINES = {
    notice: [{ notice: "24h" }, { closes: "+1h" }, {}, "mandate-notice"],
    forms: [{ forms: ["pick"] }, { questions: PARTS }, { answers: { lunch: { rank: [["thai"]] } } }, "mandate-form"],
    never: [{ topics: { food: { words: ["eat"], rule: "never" } } }, {}, {}, "mandate-topic"],
    otherwise: [{ otherwise: "never" }, {}, {}, "mandate-topic"],
    members: [{ board: { members: 20 } }, {}, {}, "mandate-members"],
    hour: [{ limits: { hour: 0, day: 9, total: 9, asks: 9, proposals: 9 } }, {}, {}, "mandate-hour"],
    day: [{ limits: { hour: 9, day: 0, total: 9, asks: 9, proposals: 9 } }, {}, {}, "mandate-day"],
    total: [{ limits: { hour: 9, day: 9, total: 0, asks: 9, proposals: 9 } }, {}, {}, "mandate-total"],
    asks: [{ otherwise: "ask", limits: { hour: 9, day: 9, total: 9, asks: 0, proposals: 9 } }, {}, {}, "mandate-asks"],
    proposals: [{ limits: { hour: 9, day: 9, total: 9, asks: 9, proposals: 0 } }, {}, {}, "mandate-proposals"],
};

for (const [line, [mandate, poll, given, code]] of Object.entries(LINES)) {
    test(`the mandate's line ${line} refuses`, async () => {
        const agent = new Agent(club, mandate);
        const id = club.poll(`Lunch ${line}`, poll);
        const host = await Host.start(agent, () => assert.fail("the owner is asked"));
        for (const tool of ["dry_run", "propose"]) {
            const said = await host.call(tool, proposal(id, given));
            assert.deepEqual([said.verdict, said.code], ["refused", code], JSON.stringify(said));
            assert.notEqual(said.reason, "");
        }
        await host.end();
        assert.equal(await club.ballots(id), 0);
    });
}

test("a mandate that has expired lets nothing be done", async () => {
    const expires = `${new Date(Date.now() + 4000).toISOString().slice(0, 19)}Z`;
    const agent = new Agent(club, { expires });
    const id = club.poll("Expired lunch");
    const host = await Host.start(agent);
    while (Date.now() < Date.parse(expires)) await new Promise((resolve) => setTimeout(resolve, 200));
    for (const tool of ["dry_run", "propose"]) {
        assert.equal((await host.refused(tool, proposal(id))).code, "mandate-expired");
    }
    assert.equal((await host.refused("poll", { poll: id })).code, "mandate-expired");
    assert.equal(await club.ballots(id), 0);
    await host.end();
});

const ASKED = {
    "a topic": [{ topics: { food: { words: ["eat"], rule: "ask" } } }, {}],
    "no topic": [{ otherwise: "ask" }, {}],
    "important and unsure": [{}, { importance: 50, confidence: 79 }],
    "a topic's importance": [{ topics: { food: { words: ["eat"], rule: "free", importance: 60 } } }, { importance: 0, confidence: 10 }],
};

for (const [line, [mandate, given]] of Object.entries(ASKED)) {
    test(`the owner is asked because of ${line}`, async () => {
        const agent = new Agent(club, mandate);
        const id = club.poll(`Lunch ${line}`);
        const host = await Host.start(agent);
        assert.equal((await host.propose(id, given)).verdict, "waiting");
        const { pending } = await host.call("pending");
        assert.deepEqual(pending.map(({ poll }) => poll), [id]);
        await host.end();
        assert.equal(await club.ballots(id), 0);
    });
}

test("polls of which the mandate knows nothing are none to the model", async () => {
    const listed = club.poll("Listed lunch");
    const other = club.poll("Other lunch");
    const host = await Host.start(new Agent(club, { board: { members: 1, polls: [listed] } }));
    const { polls } = await host.call("polls");
    assert.deepEqual(polls.map(({ poll }) => poll), [listed]);
    for (const tool of ["poll", "preferences"]) {
        assert.equal((await host.refused(tool, { poll: other })).code, "agent-unknown-poll", tool);
    }
    assert.equal((await host.propose(other)).code, "agent-unknown-poll");
    assert.equal(await club.ballots(other), 0);
    await host.end();
});

test("a mandate that only lets propose casts nothing", async () => {
    const host = await Host.start(new Agent(club, { casting: "propose" }));
    const id = club.poll("Proposed lunch");
    assert.equal((await host.propose(id)).verdict, "kept");
    assert.equal(await club.ballots(id), 0);
    await host.end();
});

test("a ballot is planned within the spread", async () => {
    const host = await Host.start(new Agent(club, { timing: { spread: "6h" } }));
    const id = club.poll("Late lunch");
    const { verdict, from, to } = await host.propose(id);
    assert.equal(verdict, "planned");
    assert(Math.abs(Date.parse(from) - Date.now()) < 120_000, from);
    assert(Math.abs(Date.parse(to) - Date.parse(from) - 6 * 3_600_000) < 120_000, to);
    assert.equal((await host.call("poll", { poll: id })).state, "planned");
    assert.equal(await club.ballots(id), 0);
    await host.end();
});

test("a planned ballot is cast while the server runs", async () => {
    const host = await Host.start(new Agent(club, { timing: { spread: "5s" } }));
    const id = club.poll("Soon lunch");
    const { verdict } = await host.propose(id);
    assert(["planned", "cast"].includes(verdict), verdict);
    for (let tries = 0; (await club.ballots(id)) === 0; tries++) {
        assert(tries < 120, host.said);
        await new Promise((resolve) => setTimeout(resolve, 500));
    }
    assert.equal((await host.call("poll", { poll: id })).state, "cast");
    await host.end();
});

test("a mandate that is changed, deleted or revoked lets nothing be done from then on", async () => {
    const agent = new Agent(club);
    const host = await Host.start(agent);
    const id = club.poll("Changing lunch");
    assert.equal((await host.call("dry_run", proposal(id))).verdict, "planned");
    agent.mandate({ casting: "early" }, false);
    assert.equal((await host.propose(id)).code, "mandate-not-accepted");
    agent.mandate({});
    assert.equal((await host.call("dry_run", proposal(id))).verdict, "planned");
    agent.run("revoke");
    assert.equal((await host.propose(id)).code, "mandate-not-accepted");
    assert.equal(await club.ballots(id), 0);
    await host.end();
});

test("answers that do not fit the poll are refused with the rule's reason", async () => {
    const host = await Host.start(new Agent(club));
    const id = club.poll("Odd lunch");
    for (const [answers, code] of [
        [{ lunch: { pick: ["sushi"] } }, "answer-unknown"],
        [{ lunch: { pick: ["thai", "soup"] } }, "answer-picks"],
        [{ lunch: { rank: [["thai"]] } }, "answer-form"],
        [{ dinner: { pick: ["thai"] } }, "answer-questions"],
    ]) {
        assert.equal((await host.propose(id, { answers })).code, code, JSON.stringify(answers));
    }
    assert.equal(await club.ballots(id), 0);
    await host.end();
});
