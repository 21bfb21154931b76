//! [`universes`]: all outcomes that a count could have had if its ties had fallen otherwise.
//!
//! A rule is counted again and again, each time with another choice at one of its ties, until no
//! choice is left. Rules say where they stand (`Count::arrive`), so
//! that two ways to the same place are followed on from there only once. Tideman's and Conitzer's
//! *parallel universes*: V. Conitzer, M. Rognlie and L. Xia, "Preference functions that score rankings
//! and maximum likelihood estimation" (IJCAI 2009), section 4.

use std::collections::{BTreeMap, BTreeSet};

use ostrakon_core::hash::{Digest, TaggedHash};
use ostrakon_core::question::{Question, QuestionOption};
use ostrakon_core::text::OptionId;

use crate::count::{Count, CountError, Halt, decide};
use crate::outcome::{Outcome, label};
use crate::profile::Profile;
use crate::rational::Rational;

/// Most universes that are looked at.
pub const MAX_UNIVERSES: usize = 100_000;

/// What one way to break all ties leads to.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Universe {
    /// Who wins, in the order of the poll.
    pub winners: Vec<OptionId>,
    /// What each option receives, where the rule hands something out.
    pub awards: BTreeMap<OptionId, Rational>,
}

/// All outcomes over all ways in which ties can fall, each once. One where no tie matters.
///
/// # Errors
/// As [`count()`](crate::count::count) gives them, and [`CountError::Universes`] where there are more
/// than [`MAX_UNIVERSES`] ways.
pub fn universes(profile: &Profile<'_>) -> Result<BTreeSet<Universe>, CountError> {
    universes_while(profile, || true)
}

/// As [`universes`], as long as `go_on` says so before each universe.
///
/// # Errors
/// As [`universes`]; [`CountError::Universes`] also where `go_on` ended it.
pub fn universes_while(
    profile: &Profile<'_>,
    mut go_on: impl FnMut() -> bool,
) -> Result<BTreeSet<Universe>, CountError> {
    let mut found = BTreeSet::new();
    let mut choices = Choices::default();
    for _ in 0..MAX_UNIVERSES {
        if !go_on() {
            break;
        }
        let mut count = Count::in_universe(profile.question(), std::mem::take(&mut choices));
        let decision = decide(profile, &mut count);
        choices = count.into_choices();
        match decision {
            Ok(decision) => {
                let ids = profile.question().options();
                let id = |option: usize| ids.get(option).map(|option| option.id().clone());
                let mut winners = decision.winners;
                winners.sort_unstable();
                found.insert(Universe {
                    winners: winners.into_iter().filter_map(id).collect(),
                    awards: decision.awards.map(|awards| awards.options).unwrap_or_default(),
                });
            }
            Err(Halt::Explored) => {}
            Err(Halt::Error(error)) => return Err(error),
        }
        if choices.too_many {
            break;
        }
        if !choices.advance() {
            return Ok(found);
        }
    }
    Err(CountError::Universes)
}

impl Outcome {
    /// Whether the ties mattered: one sentence about `universes`, all outcomes that there could have been.
    #[must_use]
    pub fn otherwise(&self, question: &Question, universes: &BTreeSet<Universe>) -> String {
        if universes.len() == 1 {
            return "However the ties fall, the outcome is the same.".to_owned();
        }
        let others: Vec<_> = question
            .options()
            .iter()
            .map(QuestionOption::id)
            .filter(|id| !self.winners().contains(id))
            .filter(|id| universes.iter().any(|universe| universe.winners.contains(id)))
            .map(|id| label(question, id))
            .collect();
        let number = universes.len();
        match others.as_slice() {
            [] => format!("Had the ties fallen otherwise, there would be another of {number} outcomes."),
            others => format!(
                "Had the ties fallen otherwise, {} could have won: there are {number} possible outcomes.",
                others.join(" or ")
            ),
        }
    }
}

/// The choices of one universe at its ties, in the order in which the count comes to them.
#[derive(Debug, Default)]
pub(crate) struct Choices {
    /// At each tie the choice, and how many there are.
    made: Vec<(u64, u64)>,
    /// How many of them the count has come to.
    reached: usize,
    /// Hashes of everywhere that counts have been, after choices that were new to them.
    seen: BTreeSet<Digest>,
    /// A tie has more choices than can be looked at.
    pub(crate) too_many: bool,
}

impl Choices {
    /// The choice at the next tie: below `alternatives`, of which there is at least one.
    pub(crate) fn next(&mut self, alternatives: Option<u64>) -> u64 {
        let limit = u64::try_from(MAX_UNIVERSES).expect("the limit fits in 64 bits");
        let Some(alternatives) = alternatives.filter(|&alternatives| alternatives <= limit) else {
            self.too_many = true;
            return 0;
        };
        if alternatives < 2 {
            return 0;
        }
        if self.made.len() == self.reached {
            self.made.push((0, alternatives));
        }
        let choice = self.made.get(self.reached).map_or(0, |&(choice, _)| choice);
        self.reached += 1;
        choice
    }

    /// Whether the count is somewhere new. On the way to its newest choice it has been everywhere.
    pub(crate) fn arrive(&mut self, state: impl FnOnce() -> String) -> bool {
        self.reached < self.made.len()
            || self.seen.insert(TaggedHash::new("ostrakon/universe/1").part(state()).finish())
    }

    /// Goes on to the next universe, if there is one.
    fn advance(&mut self) -> bool {
        self.reached = 0;
        while let Some((choice, alternatives)) = self.made.pop() {
            if choice + 1 < alternatives {
                self.made.push((choice + 1, alternatives));
                return true;
            }
        }
        false
    }
}

