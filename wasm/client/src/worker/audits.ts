/** Audits, and telling results: with all of the module. */

import type { AuditGiven, AuditVerdict, OutcomeTold } from "../../module/ostrakon.js";
import type { Progress } from "../progress.js";
import { kept } from "./kept.js";
import { lib } from "./module.js";

/** Checks a whole poll: an archive, or parts by their names. */
export function audit(
    tell: (progress: Progress) => void,
    bundle: Uint8Array | ReadonlyMap<string, Uint8Array>,
    given: AuditGiven,
): AuditVerdict {
    return lib.audit(bundle instanceof Uint8Array ? bundle : (name) => bundle.get(name), given, tell);
}

/** Tells a result for people. */
export function tellResult(_: unknown, poll: number, result: Uint8Array): OutcomeTold[] {
    return kept(lib.Poll, poll).tell(result);
}
