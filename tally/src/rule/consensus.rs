//! Consensus: voters agree, disagree or pass on each statement; those that voters who take a side most
//! probably agree with are what people have in common.
//!
//! A statement's figure is `(agree + 1) / (agree + disagree + 2)`: the chance that the next voter who takes a
//! side agrees, by Laplace's rule of succession ("Essai philosophique sur les probabilités", 1814). The
//! two voters added, one for and one against, keep a statement that three agree with from standing above one
//! that hundreds do, and nearly nobody is against. It is the estimate with which Polis ranks statements within a
//! group: C. Small, M. Bjorkegren, T. Erkkilä, L. Shaw and C. Megill, "Polis: Scaling Deliberation by Mapping High
//! Dimensional Opinion Spaces", Recerca 26 (2021). There, voters who have not seen a statement do not count; here
//! everybody says something about each, so those who pass do not. What they can do is keep a statement
//! below the threshold, a share of all voters that has to agree.

use ostrakon_core::answer::Stance;
use ostrakon_core::question::Question;
use serde::Deserialize;

use super::{Rule, RuleError};
use crate::count::{Count, Halt};
use crate::fraction::Fraction;
use crate::outcome::Decision;
use crate::parameter::{Parameter, present};
use crate::per_option::PerOption;
use crate::profile::Profile;
use crate::property::{Kind, Property};
use crate::rational::Rational;
use crate::seats::Seats;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Consensus {
    #[serde(default, deserialize_with = "present")]
    seats: Option<Seats>,
    #[serde(default = "half")]
    threshold: Fraction,
}

const fn half() -> Fraction {
    Fraction::HALF
}

