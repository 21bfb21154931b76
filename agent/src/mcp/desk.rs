//! The desk over which a model reaches the signer.

use std::time::Duration;

use ostrakon_core::poll::PollId;
use rmcp::model::JsonObject;
use serde_json::Value;

use super::form::Said;
use super::tool::Tool;
use crate::decider::DeciderName;

/// What works at the tools.
pub(super) trait Desk: Send + 'static {
    /// Calls a tool for a decider.
    fn call(&mut self, tool: Tool, arguments: JsonObject, decider: &DeciderName) -> Result<Called, Failure>;

    /// Takes what the owner said to a form about a poll. Gives what became of the proposal.
    fn answer(&mut self, poll: PollId, said: Said) -> Result<Value, Failure>;

    /// Does what is due without being asked for. Gives a line for each thing done.
    fn chores(&mut self) -> Vec<String>;

    /// How long until something is due.
    fn next(&self) -> Option<Duration>;
}

/// What comes of calling a tool.
pub(super) enum Called {
    /// This.
    Done(Value),
    /// The owner may be asked in a form.
    Asks {
        /// About this poll.
        poll: PollId,
        /// What the form says.
        message: String,
        /// What comes of it until the owner answers.
        meanwhile: Value,
    },
}

/// Why a tool gives nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Failure {
    /// A stable code.
    pub(super) code: String,
    /// What is wrong, for the model.
    pub(super) message: String,
}
