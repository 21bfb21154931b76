/** The module that this worker computes with. */

import type * as ostrakon from "../../module/ostrakon.js";

/** Which module a worker loads: all of it, or the smaller one, which does for voters and cannot count. */
export type Part = "all" | "voting";

/** All of it. Of the smaller one, what counts is missing. */
export type Module = typeof ostrakon;

/** The module, once it is loaded. */
export let lib: Module;

/** Has the worker compute with this module. */
export function use(loaded: Module): void {
    lib = loaded;
}
