//! Plurality: who is chosen by most voters wins.
//!
//! With one choice and one seat this is first past the post; with one choice and several seats the
//! single non-transferable vote; with as many choices as seats the block vote. D. M. Farrell,
//! "Electoral Systems: A Comparative Introduction", 2nd ed. 2011, chapter 2.

use ostrakon_core::question::Question;
use serde::Deserialize;

use super::{Rule, RuleError};
use crate::count::{Count, Halt};
use crate::outcome::Decision;
use crate::parameter::Parameter;
use crate::per_option::PerOption;
use crate::profile::Profile;
use crate::property::{Kind, Property};
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
    const KIND: Kind = Kind::Winner;
    const HAS: &'static [Property] = &[Property::Majority, Property::Monotone, Property::Participation];
    const LACKS: &'static [Property] =
        &[Property::CloneProof, Property::Condorcet, Property::CondorcetLoser, Property::Proportional];
    const FORMS: &'static [&'static str] = &["pick"];
    const PARAMETERS: &'static [Parameter] = &[Parameter::SEATS];

    fn check(&self, question: &Question) -> Result<(), RuleError> {
        self.seats.check(question)
    }

    fn count(&self, profile: &Profile<'_>, count: &mut Count<'_>) -> Result<Decision, Halt> {
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

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::testing::{ids, outcome, picked, question, refusal, total, winners};
    use crate::transcript::TieBreaker;

    #[test]
    fn most_votes_win() {
        let question = question("a b c", json!({"pick": {"min": 1, "max": 1}}), json!({"plurality": {}}));
        let outcome = outcome(&question, &picked("3 a | 4 b | 2 c | 1 b | 6 abstain"));
        assert_eq!(winners(&outcome), "b");
        assert_eq!(total(&outcome, "b"), "5");
        assert_eq!((outcome.answers(), outcome.abstentions()), (10, 6));
        assert_eq!(outcome.sentence(&question), "Option b wins: most votes, 5 of 10.");
    }

    #[test]
    fn several_seats_go_to_the_highest() {
        let question =
            question("a b c d", json!({"pick": {"min": 0, "max": 2}}), json!({"plurality": {"seats": 2}}));
        let outcome = outcome(&question, &picked("3 a,b | 2 b,c | 1 d | 4 none"));
        assert_eq!(winners(&outcome), "b a");
        assert_eq!(outcome.ties().count(), 0);
    }

    #[test]
    fn a_tie_for_the_last_seats_names_all_and_falls_to_the_seed() {
        let question =
            question("a b c d", json!({"pick": {"min": 1, "max": 1}}), json!({"plurality": {"seats": 3}}));
        let outcome = outcome(&question, &picked("3 d | 2 a | 2 b | 2 c"));
        let tie = outcome.ties().next().unwrap();
        assert_eq!(ids(&tie.between), "a b c");
        assert_eq!(tie.broken_by, TieBreaker::Seed);
        assert_eq!(tie.chosen.len(), 2);
        assert_eq!(outcome.winners()[0].as_str(), "d");
        assert!(tie.chosen.iter().all(|chosen| outcome.winners().contains(chosen)));
    }

    #[test]
    fn nobody_wins_without_a_vote() {
        let question = question("a b", json!({"pick": {"min": 0, "max": 1}}), json!({"plurality": {}}));
        let none = outcome(&question, &picked("3 none"));
        assert_eq!((winners(&none), none.reason()), (String::new(), "no option was chosen"));
        let silent = outcome(&question, &picked("3 abstain"));
        assert_eq!(silent.sentence(&question), "No option wins: nobody answered.");
    }

    #[test]
    fn seats_must_make_sense() {
        let pick = json!({"pick": {"min": 1, "max": 1}});
        let refused = |rule| refusal("a b", pick.clone(), rule);
        assert_eq!(refused(json!({"plurality": {"seats": 3}})), "there are 3 seats for 2 options");
        assert!(refused(json!({"plurality": {"seats": 0}})).contains("parameters of the rule plurality"));
        assert!(refused(json!({"plurality": {"seat": 1}})).contains("unknown field `seat`"));
    }
}
