// Every file of the test kit has its outcome in the module too.

import assert from "node:assert/strict";
import { test } from "node:test";
import ostrakon, { code, codeOf, encode } from "./module.mjs";
import { readKit } from "./kit.mjs";

const { Collector, Group, Identity, Poll, Prover, Question, Tally, Verifier } = ostrakon;
const kit = readKit();

const pollOf = (file) => Poll.parse(kit.get(file.header("poll")).bytes());

/** The lines, from 1, whose ballots count, each the first that holds its ballot. */
function counted(poll, ballots) {
    const tally = new Tally(poll);
    const first = new Map();
    for (const [line, ballot] of ballots) {
        if (!first.has(ballot.id)) first.set(ballot.id, line + 1);
        tally.add(ballot);
    }
    return tally.counted().map((id) => first.get(id)).sort((a, b) => a - b).join(" ") || "none";
}

/** For each kind of input: the results, and the facts that headers have to agree with. */
const run = {
    admissions(file) {
        const poll = pollOf(file);
        const collector = new Collector(poll);
        const times = file.header("now").split(" ");
        assert.equal(times.length, file.lines().length);
        const good = [];
        const results = file.lines().map((bytes, line) => {
            try {
                const ballot = collector.admit(bytes, times[line]);
                if (ballot === undefined) return "repeated";
                good.push([line, ballot]);
                return "new";
            } catch (error) {
                return code(error);
            }
        });
        return [results, { counted: counted(poll, good) }];
    },
    answer(file) {
        const question = Question.parse(encode(file.header("question")));
        return [[codeOf(() => question.check(file.bytes()))]];
    },
    ballot(file) {
        const poll = pollOf(file);
        const verifier = new Verifier(poll);
        const bytes = file.bytes();
        const result = codeOf(() => verifier.verify(bytes));
        for (const verdict of verifier.verifyAll(Array(5).fill(bytes))) {
            assert.equal(verdict instanceof Error ? code(verdict) : "accept", result, "in a batch");
        }
        const { opens } = JSON.parse(new TextDecoder().decode(poll.toBytes()));
        assert.equal(codeOf(() => new Collector(poll).admit(bytes, opens)), result, "on admission");
        return [[result]];
    },
    ballots(file) {
        const poll = pollOf(file);
        const lines = file.lines();
        const batch = file.batch();
        const results = [];
        const good = [];
        new Verifier(poll).verifyAll(batch.map((line) => lines[line])).forEach((verdict, at) => {
            const line = batch[at];
            const result = verdict instanceof Error ? code(verdict) : "accept";
            assert.equal(result, (results[line] ??= result), "equal ballots have one verdict");
            if (result === "accept") good.push([line, verdict]);
        });
        return [results, { counted: counted(poll, good) }];
    },
    group(file) {
        let group;
        const result = codeOf(() => {
            group = Group.parse(file.bytes());
            if (file.header("poll") !== undefined) pollOf(file).checkGroup(group);
        });
        const { root, digest, places, members } = group ?? {};
        return [[result], { root: root ?? "none", digest, places, members }];
    },
    identity(file) {
        let commitment;
        const text = new TextDecoder("utf-8", { fatal: true }).decode(file.bytes());
        const result = codeOf(() => ({ commitment } = Identity.import(text)));
        return [[result], { commitment }];
    },
    poll(file) {
        let poll;
        const result = codeOf(() => {
            poll = Poll.parse(file.bytes());
            if (file.header("id") !== undefined) poll.expectId(file.header("id"));
            if (file.header("group") !== undefined) poll.checkGroup(Group.parse(kit.get(file.header("group")).bytes()));
        });
        return [[result], { id: poll?.id }];
    },
    "proving-key": (file) => [[codeOf(() => new Prover(Number(file.header("depth")), file.key()))]],
    "semaphore-proof": (file) => {
        const verifier = new Verifier(pollOf(file));
        return [[codeOf(() => verifier.verifySemaphoreProof(file.bytes(), encode(file.header("content"))))]];
    },
};

// Identity files are the program's, for nobody else.
const inputs = new Set([...kit.values()].map((file) => file.header("input")));
inputs.delete("identity-file");
for (const input of inputs) {
    const files = [...kit.values()].filter((file) => file.header("input") === input);
    test(`${files.length} files of ${input} have their outcome`, () => {
        assert.ok(input in run, "an unknown kind of input");
        for (const file of files) {
            const [results, facts = {}] = run[input](file);
            const expected = file.header("expect");
            assert.equal(results.join(" "), expected, file.name);
            // A poll's id may be stated to be refused.
            if (expected !== "accept" && input !== "ballots" && input !== "admissions") continue;
            for (const [name, fact] of Object.entries(facts)) {
                if (file.header(name) !== undefined) assert.equal(String(fact), file.header(name), `${file.name}: ${name}`);
            }
        }
    });
}

test("the kit is there", () => assert.ok(kit.size > 500));
