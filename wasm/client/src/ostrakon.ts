import type { AuditGiven, Verdict } from "./audit.js";
import { Board } from "./board.js";
import { Bundle } from "./bundle.js";
import type { PollId, PollManifest, PollResult } from "./documents.js";
import { Handle } from "./handle.js";
import { Identity } from "./identity.js";
import { read } from "./json.js";
import { Keys } from "./keys.js";
import type { KeySource } from "./keys.js";
import type { Office } from "./office.js";
import { readPoll } from "./poll.js";
import type { Poll } from "./poll.js";
import type { WorkOptions } from "./progress.js";
import { Receipt } from "./receipt.js";
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

/** Workers with the module in them, in which everything is computed. */
export class Ostrakon {
    readonly #workshop: Workshop;
    readonly #office: Office;

    private constructor(office: Office) {
        this.#workshop = office.workshop;
        this.#office = office;
    }

    /** Starts the voters' worker, and waits until it has loaded its module. */
    static async start({ keys, worker }: StartOptions = {}): Promise<Ostrakon> {
        const [workshop, counting] = [new Workshop(worker, "voting"), new Workshop(worker, "all")];
        await workshop.work((thread) => thread.do("hello", []));
        return new Ostrakon({ workshop, counting, keys: new Keys(workshop, keys), script: worker });
    }

    /** Ends the workers, and all work. In Node nothing else keeps the process alive. */
    close(): void {
        this.#workshop.close();
        this.#office.counting.close();
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
        return readPoll(this.#office, manifest, id);
    }

    /** Reads a receipt. Nothing in it is believed before it is checked. */
    async receipt(bytes: Uint8Array): Promise<Receipt> {
        return new Receipt(await this.#workshop.work((thread) => thread.do("readReceipt", [bytes])));
    }

    /** The board at an address. In pages it is that of the page: browsers let them ask no other. */
    board(url: URL | string): Board {
        return new Board(this.#office, url);
    }

    /** Checks a whole poll: a bundle, or the bytes of one as .tar.zst. What is wrong with it is in the verdict. */
    async audit(bundle: Bundle | Uint8Array, given: AuditGiven = {}, options: WorkOptions = {}): Promise<Verdict> {
        const parts = bundle instanceof Bundle ? bundle.parts : bundle;
        const brought = given.brought?.map((thing) => ({ ...thing })) ?? [];
        const of = { brought, ...(given.poll !== undefined && { poll: given.poll }) };
        const { manifest, result, ...rest } = await this.#office.counting.work((thread) => thread.do("audit", [parts, of], options), options);
        return {
            ...rest,
            ...(manifest && { manifest: read<PollManifest>(manifest) }),
            ...(result && { result: read<PollResult>(result) }),
        };
    }

    async #identity(make: (thread: Thread, number: number) => Promise<Secret>): Promise<Identity> {
        let key = "";
        const handle = new Handle((thread, number) => thread.do("importIdentity", [number, key]));
        const secret = await this.#workshop.work((thread) => handle.create(thread, (number) => make(thread, number)));
        key = secret.key;
        return new Identity(this.#workshop, handle, secret.commitment, secret.key);
    }
}
