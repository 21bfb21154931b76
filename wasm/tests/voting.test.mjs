// The smaller module, for who only votes: what it has gives what all of it gives.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import * as voting from "../client/module/voting.js";
import ostrakon, { codeOf, encode } from "./module.mjs";
import { readKey, readKit } from "./kit.mjs";

const { Group, Identity, Poll, Prover, Verifier } = voting;
voting.initSync({ module: readFileSync(new URL("../client/module/voting_bg.wasm", import.meta.url)) });
const kit = readKit();
const pollOf = (file) => Poll.parse(kit.get(file.header("poll")).bytes());

/** For each kind of input that voters meet: what is done with it. */
const run = {
    ballot: (file) => new Verifier(pollOf(file)).verify(file.bytes()),
    group(file) {
        const group = Group.parse(file.bytes());
        if (file.header("poll") !== undefined) pollOf(file).checkGroup(group);
    },
    identity: (file) => Identity.import(new TextDecoder().decode(file.bytes())),
    poll(file) {
        const poll = Poll.parse(file.bytes());
        if (file.header("id") !== undefined) poll.expectId(file.header("id"));
        if (file.header("group") !== undefined) poll.checkGroup(Group.parse(kit.get(file.header("group")).bytes()));
    },
    "proving-key": (file) => new Prover(Number(file.header("depth")), file.key()),
};

for (const [input, work] of Object.entries(run)) {
    const files = [...kit.values()].filter((file) => file.header("input") === input);
    test(`${files.length} files of ${input} have their outcome in the smaller module`, () => {
        assert.ok(files.length > 0);
        for (const file of files) assert.equal(codeOf(() => work(file)), file.header("expect"), file.name);
    });
}

test("a ballot of the smaller module is accepted by the other", () => {
    const bytes = (name) => kit.get(name).bytes();
    const poll = Poll.parse(bytes("poll"));
    const { body, revision } = JSON.parse(bytes("ballot")).content;
    const prover = new Prover(poll.depth, readKey(poll.depth));
    const voter = Identity.import(bytes("identity").toString());
    const ballot = prover.prove(poll, Group.parse(bytes("group_for_poll_same")), voter, revision, encode(body.answers));
    const verified = new ostrakon.Verifier(ostrakon.Poll.parse(bytes("poll"))).verify(ballot.toBytes());
    assert.equal(verified.nullifier, voter.nullifier(poll.scope));
});

test("the smaller module has nothing that the other has not, and cannot count", () => {
    const [smaller, all] = [voting, ostrakon].map((module) => Object.keys(module));
    assert.deepEqual(smaller.filter((name) => !all.includes(name)), []);
    assert.deepEqual(all.filter((name) => !smaller.includes(name)).sort(), ["Collector", "Question", "Tally", "audit", "checkSemaphoreProof"]);
});
