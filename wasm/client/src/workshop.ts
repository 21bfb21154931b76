/** A {@link Workshop} has a worker do one piece of work after the other. */

import { spawn } from "#platform";
import { OstrakonError, aborted } from "./error.js";
import type { Port } from "./platform/port.js";
import type { WorkOptions } from "./progress.js";
import type { Part } from "./worker/module.js";
import type { Answer, Fault, Given, Made, Order, TaskName } from "./worker/protocol.js";

/** One worker, as long as it lives. */
export class Thread {
    readonly #port: Port;
    readonly #part: Part;
    #waiting: { take(answer: Answer): void; fail(error: OstrakonError): void } | undefined;
    #failure: OstrakonError | undefined;

    constructor(script: URL | undefined, part: Part) {
        this.#part = part;
        this.#port = spawn(script);
        this.#port.onMessage((answer) => this.#waiting?.take(answer as Answer));
        this.#port.onFailure((reason) => this.end(new OstrakonError("worker", `the worker cannot go on: ${reason}`)));
    }

    /** Whether it can be given tasks. */
    get isAlive(): boolean {
        return this.#failure === undefined;
    }

    /** Has a task done. There must be no other one under way. */
    do<Name extends TaskName>(task: Name, given: Given<Name>, { onProgress }: WorkOptions = {}): Promise<Made<Name>> {
        const done = new Promise<Made<Name>>((resolve, reject) => {
            if (this.#failure) return reject(this.#failure);
            const take = (answer: Answer): void => {
                if ("progress" in answer) return onProgress?.(answer.progress);
                this.#waiting = undefined;
                if ("made" in answer) return resolve(answer.made as Made<Name>);
                if ("fault" in answer) return reject(errorOf(answer.fault));
                this.end(new OstrakonError("worker", `the worker cannot go on: ${answer.broken}`));
                reject(this.#failure);
            };
            this.#waiting = { take, fail: reject };
            this.#port.post({ part: this.#part, task, given } satisfies Order);
        });
        return done;
    }

    /** Ends it, and the task under way with this error. */
    end(error: OstrakonError): void {
        if (this.#failure) return;
        this.#failure = error;
        this.#port.terminate();
        this.#waiting?.fail(error);
        this.#waiting = undefined;
    }
}

/**
 * Does pieces of work in turn. The first gets a worker. Work that is ended by its signal ends the worker, and the next
 * piece gets a new one.
 */
export class Workshop {
    readonly #script: URL | undefined;
    readonly #part: Part;
    #thread: Thread | undefined;
    #last: Promise<unknown> = Promise.resolve();
    #closed = false;

    constructor(script: URL | undefined, part: Part) {
        this.#script = script;
        this.#part = part;
    }

    /** Does a piece of work with the worker alone. */
    work<T>(piece: (thread: Thread) => Promise<T>, { signal }: WorkOptions = {}): Promise<T> {
        const turn = this.#last.then(() => this.#turn(piece, signal));
        this.#last = turn.catch(() => undefined);
        return signal ? orAborted(turn, signal) : turn;
    }

    /** Ends the worker, and all work. */
    close(): void {
        this.#closed = true;
        this.#thread?.end(new OstrakonError("worker", "the worker was closed"));
    }

    async #turn<T>(piece: (thread: Thread) => Promise<T>, signal: AbortSignal | undefined): Promise<T> {
        if (signal?.aborted) throw aborted();
        if (this.#closed) throw new OstrakonError("worker", "the worker was closed");
        if (!this.#thread?.isAlive) this.#thread = new Thread(this.#script, this.#part);
        const thread = this.#thread;
        const abort = (): void => thread.end(aborted());
        signal?.addEventListener("abort", abort);
        try {
            const work = piece(thread);
            // It may wait for something else than the worker, and the next piece must not wait for that.
            return await (signal ? orAborted(work, signal) : work);
        } finally {
            signal?.removeEventListener("abort", abort);
        }
    }
}

/** The error that came from the worker. */
export function errorOf({ code, message, evidence }: Fault): OstrakonError {
    return new OstrakonError(code, message, evidence);
}

/** Waits for work no longer than its signal lets it. */
function orAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
    return new Promise((resolve, reject) => {
        const abort = (): void => reject(aborted());
        if (signal.aborted) abort();
        signal.addEventListener("abort", abort, { once: true });
        work.then(resolve, reject).finally(() => signal.removeEventListener("abort", abort));
    });
}
