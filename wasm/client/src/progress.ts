/** How far a piece of work is. */
export interface Progress {
    /**
     * `group`: a list of members is fetched or its tree built; `key`: the proving key is fetched or checked;
     * `prove`: the proof is made; `download`: parts of a log or bundle are fetched; `ballots`: ballots are verified;
     * `count`: they are counted.
     */
    readonly step: "group" | "key" | "prove" | "download" | "ballots" | "count";
    /** How much is done: bytes, parts or ballots, by the step. */
    readonly done?: number;
    /** How much there is, where that is known. */
    readonly of?: number;
}

/** What goes with a piece of work that takes time. */
export interface WorkOptions {
    /** Is told how far the work is. */
    readonly onProgress?: (progress: Progress) => void;
    /** Ends the work: it throws an `OstrakonError` with the code `aborted`. Whatever was made before can be used on. */
    readonly signal?: AbortSignal;
}
