//! An agent without a host: it follows the boards of the mandate, has a decider decide, and sends what is due.

use std::collections::BTreeSet;

use ostrakon_core::poll::PollId;
use ostrakon_core::text::Label;

use crate::decider::Decider;
use crate::record::Check;
use crate::signer::{Sent, Signer, SignerError, Trouble, Verdict};

/// Goes round by round. What was refused once is not asked for again, so that it does not stand in the way of what comes
/// later, but for what a limit of the mandate refused.
#[derive(Debug, Default)]
pub struct Runner {
    settled: BTreeSet<PollId>,
}

/// What came of a round.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Round {
    /// What of the boards could not be had.
    pub troubles: Vec<Trouble>,
    /// What became of the polls that were decided on.
    pub decided: Vec<(PollId, Label, Verdict)>,
    /// The ballots that left, or were to.
    pub sent: Vec<Sent>,
    /// How many questions to the owner got no answer in time.
    pub lapsed: usize,
    /// What the final logs show of ballots.
    pub checked: Vec<(PollId, Check)>,
}

/// Codes of limits that are looser again after a while.
const LATER: [&str; 3] = ["mandate-asks", "mandate-day", "mandate-hour"];

impl Runner {
    /// Looks at the boards, decides on what is new, sends what is due, and looks after what is over. Between two polls it
    /// sees whether it is to `stop`.
    ///
    /// # Errors
    /// [`SignerError`], where there is no mandate in force, or the journal cannot be used.
    pub fn round(
        &mut self,
        signer: &mut Signer,
        decider: &mut dyn Decider,
        stop: &dyn Fn() -> bool,
    ) -> Result<Round, SignerError> {
        let mut round = Round { troubles: signer.refresh()?.troubles, ..Round::default() };
        let name = decider.name();
        for summary in signer.open_polls()? {
            if stop() {
                break;
            }
            if self.settled.contains(&summary.poll) {
                continue;
            }
            let decision = decider.decide(&signer.briefing(summary.poll)?);
            let verdict = signer.propose(summary.poll, decision, &name)?;
            match &verdict {
                Verdict::Refused { code, .. } if code == "mandate-proposals" => break,
                Verdict::Refused { code, .. } if LATER.contains(&code.as_str()) => {}
                _ => drop(self.settled.insert(summary.poll)),
            }
            round.decided.push((summary.poll, summary.title, verdict));
        }
        round.lapsed = signer.lapse()?;
        round.sent = signer.send_due()?;
        round.checked = signer.check_closed()?;
        Ok(round)
    }
}
