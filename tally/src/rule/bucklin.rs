//! Bucklin: first choices are counted; until an option is on more than half of the answers, second choices
//! are added, then third ones, and so on; the option on most answers then wins.
//!
//! Where no option is on more than half of the answers when all choices are added, the one on most wins
//! all the same. A tie falls to the seed. The rule of Grand Junction, Colorado, with as many ranks as the
//! question allows: J. W. Bucklin, "The Grand Junction plan of city government and its results" (Annals of the
//! American Academy of Political and Social Science 38, 1911).

use ostrakon_core::question::Question;
use serde::Deserialize;

use super::irv::refuse_shared_places;
use super::{Rule, RuleError};
use crate::count::{Count, Halt};
use crate::outcome::Decision;
use crate::per_option::PerOption;
use crate::profile::Profile;
use crate::property::{Kind, Property};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Bucklin {}

impl Rule for Bucklin {
    const NAME: &'static str = "bucklin";
    const SUMMARY: &'static str = "lower choices are added until one is on more than half of the answers";
    const KIND: Kind = Kind::Winner;
    const HAS: &'static [Property] = &[Property::Majority, Property::Monotone];
    const LACKS: &'static [Property] = &[
        Property::CloneProof,
        Property::Condorcet,
        Property::CondorcetLoser,
        Property::LaterNoHarm,
        Property::Participation,
    ];
    const FORMS: &'static [&'static str] = &["rank"];

    fn check(&self, question: &Question) -> Result<(), RuleError> {
        refuse_shared_places(question, Self::NAME)
    }

    fn count(&self, profile: &Profile<'_>, count: &mut Count<'_>) -> Result<Decision, Halt> {
        let all = profile.answers();
        let mut votes = PerOption::new(profile.options(), 0);
        let mut reason = "most choices when all are added";
        for (rank, choices) in (1..).zip(choices(profile)) {
            for (option, &choices) in choices.iter() {
                votes[option] += choices;
            }
            let totals = count.totals("choices so far", votes.iter().map(|(option, &votes)| (option, votes)));
            totals.round = Some(rank);
            totals.whole = Some(all.into());
            if votes.iter().any(|(_, &votes)| votes > all - votes) {
                reason = "on more than half of the answers, and on most";
                break;
            }
        }
        let winners = count.highest_for(&votes, 1, "the win");
        let most = winners.first().map_or(0, |&winner| votes[winner]);
        let reason = format!("{reason}, {most} of {all}");
        for &winner in &winners {
            count.elect(winner, &*reason);
        }
        Ok(Decision::winners(winners, reason))
    }
}

/// How many answers have each option at each rank, the highest first, as far as answers go.
fn choices(profile: &Profile<'_>) -> Vec<PerOption<u64>> {
    let mut choices: Vec<PerOption<u64>> = Vec::new();
    for (places, weight) in profile.rankings() {
        let further = places.len().saturating_sub(choices.len());
        choices.extend(vec![PerOption::new(profile.options(), 0); further]);
        for (choices, &option) in choices.iter_mut().zip(places.iter().flatten()) {
            choices[option] += weight;
        }
    }
    choices
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::outcome::Outcome;
    use crate::testing::{all_winners, outcome, question, ranked, refusal, total, winners};

    fn elect(answers: &str) -> Outcome {
        let rank = json!({"rank": {"max": 4, "ties": false}});
        outcome(&question("m n c k", rank, json!({"bucklin": {}})), &ranked(answers))
    }

    #[test]
    fn tennessee_elects_nashville() {
        let outcome = elect("42 m>n>c>k | 26 n>c>k>m | 15 c>k>n>m | 17 k>c>n>m");
        assert_eq!(winners(&outcome), "n");
        assert_eq!(outcome.transcript().totals().count(), 2);
        assert_eq!(["m", "n", "c", "k"].map(|option| total(&outcome, option)), ["42", "68", "58", "32"]);
        assert_eq!(outcome.reason(), "on more than half of the answers, and on most, 68 of 100");
    }

    #[test]
    fn without_a_majority_the_most_choices_win() {
        let outcome = elect("4 m | 3 n | 2 c>n | 2 k");
        assert_eq!(
            (winners(&outcome).as_str(), outcome.reason()),
            ("n", "most choices when all are added, 5 of 11")
        );
    }

    #[test]
    fn half_is_not_more_than_half() {
        let outcome = elect("2 m>n | 1 c>n | 1 k>n");
        assert_eq!((winners(&outcome).as_str(), outcome.transcript().totals().count()), ("n", 2));
    }

    #[test]
    fn equal_choices_are_a_tie() {
        let rank = json!({"rank": {"max": 3, "ties": false}});
        let tied = question("a b c", rank, json!({"bucklin": {}}));
        assert_eq!(all_winners(&tied, &ranked("1 a>b>c | 1 b>a>c | 1 c>a>b | 1 c>b>a")), ["a", "b"]);
    }

    #[test]
    fn shared_places_are_refused() {
        let ties = json!({"rank": {"max": 2, "ties": true}});
        assert!(refusal("a b", ties, json!({"bucklin": {}})).contains("rank with ties"));
    }
}
