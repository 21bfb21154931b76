//! Random ballot: one ballot is drawn, and its first choice wins.
//!
//! An option wins with the share of the ballots that name it first, so that nobody gains by naming
//! another than the one they want. A. Gibbard, "Manipulation of Schemes That Mix Voting with Chance",
//! Econometrica 45 (1977). With several seats, *random serial dictatorship*: ballots are drawn one
//! after the other, each only once, and each elects the highest of its options that is not elected yet.
//! Ballots that name no such option are not in the hat. A. Abdulkadiroğlu and T. Sönmez, "Random Serial
//! Dictatorship and the Core from Random Endowments", Econometrica 66 (1998).
//!
//! How lots are drawn is said in [`lot`](crate::lot). Ballots lie in the order of the options that
//! they would elect, and among those as in a dictionary whose letters are the options.

use ostrakon_core::form::Form;
use ostrakon_core::question::Question;
use ostrakon_core::text::OptionId;
use serde::Deserialize;

use super::irv::refuse_shared_places;
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
pub(super) struct RandomBallot {
    #[serde(default)]
    seats: Seats,
}

impl Rule for RandomBallot {
    const NAME: &'static str = "random-ballot";
    const SUMMARY: &'static str = "one ballot is drawn by lot, and its first choice wins";
    const KIND: Kind = Kind::Lottery;
    const HAS: &'static [Property] = &[Property::LaterNoHarm];
    const LACKS: &'static [Property] = &[Property::Condorcet, Property::CondorcetLoser, Property::Majority];
    const FORMS: &'static [&'static str] = &["pick", "rank"];
    const PARAMETERS: &'static [Parameter] = &[Parameter::SEATS];
    const DRAWS_LOTS: bool = true;

    fn check(&self, question: &Question) -> Result<(), RuleError> {
        if let Form::Pick { max: 2.., .. } = question.form() {
            let (found, needed) = ("pick with max above 1".to_owned(), "pick with max 1, or rank".to_owned());
            return Err(RuleError::Form { rule: Self::NAME, found, needed });
        }
        refuse_shared_places(question, Self::NAME)?;
        self.seats.check(question)
    }

    fn count(&self, profile: &Profile<'_>, count: &mut Count<'_>) -> Result<Decision, Halt> {
        let mut ballots = ballots(profile);
        let mut open = PerOption::new(profile.options(), true);
        let mut winners = Vec::new();
        let mut reason = String::new();
        while winners.len() < self.seats.get() {
            count.arrive(&(&ballots, &winners))?;
            let hat = hat(&ballots, &open);
            let mut lots = PerOption::new(profile.options(), 0_u64);
            for entry in &hat {
                lots[entry.elects] += entry.left;
            }
            let all: u64 = hat.iter().map(|entry| entry.left).sum();
            let figures = lots.iter().filter(|&(option, _)| open[option]);
            let totals = count.totals("ballots", figures.map(|(option, &lots)| (option, lots)));
            totals.whole = Some(all.into());
            totals.round = u64::try_from(winners.len() + 1).ok().filter(|_| self.seats.get() > 1);

            let entries: Vec<_> = hat.iter().map(|entry| (entry.elects, entry.left)).collect();
            let drawn = count.draw("ballots", &entries)?.and_then(|at| hat.get(at));
            let Some(&Entry { elects, ballot, .. }) = drawn else { break };
            reason = format!("drawn by lot, with {} of {all} ballots", lots[elects]);
            count.elect(elects, reason.as_str());
            open[elects] = false;
            winners.push(elects);
            if let Some(ballot) = ballots.get_mut(ballot) {
                ballot.left -= 1;
                if winners.len() < self.seats.get() {
                    let ids: Vec<_> = ballot.options.iter().map(|&option| count.id(option)).collect();
                    let ids: Vec<_> = ids.iter().map(OptionId::as_str).collect();
                    count.remark(format!("the ballot drawn is set aside: {}", ids.join(" > ")));
                }
            }
        }
        Ok(match winners.len() {
            0 => Decision::nobody("no ballot names an option"),
            1 => Decision::winners(winners, reason),
            _ => Decision::winners(winners, "drawn by lot"),
        })
    }
}

/// Ballots that are alike.
#[derive(Debug)]
struct Ballot {
    /// Its options, best first.
    options: Vec<usize>,
    /// How many have not been drawn.
    left: u64,
}

/// Ballots that are alike and would elect somebody.
struct Entry {
    elects: usize,
    /// Which ballots.
    ballot: usize,
    left: u64,
}

fn ballots(profile: &Profile<'_>) -> Vec<Ballot> {
    let picks = profile.picks().map(|(options, left)| Ballot { options: options.to_vec(), left });
    let rankings = profile.rankings().map(|(places, left)| Ballot { options: places.concat(), left });
    picks.chain(rankings).collect()
}

