/** What goes between the page and the worker. */

import type { Progress } from "../progress.js";
import type { Part } from "./module.js";
import type { Tasks } from "./tasks.js";

/** The tasks that a worker knows. */
export type TaskName = keyof Tasks;

/** What a task is given. */
export type Given<Name extends TaskName> = Parameters<Tasks[Name]> extends [infer _, ...infer Rest] ? Rest : never;

/** What a task gives. */
export type Made<Name extends TaskName> = Awaited<ReturnType<Tasks[Name]>>;

/** A task for the worker, which does one at a time. */
export interface Order {
    /** What it has to be done with: the same for all tasks of a worker. */
    readonly part: Part;
    readonly task: TaskName;
    readonly given: readonly unknown[];
}

/** An error on its way between threads. */
export interface Fault {
    readonly code: string;
    readonly message: string;
    readonly evidence: readonly Uint8Array[];
}

/** What the worker posts: any number of times progress, and one of the others. */
export type Answer =
    | { readonly progress: Progress }
    | { readonly made: unknown }
    | { readonly fault: Fault }
    /** The module must not be used any more. */
    | { readonly broken: string };
