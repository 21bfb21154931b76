import type { PollId } from "./documents.js";
import { Handle } from "./handle.js";
import { Identity } from "./identity.js";
import { Keys } from "./keys.js";
import type { KeySource } from "./keys.js";
import { Poll } from "./poll.js";
import { Workshop } from "./workshop.js";
import type { Thread } from "./workshop.js";
import type { Secret } from "./worker/identities.js";

/** How to start. */
export interface StartOptions {
    /** Where proving keys come from: the server that a poll comes from, else that of the page, where nothing is said. */
    readonly keys?: KeySource;
    /** The worker's script, `@ostrakon/client/worker`, where a bundler cannot find it by itself. */
    readonly worker?: URL;
}

/** A worker with the module in it, in which everything is computed. */
export class Ostrakon {
    readonly #workshop: Workshop;
    readonly #keys: Keys;

    private constructor(workshop: Workshop, keys: Keys) {
        this.#workshop = workshop;
        this.#keys = keys;
    }

    /** Starts the worker, and waits until it has loaded the module. */
    static async start({ keys, worker }: StartOptions = {}): Promise<Ostrakon> {
        const workshop = new Workshop(worker);
        await workshop.work((thread) => thread.do("hello", []));
        return new Ostrakon(workshop, new Keys(workshop, keys));
    }

    /** Ends the worker, and all work. In Node nothing else keeps the process alive. */
    close(): void {
        this.#workshop.close();
    }

    /** A new identity from the system's random numbers. */
    newIdentity(): Promise<Identity> {
        return this.#identity((thread, number) => thread.do("newIdentity", [number]));
    }

    /** The identity of a private key in base64, as Semaphore's client exports it. */
    importIdentity(privateKey: string): Promise<Identity> {
        return this.#identity((thread, number) => thread.do("importIdentity", [number, privateKey]));
    }

    /** The identity in a file that {@link Identity.seal} or the program `ostrakon` wrote; the passphrase is that of a sealed one. */
    openIdentity(file: Uint8Array, passphrase?: string): Promise<Identity> {
        return this.#identity((thread, number) => thread.do("openIdentity", [number, file, passphrase]));
    }

    /** Reads a poll. `id` is what the voter has got by another way than the poll: another poll than that is refused. */
    poll(manifest: Uint8Array, id?: PollId): Promise<Poll> {
        return readPoll(this.#workshop, this.#keys, manifest, id);
    }

    async #identity(make: (thread: Thread, number: number) => Promise<Secret>): Promise<Identity> {
        let key = "";
        const handle = new Handle((thread, number) => thread.do("importIdentity", [number, key]));
        const secret = await this.#workshop.work((thread) => handle.create(thread, (number) => make(thread, number)));
        key = secret.key;
        return new Identity(this.#workshop, handle, secret.commitment, secret.key);
    }
}

/** Reads a poll; `home` is the server that it comes from. */
export async function readPoll(workshop: Workshop, keys: Keys, manifest: Uint8Array, id?: PollId, home?: URL): Promise<Poll> {
    const make = (thread: Thread, number: number): Promise<PollId> => thread.do("readPoll", [number, manifest, id]);
    const handle = new Handle(make);
    const found = await workshop.work((thread) => handle.create(thread, (number) => make(thread, number)));
    return new Poll(workshop, keys, { handle, id: found, bytes: manifest, home });
}
