//! Coombs: each answer counts for its highest option still in the count; until one has more than half of
//! the votes, the option that most answers put last leaves.
//!
//! An answer that leaves out several options still in the count puts each of them last by an equal part
//! of one vote. An answer whose options have all left is exhausted and no longer counts, for or against
//! anybody. A tie for most last places falls to the seed.
//!
//! C. H. Coombs, "A Theory of Data" (1964). B. Grofman and S. L. Feld, "If you like the alternative
//! vote (a.k.a. the instant runoff), then you ought to know about the Coombs rule" (Electoral Studies 23,
//! 2004).

use std::collections::BTreeMap;

use num_rational::BigRational;
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
use crate::rational::Rational;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Coombs {}

impl Rule for Coombs {
    const NAME: &'static str = "coombs";
    const SUMMARY: &'static str = "who is last for most voters leaves, until one is first for more than half";
    const KIND: Kind = Kind::Winner;
    const HAS: &'static [Property] = &[Property::CondorcetLoser, Property::Majority];
    const LACKS: &'static [Property] = &[
        Property::CloneProof,
        Property::Condorcet,
        Property::LaterNoHarm,
        Property::Monotone,
        Property::Participation,
    ];
    const FORMS: &'static [&'static str] = &["rank"];

    fn check(&self, question: &Question) -> Result<(), RuleError> {
        refuse_shared_places(question, Self::NAME)
    }

    fn count(&self, profile: &Profile<'_>, count: &mut Count<'_>) -> Result<Decision, Halt> {
        let mut piles = Piles::new(profile, 0..profile.options());
        loop {
            let votes = piles.votes();
            count.arrive(&votes)?;
            piles.begin_round(count);
            if let Some(decision) = piles.elect(count) {
                return Ok(decision);
            }
            let left: Vec<_> = votes.into_iter().map(|(option, _)| option).collect();
            let last_places = last_places(profile, &left);
            let figures = left.iter().map(|&option| (option, Rational::from(last_places[option].clone())));
            count.totals("last places", figures).round = Some(piles.round());
            let most = left.iter().map(|&option| &last_places[option]).max();
            let last: Vec<_> =
                left.iter().copied().filter(|&option| Some(&last_places[option]) == most).collect();
            let loser = count.disfavour(&last, "exclusion");
            let most = Rational::from(last_places[loser].clone());
            piles.exclude(&[loser], &format!("most last places, {most}"), count);
        }
    }
}

/// How many answers put each option that is left in the last place, parts of an answer where several share it.
fn last_places(profile: &Profile<'_>, left: &[usize]) -> PerOption<BigRational> {
    let mut is_left = PerOption::new(profile.options(), false);
    for &option in left {
        is_left[option] = true;
    }
    let mut whole = PerOption::new(profile.options(), 0_u64);
    // By the number of options left out: how many answers, and on how many of them each option is ranked.
    let mut parts: BTreeMap<usize, (u64, PerOption<u64>)> = BTreeMap::new();
    for (places, weight) in profile.rankings() {
        let ranked = || places.iter().flatten().copied().filter(|&option| is_left[option]);
        let Some(last) = ranked().next_back() else { continue };
        match left.len() - ranked().count() {
            0 => whole[last] += weight,
            left_out => {
                let none = || (0, PerOption::new(profile.options(), 0));
                let (answers, on) = parts.entry(left_out).or_insert_with(none);
                *answers += weight;
                ranked().for_each(|option| on[option] += weight);
            }
        }
    }
    PerOption::from_fn(profile.options(), |option| {
        let part = |(&left_out, (answers, on)): (&usize, &(u64, PerOption<u64>))| {
            BigRational::new((answers - on[option]).into(), left_out.into())
        };
        BigRational::from_integer(whole[option].into()) + parts.iter().map(part).sum::<BigRational>()
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use crate::outcome::Outcome;
    use crate::testing::{outcome, question, ranked, refusal, winners};
    use crate::transcript::Totals;

    fn elect(answers: &str) -> Outcome {
        let rank = json!({"rank": {"max": 4, "ties": false}});
        outcome(&question("m n c k", rank, json!({"coombs": {}})), &ranked(answers))
    }

    fn figures(totals: &Totals) -> (&str, Vec<String>) {
        (&totals.of, totals.options.values().map(ToString::to_string).collect())
    }

    #[test]
    fn tennessee_elects_nashville() {
        let outcome = elect("42 m>n>c>k | 26 n>c>k>m | 15 c>k>n>m | 17 k>c>n>m");
        assert_eq!(winners(&outcome), "n");
        let totals: Vec<_> = outcome.transcript().totals().map(figures).collect();
        let text = |figures: &[&str]| figures.iter().map(ToString::to_string).collect::<Vec<_>>();
        // c, k, m and n.
        assert_eq!(totals[0], ("votes", text(&["15", "17", "42", "26"])));
        assert_eq!(totals[1], ("last places", text(&["0", "42", "58", "0"])));
        assert_eq!(totals[2], ("votes", text(&["15", "17", "68"])));
        assert_eq!(outcome.reason(), "more than half of the votes in round 2, 68 of 100");
    }

    #[test]
    fn options_left_out_share_the_last_place() {
        let outcome = elect("4 m | 3 n>m | 2 c>k>n | 1 c>n>k>m");
        let last_places = figures(outcome.transcript().totals().nth(1).unwrap()).1;
        // c: 4/3 + 3/2, k: 4/3 + 3/2, m: 2 + 1, n: 4/3.
        assert_eq!(last_places, ["17/6", "17/6", "3", "4/3"]);
    }

    #[test]
    fn exhausted_answers_count_neither_for_nor_against() {
        // m leaves with 4 of 7 last places, and its 3 answers name nobody else.
        let outcome = elect("3 m | 2 n>c>k | 2 c>n>k");
        let last = outcome.totals().unwrap();
        assert_eq!(last.apart["exhausted"].to_string(), "3");
        assert_eq!(outcome.winners().len(), 1);
        assert_ne!(winners(&outcome), "m");
    }

    #[test]
    fn shared_places_are_refused() {
        let ties = json!({"rank": {"max": 2, "ties": true}});
        assert!(refusal("a b", ties, json!({"coombs": {}})).contains("rank with ties"));
    }
}
