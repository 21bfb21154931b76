/** A worker's side in browsers. */

import * as voting from "../../module/voting.js";
import type { Module, Part } from "./module.js";

/** Posts to the page. */
export function post(message: unknown, transfer: ArrayBuffer[] = []): void {
    self.postMessage(message, { transfer });
}

/** Takes what the page posts. */
export function onMessage(take: (message: unknown) => void): void {
    self.onmessage = (event: MessageEvent<unknown>) => take(event.data);
}

/** Loads a module. */
export async function load(part: Part): Promise<Module> {
    if (part === "voting") {
        await voting.default({ module_or_path: new URL("../../module/voting_bg.wasm", import.meta.url) });
        return voting as unknown as Module;
    }
    const all = await import("../../module/ostrakon.js");
    await all.default({ module_or_path: new URL("../../module/ostrakon_bg.wasm", import.meta.url) });
    return all;
}
