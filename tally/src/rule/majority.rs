//! Majority: who is chosen by most voters wins, if they are enough, and if enough took part.
//!
//! The threshold is a share of the votes cast, of all who took part, or of the electorate, to be
//! reached or to be exceeded. A quorum counts all who took part, abstentions included. What counts
//! towards which follows "Robert's Rules of Order Newly Revised", 12th ed. 2020, §§ 40 and 44.

use std::cmp::Ordering;

use ostrakon_core::question::{Question, Setting};
use ostrakon_core::text::OptionId;
use serde::Deserialize;

use super::plurality::{chosen, one_choice};
use super::{Rule, RuleError};
use crate::count::{Count, CountError, Halt};
use crate::fraction::Fraction;
use crate::outcome::Decision;
use crate::parameter::{Parameter, present};
use crate::profile::Profile;
use crate::property::{Kind, Property};
use crate::rational::Rational;
use crate::transcript::{Comparison, Condition, Verdict};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Majority {
    #[serde(default = "half")]
    threshold: Fraction,
    #[serde(default, deserialize_with = "present")]
    reach: Option<Comparison>,
    #[serde(default)]
    base: Base,
    #[serde(default, deserialize_with = "present")]
    quorum: Option<Quorum>,
    #[serde(default, deserialize_with = "present")]
    motion: Option<OptionId>,
}

/// What the threshold is a share of.
#[derive(Clone, Copy, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Base {
    Electorate,
    Present,
    #[default]
    Votes,
}

/// How many must take part.
#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Quorum {
    Participants(u64),
    Share(Fraction),
}

const fn half() -> Fraction {
    Fraction::HALF
}

impl Rule for Majority {
    const NAME: &'static str = "majority";
    const SUMMARY: &'static str =
        "most votes win if they are more than half, or reach another threshold, and enough took part";
    const KIND: Kind = Kind::Winner;
    const HAS: &'static [Property] = &[Property::Majority, Property::Monotone, Property::Participation];
    const LACKS: &'static [Property] = &[Property::CloneProof, Property::Condorcet];
    const FORMS: &'static [&'static str] = &["pick"];
    const PARAMETERS: &'static [Parameter] = &[
        Parameter {
            name: "threshold",
            meaning: "the share of the base that is needed",
            values: "a fraction",
            default: Some("\"1/2\""),
        },
        Parameter {
            name: "reach",
            meaning: "whether the threshold itself is enough",
            values: "\"more-than\", \"at-least\"",
            default: Some("\"more-than\" a half; for another threshold it has to be stated"),
        },
        Parameter {
            name: "base",
            meaning: "what the threshold is a share of: the votes, all who take part (abstentions too), or all who could",
            values: "\"votes\", \"present\", \"electorate\"",
            default: Some("\"votes\""),
        },
        Parameter {
            name: "quorum",
            meaning: "how many have to take part: a number, or a share of the electorate",
            values: "{\"participants\":n}, {\"share\":\"n/d\"}",
            default: Some("none"),
        },
        Parameter {
            name: "motion",
            meaning: "the one option that can win: the others are against it",
            values: "the id of an option",
            default: Some("any can win"),
        },
    ];

    fn check(&self, question: &Question) -> Result<(), RuleError> {
        let refuse = |parameter, reason: String| RuleError::Parameter { rule: Self::NAME, parameter, reason };
        one_choice(question, Self::NAME)?;
        // People mean one or the other by "two thirds", and neither would notice.
        if self.threshold != Fraction::HALF && self.reach.is_none() {
            let reason = format!(
                "it has to say whether exactly {} is enough: \"at-least\" or \"more-than\"",
                self.threshold
            );
            return Err(refuse("reach", reason));
        }
        if self.threshold.is_whole() && self.reach() == Comparison::MoreThan {
            return Err(refuse(
                "threshold",
                "nothing is more than the whole; use \"reach\": \"at-least\"".into(),
            ));
        }
        if matches!(self.quorum, Some(Quorum::Participants(0))) {
            return Err(refuse("quorum", "nobody is always enough; leave it out".into()));
        }
        match &self.motion {
            Some(motion) if question.index_of(motion).is_none() => {
                Err(refuse("motion", format!("the question has no option {motion}")))
            }
            _ => Ok(()),
        }
    }

    fn check_setting(&self, setting: Setting) -> Result<(), RuleError> {
        match (self.quorum, setting.members) {
            (Some(Quorum::Participants(quorum)), Some(members)) if quorum > members => {
                let reason = format!("{quorum} can never take part, the electorate has {members}");
                Err(RuleError::Parameter { rule: Self::NAME, parameter: "quorum", reason })
            }
            _ => Ok(()),
        }
    }

    fn count(&self, profile: &Profile<'_>, count: &mut Count<'_>) -> Result<Decision, Halt> {
        let (base, of) = match self.base {
            Base::Electorate => (profile.electorate().ok_or(CountError::Electorate)?, "in the electorate"),
            Base::Present => (profile.participants(), "taking part"),
            Base::Votes => (profile.answers(), "votes cast"),
        };
        let votes = chosen(profile);
        count.totals("votes", votes.iter().map(|(option, &votes)| (option, votes))).whole = Some(base.into());
        if let Some(quorum) = self.quorum {
            let quorum = quorum.condition(profile)?;
            count.condition(quorum.clone());
            if quorum.verdict == Verdict::Missed {
                let (found, needed) = (quorum.found, quorum.needed);
                return Ok(Decision::nobody(format!("{found} took part, the quorum is {needed}")));
            }
        }
        let motion = self.motion.as_ref().and_then(|motion| profile.question().index_of(motion));
        let can_win = |option: usize| motion.is_none_or(|motion| motion == option);
        let most = votes.iter().filter(|&(option, _)| can_win(option)).map(|(_, &votes)| votes).max();
        let most = most.unwrap_or_default();
        let reached = self.threshold.compare(most, base);
        let verdict = self.reach().verdict(reached);
        count.condition(Condition {
            of: if motion.is_some() { "votes for the motion".into() } else { "most votes".into() },
            found: most.into(),
            must_be: self.reach(),
            needed: self.threshold.of(base),
            verdict,
        });
        let reason = format!("{most} of {base} {of}, {} {} needed", self.reach(), self.threshold);
        if verdict == Verdict::Missed {
            return Ok(Decision::nobody(reason));
        }
        let first: Vec<_> = votes
            .iter()
            .filter(|&(option, &votes)| can_win(option) && votes == most)
            .map(|(option, _)| option)
            .collect();
        let winners = count.favour(&first, 1, "a seat");
        for &winner in &winners {
            count.elect(winner, reason.clone());
        }
        Ok(Decision::winners(winners, reason))
    }
}

