// A whole poll on a board that the program serves: enrolment, votes, receipts, the log, the audit.

import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { Bundle, Ostrakon, canonical } from "@ostrakon/client";
import { Club, codeOf, ostrakon as program } from "./club.mjs";

let club, ostrakon, board, ann, bob;
before(async () => {
    club = await Club.start();
    ostrakon = await Ostrakon.start();
    board = ostrakon.board(club.url);
    [ann, bob] = [await ostrakon.newIdentity(), await ostrakon.newIdentity()];
});
after(async () => {
    ostrakon.close();
    await club.end();
});

const THAI = { lunch: { rank: [["thai"], ["soup"]] } };
const PIZZA = { lunch: { rank: [["pizza"]] } };

/** A poll of Ann and Bob, with its group. */
async function open(more) {
    const poll = await board.poll(club.publish([ann.commitment, bob.commitment], more));
    await board.group(poll);
    return poll;
}

test("a board says who it is, and which polls it has", async () => {
    assert.deepEqual(await board.info(), { host: club.host, key: club.key });
    const poll = await open();
    const polls = await board.polls();
    const { title, closed, ballots } = polls.find((summary) => summary.poll === poll.id);
    assert.deepEqual({ title, closed, ballots }, { title: "Lunch", closed: false, ballots: 0 });
    const ids = polls.map((summary) => summary.poll);
    assert.deepEqual(ids, ids.toSorted());
    assert.deepEqual(await board.polls({ after: ids.at(-1) }), []);
});

test("another poll than the one asked for, and what is no id, are refused", async () => {
    assert.equal(await codeOf(board.poll("0".repeat(64))), "unknown-poll");
    assert.equal(await codeOf(board.poll("../board")), "poll-id");
    const [one, other] = [await open(), await open()];
    const liar = createServer((_, response) => response.end(other.bytes)).listen(0, "127.0.0.1");
    await new Promise((resolve) => liar.once("listening", resolve));
    try {
        const there = ostrakon.board(`http://127.0.0.1:${liar.address().port}`);
        assert.equal(await codeOf(there.poll(one.id)), "poll-id");
        assert.equal(await codeOf(there.info()), "server-answer");
        assert.equal(await codeOf(there.group(one)), "json-shape");
    } finally {
        liar.close();
    }
});

test("a poll from its votes to its audit", async () => {
    const poll = await open({ closes: "+30s", revisions: 1 });
    const follower = board.follow(poll, { every: 200 });
    const states = [];
    const following = (async () => {
        for await (const state of follower) states.push(state);
    })();

    const steps = new Set();
    const first = await poll.prove(ann, THAI, { onProgress: ({ step }) => steps.add(step) });
    assert.deepEqual([...steps], ["key", "prove"]);
    const receipt = await board.cast(poll, first);
    assert.equal(receipt.ballotId, first.id);
    assert.equal(receipt.poll, poll.id);
    assert.deepEqual(await board.cast(poll, first), receipt, "the same ballot gets the same promise");
    const promised = await poll.checkReceipt(receipt);
    assert.equal(promised.verdict, "promised");

    assert.equal(await codeOf(board.cast(poll, await poll.prove(ann, PIZZA))), "already-voted");
    const revised = await poll.prove(ann, PIZZA, { revision: 1 });
    await board.cast(poll, revised);
    await board.cast(poll, await poll.prove(bob, PIZZA));
    assert.equal(await codeOf(poll.check({ lunch: { rank: [["sushi"]] } })), "answer-unknown");
    await poll.check(THAI);

    assert.equal(await codeOf(board.bundle(poll)), "not-closed");
    await following;
    assert.deepEqual(states.at(-1), { size: 5, ballots: 3, voters: 2, closed: true });
    assert.equal(await follower.find(first.id), 1);
    assert.equal(await follower.find("0".repeat(64)), undefined);
    assert.deepEqual(await follower.latestOf(await poll.nullifier(ann)), { id: revised.id, revision: 1 });
    assert.equal(await follower.latestOf("1"), undefined);
    const result = await follower.result();
    assert.deepEqual(result.outcomes[0].winners, ["pizza"]);
    follower.close();
    assert.equal(await codeOf(follower.look()), "worker");

    assert.deepEqual(canonical(await board.result(poll)), canonical(result));
    const [told] = await poll.tell(result);
    assert.match(told.sentence, /Pizza/);
    assert.match(told.pictures[0].svg, /^<svg/);

    const found = await board.checkReceipt(poll, receipt);
    assert.deepEqual([found.verdict, found.index, found.closed, found.final], ["included", 1, true, true]);
    assert.deepEqual(await poll.checkReceipt(found.receipt), { verdict: "included", index: 1, size: 5 });
    writeFileSync(join(club.folder, "receipt.json"), found.receipt.bytes);
    assert.equal(program(club.folder, "receipt", "check", "receipt.json", "--server", club.url.origin).verdict, "included");

    const bundle = await board.bundle(poll);
    const brought = [{ name: "ann", bytes: receipt.bytes }];
    const progress = new Set();
    const verdict = await ostrakon.audit(bundle, { poll: poll.id, brought }, { onProgress: ({ step }) => progress.add(step) });
    assert.equal(verdict.verdict, "accepted", JSON.stringify(verdict.checks));
    assert.deepEqual(verdict.result, result);
    assert.deepEqual(canonical(verdict.manifest), poll.bytes);
    assert.ok(verdict.checks.every(({ passed }) => passed !== false));
    assert.ok(progress.has("ballots"));
    assert.match(verdict.page, /^<!doctype html>/i);
    assert.equal((await ostrakon.audit(bundle)).verdict, "self-consistent");
    assert.equal((await ostrakon.audit(bundle, { poll: "0".repeat(64) })).verdict, "rejected");
    const broken = new Bundle([...bundle.parts].filter(([name]) => name !== "group.json"));
    assert.equal((await ostrakon.audit(broken, { poll: poll.id })).verdict, "rejected");

    program(club.folder, "bundle", `${club.url}polls/${poll.id}`, "--into", "club.tar.zst");
    const archive = readFileSync(join(club.folder, "club.tar.zst"));
    assert.equal((await ostrakon.audit(archive, { poll: poll.id })).verdict, "accepted");
    assert.equal(await codeOf(board.cast(poll, await poll.prove(bob, THAI, { revision: 1 }))), "closed");
});

