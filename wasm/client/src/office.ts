import type { Keys } from "./keys.js";
import type { Workshop } from "./workshop.js";

/** What polls and boards have of the client that they are from. */
export interface Office {
    /** Does what voters need. */
    readonly workshop: Workshop;
    /** Counts and audits, with all of the module. */
    readonly counting: Workshop;
    readonly keys: Keys;
    readonly script: URL | undefined;
}
