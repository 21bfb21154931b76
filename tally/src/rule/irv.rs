//! Instant-runoff voting: each answer counts for its highest option still in the count; the option
//! with fewest votes leaves, one at a time, until one has more than half of the votes that still
//! count.
//!
//! Answers need not rank all options. One whose options have all left is exhausted and no longer
//! counts. A tie for fewest votes falls to the seed. The count is that of Minneapolis, Code of
//! Ordinances, title 8.5, chapter 167, and of Maine, Revised Statutes, title 21-A, § 723-A, without
//! excluding several options in one round.

use ostrakon_core::form::Form;
use ostrakon_core::question::Question;
use serde::Deserialize;

use super::{Rule, RuleError};
use crate::count::{Count, Halt};
use crate::outcome::Decision;
use crate::piles::Piles;
use crate::profile::Profile;
use crate::property::{Kind, Property};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Irv {}

impl Rule for Irv {
    const NAME: &'static str = "irv";
    const SUMMARY: &'static str = "the last leaves and its votes move on, until one has more than half";
    const KIND: Kind = Kind::Winner;
    const HAS: &'static [Property] =
        &[Property::CloneProof, Property::CondorcetLoser, Property::LaterNoHarm, Property::Majority];
    const LACKS: &'static [Property] = &[Property::Condorcet, Property::Monotone, Property::Participation];
    const FORMS: &'static [&'static str] = &["rank"];

    fn check(&self, question: &Question) -> Result<(), RuleError> {
        refuse_shared_places(question, Self::NAME)
    }

    fn count(&self, profile: &Profile<'_>, count: &mut Count<'_>) -> Result<Decision, Halt> {
        run_off(Piles::new(profile, 0..profile.options()), count)
    }
}

/// Excludes the option with fewest votes, one at a time, until one has more than half.
pub(super) fn run_off(mut piles: Piles<'_>, count: &mut Count<'_>) -> Result<Decision, Halt> {
    loop {
        let votes = piles.votes();
        count.arrive(&votes)?;
        piles.begin_round(count);
        if let Some(decision) = piles.elect(count) {
            return Ok(decision);
        }
        let fewest = votes.iter().map(|&(_, votes)| votes).min().unwrap_or_default();
        let last: Vec<_> =
            votes.iter().filter(|&&(_, votes)| votes == fewest).map(|&(option, _)| option).collect();
        let loser = count.disfavour(&last, "exclusion");
        piles.exclude(&[loser], &format!("fewest votes, {fewest}"), count);
    }
}

/// Refuses forms in which options may share a place.
pub(super) fn refuse_shared_places(question: &Question, rule: &'static str) -> Result<(), RuleError> {
    if matches!(question.form(), Form::Rank { ties: true, .. }) {
        let (found, needed) = ("rank with ties".to_owned(), "rank with \"ties\": false".to_owned());
        return Err(RuleError::Form { rule, found, needed });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::testing::{ids, outcome, question, ranked, refusal, winners};
    use crate::transcript::Step;

    #[test]
    fn tennessee_elects_knoxville() {
        let question = question("m n c k", json!({"rank": {"max": 4, "ties": false}}), json!({"irv": {}}));
        let outcome = outcome(&question, &ranked("42 m>n>c>k | 26 n>c>k>m | 15 c>k>n>m | 17 k>c>n>m"));
        assert_eq!(winners(&outcome), "k");
        let rounds: Vec<_> = outcome.transcript().totals().map(|round| round.options.len()).collect();
        assert_eq!(rounds, [4, 3, 2]);
        assert_eq!(outcome.reason(), "more than half of the votes in round 3, 58 of 100");
    }

    #[test]
    fn exhausted_answers_no_longer_count() {
        let question = question("a b c", json!({"rank": {"max": 3, "ties": false}}), json!({"irv": {}}));
        let outcome = outcome(&question, &ranked("4 a | 3 b | 2 c | 1 c>b>a"));
        // c leaves by the seed or b does; either way nobody has more than half of 10 before.
        let last = outcome.totals().unwrap();
        let votes: Vec<_> =
            last.options.values().chain(last.apart.values()).map(ToString::to_string).collect();
        assert_eq!(votes.iter().map(|votes| votes.parse::<u64>().unwrap()).sum::<u64>(), 10);
        assert_ne!(last.apart["exhausted"].to_string(), "0");
        assert!(outcome.ties().next().is_some());
    }

    #[test]
    fn half_is_not_more_than_half() {
        let question = question("a b c", json!({"rank": {"max": 3, "ties": false}}), json!({"irv": {}}));
        let outcome = outcome(&question, &ranked("5 a>b>c | 3 b>a>c | 2 c>b>a"));
        // 5 to 5 in round 2, so one of them has to leave.
        assert_eq!(outcome.transcript().totals().count(), 3);
        let tie = outcome.ties().next().unwrap();
        assert_eq!((ids(&tie.between).as_str(), tie.chosen_for.as_str()), ("a b", "exclusion"));
        assert!(!outcome.winners().contains(&tie.chosen[0]));
    }

    #[test]
    fn options_without_a_vote_leave_one_at_a_time() {
        let question = question("a b c d e", json!({"rank": {"max": 1, "ties": false}}), json!({"irv": {}}));
        let outcome = outcome(&question, &ranked("2 a | 2 b"));
        let left = outcome.transcript().steps().iter().filter(|step| matches!(step, Step::Exclude(_)));
        assert_eq!(left.count(), 4);
        assert_eq!(outcome.ties().count(), 3);
    }

    #[test]
    fn shared_places_are_refused() {
        let reason = refusal("a b", json!({"rank": {"max": 2, "ties": true}}), json!({"irv": {}}));
        assert_eq!(
            reason,
            "the rule irv cannot count the form rank with ties: it needs rank with \"ties\": false"
        );
        let reason = refusal("a b", json!({"pick": {"min": 1, "max": 1}}), json!({"irv": {}}));
        assert_eq!(reason, "the rule irv cannot count the form pick: it needs rank");
    }
}
