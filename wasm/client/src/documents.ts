/** The documents of docs/format.md; their types come from docs/schema. */

import type { Answer } from "./generated/ballot.js";

export type { Answer, Ballot as BallotDocument } from "./generated/ballot.js";
export type { Enrolment as EnrolmentDocument } from "./generated/enrolment.js";
export type { Group as GroupDocument } from "./generated/group.js";
export type { Electorate, Form, Option, Poll as PollManifest, Question, Rule } from "./generated/poll.js";
export type { Receipt as ReceiptDocument } from "./generated/receipt.js";
export type { Outcome, Result as PollResult, Step } from "./generated/result.js";

/** An answer for every question of a poll, by question id. */
export type Answers = { readonly [question: string]: Answer };

/** 64 hexadecimal digits. Voters get it by another way than the poll itself. */
export type PollId = string;

/** 64 hexadecimal digits. */
export type BallotId = string;

/** 64 hexadecimal digits. */
export type EnrolmentId = string;
