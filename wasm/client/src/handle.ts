import { OstrakonError } from "./error.js";
import type { Thread, Workshop } from "./workshop.js";

let last = 0;

/** A thing that a worker keeps, made again in the next one where work was ended. */
export class Handle {
    readonly #number = (last += 1);
    readonly #make: (thread: Thread, number: number) => Promise<unknown>;
    #thread: Thread | undefined;
    #isFree = false;
    /** Whether it is in a worker, or on its way there. */
    #isWanted = false;

    constructor(make: (thread: Thread, number: number) => Promise<unknown>) {
        this.#make = make;
    }

    /** Makes it in another way than the usual one. */
    async create<T>(thread: Thread, make: (number: number) => Promise<T>): Promise<T> {
        this.#isWanted = true;
        const made = await make(this.#number);
        this.#thread = thread;
        return made;
    }

    /** Its number in a worker, where it is made if it is not there. */
    async in(thread: Thread): Promise<number> {
        if (this.#isFree) throw new OstrakonError("freed", "this was freed before");
        if (this.#thread !== thread) await this.create(thread, (number) => this.#make(thread, number));
        return this.#number;
    }

    /** Frees it, in the worker too. */
    free(workshop: Workshop): void {
        this.#isFree = true;
        if (!this.#isWanted) return;
        const release = async (thread: Thread): Promise<void> => {
            if (this.#thread === thread && thread.isAlive) await thread.do("release", [this.#number]);
        };
        workshop.work(release).catch(() => undefined);
    }
}
