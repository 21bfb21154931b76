// A club with a board, an owner with a mandate, and hosts that run the agent's tool server.

import assert from "node:assert/strict";
import { execFileSync, spawn, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";

import { Client as Client2026 } from "@modelcontextprotocol/client";
import { StdioClientTransport as Stdio2026 } from "@modelcontextprotocol/client/stdio";
import { Client as Client2025 } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport as Stdio2025 } from "@modelcontextprotocol/sdk/client/stdio.js";
import { ElicitRequestSchema } from "@modelcontextprotocol/sdk/types.js";

export const PROGRAM = process.env.OSTRAKON ?? "ostrakon";

/** One question of three options. */
export const LUNCH = `
[[questions]]
id = "lunch"
prompt = "Where do we eat?"
options = ["Thai", "Pizza", "Soup"]
rule = "plurality"
abstain = true
`;

/** A mandate under which everything is cast at once. */
export const FREE = {
    expires: "2099-01-01T00:00:00Z",
    casting: "at-once",
    notice: "0s",
    unanswered: "abstain",
    otherwise: "free",
    forms: ["pick", "rank", "score", "allocate", "stance"],
    notify: [],
    elicitation: false,
    ask: { importance: 50, confidence: 80 },
    limits: { hour: 100, day: 100, total: 100, asks: 100, proposals: 100 },
    timing: { spread: "0s" },
    board: { members: 1 },
    topics: {},
};

/** A board with members. */
export class Club {
    /** Ends what a test that failed has left. */
    leftovers = [];

    static async start() {
        const club = new Club();
        club.folder = mkdtempSync(join(tmpdir(), "ostrakon-mcp-"));
        club.host = "votes.example.org";
        club.key = club.ostrakon("board", "key", "board.key").key;
        club.ostrakon("board", "token", "organiser.token");
        const given = ["--json", "serve", "--store", "redb:board.redb", "--listen", "127.0.0.1:0", "--host", club.host];
        const secrets = ["--key", "board.key", "--token-file", "organiser.token"];
        club.server = spawn(PROGRAM, [...given, ...secrets], { cwd: club.folder, stdio: ["ignore", "ignore", "pipe"] });
        for await (const line of createInterface({ input: club.server.stderr })) {
            const { address } = JSON.parse(line).fields ?? {};
            if (address === undefined) continue;
            club.url = `http://${address}`;
            break;
        }
        club.server.stderr.resume();
        const members = ["owner", "bob", "cem"].map((name) => club.identity(name));
        club.group("group.json", members);
        club.group("others.json", members.slice(1));
        return club;
    }

    /** Makes an identity, and returns its commitment. */
    identity(name) {
        this.ostrakon("identity", "new", "--output", `${name}.ostrakon`);
        return this.ostrakon("identity", "show", `${name}.ostrakon`).commitment;
    }

    group(file, commitments) {
        this.write("members.csv", commitments.map((commitment) => `${commitment}\n`).join(""));
        this.ostrakon("group", "new", file, "--from", "members.csv");
    }

    /** Publishes a poll, and returns its id. */
    poll(title, { closes = "+2d", revisions = 0, description, questions = LUNCH, group = "group.json" } = {}) {
        const head = `title = ${JSON.stringify(title)}\ncloses = "${closes}"\nrevisions = ${revisions}\n`;
        const text = description === undefined ? "" : `description = ${JSON.stringify(description)}\n`;
        this.write("draft.toml", `${head}${text}[board]\nhost = "${this.host}"\nkey = "${this.key}"\ngrace = 10\n${questions}`);
        const { id } = this.ostrakon("poll", "new", "draft.toml", "--group", group, "--force");
        this.ostrakon("poll", "publish", "--group", group, "--server", this.url, "--token-file", "organiser.token");
        return id;
    }

    /** How many ballots stand in a poll. */
    async ballots(poll) {
        return (await (await fetch(`${this.url}/polls/${poll}`)).json()).ballots;
    }

    /** What the program says. */
    ostrakon(...given) {
        return JSON.parse(execFileSync(PROGRAM, ["--json", ...given], { cwd: this.folder, stdio: "pipe" }));
    }

    /** The error that the program ends with. */
    refused(...given) {
        const done = spawnSync(PROGRAM, ["--json", ...given], { cwd: this.folder, encoding: "utf8" });
        assert.notEqual(done.status, 0, done.stdout);
        return JSON.parse(done.stdout).error;
    }

    write(name, content) {
        writeFileSync(join(this.folder, name), content, { mode: 0o600 });
    }

    path(name) {
        return join(this.folder, name);
    }

