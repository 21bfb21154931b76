//! An [`Outcome`] is who won a question and why, with the transcript that shows it.

use std::collections::BTreeMap;

use ostrakon_core::hash::Digest;
use ostrakon_core::lottery::LotterySeed;
use ostrakon_core::question::Question;
use ostrakon_core::text::{OptionId, QuestionId};
use serde::{Deserialize, Serialize};

use crate::lot::Chance;
use crate::profile::Profile;
use crate::rational::Rational;
use crate::tie::TieOrder;
use crate::transcript::{Tie, Totals, Transcript};

/// Who won a question, and why. Holds exact numbers only.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Outcome {
    question: QuestionId,
    rule: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    seed: Option<Digest>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    lottery: Option<Digest>,
    answers: u64,
    abstentions: u64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    electorate: Option<u64>,
    winners: Vec<OptionId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    awards: Option<Awards>,
    reason: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    totals: Option<Totals>,
    transcript: Transcript,
}

/// What options receive where a rule hands something out: seats to parties, money to projects.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Awards {
    /// What is handed out, in words: "seats".
    pub of: String,
    /// What each option receives. Options that receive nothing are left out.
    pub options: BTreeMap<OptionId, Rational>,
}

/// What a rule decides: who wins, best or first elected first, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    pub(crate) winners: Vec<usize>,
    pub(crate) awards: Option<Awards>,
    reason: String,
}

impl Decision {
    /// These options win, given by position. The reason goes on after "wins:".
    #[must_use]
    pub fn winners(winners: Vec<usize>, reason: impl Into<String>) -> Self {
        Self { winners, awards: None, reason: reason.into() }
    }

    /// No option wins. The reason goes on after "no option wins:".
    #[must_use]
    pub fn nobody(reason: impl Into<String>) -> Self {
        Self::winners(Vec::new(), reason)
    }

    /// The same decision, with what the winners receive.
    #[must_use]
    pub fn with_awards(self, awards: Awards) -> Self {
        Self { awards: Some(awards), ..self }
    }
}

impl Outcome {
    pub(crate) fn new(
        profile: &Profile<'_>,
        chance: Chance,
        decision: Decision,
        transcript: Transcript,
    ) -> Self {
        let ids = profile.question().options();
        let id = |option: usize| ids.get(option).map(|option| option.id().clone());
        let lots = transcript.draws().next().and(chance.lots);
        let totals = transcript.totals().next_back().cloned();
        Self {
            question: profile.question().id().clone(),
            rule: profile.question().rule().name().to_owned(),
            seed: match chance.ties {
                TieOrder::Listed => None,
                TieOrder::Seed(seed) => Some(seed),
            },
            lottery: lots.map(LotterySeed::digest),
            answers: profile.answers(),
            abstentions: profile.abstentions(),
            electorate: profile.electorate(),
            winners: decision.winners.into_iter().filter_map(id).collect(),
            awards: decision.awards,
            reason: decision.reason,
            totals,
            transcript,
        }
    }

    /// The question counted.
    #[must_use]
    pub const fn question(&self) -> &QuestionId {
        &self.question
    }

    /// The name of the rule that counted it.
    #[must_use]
    pub fn rule(&self) -> &str {
        &self.rule
    }

    /// The seed that broke ties; none where they fell to the order in which options are listed.
    #[must_use]
    pub const fn seed(&self) -> Option<Digest> {
        self.seed
    }

    /// The seed that lots were drawn by; none where none were drawn.
    #[must_use]
    pub const fn lottery(&self) -> Option<Digest> {
        self.lottery
    }

    /// Weight of the answers counted, abstentions left out.
    #[must_use]
    pub const fn answers(&self) -> u64 {
        self.answers
    }

    /// Weight of the abstentions.
    #[must_use]
    pub const fn abstentions(&self) -> u64 {
        self.abstentions
    }

    /// How many could have answered, where that was known.
    #[must_use]
    pub const fn electorate(&self) -> Option<u64> {
        self.electorate
    }

