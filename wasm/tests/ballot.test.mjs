// A ballot made here is accepted here and by the program.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import ostrakon, { codeOf, encode } from "./module.mjs";
import { readKey, readKit } from "./kit.mjs";

const { Group, Identity, Poll, Prover, Tally, Verifier } = ostrakon;
const kit = readKit();
const poll = Poll.parse(kit.get("poll").bytes());
const group = Group.parse(kit.get("group_for_poll_same").bytes());
const voter = Identity.import(kit.get("identity").bytes().toString());
const { body, revision } = JSON.parse(kit.get("ballot").bytes()).content;

test("a ballot made here is accepted, and by the program too", () => {
    const prover = new Prover(poll.depth, readKey(poll.depth));
    const proven = prover.prove(poll, group, voter, revision, encode(body.answers));
    const ballot = proven.toBytes();
    const verified = new Verifier(poll).verify(ballot);
    assert.equal(verified.nullifier, voter.nullifier(poll.scope));
    for (const of of ["id", "nullifier", "revision"]) assert.equal(proven[of], verified[of]);
    assert.deepEqual(Buffer.from(verified.toBytes()), Buffer.from(ballot));

    const tally = new Tally(poll);
    tally.add(verified);
    assert.deepEqual(tally.counted(), [verified.id]);
    assert.equal(JSON.parse(new TextDecoder().decode(tally.result())).counted, 1);

    const folder = mkdtempSync(join(tmpdir(), "ostrakon-"));
    try {
        const [pollFile, ballotFile] = [join(folder, "poll.json"), join(folder, "ballot.json")];
        writeFileSync(pollFile, poll.toBytes());
        writeFileSync(ballotFile, ballot);
        const program = process.env.OSTRAKON ?? "ostrakon";
        execFileSync(program, ["verify", pollFile, ballotFile, "--id", poll.id], { stdio: "pipe" });
    } finally {
        rmSync(folder, { recursive: true });
    }
});

test("ballots are good in whatever group and poll the identity had one before", () => {
    const prover = new Prover(poll.depth, readKey(poll.depth));
    const manifest = JSON.parse(kit.get("poll").bytes());
    const larger = Group.parse(group.toBytes());
    larger.append(Identity.generate().commitment);
    const again = Identity.import(kit.get("identity").bytes().toString());
    prover.prepare(larger, again);
    const nullifiers = new Map();
    for (const [title, members] of [["one", group], ["two", group], ["one", larger], ["one", group], ["two", larger]]) {
        const { root, digest, places } = members;
        const electorate = { ...manifest.electorate, root, digest, places, members: members.members };
        const other = Poll.parse(encode({ ...manifest, electorate, title }));
        const ballot = prover.prove(other, members, again, 0, encode(body.answers)).toBytes();
        const { nullifier } = new Verifier(other).verify(ballot);
        assert.equal(nullifiers.get(other.id) ?? nullifier, nullifier);
        nullifiers.set(other.id, nullifier);
    }
    assert.equal(new Set(nullifiers.values()).size, 4);
    again.free();
});

test("who is not a member gets no ballot", () => {
    const prover = new Prover(poll.depth, readKey(poll.depth));
    const outsider = Identity.generate();
    assert.notEqual(outsider.commitment, Identity.generate().commitment);
    assert.equal(codeOf(() => prover.prepare(group, outsider)), "not-a-member");
    assert.equal(codeOf(() => prover.prove(poll, group, outsider, 0, encode(body.answers))), "not-a-member");
    assert.equal(codeOf(() => prover.prove(poll, new Group(), voter, 0, encode(body.answers))), "electorate-number");
    assert.equal(codeOf(() => prover.prove(poll, group, voter, 200, encode(body.answers))), "content-revision");
    assert.equal(codeOf(() => prover.prove(poll, group, voter, 0, encode("{"))), "json-syntax");
});
