/** Audits, and telling results. */

import { Poll, audit as check } from "../../module/ostrakon.js";
import type { AuditGiven, AuditVerdict, OutcomeTold } from "../../module/ostrakon.js";
import type { Progress } from "../progress.js";
import { kept } from "./kept.js";

/** Checks a whole poll: an archive, or parts by their names. */
export function audit(
    tell: (progress: Progress) => void,
    bundle: Uint8Array | ReadonlyMap<string, Uint8Array>,
    given: AuditGiven,
): AuditVerdict {
    return check(bundle instanceof Uint8Array ? bundle : (name) => bundle.get(name), given, tell);
}

/** Tells a result for people. */
export function tellResult(_: unknown, poll: number, result: Uint8Array): OutcomeTold[] {
    return kept(Poll, poll).tell(result);
}

/** Refuses answers that make no ballot. */
export function checkAnswers(_: unknown, poll: number, revision: number, answers: Uint8Array): void {
    kept(Poll, poll).checkAnswers(revision, answers);
}