/// The combination number `index` of `chosen` out of `all`, in lexicographic order.
pub(crate) fn combination(all: usize, chosen: usize, mut index: u64) -> Vec<usize> {
    let mut combination = Vec::with_capacity(chosen);
    let mut next = 0;
    while combination.len() < chosen && next < all {
        let with = combinations(all - next - 1, chosen - combination.len() - 1).unwrap_or(u64::MAX);
        if index < with {
            combination.push(next);
        } else {
            index -= with;
        }
        next += 1;
    }
    combination
}

/// How many groups of one to `most` of `all` there are, where 64 bits can say it.
pub(crate) fn groups(all: usize, most: usize) -> Option<u64> {
    (1..=most.min(all)).try_fold(0_u64, |groups, size| groups.checked_add(combinations(all, size)?))
}

/// How many ways there are to choose `chosen` of `all`, where 64 bits can say it.
pub(crate) fn combinations(all: usize, chosen: usize) -> Option<u64> {
    let chosen = u64::try_from(chosen.min(all.checked_sub(chosen)?)).ok()?;
    let all = u64::try_from(all).ok()?;
    (0..chosen)
        .try_fold(1_u128, |ways, at| {
            let ways = ways * u128::from(all - at) / u128::from(at + 1);
            (ways <= u128::from(u64::MAX)).then_some(ways)
        })?
        .try_into()
        .ok()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::testing::{all_winners, picked, question, ranked};

    #[test]
    fn without_a_tie_there_is_one_universe() {
        let pick = json!({"pick": {"min": 0, "max": 3}});
        let question = question("a b c", pick, json!({"approval": {}}));
        assert_eq!(all_winners(&question, &picked("2 a | 1 b")), ["a"]);
    }

    #[test]
    fn every_way_to_fill_the_last_seats_is_found() {
        let (pick, three) = (json!({"pick": {"min": 0, "max": 4}}), json!({"approval": {"seats": 3}}));
        let question = question("a b c d", pick, three);
        assert_eq!(all_winners(&question, &picked("2 b | 1 a,c,d")), ["a b c", "a b d", "b c d"]);
    }

    #[test]
    fn ties_on_the_way_lead_to_other_winners() {
        // b and c tie for the last place: without b, a wins; without c, b does.
        let answers = ranked("3 a>b>c | 2 b>a>c | 2 c>b>a");
        let rank = json!({"rank": {"max": 3, "ties": false}});
        assert_eq!(all_winners(&question("a b c", rank, json!({"irv": {}})), &answers), ["a", "b"]);
    }

    #[test]
    fn universes_without_number_are_told() {
        let ids: Vec<_> = (0..40).map(|at| format!("o{at}")).collect();
        let question = question(
            &ids.join(" "),
            json!({"pick": {"min": 0, "max": 40}}),
            json!({"approval": {"seats": 20}}),
        );
        let answers = picked("1 none");
        let profile =
            Profile::new(&question, answers.iter().map(|(answer, weight)| (answer, *weight))).unwrap();
        assert_eq!(
            universes(&profile),
            Ok([Universe { winners: Vec::new(), awards: BTreeMap::new() }].into())
        );
        let answers = picked(&format!("1 {}", ids.join(",")));
        let profile =
            Profile::new(&question, answers.iter().map(|(answer, weight)| (answer, *weight))).unwrap();
        assert_eq!(universes(&profile), Err(CountError::Universes));
    }

    #[test]
    fn it_is_told_whether_ties_mattered() {
        let rank = json!({"rank": {"max": 3, "ties": false}});
        let told = |answers| {
            let question = question("a b c", rank.clone(), json!({"irv": {}}));
            let answers = ranked(answers);
            let profile =
                Profile::new(&question, answers.iter().map(|(answer, weight)| (answer, *weight))).unwrap();
            let outcome = crate::count::count(&profile, crate::tie::TieOrder::Listed).unwrap();
            outcome.otherwise(&question, &universes(&profile).unwrap())
        };
        assert_eq!(
            told("3 a>b>c | 2 b>a>c | 2 c>b>a"),
            "Had the ties fallen otherwise, Option a could have won: there are 2 possible outcomes."
        );
        assert_eq!(told("3 a>b>c | 1 b>a>c | 1 c>a>b"), "However the ties fall, the outcome is the same.");
    }

    #[test]
    fn the_search_for_universes_can_be_ended() {
        let question = question("a b", json!({"pick": {"min": 0, "max": 2}}), json!({"approval": {}}));
        let answers = picked("1 a,b");
        let profile =
            Profile::new(&question, answers.iter().map(|(answer, weight)| (answer, *weight))).unwrap();
        let mut left = 1;
        let ended = universes_while(&profile, || {
            left -= 1;
            left >= 0
        });
        assert_eq!(ended, Err(CountError::Universes));
    }

    #[test]
    fn combinations_are_counted_and_listed() {
        let all: Vec<_> = (0..6).map(|index| combination(4, 2, index)).collect();
        assert_eq!(all, [[0, 1], [0, 2], [0, 3], [1, 2], [1, 3], [2, 3]]);
        assert_eq!([combinations(4, 2), combinations(2, 3), combinations(3, 0)], [Some(6), None, Some(1)]);
        assert_eq!([combinations(500, 2), combinations(500, 250)], [Some(124_750), None]);
        assert_eq!([groups(20, 20), groups(5, 2), groups(500, 250)], [Some((1 << 20) - 1), Some(15), None]);
    }
}
