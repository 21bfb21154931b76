import type { Handle } from "./handle.js";
import type { Workshop } from "./workshop.js";

/**
 * An identity with its secret. The secret stays in the worker's memory and in this object, out of reach of other
 * scripts but by {@link export} and {@link seal}; this object needs it to go on in another worker, should work be
 * ended. Garbage collection, not `free`, decides when the memory of strings is used for something else.
 */
export class Identity {
    /** What the registrar lists, in decimal. Public. */
    readonly commitment: string;
    /** @internal */
    readonly handle: Handle;
    readonly #workshop: Workshop;
    #key: string;

    /** @internal */
    constructor(workshop: Workshop, handle: Handle, commitment: string, key: string) {
        this.#workshop = workshop;
        this.handle = handle;
        this.commitment = commitment;
        this.#key = key;
    }

    /** The bytes of its file, encrypted with a passphrase: text that the program `ostrakon` reads, too. */
    seal(passphrase: string): Promise<Uint8Array> {
        return this.#workshop.work(async (thread) => thread.do("sealIdentity", [await this.handle.in(thread), passphrase]));
    }

    /** The private key in base64, as Semaphore's client exports it. Whoever has it votes in this identity's place, and sees how it voted. */
    async export(): Promise<string> {
        return this.#key;
    }

    /** Frees its memory in the worker. It cannot be used any more. */
    free(): void {
        this.#key = "";
        this.handle.free(this.#workshop);
    }
}
