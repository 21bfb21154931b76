/** Workers of browsers. */

import type { Port } from "./port.js";

/** Starts a worker; `script` where a bundler cannot find it by itself. */
export function spawn(script: URL | undefined): Port {
    const worker = script
        ? new Worker(script, { type: "module" })
        : new Worker(new URL("../worker/main.js", import.meta.url), { type: "module" });
    return {
        post: (message, transfer = []) => worker.postMessage(message, [...transfer]),
        onMessage: (take) => {
            worker.onmessage = (event: MessageEvent<unknown>) => take(event.data);
        },
        onFailure: (take) => {
            worker.onerror = (event) => take(event.message || "its script cannot be loaded");
            worker.onmessageerror = () => take("a message cannot be read");
        },
        terminate: () => worker.terminate(),
    };
}
