/** A {@link Workshop} has a worker do one piece of work after the other. */

import { spawn } from "#platform";
import { OstrakonError, aborted } from "./error.js";
import type { Port } from "./platform/port.js";
import type { WorkOptions } from "./progress.js";
import type { Answer, Fault, Given, Made, TaskName } from "./worker/protocol.js";

/** One worker, as long as it lives. */
export class Thread {
    readonly #port: Port;
    #waiting: { take(answer: Answer): void; fail(error: OstrakonError): void } | undefined;
    #failure: OstrakonError | undefined;

    constructor(script: URL | undefined) {
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
            this.#port.post({ task, given });
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

/** Does pieces of work in turn. Work that is ended by its signal ends the worker, and the next piece gets a new one. */
export class Workshop {
    readonly #script: URL | undefined;
    #thread: Thread;
    #last: Promise<unknown> = Promise.resolve();
    #closed = false;

    constructor(script?: URL) {
        this.#script = script;
        this.#thread = new Thread(script);
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
        this.#thread.end(new OstrakonError("worker", "the worker was closed"));
    }

    async #turn<T>(piece: (thread: Thread) => Promise<T>, signal: AbortSignal | undefined): Promise<T> {
        if (signal?.aborted) throw aborted();
        if (!this.#closed && !this.#thread.isAlive) this.#thread = new Thread(this.#script);
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
