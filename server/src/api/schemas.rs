//! What the OpenAPI document says of parameters and of JSON objects.

use serde_json::{Map, Value, json};

/// Parts of paths and queries, by name.
pub(super) fn parameters() -> Value {
    let id = json!({"$ref": "#/components/schemas/Id"});
    json!({
        "after": {"name": "after", "in": "query", "description": "Only polls after this one", "schema": id},
        "ballot": {"name": "ballot", "in": "path", "required": true, "description": "A ballot's id", "schema": id},
        "depth": {
            "name": "depth", "in": "path", "required": true,
            "schema": {"type": "integer", "minimum": 1, "maximum": 32},
        },
        "id": {
            "name": "id", "in": "path", "required": true, "schema": id,
            "description": "The id of a poll or an enrolment",
        },
        "index": {
            "name": "index", "in": "path", "required": true, "schema": {"type": "string", "pattern": "^[0-9]{3}$"},
        },
        "level": {
            "name": "level", "in": "path", "required": true,
            "schema": {"type": "integer", "minimum": 0, "maximum": 5},
        },
    })
}

/// Bodies and answers, by name.
pub(super) fn schemas() -> Value {
    let (id, number, flag) = (
        json!({"$ref": "#/components/schemas/Id"}),
        json!({"type": "integer", "minimum": 0}),
        json!({"type": "boolean"}),
    );
    let (text, time) = (json!({"type": "string"}), json!({"type": "string", "format": "date-time"}));
    let document = json!({"$ref": "#/components/schemas/Document"});
    json!({
        "Bytes": {"type": "string", "contentMediaType": "application/octet-stream"},
        "Document": {"type": "object", "description": "One of Ostrakon's documents, in its canonical spelling"},
        "Id": {"type": "string", "pattern": "^[0-9a-f]{64}$"},
        "Ok": {"const": "ok\n"},
        "Text": text,
        "Added": object(&[("poll", &id)]),
        "Board": object(&[("host", &text), ("key", &id)]),
        "Cosigned": object(&[("taken", &number)]),
        "Enrolled": object(&[("commitment", &json!({"type": "string", "pattern": "^[0-9]+$"}))]),
        "Enrolment": object(&[("closed", &flag), ("enrolment", &document), ("issued", &number), ("used", &number)]),
        "NewEnrolment": object(&[("codes", &json!({"type": "array", "items": id})), ("enrolment", &document)]),
        "NewPoll": object(&[("group", &document), ("poll", &document)]),
        "Opened": object(&[("enrolment", &id)]),
        "Poll": object(&[
            ("ballots", &number), ("closed", &flag), ("closes", &time), ("opens", &time), ("poll", &id), ("title", &text),
        ]),
        "Polls": object(&[("polls", &json!({"type": "array", "maxItems": 1000, "items": id}))]),
        "Problem": object(&[
            ("code", &text), ("detail", &text), ("status", &json!({"type": "integer"})), ("title", &text),
            ("type", &json!({"const": "about:blank"})),
        ]),
    })
}

/// An object with these members and no others.
fn object(members: &[(&str, &Value)]) -> Value {
    let properties: Map<_, _> =
        members.iter().map(|(name, schema)| ((*name).to_owned(), (*schema).clone())).collect();
    let required: Vec<_> = members.iter().map(|(name, _)| *name).collect();
    json!({"type": "object", "properties": properties, "required": required, "additionalProperties": false})
}