test("a promise by another key than the poll's is refused", async () => {
    const poll = await open();
    const ballot = await poll.prove(ann, THAI);
    const impostor = createServer((request, response) => {
        let size = 0;
        request.on("data", (part) => (size += part.length));
        request.on("end", () => {
            assert.equal(size % 2048, 0, "ballots are padded");
            response.end("ostrakon/promise/1\nnonsense\n");
        });
    }).listen(0, "127.0.0.1");
    await new Promise((resolve) => impostor.once("listening", resolve));
    try {
        const there = ostrakon.board(`http://127.0.0.1:${impostor.address().port}`);
        assert.match(await codeOf(there.cast(poll, ballot)), /^(note|promise)-/);
    } finally {
        impostor.close();
    }
});

test("an identity enrols with a code, and votes in the group that comes of it", async () => {
    club.write("people.csv", "name\nCem\nDua\n");
    const { enrolment: id } = club.organise("enrolment", "new", "--title", "Club", "--people", "people.csv");
    const [cem] = club.read("codes.csv").toString().trim().split("\n").slice(1).map((line) => line.split(",").at(-1));
    const enrolment = await board.enrolment(id);
    assert.deepEqual([enrolment.document.title, enrolment.closed, enrolment.issued, enrolment.used], ["Club", false, 2, 0]);
    assert.equal(await codeOf(board.enrol(enrolment, ann, "AAAA-AAAA-AAAA-AAAA")), "enrolment-no-such-code");
    assert.equal(await codeOf(board.enrol(enrolment, ann, "nonsense")), "code");
    await board.enrol(enrolment, ann, cem);
    await board.enrol(enrolment, ann, cem);
    assert.equal(await codeOf(board.enrol(enrolment, bob, cem)), "enrolment-code-used");
    assert.equal((await board.enrolment(id)).used, 1);
    const open = ostrakon.board("http://votes.example.org");
    assert.equal(await codeOf(open.enrol(enrolment, ann, cem)), "server-not-encrypted");

    club.organise("enrolment", "close", id, "--output", "enrolled.json");
    const poll = await board.poll(club.publishFor("enrolled.json"));
    await board.group(poll);
    assert.deepEqual([await poll.isMember(ann), await poll.isMember(bob)], [true, false]);
    assert.equal((await board.cast(poll, await poll.prove(ann, THAI))).poll, poll.id);
});

test("a server that says nothing sensible, too much, or nothing, is told apart", async () => {
    const document = { format: "ostrakon/enrolment/1", salt: "0".repeat(64), title: "Other" };
    const enrolment = { closed: false, enrolment: document, issued: 1, used: 0 };
    const server = createServer((request, response) => {
        if (request.url === "/board") response.end(Buffer.alloc(64 * 1024 + 1, " "));
        else if (request.url.startsWith("/polls/")) response.writeHead(302, { location: "http://127.0.0.1/" }).end();
        else if (request.url.startsWith("/enrolments/0")) response.writeHead(500).end("<html>");
        else if (request.url.startsWith("/enrolments/")) response.end(JSON.stringify(enrolment));
        else response.end('{"polls":["../x"]}');
    }).listen(0, "127.0.0.1");
    await new Promise((resolve) => server.once("listening", resolve));
    const there = ostrakon.board(`http://127.0.0.1:${server.address().port}/`);
    try {
        assert.equal(await codeOf(there.info()), "server-answer");
        assert.equal(await codeOf(there.polls()), "server-answer");
        assert.equal(await codeOf(there.poll("0".repeat(64))), "server-unreachable");
        assert.equal(await codeOf(there.enrolment("0".repeat(64))), "server-answer");
        assert.equal(await codeOf(there.enrolment("1".repeat(64))), "enrolment-other");
        document.title = "";
        assert.equal(await codeOf(there.enrolment("1".repeat(64))), "json-shape");
    } finally {
        server.close();
        server.closeAllConnections();
    }
    assert.equal(await codeOf(there.info()), "server-unreachable");
    assert.equal(await codeOf(there.polls({ signal: AbortSignal.abort() })), "aborted");
});

test("a follower goes on after the server was away, and ends with its signal", async () => {
    const poll = await open();
    const follower = board.follow(poll, { every: 50 });
    assert.equal((await follower.look()).size, 1);
    const port = club.url.port;
    await club.stop();
    assert.equal(await codeOf(follower.look()), "server-unreachable");
    assert.equal(follower.state.size, 1);
    await club.serve(port);
    await board.cast(poll, await poll.prove(ann, THAI));
    for await (const state of follower) if (state.ballots === 1) break;
    follower.close();

    const ending = new AbortController();
    const ended = board.follow(poll, { every: 50, signal: ending.signal });
    const loop = (async () => {
        for await (const _ of ended) ending.abort();
    })();
    assert.equal(await codeOf(loop), "aborted");
});
