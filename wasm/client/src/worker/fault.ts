import type { Fault } from "./protocol.js";

/**
 * An error with a stable code, on its way to the page. What has none, or one of the system's, is no refusal, and
 * may have left the module in the middle of something.
 */
export function faultOf(error: unknown): Fault | undefined {
    if (!(error instanceof Error) || !("code" in error) || typeof error.code !== "string") return undefined;
    if (!/^[a-z0-9-]+$/.test(error.code)) return undefined;
    const evidence = "evidence" in error && Array.isArray(error.evidence) ? error.evidence : [];
    return { code: error.code, message: error.message, evidence: evidence.filter((note) => note instanceof Uint8Array) };
}