impl Majority {
    fn reach(&self) -> Comparison {
        self.reach.unwrap_or_default()
    }
}

impl Quorum {
    fn condition(self, profile: &Profile<'_>) -> Result<Condition, CountError> {
        let found = profile.participants();
        let (needed, comparison): (Rational, Ordering) = match self {
            Self::Participants(needed) => (needed.into(), found.cmp(&needed)),
            Self::Share(share) => {
                let electorate = profile.electorate().ok_or(CountError::Electorate)?;
                (share.of(electorate), share.compare(found, electorate))
            }
        };
        let verdict = Comparison::AtLeast.verdict(comparison);
        let of = "participants".to_owned();
        Ok(Condition { of, found: found.into(), must_be: Comparison::AtLeast, needed, verdict })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::count::count;
    use crate::outcome::Outcome;
    use crate::testing::{ids, outcome, picked, question, refusal, seed, winners};

    fn motion(parameters: Value) -> Question {
        question("yes no", json!({"pick": {"min": 0, "max": 1}}), json!({"majority": parameters}))
    }

    fn in_electorate(parameters: Value, answers: &str, electorate: u64) -> Outcome {
        let question = motion(parameters);
        let answers = picked(answers);
        let profile =
            Profile::new(&question, answers.iter().map(|(answer, weight)| (answer, *weight))).unwrap();
        count(&profile.with_electorate(electorate).unwrap(), seed()).unwrap()
    }

    #[test]
    fn more_than_half_of_the_votes_cast_by_default() {
        assert_eq!(winners(&outcome(&motion(json!({})), &picked("3 yes | 2 no | 9 abstain"))), "yes");
        let half = outcome(&motion(json!({})), &picked("2 yes | 2 no"));
        assert_eq!(half.reason(), "2 of 4 votes cast, more than 1/2 needed");
        assert_eq!(winners(&half), "");
        assert_eq!(winners(&outcome(&motion(json!({})), &picked("2 yes | 1 no | 1 none"))), "");
    }

    #[test]
    fn a_threshold_is_reached_or_exceeded() {
        let [reached, exceeded] =
            ["at-least", "more-than"].map(|reach| json!({"threshold": "2/3", "reach": reach}));
        let answers = picked("4 yes | 2 no");
        assert_eq!(winners(&outcome(&motion(reached.clone()), &answers)), "yes");
        assert_eq!(winners(&outcome(&motion(exceeded), &answers)), "");
        assert_eq!(winners(&outcome(&motion(reached), &picked("599999 yes | 300000 no"))), "");
    }

    #[test]
    fn abstentions_count_where_the_base_is_all_present() {
        let answers = "5 yes | 2 no | 3 abstain";
        assert_eq!(winners(&outcome(&motion(json!({"base": "votes"})), &picked(answers))), "yes");
        assert_eq!(winners(&outcome(&motion(json!({"base": "present"})), &picked(answers))), "");
        assert_eq!(winners(&in_electorate(json!({"base": "electorate"}), "11 yes | 1 no", 21)), "yes");
        assert_eq!(winners(&in_electorate(json!({"base": "electorate"}), "11 yes | 1 no", 22)), "");
    }

    #[test]
    fn a_missed_quorum_decides_nothing() {
        let quorum = json!({"quorum": {"participants": 5}});
        let missed = outcome(&motion(quorum.clone()), &picked("3 yes | 1 abstain"));
        assert_eq!((winners(&missed), missed.reason()), (String::new(), "4 took part, the quorum is 5"));
        assert_eq!(winners(&outcome(&motion(quorum), &picked("3 yes | 2 abstain"))), "yes");
        let third = json!({"quorum": {"share": "1/3"}});
        assert_eq!(in_electorate(third.clone(), "3 yes", 10).reason(), "3 took part, the quorum is 10/3");
        assert_eq!(winners(&in_electorate(third, "3 yes", 9)), "yes");
    }

    #[test]
    fn only_the_motion_can_win() {
        let question = motion(json!({"motion": "yes", "threshold": "2/3", "reach": "at-least"}));
        assert_eq!(winners(&outcome(&question, &picked("1 yes | 9 no"))), "");
        assert_eq!(winners(&outcome(&question, &picked("9 yes | 1 no"))), "yes");
    }

    #[test]
    fn a_tie_at_the_threshold_names_both() {
        let outcome = outcome(&motion(json!({"reach": "at-least"})), &picked("2 yes | 2 no"));
        assert_eq!(ids(&outcome.ties().next().unwrap().between), "yes no");
        assert_eq!(outcome.winners().len(), 1);
    }

    #[test]
    fn the_electorate_must_be_known_where_it_matters() {
        for parameters in [json!({"base": "electorate"}), json!({"quorum": {"share": "1/2"}})] {
            let question = motion(parameters);
            let answers = picked("1 yes");
            let profile = Profile::new(&question, answers.iter().map(|(answer, weight)| (answer, *weight)));
            assert_eq!(count(&profile.unwrap(), seed()), Err(CountError::Electorate));
        }
    }

    #[test]
    fn senseless_parameters_are_refused() {
        let refused = |parameters: Value| {
            refusal("yes no", json!({"pick": {"min": 1, "max": 1}}), json!({"majority": parameters}))
        };
        assert!(refused(json!({"threshold": "3/2"})).contains("3/2 is not above 0 and at most 1"));
        assert!(refused(json!({"threshold": "2/4"})).contains("write 1/2"));
        assert!(refused(json!({"threshold": 0.5})).contains("expected a string"));
        let all = json!({"threshold": "1/1", "reach": "more-than"});
        assert!(refused(all).contains("nothing is more than the whole"));
        let reason = refused(json!({"threshold": "2/3"}));
        assert!(reason.contains("cannot have this reach: it has to say whether exactly 2/3 is enough"));
        assert!(refused(json!({"reach": null})).contains("cannot be read"));
        assert!(refused(json!({"quorum": {"participants": 0}})).contains("leave it out"));
        assert!(refused(json!({"quorum": null})).contains("cannot be read"));
        assert!(refused(json!({"motion": null})).contains("cannot be read"));
        assert!(refused(json!({"motion": "maybe"})).contains("no option maybe"));
        assert!(refused(json!({"reach": "nearly"})).contains("unknown variant `nearly`"));
        let several = json!({"pick": {"min": 1, "max": 2}});
        assert!(
            refusal("yes no", several, json!({"majority": {}})).contains("it needs pick with \"max\": 1")
        );
    }
}
