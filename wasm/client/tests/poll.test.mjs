// Polls and ballots without a board: proving, verifying, counting, keys, and work that is ended.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, test } from "node:test";
import { Ballot, Ostrakon, OstrakonError, keysAt } from "@ostrakon/client";
import { keysIn } from "@ostrakon/client/node";
import { KEYS, codeOf } from "./club.mjs";
import { readKit } from "../../tests/kit.mjs";

const kit = readKit();
const manifest = kit.get("poll").bytes();
const group = kit.get("group_for_poll_same").bytes();
const { body, revision } = JSON.parse(kit.get("ballot").bytes()).content;

let ostrakon, poll, voter;
before(async () => {
    ostrakon = await Ostrakon.start({ keys: keysIn(KEYS) });
    poll = await ostrakon.poll(manifest);
    voter = await ostrakon.importIdentity(kit.get("identity").bytes().toString());
});
after(() => ostrakon.close());

test("a poll is read as it is, and no other than the one with the id", async () => {
    assert.equal(poll.manifest.format, "ostrakon/poll/1");
    assert.equal((await ostrakon.poll(manifest, poll.id)).id, poll.id);
    assert.equal(await codeOf(ostrakon.poll(manifest, "0".repeat(64))), "poll-id");
    assert.equal(await codeOf(ostrakon.poll(Buffer.from("{}"))), "json-shape");
});

test("a ballot is made, accepted and counted", async () => {
    assert.equal(await codeOf(poll.prepare(voter)), "group-missing");
    assert.equal(await codeOf(poll.prove(voter, body.answers)), "group-missing");
    assert.equal(poll.hasGroup, false);
    await poll.loadGroup(group);
    assert.equal(poll.hasGroup, true);
    assert.equal(await poll.isMember(voter), true);

    const steps = [];
    const options = { revision, onProgress: ({ step }) => steps.push(step) };
    const ballot = await poll.prove(voter, body.answers, options);
    assert.deepEqual(steps, ["prove"]);
    assert.equal(ballot.revision, revision);
    assert.deepEqual(ballot.document.content.body.answers, body.answers);
    assert.deepEqual(await poll.verify(ballot.bytes), ballot);
    const result = await poll.tally([ballot.bytes, ballot.bytes]);
    assert.equal(result.counted, 1);
});

test("who is no member, and what is no answer, is refused", async () => {
    const outsider = await ostrakon.newIdentity();
    assert.equal(await poll.isMember(outsider), false);
    assert.equal(await codeOf(poll.prepare(outsider)), "not-a-member");
    assert.equal(await codeOf(poll.prove(outsider, body.answers)), "not-a-member");
    assert.equal(await codeOf(poll.prove(voter, {})), "answer-questions");
    assert.equal(await codeOf(poll.prove(voter, body.answers, { revision: 100 })), "content-revision");
    const other = kit.get("group_for_poll_one_replaced").bytes();
    assert.match(await codeOf(poll.loadGroup(other)), /^electorate-/);
});

test("a ballot that was prepared is good", async () => {
    const steps = [];
    await poll.prepare(voter, { onProgress: ({ step }) => steps.push(step) });
    assert.deepEqual(steps, ["prove"]);
    const ballot = await poll.prove(voter, body.answers);
    assert.equal((await poll.verify(ballot.bytes)).id, ballot.id);
});

test("of many ballots each gets its verdict", async () => {
    const good = kit.get("ballot").bytes();
    const bad = kit.get("ballot_proof_b_outside_subgroup").bytes();
    const progress = [];
    const found = await poll.verifyAll([good, bad, good], { onProgress: (p) => progress.push(p) });
    assert.deepEqual(found.map((verdict) => verdict instanceof Ballot), [true, false, true]);
    assert.ok(found[1] instanceof OstrakonError);
    assert.deepEqual(progress, [{ step: "ballots", done: 0, of: 3 }]);
    assert.equal(await codeOf(poll.tally([good, bad])), found[1].code);
});