    /// The options that won, best or first elected first; none where a condition was missed.
    #[must_use]
    pub fn winners(&self) -> &[OptionId] {
        &self.winners
    }

    /// What the winners receive, where the rule hands something out.
    #[must_use]
    pub const fn awards(&self) -> Option<&Awards> {
        self.awards.as_ref()
    }

    /// Why they won, or why nobody did: half a sentence.
    #[must_use]
    pub fn reason(&self) -> &str {
        &self.reason
    }

    /// The last figures of the count; none where there was nothing to count.
    #[must_use]
    pub const fn totals(&self) -> Option<&Totals> {
        self.totals.as_ref()
    }

    /// The last figures with which options can be compared: of more than one, if there are such.
    pub(crate) fn comparison(&self) -> Option<&Totals> {
        self.transcript.totals().rfind(|totals| totals.options.len() > 1).or_else(|| self.totals())
    }

    /// Every step of the count.
    #[must_use]
    pub const fn transcript(&self) -> &Transcript {
        &self.transcript
    }

    /// Every tie that was broken.
    pub fn ties(&self) -> impl Iterator<Item = &Tie> {
        self.transcript.ties()
    }

    /// Who won and why, in one sentence with the labels of `question`.
    #[must_use]
    pub fn sentence(&self, question: &Question) -> String {
        let name = |id| {
            let award = self.awards.as_ref().and_then(|awards| Some((&awards.of, awards.options.get(id)?)));
            let label = label(question, id);
            award.map_or_else(|| label.to_owned(), |(of, amount)| format!("{label} ({amount} {of})"))
        };
        let names: Vec<_> = self.winners.iter().map(name).collect();
        let reason = &self.reason;
        match names.as_slice() {
            [] => format!("No option wins: {reason}."),
            [one] => format!("{one} wins: {reason}."),
            [others @ .., last] => format!("{} and {last} win: {reason}.", others.join(", ")),
        }
    }
}

/// What people read for an option: its label, or its id where the question has no such option.
pub(crate) fn label<'a>(question: &'a Question, id: &'a OptionId) -> &'a str {
    let option = question.index_of(id).and_then(|at| question.options().get(at));
    option.map_or(id.as_str(), |option| option.label().as_str())
}

#[cfg(test)]
mod tests {
    use ostrakon_core::json::{from_canonical, to_canonical};
    use serde_json::json;

    use super::*;
    use crate::testing::{outcome, picked, question};

    #[test]
    fn an_outcome_is_a_canonical_document() {
        let question = question(
            "a b c",
            json!({"pick": {"min": 1, "max": 1}}),
            json!({"majority": {"reach": "at-least"}}),
        );
        let outcome = outcome(&question, &picked("2 a | 2 b | 3 abstain"));
        let bytes = to_canonical(&outcome);
        assert_eq!(from_canonical::<Outcome>(&bytes, 10_000).unwrap(), outcome);
        let json: serde_json::Value = serde_json::from_slice(&bytes).unwrap();
        assert_eq!(json["totals"], json!({"of": "votes", "options": {"a": 2, "b": 2, "c": 0}, "whole": 4}));
        assert_eq!(
            json["transcript"][1],
            json!({"condition": {"of": "most votes", "found": 2, "must_be": "at-least", "needed": 2, "verdict": "met"}})
        );
        let tie = &json["transcript"][2]["tie"];
        assert_eq!((&tie["between"], &tie["broken_by"]), (&json!(["a", "b"]), &json!("seed")));
        assert_eq!(json["winners"], tie["chosen"]);
    }

    #[test]
    fn winners_are_named_by_their_labels() {
        let question =
            question("a b c", json!({"pick": {"min": 1, "max": 3}}), json!({"approval": {"seats": 3}}));
        let outcome = outcome(&question, &picked("3 a,b,c | 2 b,c | 1 b"));
        assert_eq!(outcome.sentence(&question), "Option b, Option c and Option a win: most approvals.");
    }
}
