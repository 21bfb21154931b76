/** A worker's side in Node. */

import { readFile } from "node:fs/promises";
import { parentPort } from "node:worker_threads";
import type { Module, Part } from "./module.js";

/** Posts to the owner. */
export function post(message: unknown, transfer: ArrayBuffer[] = []): void {
    parentPort?.postMessage(message, transfer);
}

/** Takes what the owner posts. */
export function onMessage(take: (message: unknown) => void): void {
    parentPort?.on("message", take);
}

/** Loads a module. */
export async function load(part: Part): Promise<Module> {
    const read = (name: string): Promise<Uint8Array> => readFile(new URL(`../../module/${name}`, import.meta.url));
    if (part === "voting") {
        const voting = await import("../../module/voting.js");
        voting.initSync({ module: await read("voting_bg.wasm") });
        return voting as unknown as Module;
    }
    const all = await import("../../module/ostrakon.js");
    all.initSync({ module: await read("ostrakon_bg.wasm") });
    return all;
}
