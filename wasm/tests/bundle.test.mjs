// Bundles, receipts, logs and enrolments of docs/vectors, and broken ones.

import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import ostrakon, { code, codeOf, encode } from "./module.mjs";
import { readKit } from "./kit.mjs";

const { Identity, LogFollower, Poll, Receipt, audit, enrolmentId } = ostrakon;
const vectors = new URL("../../docs/vectors/", import.meta.url);
const read = (name) => new Uint8Array(readFileSync(new URL(name, vectors)));
const json = (name) => JSON.parse(readFileSync(new URL(name, vectors)));
const text = (bytes) => new TextDecoder().decode(bytes);
const values = json("board/values.json");
const now = "2026-11-08T20:04:59Z";

/** The poll with a board, and its parts by their names. `changed` replaces some; undefined takes one away. */
const poll = Poll.parse(read("board/poll.json"));
function parts(changed = {}) {
    return (name) => (name in changed ? changed[name] : read(`board/${name}`));
}
function shown(changed = {}) {
    const part = parts(changed);
    return async (name) => (name === "tile/0/000.p/6" ? hashes() : part(name));
}
const entries = "tile/entries/000.p/6";

/** The hashes of the entries, which a bundle does not hold: RFC 6962. */
function hashes() {
    const [bytes, leaves] = [Buffer.from(read(`board/${entries}`)), []];
    for (let at = 0; at < bytes.length; ) {
        const end = at + 2 + bytes.readUInt16BE(at);
        leaves.push(createHash("sha256").update("\0").update(bytes.subarray(at + 2, end)).digest());
        at = end;
    }
    return new Uint8Array(Buffer.concat(leaves));
}

/** The entries with one byte changed. */
function damaged(at) {
    const bytes = read(`board/${entries}`);
    bytes[at] ^= 1;
    return bytes;
}

/** The code of what a promise fails with. */
const failure = (promise) => promise.then(() => "accept", code);
const codes = (verdict) => verdict.checks.map((check) => check.code).filter((code) => code !== null);

test("a bundle is audited as the program does it", () => {
    const steps = [];
    const given = { poll: values.poll, brought: [{ name: "mine", bytes: read("board/receipt/receipt.json") }] };
    const verdict = audit(parts(), given, (progress) => steps.push(progress));
    assert.equal(verdict.verdict, "accepted", JSON.stringify(verdict.checks));
    assert.deepEqual(codes(verdict), []);
    assert.equal(verdict.poll, values.poll);
    assert.ok(verdict.checks.some(({ check, passed }) => check === "promise" && passed));
    assert.equal(text(verdict.manifest), text(poll.toBytes()));
    assert.equal(text(verdict.result), text(read("board/result.json")).trimEnd());
    assert.ok(verdict.sentences.length > 0 && verdict.open.length > 0);
    assert.match(verdict.page, /^<!DOCTYPE html>/);
    assert.deepEqual(steps.map(({ step }) => step), ["group", "ballots", "ballots", "ballots", "ballots", "count"]);
    assert.deepEqual(steps.at(-2), { step: "ballots", done: 4, of: 4 });
    assert.equal(audit(parts(), {}).verdict, "self-consistent");
});

test("a list of ballots is audited too", () => {
    const manifest = Poll.parse(read("poll.json"));
    const verdict = audit((name) => read(name), { poll: manifest.id });
    assert.equal(verdict.verdict, "accepted", JSON.stringify(verdict.checks));
});

test("what is wrong with a bundle is in the verdict, with its code", () => {
    const found = (changed, given = {}) => {
        const verdict = audit(parts(changed), given);
        assert.equal(verdict.verdict, "rejected");
        return codes(verdict);
    };
    assert.deepEqual(found({}, { poll: "00".repeat(32) }), ["poll-id"]);
    assert.deepEqual(found({ "result.json": undefined }), ["part-missing"]);
    assert.deepEqual(found({ "result.json": read("result.json") }), ["result-differs"]);
    const other = encode({ format: "ostrakon/group/1", places: ["7"] });
    assert.deepEqual(found({ "group.json": other }), ["electorate-number"]);
    assert.deepEqual(found({ checkpoint: new Uint8Array(99) }), ["note-form"]);
    assert.deepEqual(found({ [entries]: read(`board/${entries}`).subarray(0, 3000) }), ["bundle-cut-short"]);
    assert.deepEqual(found({ [entries]: damaged(5) }), ["log-manifest"]);
});

test("an audit of what is no bundle ends with a code", () => {
    assert.equal(codeOf(() => audit(new Uint8Array([1, 2, 3]), {}).checks.length), "accept");
    assert.deepEqual(codes(audit(new Uint8Array(), {})), ["part-cut-short"]);
    assert.deepEqual(codes(audit(new Uint8Array(100), {})), ["part-damaged"]);
    assert.equal(codeOf(() => audit(7, {})), "part-read");
    assert.equal(codeOf(() => audit(parts(), { poll: "no id" })), "poll-id");
    const long = { name: "long", bytes: new Uint8Array(200_000) };
    assert.equal(codeOf(() => audit(parts(), { brought: [long] })), "json-size");
    const broken = new Error("no network");
    assert.throws(() => audit(() => { throw broken; }, {}), (error) => error === broken);
});

