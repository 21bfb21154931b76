import type { AuditCheck, AuditVerdict } from "../module/ostrakon.js";
import type { PollId, PollManifest, PollResult } from "./documents.js";

/** What an auditor brings. */
export interface AuditGiven {
    /** The poll's id, from somewhere else than the bundle. Without it no bundle is accepted, at best it is self-consistent. */
    readonly poll?: PollId;
    /** Receipts and promises of voters, by names that the verdict calls them by. */
    readonly brought?: readonly { readonly name: string; readonly bytes: Uint8Array }[];
}

/** What an audit comes to. */
export interface Verdict {
    readonly verdict: AuditVerdict["verdict"];
    /** The poll's id, if there is a poll. */
    readonly poll: PollId | null;
    readonly checks: readonly Readonly<AuditCheck>[];
    /** What no audit of these files can tell. */
    readonly open: readonly string[];
    /** A sentence for each question: what came out. To be relied on only if the verdict says so. */
    readonly sentences: readonly string[];
    readonly manifest?: PollManifest;
    /** The result as it was counted again. To be relied on only if the verdict says so. */
    readonly result?: PollResult;
    /** The verdict as a page of HTML that stands alone. */
    readonly page: string;
}
