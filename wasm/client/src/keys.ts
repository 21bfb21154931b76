/** Proving keys: where they come from, and that they are checked. */

import { OstrakonError } from "./error.js";
import { Handle } from "./handle.js";
import { ask } from "./http.js";
import type { WorkOptions } from "./progress.js";
import type { Workshop } from "./workshop.js";

/** What goes with a request for a key. */
export interface KeyOptions extends WorkOptions {
    /** Passes over what is kept of the key: it was refused. */
    readonly fresh?: boolean;
}

/**
 * Gives the bytes of the proving key of a depth of `semaphore-4.13.0`. They are used only if they are what the module
 * has pinned, so a source cannot do worse than to give nothing useful.
 */
export type KeySource = (depth: number, options: KeyOptions) => Promise<Uint8Array>;

/** Where a board has keys, below its own address. */
export const KEYS_PATH = "keys/semaphore-4.13.0/";

/** Most bytes of a key: that of depth 32 has 6 MB. */
const MAX_KEY_BYTES = 16 * 1024 * 1024;

const CACHE = "ostrakon-keys";

/** Keys under an address: `16.zkey` and so on. Browsers keep them in the Cache API, for later visits and offline. */
export function keysAt(base: URL | string): KeySource {
    return async (depth, { fresh, signal, onProgress }) => {
        const url = new URL(`${depth}.zkey`, base);
        const cache = await openCache();
        const kept = fresh ? undefined : await cache?.match(url);
        if (kept) return new Uint8Array(await kept.arrayBuffer());
        const key = await ask(url, {
            limit: MAX_KEY_BYTES,
            ...(fresh && { fresh }),
            ...(signal && { signal }),
            onBytes: (done, of) => onProgress?.({ step: "key", done, ...(of !== undefined && { of }) }),
        });
        // A full disk is no reason not to vote.
        await cache?.put(url, new Response(key as BodyInit)).catch(() => undefined);
        return key;
    };
}

/** Browsers have none in pages that came without TLS, and may refuse it where they keep nothing. */
async function openCache(): Promise<Cache | undefined> {
    return "caches" in globalThis ? caches.open(CACHE).catch(() => undefined) : undefined;
}

/** The keys that a worker has read. */
export class Keys {
    readonly #workshop: Workshop;
    readonly #source: KeySource | undefined;
    readonly #provers = new Map<number, Handle>();
    readonly #loading = new Map<number, Promise<Handle>>();

    constructor(workshop: Workshop, source: KeySource | undefined) {
        this.#workshop = workshop;
        this.#source = source;
    }

    /** The prover of a depth; `home` is where the poll comes from, for who named no source. */
    async prover(depth: number, home: URL | undefined, options: WorkOptions): Promise<Handle> {
        // Another one may be loading the same key. If that fails, this one tries by itself.
        await this.#loading.get(depth)?.catch(() => undefined);
        const made = this.#provers.get(depth);
        if (made) return made;
        const loading = this.#load(depth, this.#source ?? usual(home), options);
        this.#loading.set(depth, loading);
        try {
            return await loading;
        } finally {
            this.#loading.delete(depth);
        }
    }

    async #load(depth: number, source: KeySource, options: WorkOptions): Promise<Handle> {
        // Should a worker be ended, the next one reads the key again, which a cache has by then.
        const handle = new Handle((thread, number) =>
            withKey(source, depth, {}, (key) => thread.do("readKey", [number, depth, key])),
        );
        await withKey(source, depth, options, (key) =>
            this.#workshop.work((thread) => handle.create(thread, (number) => thread.do("readKey", [number, depth, key])), options),
        );
        this.#provers.set(depth, handle);
        return handle;
    }
}

/** Has a key read. One that is refused may have been kept so: it is asked for once more, past what is kept. */
async function withKey(source: KeySource, depth: number, options: WorkOptions, read: (key: Uint8Array) => Promise<void>): Promise<void> {
    const key = await source(depth, options);
    try {
        return await read(key);
    } catch (error) {
        if (!(error instanceof OstrakonError && error.code.startsWith("key-"))) throw error;
    }
    await read(await source(depth, { ...options, fresh: true }));
}

/** The keys that go with the server of a poll, else with the page. */
function usual(home: URL | undefined): KeySource {
    const base = home ?? ("location" in globalThis ? new URL("/", location.href) : undefined);
    if (base) return keysAt(new URL(KEYS_PATH, base));
    throw new OstrakonError("key-source", "say where proving keys are: Ostrakon.start({ keys: keysAt(url) }), or keysIn(folder) of @ostrakon/client/node");
}
