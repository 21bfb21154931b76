/** What is thrown for everything that is refused or fails. */
export class OstrakonError extends Error {
    override readonly name = "OstrakonError";

    /**
     * Stable: a code of docs/format.md, or one of this package: `aborted`, `key-source`, `worker`. Messages are
     * not stable.
     */
    readonly code: string;

    /** Checkpoints that the board has signed and that contradict each other: to keep and to show. */
    readonly evidence: readonly Uint8Array[];

    constructor(code: string, message: string, evidence: readonly Uint8Array[] = []) {
        super(message);
        this.code = code;
        this.evidence = evidence;
    }
}

/** The error of work that its `AbortSignal` has ended. */
export function aborted(): OstrakonError {
    return new OstrakonError("aborted", "the work was ended before it was done");
}
