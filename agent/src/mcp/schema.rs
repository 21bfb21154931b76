//! What goes into the tools and what comes out, as JSON Schema.

use rmcp::model::JsonObject;
use serde_json::{Value, json};

use super::clerk::MAX_RATIONALE;

/// Most polls or decisions in one answer.
pub(super) const MOST_LISTED: usize = 100;

/// A tool without arguments.
pub(super) fn nothing() -> JsonObject {
    object(&[], json!({}))
}

/// A poll's id.
pub(super) fn which_poll() -> JsonObject {
    object(&["poll"], json!({ "poll": poll_id() }))
}

/// Where a list begins.
pub(super) fn which_page() -> JsonObject {
    object(
        &[],
        json!({
            "after": {
                "description": "The last poll of the page before, for the next page",
                "type": "string", "pattern": "^[0-9a-f]{64}$"
            },
        }),
    )
}

/// A ballot that a model proposes.
pub(super) fn proposal() -> JsonObject {
    object(
        &["poll", "answers", "confidence", "importance", "rationale"],
        json!({
            "poll": poll_id(),
            "answers": answers("An answer to every question of the poll, by question id"),
            "confidence": percent("How sure you are that the owner would answer the same"),
            "importance": percent("How much the poll matters to the owner"),
            "rationale": {
                "description": "Why, in a few sentences, for the owner. It is not published",
                "type": "string", "minLength": 1, "maxLength": MAX_RATIONALE
            },
        }),
    )
}

/// Polls that are open.
pub(super) fn polls() -> JsonObject {
    object(
        &["polls", "more"],
        json!({
            "polls": list(json!({
                "poll": poll_id(),
                "title": text(),
                "opens": time(),
                "closes": time(),
                "board": text(),
            }), &["poll", "title", "opens", "closes", "board"]),
            "more": { "description": "Whether there are further pages", "type": "boolean" },
        }),
    )
}

/// A poll with what is known of its group and board.
pub(super) fn poll() -> JsonObject {
    object(
        &[
            "poll",
            "title",
            "questions",
            "members",
            "opens",
            "closes",
            "revisions",
            "topics",
            "board",
            "state",
        ],
        json!({
            "poll": poll_id(),
            "title": text(),
            "description": text(),
            "questions": list(json!({
                "id": name(),
                "prompt": text(),
                "form": { "description": "What an answer may be, with its limits", "type": ["object", "string"] },
                "abstain": { "description": "Whether the answer {\"abstain\": {}} is allowed", "type": "boolean" },
                "options": list(json!({ "id": name(), "label": text(), "cost": count() }), &["id", "label"]),
            }), &["id", "prompt", "form", "abstain", "options"]),
            "members": { "description": "How many may vote", "type": "integer", "minimum": 0 },
            "opens": time(),
            "closes": time(),
            "revisions": { "description": "How often a ballot may be replaced", "type": "integer", "minimum": 0 },
            "topics": { "description": "The topics of the mandate that the poll touches", "type": "array", "items": text() },
            "board": { "description": "The server that the poll is on", "type": "string" },
            "state": state(),
        }),
    )
}

/// What became of a proposal.
pub(super) fn verdict() -> JsonObject {
    object(
        &["poll", "verdict"],
        json!({
            "poll": poll_id(),
            "verdict": {
                "description": "cast: the board has it. planned: it leaves at some moment between from and to. \
                    waiting: the owner is asked. kept: the owner reads it and casts. refused: nothing is cast",
                "enum": ["cast", "kept", "planned", "refused", "waiting"]
            },
            "code": code(),
            "reason": text(),
            "from": time(),
            "to": time(),
            "ballot_id": digest(),
            "receipt": receipt_text(),
        }),
    )
}

/// What the owner wants.
pub(super) fn preferences() -> JsonObject {
    object(&["poll", "preferences"], json!({ "poll": poll_id(), "preferences": { "type": "object" } }))
}

