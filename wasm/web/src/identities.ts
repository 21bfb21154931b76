// The identities of this browser: files that are sealed with a passphrase, as the program writes them. Nothing else of
// an identity is kept.

import { type DBSchema, type IDBPDatabase, openDB } from "idb";

/** An identity as it is kept. */
export interface StoredIdentity {
    readonly commitment: string;
    readonly name: string;
    /** Sealed. */
    readonly file: Uint8Array;
    /** When it was last enrolled from this browser, in milliseconds. */
    readonly enrolled?: number;
}

interface Schema extends DBSchema {
    identities: { key: string; value: StoredIdentity };
}

let opened: Promise<IDBPDatabase<Schema>> | undefined;

function database(): Promise<IDBPDatabase<Schema>> {
    opened ??= openDB<Schema>("ostrakon", 1, {
        upgrade: (database) => void database.createObjectStore("identities", { keyPath: "commitment" }),
    });
    opened.catch(() => (opened = undefined));
    return opened;
}

export const storedIdentities = async (): Promise<StoredIdentity[]> => (await database()).getAll("identities");

/** Keeps an identity, and asks the browser not to forget it. */
export async function keepIdentity(identity: StoredIdentity): Promise<void> {
    const store = await database();
    const before = await store.get("identities", identity.commitment);
    await store.put("identities", before?.enrolled === undefined ? identity : { enrolled: before.enrolled, ...identity });
    // Browsers may refuse; the saved file is what counts.
    await navigator.storage?.persist?.();
}

export const forgetIdentity = async (commitment: string): Promise<void> => (await database()).delete("identities", commitment);

/** Remembers that an identity was enrolled now. */
export async function markEnrolled(commitment: string): Promise<void> {
    const store = await database();
    const identity = await store.get("identities", commitment);
    if (identity) await store.put("identities", { ...identity, enrolled: Date.now() });
}
