/** What there is in Node alone. */

import { readFile } from "node:fs/promises";
import path from "node:path";
import { OstrakonError } from "./error.js";
import type { KeySource } from "./keys.js";

/** Keys in a folder: `semaphore-16.zkey` and so on, as the npm package `@zk-kit/semaphore-artifacts` 4.13.0 has them. */
export function keysIn(folder: string): KeySource {
    return async (depth) => {
        const file = path.join(folder, `semaphore-${depth}.zkey`);
        try {
            return await readFile(file);
        } catch (error) {
            throw new OstrakonError("key-source", `${file} cannot be read: ${error instanceof Error ? error.message : error}`);
        }
    };
}
