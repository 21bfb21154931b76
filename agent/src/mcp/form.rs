//! The form in which a host asks the owner about a ballot.
//!
//! It says what the signer knows. What a decider says stands last, and is called that.

use rmcp::model::{ElicitRequestParams, ElicitResult, ElicitationAction, ElicitationSchema};
use serde_json::json;

/// What the owner can choose.
const CAST: &str = "Cast this ballot";
const DENY: &str = "Do not vote";
const LATER: &str = "Decide later";

/// What the owner said to a form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Said {
    /// The ballot is to be cast.
    Cast,
    /// No ballot is to be cast.
    Deny,
    /// Nothing that decides.
    Nothing,
}

/// The form with a message.
pub(super) fn form(message: String) -> ElicitRequestParams {
    let schema = json!({
        "type": "object",
        "properties": {
            "answer": { "type": "string", "title": "Your answer", "enum": [CAST, DENY, LATER] },
        },
        "required": ["answer"],
    });
    let requested_schema: ElicitationSchema =
        serde_json::from_value(schema).expect("the form is one that hosts have to know");
    ElicitRequestParams::FormElicitationParams { meta: None, message, requested_schema }
}

/// What a form came back with. A form that is closed or declined decides nothing.
pub(super) fn said(result: &ElicitResult) -> Said {
    let answer = result.content.as_ref().and_then(|content| content.get("answer")).and_then(|it| it.as_str());
    match (&result.action, answer) {
        (ElicitationAction::Accept, Some(CAST)) => Said::Cast,
        (ElicitationAction::Accept, Some(DENY)) => Said::Deny,
        _ => Said::Nothing,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;

    #[test]
    fn only_an_accepted_form_with_a_known_answer_decides() {
        let said = |action, content: Value| {
            let result: ElicitResult =
                serde_json::from_value(json!({ "action": action, "content": content })).unwrap();
            said(&result)
        };
        assert_eq!(said("accept", json!({ "answer": CAST })), Said::Cast);
        assert_eq!(said("accept", json!({ "answer": DENY })), Said::Deny);
        for (action, content) in [
            ("accept", json!({ "answer": LATER })),
            ("accept", json!({ "answer": "cast this ballot" })),
            ("accept", json!({ "answer": true })),
            ("accept", json!({})),
            ("accept", json!(null)),
            ("decline", json!({ "answer": CAST })),
            ("cancel", json!({ "answer": CAST })),
        ] {
            assert_eq!(said(action, content.clone()), Said::Nothing, "{action} {content}");
        }
    }

    #[test]
    fn the_form_has_no_choice_made_beforehand() {
        let form = serde_json::to_value(form("?".to_owned())).unwrap();
        assert_eq!(form["mode"], "form");
        assert_eq!(form["requestedSchema"]["required"], json!(["answer"]));
        assert!(form["requestedSchema"]["properties"]["answer"].get("default").is_none(), "{form}");
    }
}
