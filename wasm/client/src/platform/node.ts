/** Worker threads of Node. */

import { Worker } from "node:worker_threads";
import type { Port } from "./port.js";

/** Starts a worker thread; `script` where a bundler has moved it. */
export function spawn(script: URL | undefined): Port {
    const worker = new Worker(script ?? new URL("../worker/main.js", import.meta.url));
    return {
        post: (message, transfer = []) => worker.postMessage(message, transfer),
        onMessage: (take) => void worker.on("message", take),
        onFailure: (take) => {
            worker.on("error", (error) => take(error instanceof Error ? error.message : String(error)));
            worker.on("messageerror", () => take("a message cannot be read"));
            worker.on("exit", () => take("it has ended"));
        },
        terminate: () => void worker.terminate(),
    };
}
