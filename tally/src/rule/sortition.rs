//! Sortition: some of those whom voters nominate are drawn by lot.
//!
//! Each nominee has one lot, or one for each of their nominations. Drawing goes on without the lots of
//! those drawn already, until all seats are filled or nobody is left. J. Fishkin, "Democracy When the
//! People Are Thinking" (2018); for its use in filling offices, M. H. Hansen, "The Athenian Democracy in
//! the Age of Demosthenes" (1991), chapters 8 to 10.
//!
//! How lots are drawn is said in [`lot`](crate::lot). They lie in the order of the options.

use ostrakon_core::question::Question;
use serde::Deserialize;

use super::plurality::chosen;
use super::{Rule, RuleError};
use crate::count::{Count, Halt};
use crate::outcome::Decision;
use crate::parameter::Parameter;
use crate::profile::Profile;
use crate::property::{Kind, Property};
use crate::seats::Seats;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Sortition {
    #[serde(default)]
    seats: Seats,
    #[serde(default)]
    lots: PerWhat,
}

/// What gives a nominee a lot.
#[derive(Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum PerWhat {
    /// Being nominated at all.
    #[default]
    PerNominee,
    /// Each nomination.
    PerNomination,
}

impl Rule for Sortition {
    const NAME: &'static str = "sortition";
    const SUMMARY: &'static str = "some of those whom voters nominate are drawn by lot";
    const KIND: Kind = Kind::Lottery;
    const HAS: &'static [Property] = &[];
    const LACKS: &'static [Property] = &[Property::Majority];
    const FORMS: &'static [&'static str] = &["pick"];
    const PARAMETERS: &'static [Parameter] = &[
        Parameter::SEATS,
        Parameter {
            name: "lots",
            meaning: "what gives a nominee a lot: being nominated, or each nomination",
            values: "\"per-nominee\" or \"per-nomination\"",
            default: Some("\"per-nominee\""),
        },
    ];
    const DRAWS_LOTS: bool = true;

    fn check(&self, question: &Question) -> Result<(), RuleError> {
        self.seats.check(question)
    }

    fn count(&self, profile: &Profile<'_>, count: &mut Count<'_>) -> Result<Decision, Halt> {
        let nominations = chosen(profile);
        count.totals("nominations", nominations.iter().map(|(option, &found)| (option, found)));
        let mut hat: Vec<_> = nominations
            .iter()
            .filter(|&(_, &found)| found > 0)
            .map(|(option, &found)| match self.lots {
                PerWhat::PerNominee => (option, 1),
                PerWhat::PerNomination => (option, found),
            })
            .collect();
        let of = match self.lots {
            PerWhat::PerNominee => "nominees",
            PerWhat::PerNomination => "nominations",
        };
        let nominees = hat.len();
        let mut winners = Vec::new();
        while winners.len() < self.seats.get() {
            count.arrive(&(&hat, &winners))?;
            let Some(drawn) = count.draw(of, &hat)? else { break };
            let (option, _) = hat.remove(drawn);
            count.elect(option, "drawn by lot");
            winners.push(option);
        }
        Ok(match winners.len() {
            0 => Decision::nobody("nobody was nominated"),
            _ => Decision::winners(winners, format!("drawn by lot from {nominees} nominees")),
        })
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use ostrakon_core::question::Question;
    use serde_json::{Value, json};

    use crate::testing::{all_winners, drawn, picked, question, total, winners};

    fn sortition(parameters: Value) -> Question {
        question("a b c d", json!({"pick": {"min": 0, "max": 4}}), json!({"sortition": parameters}))
    }

    fn frequencies(question: &Question, answers: &str) -> BTreeMap<String, i64> {
        let answers = picked(answers);
        let mut found = BTreeMap::new();
        for number in 0..6000 {
            *found.entry(winners(&drawn(question, &answers, number))).or_default() += 1;
        }
        found
    }

    #[test]
    fn each_nominee_is_as_likely_as_any_other() {
        let found = frequencies(&sortition(json!({"seats": 2})), "9 a | 1 a,b | 1 c | 2 none | 1 abstain");
        let each: Vec<_> = found.keys().map(String::as_str).collect();
        assert_eq!(each, ["a b", "a c", "b a", "b c", "c a", "c b"]);
        // Within five standard deviations of a sixth; the seeds are fixed.
        assert!(found.values().all(|count| (count - 1000).abs() < 145), "{found:?}");
    }

    #[test]
    fn nominations_can_be_lots() {
        let question = sortition(json!({"seats": 2, "lots": "per-nomination"}));
        let found = frequencies(&question, "3 a | 2 b | 1 c");
        // 1/2 · 2/3, and so on: each is drawn by its share of what is left.
        for (who, expected) in
            [("a b", 2000), ("a c", 1000), ("b a", 1500), ("b c", 500), ("c a", 600), ("c b", 400)]
        {
            assert!((found[who] - expected).abs() < 190, "{who}: {found:?}");
        }
    }

    #[test]
    fn seats_stay_empty_where_there_are_too_few_nominees() {
        let question = sortition(json!({"seats": 3}));
        let outcome = drawn(&question, &picked("2 d | 1 b"), 5);
        assert_eq!(outcome.winners().len(), 2);
        assert_eq!(outcome.reason(), "drawn by lot from 2 nominees");
        assert_eq!((total(&outcome, "d"), total(&outcome, "a")), ("2".to_owned(), "0".to_owned()));
        let draws: Vec<_> = outcome.transcript().draws().map(|draw| draw.lots.to_string()).collect();
        assert_eq!(draws, ["2", "1"]);
        assert_eq!(drawn(&question, &picked("2 none"), 5).reason(), "nobody was nominated");
    }

    #[test]
    fn everybody_nominated_may_be_drawn() {
        let question = sortition(json!({"seats": 2}));
        assert_eq!(all_winners(&question, &picked("5 a,b | 1 c")), ["a b", "a c", "b c"]);
    }

    #[test]
    fn another_question_is_another_draw() {
        let one = sortition(json!({}));
        let mut fields = serde_json::to_value(&one).unwrap();
        fields["id"] = json!("other");
        let other: Question = serde_json::from_value(fields).unwrap();
        let answers = picked("1 a,b,c,d");
        let winner = |question: &Question, number| winners(&drawn(question, &answers, number));
        let same = (0..400).filter(|&number| winner(&one, number) == winner(&other, number)).count();
        assert!((60..140).contains(&same), "{same}");
    }
}
