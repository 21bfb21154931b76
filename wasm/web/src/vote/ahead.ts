// What a proof needs from the network, loaded while the reader answers: so that no request tells when somebody is about
// to vote, and the connection may go away meanwhile.

import type { Poll, Progress } from "@ostrakon/client";
import { fill, h } from "../dom";
import { board } from "../session";
import { t } from "../text";

type Needed = "group" | "key";

export class Ahead {
    readonly node = h("div", { class: "ahead faint small", role: "status" });
    readonly #poll: Poll;
    readonly #signal: AbortSignal;
    readonly #begun = new Map<Needed, Promise<void>>();
    readonly #progress = new Map<Needed, Progress>();
    readonly #watchers = new Set<() => void>();

    constructor(poll: Poll, signal: AbortSignal) {
        this.#poll = poll;
        this.#signal = signal;
        this.watch(() => fill(this.node, ...this.#told()));
        void this.need("group").then(() => this.need("key")).catch(() => undefined);
    }

    /** Waits until the list of members, or the key, is there. What failed before is tried again. */
    need(what: Needed): Promise<void> {
        let begun = this.#begun.get(what);
        if (!begun) {
            begun = this.#load(what);
            this.#begun.set(what, begun);
            begun.then(
                () => this.#changed(),
                () => this.#begun.delete(what),
            );
        }
        return begun;
    }

    /** Calls `changed` whenever there is progress. */
    watch(changed: () => void): void {
        this.#watchers.add(changed);
        changed();
    }

    /** The share that has come, where it is known. */
    share(what: Needed): number | undefined {
        const progress = this.#progress.get(what);
        return progress?.done !== undefined && progress.of ? progress.done / progress.of : undefined;
    }

    async #load(what: Needed): Promise<void> {
        const options = {
            signal: this.#signal,
            onProgress: (progress: Progress) => {
                this.#progress.set(what, progress);
                this.#changed();
            },
        };
        if (what === "key") await this.#poll.loadKey(options);
        else if (!this.#poll.hasGroup) await (await board()).group(this.#poll, options);
        this.#done.add(what);
    }

    readonly #done = new Set<Needed>();

    #changed(): void {
        for (const changed of this.#watchers) changed();
    }

    #told(): (Node | string)[] {
        if (this.#done.size === 2) return ["✓ ", t.cast.aheadDone];
        const share = this.share(this.#done.has("group") ? "key" : "group");
        return [t.cast.ahead, " ", share === undefined ? "" : h("progress", { max: 1, value: share, "aria-label": t.cast.steps.key })];
    }
}
