/** A worker's side in browsers. */

import init from "../../module/ostrakon.js";

/** Posts to the page. */
export function post(message: unknown, transfer: ArrayBuffer[] = []): void {
    self.postMessage(message, { transfer });
}

/** Takes what the page posts. */
export function onMessage(take: (message: unknown) => void): void {
    self.onmessage = (event: MessageEvent<unknown>) => take(event.data);
}

/** Loads the module. */
export async function load(): Promise<void> {
    await init({ module_or_path: new URL("../../module/ostrakon_bg.wasm", import.meta.url) });
}
