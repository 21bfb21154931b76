/** The worker: does one task after the other. */

import { load, onMessage, post } from "#inside";
import { faultOf } from "./fault.js";
import { use } from "./module.js";
import type { Answer, Order } from "./protocol.js";
import { tasks } from "./tasks.js";

type Task = (tell: unknown, ...given: readonly unknown[]) => unknown;

const answer = (message: Answer): void => post(message);
let loading: Promise<void> | undefined;

onMessage(async (message) => {
    const { part, task, given } = message as Order;
    try {
        await (loading ??= load(part).then(use));
        const tell = (progress: unknown): void => post({ progress });
        answer({ made: await (tasks[task] as Task)(tell, ...given) });
    } catch (error) {
        const fault = faultOf(error);
        answer(fault ? { fault } : { broken: error instanceof Error ? error.message : String(error) });
    }
});