test("work that is ended ends at once, and the next goes on with what was made before", async () => {
    const ending = new AbortController();
    const proving = poll.prove(voter, body.answers, { signal: ending.signal, revision, onProgress: () => ending.abort() });
    const waiting = poll.prove(voter, body.answers, { revision });
    const unlucky = new AbortController();
    const ended = poll.isMember(voter);
    const never = poll.prove(voter, body.answers, { signal: unlucky.signal });
    unlucky.abort();
    assert.equal(await codeOf(never), "aborted");
    assert.equal(await codeOf(proving), "aborted");
    assert.equal((await waiting).revision, revision);
    assert.equal(await ended, true);
    assert.equal(await codeOf(poll.prove(voter, body.answers, { signal: AbortSignal.abort() })), "aborted");
});

test("other bytes than the pinned key are refused, and asked for anew", async () => {
    const asked = [];
    const right = readFileSync(`${KEYS}semaphore-${poll.manifest.electorate.depth}.zkey`);
    const wrong = Buffer.from(right);
    wrong[1000] ^= 1;
    const keys = async (_, { fresh = false }) => asked.push(fresh) && (fresh ? right : wrong);
    for (const [source, code] of [[keys, "accept"], [async () => wrong, "key-fingerprint"], [async () => right.subarray(1), "key-size"]]) {
        const other = await Ostrakon.start({ keys: source });
        try {
            assert.equal(await codeOf((await other.poll(manifest)).loadKey()), code);
        } finally {
            other.close();
        }
    }
    assert.deepEqual(asked, [false, true]);
});

test("a key that a new worker needs can be ended while it is fetched, and is asked for anew if it is refused", { timeout: 120_000 }, async () => {
    const right = readFileSync(`${KEYS}semaphore-${poll.manifest.electorate.depth}.zkey`);
    const asked = [];
    let come;
    const keys = async (_, { fresh = false }) => {
        asked.push(fresh);
        if (asked.length !== 2) return asked.length === 3 ? right.subarray(1) : right;
        come();
        return new Promise(() => undefined);
    };
    const other = await Ostrakon.start({ keys });
    try {
        const mine = await other.poll(manifest);
        await mine.loadGroup(group);
        const me = await other.importIdentity(kit.get("identity").bytes().toString());
        const prove = (ending, onProgress) => mine.prove(me, body.answers, { revision, ...(ending && { signal: ending.signal }), onProgress });
        const first = new AbortController();
        assert.equal(await codeOf(prove(first, () => first.abort())), "aborted");
        const [second, waits] = [new AbortController(), new Promise((resolve) => (come = resolve))];
        const ended = codeOf(prove(second));
        await waits;
        second.abort();
        assert.equal(await ended, "aborted");
        assert.equal(await mine.isMember(me), true);
        assert.equal((await prove()).revision, revision);
        assert.deepEqual(asked, [false, false, false, true]);
    } finally {
        other.close();
    }
});

test("without a place to get keys from it is said that one is needed", async () => {
    const other = await Ostrakon.start();
    try {
        assert.equal(await codeOf((await other.poll(manifest)).loadKey()), "key-source");
    } finally {
        other.close();
    }
    const missing = await Ostrakon.start({ keys: keysIn("/nowhere") });
    try {
        assert.equal(await codeOf((await missing.poll(manifest)).loadKey()), "key-source");
    } finally {
        missing.close();
    }
});

test("two clients work at once", async () => {
    const other = await Ostrakon.start({ keys: keysIn(KEYS) });
    try {
        const mine = await other.poll(manifest);
        await mine.loadGroup(group);
        const me = await other.importIdentity(await voter.export());
        const [a, b] = await Promise.all([mine.prove(me, body.answers, { revision }), poll.prove(voter, body.answers, { revision })]);
        assert.equal(a.id, b.id);
        assert.notDeepEqual(a.bytes, b.bytes);
    } finally {
        other.close();
    }
    const closed = await Ostrakon.start();
    closed.close();
    assert.equal(await codeOf(closed.newIdentity()), "worker");
});
