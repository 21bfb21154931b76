/** A worker's side in Node. */

import { readFile } from "node:fs/promises";
import { parentPort } from "node:worker_threads";
import { initSync } from "../../module/ostrakon.js";

/** Posts to the owner. */
export function post(message: unknown, transfer: ArrayBuffer[] = []): void {
    parentPort?.postMessage(message, transfer);
}

/** Takes what the owner posts. */
export function onMessage(take: (message: unknown) => void): void {
    parentPort?.on("message", take);
}

/** Loads the module. */
export async function load(): Promise<void> {
    initSync({ module: await readFile(new URL("../../module/ostrakon_bg.wasm", import.meta.url)) });
}
