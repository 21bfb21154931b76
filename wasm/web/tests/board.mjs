// A real board: `ostrakon serve` with the page in it, and what organisers and other voters do with the program.

import assert from "node:assert/strict";
import { execFile, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

const program = process.env.OSTRAKON ?? "ostrakon";
const page = fileURLToPath(new URL("../dist/", import.meta.url));
const execute = promisify(execFile);

/** A question in each form. */
export const QUESTIONS = `
[[questions]]
prompt = "Where do we meet?"
id = "place"
options = ["Lake house", "Mountain hut", { id = "city", label = "In the city" }]
form = { rank = { max = 3, ties = true } }
rule = "schulze"

[[questions]]
prompt = "Raise the yearly fee to 30?"
id = "fee"
options = ["Yes", "No"]
rule = "plurality"
abstain = true

[[questions]]
prompt = "Which talks do you want to hear?"
id = "talks"
options = ["Bees", "Boats", "Bridges"]
form = { score = { min = 0, max = 5 } }
rule = "score"

[[questions]]
prompt = "What shall we spend on?"
id = "spend"
options = ["Roof", "Garden", "Books"]
form = { allocate = { credits = 30, exponent = 2, signed = false } }
rule = "quadratic"

[[questions]]
prompt = "Do you agree?"
id = "views"
options = ["Meetings start on time", "Minutes are public"]
form = "stance"
rule = "consensus"

[[questions]]
prompt = "Who is on the committee?"
id = "committee"
options = ["Ann", "Bob", "Cem", "Dee"]
form = { pick = { min = 0, max = 2 } }
rule = "approval"
`;

/** One question of two options. */
export const SHORT = `
[[questions]]
prompt = "Lunch?"
id = "lunch"
options = ["Thai", "Soup"]
rule = "plurality"
`;

/** Answers to QUESTIONS as the program takes them. */
export const ANSWERS = ["place=city>lake-house", "fee=yes", "talks=bees:5,boats:0,bridges:2", "spend=roof:5,garden:2", "views=meetings-start-on-time:agree,minutes-are-public:pass", "committee=ann,cem"];

export class TestBoard {
    static async start() {
        const folder = mkdtempSync(join(tmpdir(), "ostrakon-web-"));
        const port = await freePort();
        const board = new TestBoard(folder, `localhost:${port}`);
        await board.run("board", "key", "board.key");
        await board.run("board", "token", "organiser.token");
        const server = spawn(
            program,
            ["serve", "--store", "redb:board.redb", "--listen", `127.0.0.1:${port}`, "--host", board.host, "--page", page, "--key", "board.key", "--token-file", "organiser.token"],
            { cwd: folder, stdio: "ignore" },
        );
        board.server = server;
        for (let tries = 0; ; tries++) {
            if (await fetch(`${board.url}/health`).then((answer) => answer.ok, () => false)) break;
            assert(tries < 200 && server.exitCode === null, "the server does not start");
            await new Promise((done) => setTimeout(done, 50));
        }
        board.key = (await (await fetch(`${board.url}/board`)).json()).key;
        return board;
    }

    constructor(folder, host) {
        this.folder = folder;
        this.host = host;
        this.url = `http://${host}`;
        this.token = ["--server", this.url, "--token-file", "organiser.token"];
    }

    async stop() {
        const ended = new Promise((done) => this.server.once("exit", done));
        this.server.kill();
        await ended;
        rmSync(this.folder, { recursive: true });
    }

    /** Runs the program in the board's folder. Gives what it prints. */
    async run(...args) {
        return (await execute(program, args, { cwd: this.folder })).stdout;
    }

    path(name) {
        return join(this.folder, name);
    }

    write(name, text) {
        writeFileSync(this.path(name), text);
    }

    /** An identity in a file, sealed where there is a passphrase. Gives its commitment. */
    async identity(name, passphrase) {
        if (passphrase !== undefined) this.write("passphrase", passphrase);
        const sealed = passphrase === undefined ? [] : ["--passphrase-file", "passphrase"];
        await this.run("identity", "new", "--output", `${name}.ostrakon`, ...sealed);
        return (await this.run("identity", "show", `${name}.ostrakon`, ...sealed)).trim();
    }

    /** Publishes a poll for the members of a group file, and gives its id. */
    async poll(title, settings, questions, group = "group.json") {
        const name = `${title.replaceAll(" ", "-")}.json`;
        this.write("draft.toml", `title = "${title}"\n${settings}\n[board]\nhost = "${this.host}"\nkey = "${this.key}"\ngrace = 10\n${questions}`);
        const made = JSON.parse(await this.run("poll", "new", "draft.toml", "--group", group, "--output", name, "--json"));
        await this.run("poll", "publish", name, "--group", group, ...this.token);
        return made.id ?? made.poll;
    }

    /** Makes a group of members, by their commitments. */
    async group(commitments, name = "group.json") {
        this.write("members.csv", commitments.join("\n"));
        await this.run("group", "new", name, "--from", "members.csv", "--force");
    }

    /** Opens an enrolment for so many people. */
    async enrolment(title, people) {
        this.write("people.csv", `name\n${Array.from({ length: people }, (_, at) => `Person ${at}`).join("\n")}\n`);
        const made = JSON.parse(await this.run("enrolment", "new", "--title", title, "--people", "people.csv", ...this.token, "--json", "--force"));
        const codes = readFileSync(this.path("codes.csv"), "utf8").trim().split("\n").slice(1).map((row) => row.split(",").at(-1).trim());
        return { id: made.id ?? made.enrolment, codes };
    }

    /** Waits until a poll's log is closed. */
    async closed(poll) {
        for (;;) {
            if ((await (await fetch(`${this.url}/polls/${poll}`)).json()).closed) return;
            await new Promise((done) => setTimeout(done, 200));
        }
    }
}

function freePort() {
    return new Promise((done, failed) => {
        const probe = createServer().once("error", failed).listen(0, "127.0.0.1", () => {
            const { port } = probe.address();
            probe.close(() => done(port));
        });
    });
}
