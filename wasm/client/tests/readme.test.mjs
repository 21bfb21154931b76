// The examples of README.md run as they stand, but for names of servers and ids.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdirSync, readFileSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { KEYS, Club, ostrakon as program } from "./club.mjs";

const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8");
const examples = new Map(
    readme.split(/^## /m).flatMap((section) => {
        const code = /^```js\n(.*?)^```$/ms.exec(section);
        return code ? [[section.slice(0, section.indexOf("\n")), code[1]]] : [];
    }),
);

let club, poll, enrolment, code;
before(async () => {
    club = await Club.start();
    club.write("passphrase", "correct horse\n");
    const { commitment } = program(club.folder, "identity", "new", "-o", "ann.ostrakon", "--passphrase-file", "passphrase");
    poll = club.publish([commitment], { closes: "+45s" });
    club.write("people.csv", "name\nAnn\n");
    enrolment = club.organise("enrolment", "new", "--title", "Club", "--people", "people.csv").enrolment;
    code = club.read("codes.csv").toString().trim().split(",").at(-1);
    mkdirSync(join(club.folder, "node_modules/@ostrakon"), { recursive: true });
    symlinkSync(fileURLToPath(new URL("..", import.meta.url)), join(club.folder, "node_modules/@ostrakon/client"));
    mkdirSync(join(club.folder, "node_modules/@zk-kit"));
    symlinkSync(KEYS, join(club.folder, "node_modules/@zk-kit/semaphore-artifacts"));
});
after(() => club.end());

/** Runs an example, and gives the lines that it prints. */
async function run(name) {
    const example = examples.get(name);
    assert.ok(example, `there is an example under "${name}"`);
    examples.delete(name);
    const text = example
        .replaceAll("https://votes.example.org", club.url.origin)
        .replaceAll("POLL_ID", poll)
        .replaceAll("ENROLMENT_ID", enrolment)
        .replaceAll('"CODE"', JSON.stringify(code));
    club.write("example.mjs", text);
    const { stdout } = await promisify(execFile)("node", ["example.mjs"], { cwd: club.folder });
    return stdout.trim().split("\n");
}

test("a vote", async () => {
    await run("Vote");
    assert.equal(JSON.parse(club.read("receipt.json")).poll, poll);
});

test("progress", async () => {
    const lines = await run("Progress, and ending work");
    assert.ok(lines.some((line) => line.startsWith("group ")) && lines.some((line) => line.startsWith("key ")), lines.join("\n"));
});

test("other keys", async () => {
    await run("Proving keys");
});

test("an identity that enrols", async () => {
    const [commitment] = await run("Identities");
    assert.match(commitment, /^\d+$/);
    assert.match(club.read("me.ostrakon").toString(), /^-----BEGIN AGE ENCRYPTED FILE-----/);
});

test("receipt and log", async () => {
    const lines = await run("See what became of it");
    assert.match(lines[0], /^(included|promised)$/);
    assert.ok(lines.includes("{ ballots: 1, voters: 1, closed: true }"), lines.join("\n"));
    assert.match(lines.at(-1), /Thai/);
});

test("an audit", async () => {
    program(club.folder, "bundle", `${club.url}polls/${poll}`, "--into", "bundle.tar.zst");
    const lines = await run("Audit");
    assert.equal(lines[0], "accepted");
});

test("no example was left out", () => assert.deepEqual([...examples.keys()], []));
