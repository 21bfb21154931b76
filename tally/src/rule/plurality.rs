//! Plurality: voters choose one option; who is chosen by most wins. Also called first past the post.
//!
//! How many choices there are for how many seats decides what people call it: one choice for several
//! seats is [`sntv`](super::sntv), fewer choices than seats [`limited`](super::limited), as many
//! [`block`](super::block), more [`approval`](super::approval). D. M. Farrell, "Electoral Systems: A
//! Comparative Introduction", 2nd ed. 2011, chapter 2.

use ostrakon_core::form::Form;
use ostrakon_core::question::Question;
use serde::Deserialize;

use super::{Rule, RuleError};
use crate::count::{Count, Halt};
use crate::outcome::Decision;
use crate::per_option::PerOption;
use crate::profile::Profile;
use crate::property::{Kind, Property};
use crate::seats::Seats;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Plurality {}

impl Rule for Plurality {
    const NAME: &'static str = "plurality";
    const SUMMARY: &'static str = "choose one; who is chosen by most voters wins";
    const KIND: Kind = Kind::Winner;
    const HAS: &'static [Property] = &[Property::Majority, Property::Monotone, Property::Participation];
    const LACKS: &'static [Property] = &[Property::CloneProof, Property::Condorcet, Property::CondorcetLoser];
    const FORMS: &'static [&'static str] = &["pick"];

    fn check(&self, question: &Question) -> Result<(), RuleError> {
        one_choice(question, Self::NAME)
    }

    fn count(&self, profile: &Profile<'_>, count: &mut Count<'_>) -> Result<Decision, Halt> {
        Ok(most_chosen(profile, Seats::default(), "votes", count))
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

/// How many options a voter may choose.
pub(super) const fn choices(question: &Question) -> usize {
    match question.form() {
        Form::Pick { max, .. } => *max,
        _ => 0,
    }
}

/// Refuses forms with several choices.
pub(super) fn one_choice(question: &Question, rule: &'static str) -> Result<(), RuleError> {
    if choices(question) == 1 {
        return Ok(());
    }
    let (found, needed) = ("pick of several options".to_owned(), "pick with \"max\": 1".to_owned());
    Err(RuleError::Form { rule, found, needed })
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
    fn equal_votes_are_a_tie_that_falls_to_the_seed() {
        let question = question("a b c", json!({"pick": {"min": 1, "max": 1}}), json!({"plurality": {}}));
        let outcome = outcome(&question, &picked("2 a | 1 b | 2 c"));
        let tie = outcome.ties().next().unwrap();
        assert_eq!((ids(&tie.between).as_str(), tie.broken_by), ("a c", TieBreaker::Seed));
        assert_eq!(outcome.winners(), tie.chosen);
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
    fn there_is_one_choice_and_one_seat() {
        let pick = |max| json!({"pick": {"min": 1, "max": max}});
        let reason = refusal("a b c", pick(2), json!({"plurality": {}}));
        let expected =
            "the rule plurality cannot count the form pick of several options: it needs pick with \"max\": 1";
        assert_eq!(reason, expected);
        assert!(
            refusal("a b c", pick(1), json!({"plurality": {"seats": 2}})).contains("unknown field `seats`")
        );
    }
}
