/** Anonymous ballots in browsers and Node. See the package's README for what a vote takes. */

export type { AuditCheck, OutcomeTold, ReceiptState } from "../module/ostrakon.js";
export type { BoardInfo, PollSummary } from "./answers.js";
export type { AuditGiven, Verdict } from "./audit.js";
export { Ballot } from "./ballot.js";
export { Board } from "./board.js";
export { Bundle } from "./bundle.js";
export type * from "./documents.js";
export type { Enrolment } from "./enrolment.js";
export { OstrakonError } from "./error.js";
export { Identity } from "./identity.js";
export { canonical } from "./json.js";
export { keysAt } from "./keys.js";
export type { KeyOptions, KeySource } from "./keys.js";
export { LogFollower } from "./log_follower.js";
export type { FollowOptions } from "./log_follower.js";
export { Ostrakon } from "./ostrakon.js";
export type { StartOptions } from "./ostrakon.js";
export { Poll } from "./poll.js";
export type { ProveOptions } from "./poll.js";
export type { Progress, WorkOptions } from "./progress.js";
export { Receipt } from "./receipt.js";
export type { ReceiptVerdict } from "./receipt.js";
export type { LatestBallot, LogState } from "./worker/logs.js";
