//! STAR: voters score the options, then the two with the highest sums meet: who is scored higher by
//! more voters wins (*score then automatic runoff*).
//!
//! Ties fall as the Equal Vote Coalition publishes it ("Official Tie-breaker Protocol",
//! docs.bettervoting.com/help/ties), with the highest score of the form for five stars:
//!
//! - for the second round, between two options: who is scored higher by more; between more, or if that
//!   does not tell: who is given the highest score by more;
//! - in the second round: the higher sum, then who is given the highest score by more;
//! - what is still tied falls to the order of ties.

use std::collections::BTreeMap;

use ostrakon_core::form::Form;
use ostrakon_core::question::Question;
use serde::Deserialize;

use super::score::sums;
use super::{Rule, RuleError};
use crate::count::{Count, Halt};
use crate::outcome::Decision;
use crate::profile::Profile;
use crate::property::{Kind, Property};
use crate::transcript::TieBreaker;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Star {}

impl Rule for Star {
    const NAME: &'static str = "star";
    const SUMMARY: &'static str =
        "give each option a score; of the two with the highest sums the one that more score higher wins";
    const KIND: Kind = Kind::Winner;
    const HAS: &'static [Property] = &[Property::CondorcetLoser, Property::Monotone];
    const LACKS: &'static [Property] = &[
        Property::CloneProof,
        Property::Condorcet,
        Property::LaterNoHarm,
        Property::Majority,
        Property::Participation,
    ];
    const FORMS: &'static [&'static str] = &["score"];

    fn check(&self, _question: &Question) -> Result<(), RuleError> {
        Ok(())
    }

    fn count(&self, profile: &Profile<'_>, count: &mut Count<'_>) -> Result<Decision, Halt> {
        let sums = sums(profile);
        count.totals("sum of scores", sums.iter().map(|(option, &sum)| (option, sum))).round = Some(1);

        let mut second = Places { left: 2, taken: Vec::new(), tied: (0..profile.options()).collect() };
        second.narrow(|option| sums[option]);
        if let &[one, other] = second.tied.as_slice() {
            let rival = |option| if option == one { other } else { one };
            second.break_tie(count, TieBreaker::Pairwise, SECOND_ROUND, |option| {
                preferring(profile, option, rival(option))
            });
        }
        second
            .break_tie(count, TieBreaker::HighestScores, SECOND_ROUND, |option| top_scores(profile, option));
        let mut finalists = second.fill(count, SECOND_ROUND);
        finalists.sort_unstable();
        count.arrive(&finalists)?;
        let &[one, other] = finalists.as_slice() else {
            unreachable!("a question with scores has at least two options")
        };

        let (for_one, for_other) = (preferring(profile, one, other), preferring(profile, other, one));
        let votes = |option| if option == one { for_one } else { for_other };
        let totals = count
            .totals("voters who score it higher", finalists.iter().map(|&option| (option, votes(option))));
        totals.round = Some(2);
        totals.whole = Some(profile.answers().into());
        let indifferent = profile.answers() - for_one - for_other;
        totals.apart = BTreeMap::from([("scored alike".to_owned(), indifferent.into())]);

        let mut first = Places { left: 1, taken: Vec::new(), tied: finalists };
        first.narrow(votes);
        first.break_tie(count, TieBreaker::Sum, "a seat", |option| sums[option]);
        first.break_tie(count, TieBreaker::HighestScores, "a seat", |option| top_scores(profile, option));
        let winners = first.fill(count, "a seat");
        let (most, fewest) = (for_one.max(for_other), for_one.min(for_other));
        let reason = format!("of the two with the highest sums {most} score it higher, {fewest} the other");
        for &winner in &winners {
            count.elect(winner, reason.clone());
        }
        Ok(Decision::winners(winners, reason))
    }
}

const SECOND_ROUND: &str = "the second round";

/// How many score one option higher than the other.
fn preferring(profile: &Profile<'_>, one: usize, other: usize) -> u64 {
    let prefer = |scores: &[i64]| scores.get(one) > scores.get(other);
    profile.scores().filter(|(scores, _)| prefer(scores)).map(|(_, weight)| weight).sum()
}

/// How many give an option the highest score of the form.
fn top_scores(profile: &Profile<'_>, option: usize) -> u64 {
    let top = match profile.question().form() {
        Form::Score { max, .. } => Some(max),
        _ => None,
    };
    profile.scores().filter(|(scores, _)| scores.get(option) == top).map(|(_, weight)| weight).sum()
}

/// Places to take, and who may still take those that are left: at least as many.
struct Places {
    left: usize,
    taken: Vec<usize>,
    tied: Vec<usize>,
}

impl Places {
    /// Gives places to those with the highest figures. Who has the figure of the last place stays tied.
    fn narrow<N: Ord>(&mut self, figure: impl Fn(usize) -> N) {
        let mut figures: Vec<_> = self.tied.iter().map(|&option| figure(option)).collect();
        figures.sort_unstable_by(|left, right| right.cmp(left));
        let Some(last) = figures.get(self.left - 1).filter(|_| self.left < self.tied.len()) else { return };
        let (above, not_above): (Vec<_>, Vec<_>) =
            self.tied.iter().partition(|&&option| figure(option) > *last);
        self.left -= above.len();
        self.taken.extend(above);
        self.tied = not_above.into_iter().filter(|&option| figure(option) == *last).collect();
    }