impl Rule for Consensus {
    const NAME: &'static str = "consensus";
    const SUMMARY: &'static str =
        "agree, disagree or pass on each; what nearly all who take a side agree with";
    const KIND: Kind = Kind::Consensus;
    const HAS: &'static [Property] = &[Property::Monotone];
    const LACKS: &'static [Property] = &[Property::Participation, Property::Proportional];
    const FORMS: &'static [&'static str] = &["stance"];
    const PARAMETERS: &'static [Parameter] = &[
        Parameter {
            name: "seats",
            meaning: "how many statements are named at most",
            values: "1 to the number of options",
            default: Some("all that reach the threshold"),
        },
        Parameter {
            name: "threshold",
            meaning: "the share of all voters that has to agree at least",
            values: "a fraction",
            default: Some("\"1/2\""),
        },
    ];

    fn check(&self, question: &Question) -> Result<(), RuleError> {
        self.seats.map_or(Ok(()), |seats| seats.check(question))
    }

    fn count(&self, profile: &Profile<'_>, count: &mut Count<'_>) -> Result<Decision, Halt> {
        let voters = profile.answers();
        let said = |stance| {
            let mut voters = PerOption::new(profile.options(), 0);
            for (stances, weight) in profile.stances() {
                for (option, _) in stances.iter().enumerate().filter(|&(_, &said)| said == stance) {
                    voters[option] += weight;
                }
            }
            voters
        };
        let (agree, disagree, pass) = (said(Stance::Agree), said(Stance::Disagree), said(Stance::Pass));
        for (of, voters) in [("agree", &agree), ("disagree", &disagree), ("pass", &pass)] {
            let totals = count.totals(of, voters.iter().map(|(option, &voters)| (option, voters)));
            totals.whole = Some(profile.answers().into());
        }
        let chance = |option| Rational::new(agree[option] + 1, agree[option] + disagree[option] + 2);
        let chances = PerOption::from_fn(profile.options(), chance);
        let of = "chance that the next to take a side agrees";
        let totals = count.totals(of, chances.iter().map(|(option, chance)| (option, chance.clone())));
        totals.whole = Some(1_u64.into());
        // None where too few agree, which is below every chance.
        let ranked = PerOption::from_fn(profile.options(), |option| {
            let enough = self.threshold.compare(agree[option], voters).is_ge();
            enough.then(|| chances[option].clone())
        });
        for (option, _) in ranked.iter().filter(|(_, chance)| chance.is_none()) {
            count.exclude(
                option,
                format!("{} of {voters} agree, at least {} are needed", agree[option], self.threshold),
            );
        }
        let enough = ranked.iter().filter(|(_, chance)| chance.is_some()).count();
        if enough == 0 {
            return Ok(Decision::nobody(format!(
                "less than {} of the voters agree with any",
                self.threshold
            )));
        }
        let seats = self.seats.map_or(enough, Seats::get).min(enough);
        let winners = count.highest_for(&ranked, seats, "a place");
        for &winner in &winners {
            let (agree, disagree) = (agree[winner], disagree[winner]);
            count.elect(winner, format!("{agree} agree, {disagree} disagree: {}", chances[winner].brief()));
        }
        let reason = match winners.as_slice() {
            &[winner] => format!("{} agree, {} disagree", agree[winner], disagree[winner]),
            _ => "voters who take a side most probably agree".to_owned(),
        };
        Ok(Decision::winners(winners, reason))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use crate::outcome::Outcome;
    use crate::testing::{all_winners, outcome, question, refusal, stanced, total, winners};
    use crate::transcript::Step;

    fn consensus(parameters: Value, stances: &str) -> Outcome {
        outcome(
            &question("a b c", json!({"stance": {}}), json!({"consensus": parameters})),
            &stanced(stances),
        )
    }

    #[test]
    fn few_against_count_for_more_than_many_for() {
        // a: 60 to 40; b: 55 to 0; c: 54 to 0 with 46 who pass.
        let answers = "40 a:agree,b:agree,c:pass | 15 a:agree,b:agree,c:agree | 5 a:agree,b:pass,c:agree \
                       | 34 a:disagree,b:pass,c:agree | 6 a:disagree,b:pass,c:pass | 7 abstain";
        let outcome = consensus(json!({}), answers);
        assert_eq!(winners(&outcome), "b c a");
        assert_eq!(["a", "b", "c"].map(|option| total(&outcome, option)), ["61/102", "56/57", "55/56"]);
        let agree = outcome.transcript().totals().next().unwrap();
        assert!(agree.options.values().map(ToString::to_string).eq(["60", "55", "54"]));
        assert_eq!(winners(&consensus(json!({"seats": 1}), answers)), "b");
        assert_eq!(winners(&consensus(json!({"threshold": "11/20"}), answers)), "b a");
    }

    #[test]
    fn what_few_know_is_below_the_threshold() {
        let answers = "3 a:agree,b:agree,c:pass | 5 a:pass,b:agree,c:disagree | 2 a:pass,b:disagree,c:agree";
        let outcome = consensus(json!({}), answers);
        assert_eq!((winners(&outcome), outcome.reason()), ("b".to_owned(), "8 agree, 2 disagree"));
        let left = outcome.transcript().steps().iter().filter_map(|step| match step {
            Step::Exclude(ruling) => Some(ruling.reason.as_str()),
            _ => None,
        });
        assert!(
            left.eq(["3 of 10 agree, at least 1/2 are needed", "2 of 10 agree, at least 1/2 are needed"])
        );
        assert_eq!(winners(&consensus(json!({"seats": 1, "threshold": "1/10"}), answers)), "a");
    }

    #[test]
    fn there_may_be_no_consensus() {
        let outcome = consensus(json!({}), "1 a:agree,b:agree,c:pass | 2 a:disagree,b:disagree,c:pass");
        assert_eq!(outcome.reason(), "less than 1/2 of the voters agree with any");
        assert_eq!(winners(&outcome), "");
    }

    #[test]
    fn equal_chances_are_a_tie() {
        let question = question("a b c", json!({"stance": {}}), json!({"consensus": {"seats": 1}}));
        let answers =
            stanced("2 a:agree,b:agree,c:pass | 1 a:pass,b:agree,c:agree | 1 a:agree,b:pass,c:agree");
        assert_eq!(all_winners(&question, &answers), ["a", "b"]);
    }

    #[test]
    fn a_voter_can_do_harm_by_taking_part() {
        // Who joins disagrees with b alone. c falls below the threshold, and so b wins.
        let before = "2 a:pass,b:agree,c:agree | 1 a:pass,b:agree,c:pass | 1 a:pass,b:disagree,c:pass";
        let joined = format!("{before} | 1 a:pass,b:disagree,c:pass");
        assert_eq!(winners(&consensus(json!({"seats": 1}), before)), "c");
        assert_eq!(winners(&consensus(json!({"seats": 1}), &joined)), "b");
    }

    #[test]
    fn seats_are_for_statements() {
        let reason = refusal("a b", json!({"stance": {}}), json!({"consensus": {"seats": 3}}));
        assert_eq!(reason, "there are 3 seats for 2 options");
    }
}