/// Polls that wait for the owner.
pub(super) fn pending() -> JsonObject {
    object(
        &["pending"],
        json!({
            "pending": list(json!({
                "poll": poll_id(), "title": text(), "closes": time(), "reason": text(),
            }), &["poll", "title", "closes", "reason"]),
        }),
    )
}

/// What was decided.
pub(super) fn decisions() -> JsonObject {
    object(
        &["decisions", "more"],
        json!({
            "decisions": list(json!({
                "poll": poll_id(),
                "title": text(),
                "state": state(),
                "decider": text(),
                "answers": answers("What was proposed"),
                "confidence": percent("As proposed"),
                "importance": percent("As proposed"),
                "rationale": text(),
            }), &["poll", "title", "state"]),
            "more": { "description": "Whether there are further pages", "type": "boolean" },
        }),
    )
}

/// A receipt.
pub(super) fn receipt() -> JsonObject {
    object(
        &["poll", "ballot_id", "receipt"],
        json!({ "poll": poll_id(), "ballot_id": digest(), "receipt": receipt_text() }),
    )
}

fn object(required: &[&str], properties: Value) -> JsonObject {
    let schema = json!({
        "type": "object",
        "additionalProperties": false,
        "required": required,
        "properties": properties,
    });
    match schema {
        Value::Object(schema) => schema,
        _ => JsonObject::new(),
    }
}

fn list(properties: Value, required: &[&str]) -> Value {
    json!({ "type": "array", "items": object(required, properties) })
}

fn poll_id() -> Value {
    json!({ "description": "The poll's id", "type": "string", "pattern": "^[0-9a-f]{64}$" })
}

fn digest() -> Value {
    json!({ "type": "string", "pattern": "^[0-9a-f]{64}$" })
}

fn text() -> Value {
    json!({ "type": "string" })
}

fn name() -> Value {
    json!({ "type": "string", "pattern": "^[a-z0-9-]{1,32}$" })
}

fn time() -> Value {
    json!({ "type": "string", "description": "UTC, such as 2026-12-01T09:00:00Z" })
}

fn count() -> Value {
    json!({ "type": "integer", "minimum": 0 })
}

fn percent(description: &str) -> Value {
    json!({ "description": description, "type": "integer", "minimum": 0, "maximum": 100 })
}

fn code() -> Value {
    json!({ "description": "A stable code of the reason", "type": "string" })
}

fn receipt_text() -> Value {
    json!({
        "description": "The text of a receipt file, for `ostrakon receipt check`. It shows how the owner voted",
        "type": "string"
    })
}

fn answers(description: &str) -> Value {
    json!({
        "description": description,
        "type": "object",
        "minProperties": 1,
        "maxProperties": 50,
        "additionalProperties": {
            "description": "Exactly one of these: the question's form, or abstain where the question allows it",
            "type": "object",
            "additionalProperties": false,
            "minProperties": 1,
            "maxProperties": 1,
            "properties": {
                "abstain": { "type": "object", "additionalProperties": false },
                "allocate": {
                    "description": "Units by option id; leave out options with none",
                    "type": "object", "additionalProperties": { "type": "integer" }
                },
                "pick": {
                    "description": "The ids of the chosen options, in the order of the poll",
                    "type": "array", "items": { "type": "string" }
                },
                "rank": {
                    "description": "Places, best first: on each the ids of its options, in the order of the poll",
                    "type": "array", "items": { "type": "array", "items": { "type": "string" } }
                },
                "score": {
                    "description": "A score by option id, for every option",
                    "type": "object", "additionalProperties": { "type": "integer" }
                },
                "stance": {
                    "description": "A stance by option id, on every option",
                    "type": "object", "additionalProperties": { "enum": ["agree", "disagree", "pass"] }
                }
            }
        }
    })
}

fn state() -> Value {
    json!({ "description": "What the agent has done in the poll", "enum": ["open", "cast", "denied", "failed", "kept", "lapsed", "planned", "waiting", "withdrawn"] })
}
