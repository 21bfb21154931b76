//! Runoff: two rounds in one ballot. Each answer counts for its first choice; if no option has more than
//! half, all but the two with most votes leave, and each answer counts for the one of them it ranks higher.
//!
//! An answer that ranks neither of the two is exhausted and no longer counts. A tie for a place in the second
//! round, or in it, falls to the seed. This is the contingent vote of the Constitution of Sri Lanka,
//! article 94; where two options can be ranked, it is the supplementary vote of England's Greater
//! London Authority Act 1999, schedule 2, part I.

use ostrakon_core::question::Question;
use serde::Deserialize;

use super::irv::refuse_shared_places;
use super::{Rule, RuleError};
use crate::count::{Count, Halt};
use crate::outcome::Decision;
use crate::per_option::PerOption;
use crate::piles::Piles;
use crate::profile::Profile;
use crate::property::{Kind, Property};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Runoff {}

impl Rule for Runoff {
    const NAME: &'static str = "runoff";
    const SUMMARY: &'static str =
        "the two with most first choices go on, and who is ranked above the other by more wins";
    const KIND: Kind = Kind::Winner;
    const HAS: &'static [Property] = &[Property::CondorcetLoser, Property::LaterNoHarm, Property::Majority];
    const LACKS: &'static [Property] =
        &[Property::CloneProof, Property::Condorcet, Property::Monotone, Property::Participation];
    const FORMS: &'static [&'static str] = &["rank"];

    fn check(&self, question: &Question) -> Result<(), RuleError> {
        refuse_shared_places(question, Self::NAME)
    }

    fn count(&self, profile: &Profile<'_>, count: &mut Count<'_>) -> Result<Decision, Halt> {
        let mut piles = Piles::new(profile, 0..profile.options());
        piles.begin_round(count);
        if let Some(decision) = piles.elect(count) {
            return Ok(decision);
        }
        let mut votes = PerOption::new(profile.options(), 0);
        for (option, votes_of) in piles.votes() {
            votes[option] = votes_of;
        }
        let finalists = count.highest_for(&votes, 2, "a place in the second round");
        count.arrive(&{
            let mut finalists = finalists.clone();
            finalists.sort_unstable();
            finalists
        })?;
        let others: Vec<_> = piles
            .votes()
            .into_iter()
            .map(|(option, _)| option)
            .filter(|option| !finalists.contains(option))
            .collect();
        piles.exclude(&others, "not one of the two with most votes", count);
        piles.begin_round(count);
        if let Some(decision) = piles.elect(count) {
            return Ok(decision);
        }
        let winners = count.favour(&finalists, 1, "the win");
        let reason = "as many votes as the other in the second round";
        for &winner in &winners {
            count.elect(winner, reason);
        }
        Ok(Decision::winners(winners, reason))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::outcome::Outcome;
    use crate::testing::{all_winners, ids, outcome, question, ranked, refusal, winners};
    use crate::transcript::Step;

    fn elect(rule: &str, answers: &str) -> Outcome {
        let rank = json!({"rank": {"max": 4, "ties": false}});
        outcome(&question("a b c d", rank, json!({rule: {}})), &ranked(answers))
    }

    #[test]
    fn the_first_two_meet_in_a_second_round() {
        // By instant runoff c would overtake b with the votes of d, and win.
        let answers = "6 a | 5 b>c | 4 c>a | 3 d>c>b";
        let outcome = elect("runoff", answers);
        assert_eq!(
            (winners(&outcome).as_str(), outcome.reason()),
            ("a", "more than half of the votes in round 2, 10 of 18")
        );
        let moved: Vec<_> = outcome
            .transcript()
            .steps()
            .iter()
            .filter_map(|step| match step {
                Step::Transfer(transfer) => Some(transfer.parcels[0].to.keys().cloned().collect::<Vec<_>>()),
                _ => None,
            })
            .collect();
        assert_eq!(moved.iter().map(|to| ids(to)).collect::<Vec<_>>(), ["a", "b"]);
        assert_eq!(winners(&elect("irv", answers)), "c");
    }

    #[test]
    fn more_than_half_wins_at_once() {
        let outcome = elect("runoff", "4 a | 3 b>c");
        assert_eq!((winners(&outcome).as_str(), outcome.transcript().totals().count()), ("a", 1));
    }

    #[test]
    fn ties_for_either_round_are_told() {
        let rank = json!({"rank": {"max": 3, "ties": false}});
        let question = question("a b c", rank, json!({"runoff": {}}));
        // b and c tie for the second place. Against b, a wins; against c it ties.
        let answers = ranked("4 a | 3 b | 1 c>a | 2 c");
        assert_eq!(all_winners(&question, &answers), ["a"]);
        let tied = ranked("4 a | 3 b>c | 1 c>b | 2 c");
        assert_eq!(all_winners(&question, &tied), ["a", "b", "c"]);
    }

    #[test]
    fn shared_places_are_refused() {
        let ties = json!({"rank": {"max": 2, "ties": true}});
        assert!(refusal("a b", ties, json!({"runoff": {}})).contains("rank with ties"));
    }
}