test("a log is followed to its end", async () => {
    const follower = new LogFollower(poll);
    assert.deepEqual([follower.size, follower.ballots, follower.closed], [0, 0, false]);
    const told = [];
    assert.equal(await follower.step(shown(), (progress) => told.push(progress)), true);
    assert.deepEqual([follower.size, follower.ballots, follower.closed], [6, 4, true]);
    assert.deepEqual(told, [{ step: "ballots", done: 6, of: 6 }]);
    assert.equal(await follower.step(shown()), false);
    assert.equal(text(follower.result()), text(read("board/result.json")).trimEnd());
    assert.ok(follower.voters > 0);
    const receipt = Receipt.parse(read("board/receipt/receipt.json"));
    assert.equal(follower.indexOf(receipt.ballotId), receipt.check(poll).index);
    assert.equal(follower.indexOf("00".repeat(32)), undefined);
    assert.equal(follower.latestOf("1"), undefined);
});

test("what is no log of the poll is not followed", async () => {
    const follow = (changed) => failure(new LogFollower(poll).step(shown(changed)));
    assert.equal(await follow({ [entries]: damaged(5) }), "log-root");
    assert.equal(await follow({ [entries]: new Uint8Array(10) }), "bundle-cut-short");
    assert.equal(await follow({ [entries]: undefined }), "server-answer");
    assert.equal(await follow({ checkpoint: new Uint8Array(1 << 15) }), "server-answer");
    assert.equal(await failure(new LogFollower(Poll.parse(read("poll.json"))).step(shown())), "poll-no-board");

    // A fetch that fails costs nothing but the step.
    const follower = new LogFollower(poll);
    const lost = new Error("lost");
    await assert.rejects(follower.step(async () => { throw lost; }), (error) => error === lost);
    assert.equal(await follower.step(shown()), true);
});

test("a receipt is made of a promise, and proven with the log", async () => {
    const kept = Receipt.parse(read("board/receipt/receipt.json"));
    assert.equal(kept.poll, values.poll);
    assert.equal(kept.ballotId, values.ballot);
    assert.equal(kept.check(poll).verdict, "included");

    const made = Receipt.promised(poll, kept.ballot, read("board/receipt/promise"));
    assert.deepEqual(made.check(poll), { verdict: "promised", deadline: values.deadline });
    const found = await made.search(poll, shown(), now);
    assert.equal(found.verdict, "included");
    assert.deepEqual([found.size, found.closed], [6, true]);
    assert.equal(Receipt.parse(found.receipt).check(poll).index, found.index);
});

test("what is no receipt is refused with a code", async () => {
    const bytes = read("board/receipt/receipt.json");
    assert.equal(codeOf(() => Receipt.parse(bytes.subarray(1))), "json-syntax");
    const kept = Receipt.parse(bytes);
    assert.equal(codeOf(() => kept.check(Poll.parse(read("poll.json")))), "receipt-poll");
    assert.equal(codeOf(() => Receipt.promised(poll, kept.ballot, read("board/checkpoint"))), "promise-form");
    assert.equal(await failure(kept.search(poll, shown(), "soon")), "time");
    assert.equal(await failure(kept.search(poll, shown({ checkpoint: read("board/receipt/promise") }), now)), "checkpoint-form");
});

test("the request to be enrolled is the one of the vector", () => {
    const { code: given } = json("enrolment/enrolment-request.json");
    const voter = Identity.fromPrivateKey(new TextEncoder().encode("ostrakon vector 1"));
    const document = read("enrolment/enrolment.json");
    const request = voter.enrolmentRequest(document, ` ${given}\n`);
    assert.equal(text(request), text(read("enrolment/enrolment-request.json")));
    assert.equal(enrolmentId(document), JSON.parse(text(request)).enrolment);
    assert.equal(codeOf(() => voter.enrolmentRequest(document, "ABCD")), "code");
    assert.equal(codeOf(() => voter.enrolmentRequest(new Uint8Array([123]), given)), "json-syntax");
});

test("a result is told with sentences and pictures", () => {
    const manifest = Poll.parse(read("poll.json"));
    const told = manifest.tell(read("result.json"));
    assert.deepEqual(told.map(({ question }) => question), json("poll.json").questions.map(({ id }) => id));
    assert.ok(told.every(({ sentence, text, pictures }) => text.includes(sentence) && pictures.every(({ svg }) => svg.startsWith("<svg"))));
    assert.ok(told.some(({ pictures }) => pictures.length > 0));
    assert.equal(codeOf(() => poll.tell(read("result.json"))), "content-poll");
});

test("answers are checked before there is a proof", () => {
    const manifest = Poll.parse(readKit().get("poll").bytes());
    const { answers } = JSON.parse(readKit().get("ballot").bytes()).content.body;
    const bytes = (value) => new TextEncoder().encode(JSON.stringify(value));
    assert.equal(codeOf(() => manifest.checkAnswers(0, bytes(answers))), "accept");
    assert.equal(codeOf(() => manifest.checkAnswers(200, bytes(answers))), "content-revision");
    assert.notEqual(codeOf(() => manifest.checkAnswers(0, bytes({}))), "accept");
});