/// The ballots that would elect somebody, in the order in which their lots lie.
fn hat(ballots: &[Ballot], open: &PerOption<bool>) -> Vec<Entry> {
    let entry = |(ballot, Ballot { options, left }): (usize, &Ballot)| {
        let elects = options.iter().copied().find(|&option| open[option])?;
        Some(Entry { elects, ballot, left: *left })
    };
    let mut hat: Vec<_> = ballots.iter().enumerate().filter_map(entry).collect();
    hat.sort_by_key(|entry| entry.elects);
    hat
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use serde_json::json;

    use crate::testing::{all_winners, drawn, picked, question, ranked, refusal, winners};

    #[test]
    fn an_option_wins_with_the_share_of_its_ballots() {
        let question = question("a b c", json!({"pick": {"min": 0, "max": 1}}), json!({"random-ballot": {}}));
        let answers = picked("5 a | 3 b | 2 c | 7 none | 4 abstain");
        let mut won: BTreeMap<String, i64> = BTreeMap::new();
        for number in 0..10_000 {
            *won.entry(winners(&drawn(&question, &answers, number))).or_default() += 1;
        }
        // Within five standard deviations of the share; the seeds are fixed.
        assert!(
            (won["a"] - 5000).abs() < 250 && (won["b"] - 3000).abs() < 230 && (won["c"] - 2000).abs() < 200,
            "{won:?}"
        );
    }

    #[test]
    fn the_lot_drawn_can_be_counted_off() {
        let question = question("a b c", json!({"pick": {"min": 1, "max": 1}}), json!({"random-ballot": {}}));
        for number in 0..100 {
            let outcome = drawn(&question, &picked("4 b | 1 c | 2 a"), number);
            let draw = outcome.transcript().draws().next().unwrap();
            assert_eq!((draw.of.as_str(), draw.lots.to_string().as_str()), ("ballots", "7"));
            let lot: u64 = draw.number.to_string().parse().unwrap();
            let counted_off = match lot {
                1..=2 => "a",
                3..=6 => "b",
                7 => "c",
                other => panic!("{other}"),
            };
            assert_eq!((winners(&outcome).as_str(), draw.option.as_str()), (counted_off, counted_off));
            assert!(outcome.lottery().is_some());
        }
    }

    #[test]
    fn a_drawn_ballot_is_drawn_once() {
        let rule = json!({"random-ballot": {"seats": 3}});
        let question = question("a b c d", json!({"rank": {"max": 4, "ties": false}}), rule);
        let answers = ranked("1 a>b>c | 1 a>d | 1 d");
        let mut found: Vec<_> = (0..300).map(|number| winners(&drawn(&question, &answers, number))).collect();
        found.sort_unstable();
        found.dedup();
        // a is first on two ballots. Who starts with a>b>c has drawn that ballot, so that c never wins.
        assert_eq!(found, ["a b d", "a d", "a d b", "d a", "d a b"]);
    }

    #[test]
    fn every_ballot_may_be_drawn() {
        let form = json!({"rank": {"max": 3, "ties": false}});
        let one = question("a b c", form.clone(), json!({"random-ballot": {}}));
        assert_eq!(all_winners(&one, &ranked("5 a>b | 1 c")), ["a", "c"]);
        let two = question("a b c", form, json!({"random-ballot": {"seats": 2}}));
        assert_eq!(all_winners(&two, &ranked("5 a>b | 1 c")), ["a b", "a c"]);
    }

    #[test]
    fn nobody_wins_without_a_ballot_that_names_someone() {
        let question = question("a b", json!({"pick": {"min": 0, "max": 1}}), json!({"random-ballot": {}}));
        let outcome = drawn(&question, &picked("3 none"), 1);
        assert_eq!((winners(&outcome).as_str(), outcome.reason()), ("", "no ballot names an option"));
        assert_eq!(outcome.lottery(), None);
    }

    #[test]
    fn a_ballot_more_moves_the_lots_by_one() {
        let question = question("a b", json!({"pick": {"min": 1, "max": 1}}), json!({"random-ballot": {}}));
        let moved = |number| {
            let winner = |answers| winners(&drawn(&question, &picked(answers), number));
            winner("500 a | 500 b") != winner("501 a | 500 b")
        };
        assert!((0..2000).filter(|&number| moved(number)).count() < 10);
    }

    #[test]
    fn answers_without_one_first_choice_are_refused() {
        let refused = |form| refusal("a b c", form, json!({"random-ballot": {}}));
        assert!(refused(json!({"pick": {"min": 1, "max": 2}})).contains("max above 1"));
        assert!(refused(json!({"rank": {"max": 2, "ties": true}})).contains("ties"));
    }
}
