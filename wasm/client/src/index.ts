/** Anonymous ballots in browsers and Node. See the package's README for what a vote takes. */

export { Ballot } from "./ballot.js";
export type * from "./documents.js";
export { OstrakonError } from "./error.js";
export { Identity } from "./identity.js";
export { keysAt } from "./keys.js";
export type { KeyOptions, KeySource } from "./keys.js";
export { Ostrakon } from "./ostrakon.js";
export type { StartOptions } from "./ostrakon.js";
export { Poll } from "./poll.js";
export type { ProveOptions } from "./poll.js";
export type { Progress, WorkOptions } from "./progress.js";
