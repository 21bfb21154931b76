/** A thread that work is sent to, alike in browsers and in Node. */
export interface Port {
    post(message: unknown, transfer?: readonly ArrayBuffer[]): void;
    /** What the thread posts, in order. */
    onMessage(take: (message: unknown) => void): void;
    /** Why the thread cannot go on. */
    onFailure(take: (reason: string) => void): void;
    terminate(): void;
}