    /// Narrows by a figure that breaks a tie.
    fn break_tie<N: Ord>(
        &mut self,
        count: &mut Count<'_>,
        breaker: TieBreaker,
        chosen_for: &str,
        figure: impl Fn(usize) -> N,
    ) {
        let (between, before) = (self.tied.clone(), self.taken.len());
        self.narrow(figure);
        let mut chosen = self.taken.split_off(before);
        self.taken.extend(&chosen);
        // Who stays tied has been chosen only over those who are out.
        if chosen.is_empty() || chosen.len() + self.tied.len() < between.len() {
            chosen.extend(&self.tied);
        }
        count.break_tie(&between, breaker, &chosen, chosen_for);
    }

    /// Who takes the places, the last of them by the order of ties.
    fn fill(self, count: &mut Count<'_>, chosen_for: &str) -> Vec<usize> {
        let last = count.favour(&self.tied, self.left, chosen_for);
        [self.taken, last].concat()
    }
}

#[cfg(test)]
mod tests {
    use ostrakon_core::question::Question;
    use serde_json::json;

    use crate::outcome::Outcome;
    use crate::testing::{all_winners, ids, outcome, question, scored, total, winners};
    use crate::transcript::TieBreaker;

    fn star(options: &str) -> Question {
        question(options, json!({"score": {"min": 0, "max": 5}}), json!({"star": {}}))
    }

    fn elect(options: &str, answers: &str) -> Outcome {
        outcome(&star(options), &scored(answers))
    }

    /// Every tie: who tied, what broke it, who was chosen, and what for.
    fn ties(outcome: &Outcome) -> Vec<(String, TieBreaker, String, &str)> {
        let mut told = Vec::new();
        for tie in outcome.ties() {
            told.push((ids(&tie.between), tie.broken_by, ids(&tie.chosen), tie.chosen_for.as_str()));
        }
        told
    }

    #[test]
    fn tennessee_elects_nashville() {
        let outcome = elect(
            "m n c k",
            "42 m:5,n:2,c:1,k:0 | 26 m:0,n:5,c:2,k:1 | 15 m:0,n:3,c:5,k:4 | 17 m:0,n:2,c:4,k:5",
        );
        assert_eq!(winners(&outcome), "n");
        let first = outcome.transcript().totals().next().unwrap();
        let sums = ["m", "n", "c", "k"].map(|city| first.options[city].to_string());
        assert_eq!(sums, ["210", "293", "237", "171"]);
        assert_eq!((total(&outcome, "n"), total(&outcome, "c")), ("68".to_owned(), "32".to_owned()));
        assert_eq!(outcome.reason(), "of the two with the highest sums 68 score it higher, 32 the other");
        assert_eq!(outcome.ties().count(), 0);
    }

    #[test]
    fn the_highest_sum_can_lose_the_second_round() {
        let outcome = elect("a b c", "3 a:3,b:4,c:0 | 1 a:5,b:0,c:0 | 1 a:2,b:2,c:0");
        assert_eq!(winners(&outcome), "b");
        assert_eq!(outcome.totals().unwrap().apart["scored alike"].to_string(), "1");
    }

    #[test]
    fn two_that_tie_for_the_second_round_are_compared() {
        let outcome = elect("a b c", "2 a:5,b:3,c:2 | 1 a:5,b:0,c:2");
        let by = TieBreaker::Pairwise;
        assert_eq!(ties(&outcome), [("b c".to_owned(), by, "b".to_owned(), "the second round")]);
    }

    #[test]
    fn of_three_that_tie_those_with_most_highest_scores_go_on() {
        let by = TieBreaker::HighestScores;
        let told = |answers| {
            let outcome = elect("a b c", answers);
            let first = ties(&outcome).into_iter().take(2);
            first.map(|(between, by, chosen, _)| (between, by, chosen)).collect::<Vec<_>>()
        };
        let first = told("1 a:5,b:5,c:4 | 1 a:5,b:1,c:3 | 1 a:0,b:4,c:3");
        assert_eq!(first[0], ("a b c".to_owned(), by, "a b".to_owned()));
        // One of three is sure of its place, and lots decide between the others.
        let first = told("1 a:5,b:5,c:3 | 1 a:5,b:3,c:5 | 1 a:0,b:2,c:2");
        assert_eq!(first[0], ("a b c".to_owned(), by, "a".to_owned()));
        assert_eq!((first[1].0.as_str(), first[1].1), ("b c", TieBreaker::Seed));
    }

    #[test]
    fn a_tie_in_the_second_round_falls_to_the_sum_then_to_the_highest_scores() {
        let outcome = elect("a b", "1 a:5,b:3 | 1 a:1,b:2");
        assert_eq!(ties(&outcome), [("a b".to_owned(), TieBreaker::Sum, "a".to_owned(), "a seat")]);
        let outcome = elect("a b", "1 a:5,b:3 | 1 a:2,b:4");
        assert_eq!(ties(&outcome), [("a b".to_owned(), TieBreaker::HighestScores, "a".to_owned(), "a seat")]);
        assert_eq!(all_winners(&star("a b"), &scored("1 a:5,b:3 | 1 a:3,b:5")), ["a", "b"]);
    }
}
