/** What a worker keeps between tasks, by the numbers that its owner gives. */

interface Thing {
    free(): void;
}

/** A class of the module. */
export type Kind<T extends Thing> = Function & { readonly prototype: T };

const things = new Map<number, Thing>();

/** Keeps a thing under a number, in place of what was there. What a check throws for is not kept. */
export function keep<T extends Thing>(number: number, thing: T, check?: (thing: T) => void): void {
    try {
        check?.(thing);
    } catch (error) {
        thing.free();
        throw error;
    }
    release(number);
    things.set(number, thing);
}

/** The thing under a number. */
export function kept<T extends Thing>(kind: Kind<T>, number: number): T {
    const thing = things.get(number);
    if (!(thing instanceof kind)) throw new Error(`there is no ${kind.name} under ${number}`);
    return thing as T;
}

/** Frees the thing under a number, if there is one. */
export function release(number: number): void {
    things.get(number)?.free();
    things.delete(number);
}
