// An order of options in which neighbours may share a place.

export class Ranking {
    readonly order: string[] = [];
    /** Who shares the place of the one before. */
    readonly #tied = new Set<string>();

    has(id: string): boolean {
        return this.order.includes(id);
    }

    /** Whether an option shares the place of the one before. */
    tied(id: string): boolean {
        return this.#tied.has(id);
    }

    append(id: string): void {
        this.order.push(id);
    }

    remove(id: string): void {
        this.#take(this.order.indexOf(id));
    }

    /** Moves an option. It shares no place where it comes to, and parts nobody who shared one there. */
    move(id: string, to: number): void {
        const from = this.order.indexOf(id);
        if (from < 0 || to < 0 || to >= this.order.length || to === from) return;
        this.#take(from);
        this.order.splice(to, 0, id);
        const next = this.order[to + 1];
        if (next !== undefined) this.#tied.delete(next);
    }

    toggleTie(id: string): void {
        if (this.order.indexOf(id) < 1) return;
        if (!this.#tied.delete(id)) this.#tied.add(id);
    }

    /** The place, from 1, as sports count: two second places are followed by a fourth. */
    place(id: string): number {
        let at = this.order.indexOf(id);
        while (at > 0 && this.#tied.has(this.order[at] ?? "")) at--;
        return at + 1;
    }

    /** Places, best first; within a place options in the order of `all`. */
    places(all: string[]): string[][] {
        const places: string[][] = [];
        for (const id of this.order) {
            if (this.#tied.has(id)) places.at(-1)?.push(id);
            else places.push([id]);
        }
        return places.map((place) => place.sort((a, b) => all.indexOf(a) - all.indexOf(b)));
    }

    /** Takes out the option at a place. Who shared its place still shares it with who else did. */
    #take(at: number): void {
        const [id] = this.order.splice(at, 1);
        const next = this.order[at];
        if (id !== undefined && !this.#tied.delete(id) && next !== undefined) this.#tied.delete(next);
        const first = this.order[0];
        if (first !== undefined) this.#tied.delete(first);
    }
}
