//! The decider by rules: it adds up the weights of the owner's preferences, and says how it came to its answers.
//!
//! An option's weight is the sum of the weights of the phrases in its label, of all topics of its question, cut to
//! -100 to 100. The same poll and preferences always give the same decision.

mod answers;

use std::fmt::Write as _;

use ostrakon_core::answer::{Answer, Answers};

use self::answers::Weighed;
use crate::briefing::{Briefing, BriefingQuestion};
use crate::decider::{Decider, DeciderName};
use crate::decision::{Decision, Proposal, Rationale};
use crate::percent::Percent;
use crate::preferences::{Otherwise, Preferences};
use crate::topics::Words;

/// Decides by the weights of preferences.
///
/// How sure it is of a question is `margin * (100 + coverage) / 200`, where `coverage` is the share, in percent, of
/// the options about which a phrase says something, and `margin`, at most 100, is
///
/// - of a pick: by how much the last option chosen outweighs the first one that is not,
/// - of a ranking or scores: how far the weights of the best and the worst option lie apart,
/// - of an allocation or stances: the mean of the weights that are not zero, without their signs.
///
/// Of a poll it is as sure as of the question it is least sure of, those left aside in which it abstains.
#[derive(Debug, Clone)]
pub struct RulesDecider {
    preferences: Preferences,
}

impl RulesDecider {
    /// A decider by these preferences.
    #[must_use]
    pub const fn new(preferences: Preferences) -> Self {
        Self { preferences }
    }

    /// An answer, how sure it is, and why.
    fn answer(&self, briefing: &Briefing, question: &BriefingQuestion) -> Option<(Answer, Percent, String)> {
        let topics = self.preferences.topics_of(briefing, question);
        let mut weights = Vec::with_capacity(question.options.len());
        let mut why = format!("{}:", question.id);
        for option in &question.options {
            let words = Words::of([option.label.as_str()]);
            let mut weight = 0;
            let mut known = false;
            for (name, topic) in &topics {
                for (phrase, points) in topic.options.iter().filter(|(phrase, _)| phrase.is_in(&words)) {
                    let points = points.number();
                    known |= points != 0;
                    weight += points;
                    write!(why, " {} {points:+} ({name}, \"{}\");", option.id, phrase.as_str())
                        .expect("text takes what is written");
                }
            }
            if let (Some(cost), Some(limit)) = (option.cost, self.preferences.cost)
                && cost > limit
            {
                known = true;
                weight = -100;
                write!(why, " {} costs {cost}, more than {limit};", option.id)
                    .expect("text takes what is written");
            }
            weights.push(Weighed { id: &option.id, weight: weight.clamp(-100, 100), known });
        }
        let (answer, margin) = answers::answer(&question.form, &weights, self.preferences.spend)?;
        let known = weights.iter().filter(|weighed| weighed.known).count();
        let coverage = 100 * known / weights.len().max(1);
        let sure = margin.clamp(0, 100).unsigned_abs() * (100 + coverage as u64) / 200;
        let sure =
            u8::try_from(sure).ok().and_then(|sure| Percent::try_from(sure).ok()).unwrap_or(Percent::ALL);
        why.truncate(why.trim_end_matches(';').len());
        Some((answer, sure, why))
    }
}

impl Decider for RulesDecider {
    fn name(&self) -> DeciderName {
        DeciderName::new("rules")
    }

    fn decide(&mut self, briefing: &Briefing) -> Decision {
        let importance = self.preferences.importance(briefing);
        let mut answers = Answers::new();
        let mut confidence = None;
        let mut reasons = Vec::new();
        for question in &briefing.questions {
            match self.answer(briefing, question) {
                Some((answer, sure, why)) => {
                    answers.insert(question.id.clone(), answer);
                    confidence = Some(confidence.map_or(sure, |other: Percent| other.min(sure)));
                    reasons.push(why);
                }
                None if question.abstain && self.preferences.otherwise == Otherwise::Abstain => {
                    answers.insert(question.id.clone(), Answer::Abstain {});
                    reasons.push(format!("{}: nothing known, abstained", question.id));
                }
                None => {
                    return undecided(
                        &format!("nothing is known about question {}", question.id),
                        importance,
                    );
                }
            }
        }
        match confidence {
            Some(confidence) => {
                let rationale = rationale(&reasons.join(". "));
                Decision::Propose(Proposal { answers, confidence, importance, rationale })
            }
            None => undecided("nothing is known about any question", importance),
        }
    }
}

fn undecided(reason: &str, importance: Percent) -> Decision {
    Decision::Undecided { reason: rationale(reason), importance: Some(importance) }
}

fn rationale(text: &str) -> Rationale {
    Rationale::legible(text).expect("a reason has words")
}
