/** All tasks of the worker. Each is given a function that tells progress, and then what its callers give. */

import * as audits from "./audits.js";
import * as identities from "./identities.js";
import { release } from "./kept.js";
import * as logs from "./logs.js";
import * as polls from "./polls.js";
import * as receipts from "./receipts.js";

/** All tasks by name. */
export const tasks = {
    ...audits,
    ...identities,
    ...logs,
    ...polls,
    ...receipts,
    /** Nothing; tells that the module is loaded. */
    hello: (_: unknown): void => undefined,
    /** Frees what is kept under a number. */
    release: (_: unknown, number: number): void => release(number),
};

/** All tasks by name. */
export type Tasks = typeof tasks;
