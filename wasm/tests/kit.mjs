// The files of the test kit, as tests/testkit/README.md describes them.

import { readFileSync, readdirSync } from "node:fs";

const folder = new URL("../../tests/testkit/", import.meta.url);
const keys = new URL("../../circuits/keys/", import.meta.url);

/** One file: its headers, and the exact bytes of its body. */
export class Case {
    constructor(name) {
        this.name = name;
        const file = readFileSync(new URL(name, folder));
        const end = file.indexOf("\n\n");
        this.headers = file.toString("utf8", 0, end).split("\n").map((line) => {
            const colon = line.indexOf(": ");
            return [line.slice(0, colon), line.slice(colon + 2)];
        });
        this.body = file.subarray(end + 2);
    }

    /** The value of a header, or undefined. */
    header(key) {
        return this.headers.find(([name]) => name === key)?.[1];
    }

    /** The values of a header that may stand several times. */
    all(key) {
        return this.headers.filter(([name]) => name === key).map(([, value]) => value);
    }

    /** The input: the body with all that `repeat` inserts. */
    bytes() {
        const parts = [];
        let done = 0;
        for (const repeat of this.all("repeat")) {
            const [, at, count, text] = /^(\d+) (\d+) (.*)$/s.exec(repeat);
            parts.push(this.body.subarray(done, Number(at)), Buffer.alloc(Buffer.byteLength(text) * Number(count), text));
            done = Number(at);
        }
        return Buffer.concat([...parts, this.body.subarray(done)]);
    }

    /** The body's lines, each ending in a newline that is no part of it. */
    lines() {
        const lines = [];
        for (let start = 0; start < this.body.length; ) {
            const newline = this.body.indexOf(10, start);
            const end = newline < 0 ? this.body.length : newline;
            lines.push(this.body.subarray(start, end));
            start = end + 1;
        }
        return lines;
    }

    /** The line, from 0, of each ballot of a batch. */
    batch() {
        const times = this.header("times")?.split(" ").map(Number) ?? this.lines().map(() => 1);
        return times.flatMap((count, line) => Array(count).fill(line));
    }

    /** The bytes of a proving key. */
    key() {
        let key = readFileSync(new URL(this.header("base"), keys));
        for (const patch of this.all("patch")) {
            const [at, hex] = patch.split(" ");
            key.set(Buffer.from(hex, "hex"), Number(at));
        }
        key = key.subarray(0, Number(this.header("truncate") ?? key.length));
        return Buffer.concat([key, Buffer.from(this.header("append") ?? "", "hex")]);
    }
}

/** All files by name. */
export function readKit() {
    const names = readdirSync(folder).filter((name) => !name.includes(".")).sort();
    return new Map(names.map((name) => [name, new Case(name)]));
}

/** The bytes of a key of circuits/keys. */
export const readKey = (depth) => readFileSync(new URL(`semaphore-${depth}.zkey`, keys));
