// A board that the program serves, with polls on it, for tests.

import { execFileSync, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

const program = process.env.OSTRAKON ?? "ostrakon";

/** The folder of the proving keys that are in the repository. */
export const KEYS = fileURLToPath(new URL("../../../circuits/keys/", import.meta.url));

/** What the program says, as JSON. */
export function ostrakon(folder, ...given) {
    return JSON.parse(execFileSync(program, ["--json", ...given], { cwd: folder, stdio: "pipe" }));
}

/** A board, and the folder of who runs it. */
export class Club {
    #server;

    /** Starts the server. */
    static async start() {
        const club = new Club();
        club.folder = mkdtempSync(join(tmpdir(), "ostrakon-"));
        club.host = "votes.example.org";
        club.key = ostrakon(club.folder, "board", "key", "board.key").key;
        ostrakon(club.folder, "board", "token", "organiser.token");
        await club.serve();
        return club;
    }

    /** Starts the server, on a port, or on one that is free. */
    async serve(port = 0) {
        const given = ["--json", "serve", "--store", "redb:board.redb", "--listen", `127.0.0.1:${port}`, "--host", this.host];
        const secrets = ["--key", "board.key", "--token-file", "organiser.token"];
        this.#server = spawn(program, [...given, ...secrets], { cwd: this.folder, stdio: ["ignore", "ignore", "pipe"] });
        for await (const line of createInterface({ input: this.#server.stderr })) {
            const { address } = JSON.parse(line).fields ?? {};
            if (address === undefined) continue;
            this.url = new URL(`http://${address}/`);
            break;
        }
        // What it writes later is not read, and must not stop it.
        this.#server.stderr.resume();
    }

    /** Ends the server. */
    async stop() {
        const ended = new Promise((resolve) => this.#server.once("exit", resolve));
        this.#server.kill();
        await ended;
    }

    /** Ends the server and removes its folder. */
    async end() {
        await this.stop();
        rmSync(this.folder, { recursive: true });
    }

    /** What the program says to this board's organiser. */
    organise(...given) {
        const server = ["--server", this.url.origin, "--token-file", "organiser.token"];
        return ostrakon(this.folder, ...given, ...server);
    }

    /** A poll of these commitments, published: its id. `draft` is TOML for before the questions. */
    publish(commitments, { closes = "+1h", revisions = 0, questions = LUNCH } = {}) {
        this.write("members.csv", commitments.map((commitment) => `${commitment}\n`).join(""));
        ostrakon(this.folder, "group", "new", "group.json", "--from", "members.csv", "--force");
        return this.publishFor("group.json", { closes, revisions, questions });
    }

    /** A poll of a group that is in a file, published: its id. */
    publishFor(group, { closes = "+1h", revisions = 0, questions = LUNCH } = {}) {
        const board = `[board]\nhost = "${this.host}"\nkey = "${this.key}"\ngrace = 10\n`;
        this.write("draft.toml", `title = "Lunch"\ncloses = "${closes}"\nrevisions = ${revisions}\n${board}\n${questions}`);
        const { id } = ostrakon(this.folder, "poll", "new", "draft.toml", "--group", group, "--force");
        this.organise("poll", "publish", "--group", group);
        return id;
    }

    /** Writes a file into the folder. */
    write(name, content) {
        writeFileSync(join(this.folder, name), content, { mode: 0o600 });
    }

    /** Reads a file of the folder. */
    read(name) {
        return readFileSync(join(this.folder, name));
    }
}

const LUNCH = `[[questions]]
id = "lunch"
prompt = "Where do we eat?"
options = ["Thai", "Pizza", "Soup"]
rule = "irv"
`;

/** The code of what a promise is refused with. */
export async function codeOf(promise) {
    try {
        await promise;
        return "accept";
    } catch (error) {
        if (error?.name !== "OstrakonError") throw error;
        return error.code;
    }
}
