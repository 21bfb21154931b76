//! The board of a drafted poll.

use ostrakon_core::board::{BoardSpec, Cosigners, Host, NoteKey};
use serde::Deserialize;

/// Seconds from the close until the log is final, where the draft does not say.
const GRACE: u32 = 300;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct DraftedBoard {
    host: Host,
    key: NoteKey,
    grace: Option<u32>,
    cosigners: Option<Cosigners>,
}

impl DraftedBoard {
    pub(super) fn check(self) -> BoardSpec {
        let Self { host, key, grace, cosigners } = self;
        BoardSpec { host, key, grace: grace.unwrap_or(GRACE), cosigners }
    }
}
