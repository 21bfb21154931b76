import type { FetchPart } from "../../module/ostrakon.js";
import { ask } from "../http.js";

/** Fetches what a board has below the address of a poll. */
export function partsBelow(base: string): FetchPart {
    return (name, limit) => ask(new URL(name, base), { limit });
}