    async end() {
        await Promise.all(this.leftovers.map((end) => end()));
        const ended = new Promise((resolve) => this.server.once("exit", resolve));
        this.server.kill();
        await ended;
        rmSync(this.folder, { recursive: true });
    }
}

/** The owner's agent, in a folder of its own in that of the club. */
export class Agent {
    static #made = 0;

    constructor(club, mandate = {}) {
        this.club = club;
        this.folder = `agent-${++Agent.#made}`;
        this.place = ["--folder", this.folder, "--identity", "owner.ostrakon"];
        club.ostrakon("agent", "new", "--server", club.url, "--folder", this.folder);
        this.mandate(mandate);
    }

    /** Gives the agent another mandate, and accepts it. */
    mandate(changed, accept = true) {
        this.club.write(`${this.folder}/mandate.toml`, toml({ ...FREE, ...changed }, this.club.url));
        if (accept) this.run("accept", "--yes");
    }

    /** What `ostrakon agent …` says. */
    run(command, ...given) {
        return this.club.ostrakon("agent", command, ...given, ...this.place);
    }

    /** How a host starts the tool server. */
    command() {
        return { command: PROGRAM, args: ["agent", "mcp", ...this.place], cwd: this.club.folder, stderr: "pipe" };
    }

    /** All bytes that the agent has written to its folder. */
    written() {
        const folder = this.club.path(this.folder);
        const files = readdirSync(folder, { recursive: true }).map((name) => join(folder, name));
        return Buffer.concat(files.filter((file) => existsSync(file) && statSync(file).isFile()).map((file) => readFileSync(file)));
    }
}

function toml({ ask, limits, timing, board, topics, ...lines }, url) {
    const value = (given) => (Array.isArray(given) ? `[${given.map(value).join(", ")}]` : JSON.stringify(given));
    const table = (fields) => Object.entries(fields).map(([name, given]) => `${name} = ${value(given)}\n`).join("");
    const rest = Object.entries({ ask, limits, timing }).map(([name, fields]) => `[${name}]\n${table(fields)}`);
    const touched = Object.entries(topics).map(([name, fields]) => `[topics.${name}]\n${table(fields)}`);
    return `format = "ostrakon/mandate/1"\n${table(lines)}${rest.join("")}[[boards]]\n${table({ url, ...board })}${touched.join("")}`;
}

/** A host, whose model calls tools. */
export class Host {
    said = "";

    /** A host of today. `form` answers what the owner is asked. */
    static async start(agent, form) {
        const capabilities = form === undefined ? {} : { elicitation: {} };
        const client = new Client2025({ name: "a host", version: "1" }, { capabilities });
        if (form !== undefined) client.setRequestHandler(ElicitRequestSchema, ({ params }) => form(params));
        return new Host().connect(agent.club, client, new Stdio2025(agent.command()));
    }

    /** A host of protocol 2026-07-28, in which servers ask nothing by themselves. */
    static async start2026(agent, form) {
        const capabilities = form === undefined ? {} : { elicitation: { form: {} } };
        const client = new Client2026({ name: "a host", version: "2" }, { capabilities, versionNegotiation: { mode: { pin: "2026-07-28" } } });
        if (form !== undefined) client.setRequestHandler("elicitation/create", ({ params }) => form(params));
        return new Host().connect(agent.club, client, new Stdio2026(agent.command()));
    }

    async connect(club, client, transport) {
        club.leftovers.push(() => transport.close());
        transport.stderr.on("data", (bytes) => (this.said += bytes));
        await client.connect(transport);
        return Object.assign(this, { client, transport });
    }

    /** What a tool answers. The client has held it to the tool's schema. */
    async call(name, given = {}) {
        const answer = await this.client.callTool({ name, arguments: given });
        assert(!answer.isError, JSON.stringify(answer));
        assert.deepEqual(JSON.parse(answer.content[0].text), answer.structuredContent);
        return answer.structuredContent;
    }

    /** The error that a tool answers. */
    async refused(name, given = {}) {
        const answer = await this.client.callTool({ name, arguments: given });
        assert(answer.isError, JSON.stringify(answer));
        return JSON.parse(answer.content[0].text);
    }

    /** Proposes a ballot in a poll of LUNCH. */
    propose(poll, changed = {}) {
        return this.call("propose", proposal(poll, changed));
    }

    async end() {
        await this.client.close();
    }
}

/** A ballot that a model proposes in a poll of LUNCH. */
export function proposal(poll, changed = {}) {
    return { poll, answers: { lunch: { pick: ["thai"] } }, confidence: 90, importance: 10, rationale: "The owner likes Thai food.", ...changed };
}
