/** A {@link Bundle}: all that the result of a poll follows from, in parts by their names. */
export class Bundle {
    /** The parts: `poll.json`, `group.json`, `checkpoint`, `tile/entries/000`, `result.json`, … */
    readonly parts: ReadonlyMap<string, Uint8Array>;

    constructor(parts: Iterable<readonly [name: string, bytes: Uint8Array]>) {
        this.parts = new Map(parts);
    }
}

/** Entries in a full part. */
const WIDTH = 256;

/** Most bytes of a part with entries: each has at most 65,535 and two for its length. */
export const MAX_ENTRIES_BYTES = WIDTH * (2 + 65_535);

/** The names of the parts that have the entries of a log, as tlog-tiles has them, and how many each has. */
export function* entriesOf(size: number): Generator<{ readonly name: string; readonly entries: number }> {
    for (let index = 0; index * WIDTH < size; index++) {
        const entries = Math.min(WIDTH, size - index * WIDTH);
        const digits = String(index).padStart(Math.ceil(String(index).length / 3) * 3, "0");
        const groups = digits.match(/\d{3}/g) ?? [];
        const path = groups.map((group, i) => (i < groups.length - 1 ? `x${group}` : group)).join("/");
        yield { name: `tile/entries/${path}${entries < WIDTH ? `.p/${entries}` : ""}`, entries };
    }
}
