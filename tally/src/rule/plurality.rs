//! Plurality: who is chosen by most voters wins.
//!
//! With one choice and one seat this is first past the post; with one choice and several seats the
//! single non-transferable vote; with as many choices as seats the block vote. D. M. Farrell,
//! "Electoral Systems: A Comparative Introduction", 2nd ed. 2011, chapter 2.

use ostrakon_core::question::Question;
use serde::Deserialize;

use super::{Rule, RuleError};
use crate::count::{Count, CountError};
use crate::outcome::Decision;
use crate::per_option::PerOption;
use crate::profile::Profile;
use crate::seats::Seats;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Plurality {
    #[serde(default)]
    seats: Seats,
}

impl Rule for Plurality {
    const NAME: &'static str = "plurality";
    const SUMMARY: &'static str = "who is chosen by most voters wins";
    const FORMS: &'static [&'static str] = &["pick"];

    fn check(&self, question: &Question) -> Result<(), RuleError> {
        self.seats.check(question)
    }

    fn count(&self, profile: &Profile<'_>, count: &mut Count<'_>) -> Result<Decision, CountError> {
        Ok(most_chosen(profile, self.seats, "votes", count))
    }
}

/// Elects the options chosen most often. Nobody wins where no option was chosen at all.
pub(super) fn most_chosen(profile: &Profile<'_>, seats: Seats, of: &str, count: &mut Count<'_>) -> Decision {
    let votes = chosen(profile);
    count.totals(of, votes.iter().map(|(option, &votes)| (option, votes))).whole =
        Some(profile.answers().into());
    let most = votes.iter().map(|(_, &votes)| votes).max().unwrap_or_default();
    if most == 0 {
        return Decision::nobody("no option was chosen");
    }
    let winners = count.highest(&votes, seats.get());
    for &winner in &winners {
        count.elect(winner, format!("{} {of}", votes[winner]));
    }
    let reason = match winners.as_slice() {
        [_] => format!("most {of}, {most} of {}", profile.answers()),
        _ => format!("most {of}"),
    };
    Decision::winners(winners, reason)
}

/// How many chose each option.
pub(super) fn chosen(profile: &Profile<'_>) -> PerOption<u64> {
    let mut votes = PerOption::new(profile.options(), 0);
    for (options, weight) in profile.picks() {
        for &option in options {
            votes[option] += weight;
        }
    }
    votes
}
