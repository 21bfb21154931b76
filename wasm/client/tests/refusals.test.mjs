// What a server says that means to mislead: codes that are not a board's, and summaries of something else.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import { after, before, test } from "node:test";
import { Ostrakon } from "@ostrakon/client";
import { longest } from "../dist/http.js";
import { REFUSALS } from "../dist/refusals.js";
import { codeOf } from "./club.mjs";
import { readKit } from "../../tests/kit.mjs";

const ID = "0".repeat(64);
const SUMMARY = { ballots: 0, closed: false, closes: "2026-12-02T09:00:00Z", opens: "2026-12-01T09:00:00Z", poll: ID, title: "Lunch" };

let ostrakon, board, server, answer;
before(async () => {
    ostrakon = await Ostrakon.start();
    server = createServer((request, response) => {
        const { status, body } = typeof answer === "function" ? answer(request) : answer;
        response.writeHead(status).end(Buffer.isBuffer(body) ? body : JSON.stringify(body));
    });
    await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
    board = ostrakon.board(`http://127.0.0.1:${server.address().port}`);
});
after(() => {
    ostrakon.close();
    server.close();
    server.closeAllConnections();
});

/** What comes of asking for a poll's summary. */
async function summary(body, status = 200) {
    answer = { status, body };
    return codeOf(board.summary(ID));
}

test("a server cannot refuse with a code of the client's own, or with what the client checks", async () => {
    const own = ["aborted", "freed", "group-missing", "key-source", "not-counting", "server-unreachable", "server-not-encrypted", "worker"];
    const checks = ["electorate-root", "enrolment-other", "key-fingerprint", "log-forked", "not-a-member", "note-signature", "poll-id", "promise-broken"];
    for (const code of [...own, ...checks, "constructor", "", 1]) {
        assert.equal(await summary({ code, detail: "no" }, 422), "server-answer", code);
    }
    assert.equal(await summary({ code: "unknown-poll", detail: "no" }, 404), "unknown-poll");
    assert.equal(await summary({ code: "unknown-poll" }, 404), "server-answer");
});

test("every code that a board may refuse with stands in the table of codes", () => {
    const table = readFileSync(new URL("../../../docs/format.md", import.meta.url), "utf8");
    for (const code of REFUSALS) assert.ok(table.includes(`\n| \`${code}\` |`), code);
});

test("a summary is of the poll that was asked for, with times that there are", async () => {
    assert.equal(await summary(SUMMARY), "accept");
    for (const other of [{ poll: "1".repeat(64) }, { opens: "2026-02-30T09:00:00Z" }, { closes: "soon" }, { opens: "2026-12-01" }, { closes: "" }]) {
        assert.equal(await summary({ ...SUMMARY, ...other }), "server-answer", JSON.stringify(other));
    }
});

test("a poll or group that a cache has kept wrong is asked for once more", async () => {
    const kit = readKit();
    const [manifest, group] = [kit.get("poll").bytes(), kit.get("group_for_poll_same").bytes()];
    const { id } = await ostrakon.poll(manifest);
    const asked = [];
    answer = ({ url, headers }) => {
        const isFresh = headers["cache-control"] === "no-cache";
        asked.push(`${url.split("/").at(-1)} ${isFresh}`);
        return { status: 200, body: isFresh ? (url.endsWith("/poll.json") ? manifest : group) : {} };
    };
    const poll = await board.poll(id);
    await board.group(poll);
    assert.equal(poll.hasGroup, true);
    assert.deepEqual(asked, ["poll.json false", "poll.json true", "group.json false", "group.json true"]);
    asked.length = 0;
    assert.equal(await codeOf(board.poll(ID)), "poll-id");
    assert.equal(asked.length, 2);
});

test("a short answer has less time than a long one", () => {
    assert.equal(longest(64 * 1024), 60_000);
    assert.ok(longest(2 * 1024 * 1024) > 60_000);
    assert.equal(longest(128 * 1024 * 1024), 900_000);
});
