// The module as it was built: see scripts/web.

import { readFileSync } from "node:fs";
import * as ostrakon from "../client/module/ostrakon.js";

ostrakon.initSync({ module: readFileSync(new URL("../client/module/ostrakon_bg.wasm", import.meta.url)) });

export default ostrakon;

/** The code of what a function throws, or "accept". Anything but an error with a code is a fault. */
export function codeOf(work) {
    try {
        work();
        return "accept";
    } catch (error) {
        return code(error);
    }
}

/** The code of an error. */
export function code(error) {
    if (!(error instanceof Error) || typeof error.code !== "string") throw error;
    return error.code;
}

/** JSON as bytes. */
export const encode = (value) => new TextEncoder().encode(typeof value === "string" ? value : JSON.stringify(value));
