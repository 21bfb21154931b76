//! Answers in the words of their poll, for people.

use super::{Answer, Answers, Stance};
use crate::poll::Poll;
use crate::question::Question;
use crate::text::OptionId;

impl Question {
    /// An answer to this question, with the labels of its options.
    #[must_use]
    pub fn tell(&self, answer: &Answer) -> String {
        let label = |id: &OptionId| {
            let option = self.options().iter().find(|option| option.id() == id);
            option.map_or_else(|| id.to_string(), |option| option.label().to_string())
        };
        let list = |ids: &[OptionId], between: &str| ids.iter().map(label).collect::<Vec<_>>().join(between);
        match answer {
            Answer::Abstain {} => "abstains".to_owned(),
            Answer::Allocate(values) | Answer::Score(values) => values
                .iter()
                .map(|(id, value)| format!("{}: {value}", label(id)))
                .collect::<Vec<_>>()
                .join(", "),
            Answer::Pick(ids) if ids.is_empty() => "none of these".to_owned(),
            Answer::Pick(ids) => list(ids, ", "),
            Answer::Rank(places) => places.iter().map(|ids| list(ids, " = ")).collect::<Vec<_>>().join(" > "),
            Answer::Stance(stances) => {
                let said = |stance: &Stance| match stance {
                    Stance::Agree => "agree",
                    Stance::Disagree => "disagree",
                    Stance::Pass => "pass",
                };
                stances
                    .iter()
                    .map(|(id, stance)| format!("{}: {}", label(id), said(stance)))
                    .collect::<Vec<_>>()
                    .join(", ")
            }
        }
    }
}

impl Poll {
    /// Answers to all questions, one question a line.
    #[must_use]
    pub fn tell(&self, answers: &Answers) -> String {
        let line = |question: &Question| {
            let id = question.id();
            let said = answers.get(id).map_or_else(|| "no answer".to_owned(), |answer| question.tell(answer));
            format!("  {id}: {said}\n")
        };
        self.questions().iter().map(line).collect()
    }
}
