//! A [`Count`] under way breaks ties and writes down each step, so that no rule can break a tie
//! and not say so.

use std::collections::BTreeMap;

use ostrakon_core::answer::{AnswerError, Answers};
use ostrakon_core::hash::Digest;
use ostrakon_core::question::Question;
use ostrakon_core::text::{OptionId, QuestionId};

use crate::outcome::{Decision, Outcome};
use crate::per_option::PerOption;
use crate::profile::{Profile, ProfileError};
use crate::rational::Rational;
use crate::rule::{KnownRule, RuleError};
use crate::tie::Ties;
use crate::transcript::{Condition, Ruling, Step, Tie, TieBreaker, Totals, Transcript, Transfer};

/// Counts the answers to one question by the question's rule. Ties fall as `seed` says.
///
/// # Errors
/// [`CountError::Rule`] where the rule does not fit the question, which no question of a poll is,
/// and [`CountError::Electorate`] where the rule needs the size of the electorate and the profile
/// does not know it.
pub fn count(profile: &Profile<'_>, seed: Digest) -> Result<Outcome, CountError> {
    let rule = KnownRule::of(profile.question())?;
    rule.check(profile.question())?;
    let mut count = Count::new(profile.question(), seed);
    let decision = if profile.answers() == 0 {
        Decision::nobody("nobody answered")
    } else {
        rule.count(profile, &mut count)?
    };
    Ok(Outcome::new(profile, rule.name(), seed, decision, count.transcript))
}

/// Counts all questions of a poll. Each voter's answers come with their weight, 1 where all count
/// the same; `electorate` is how many could have voted, where that is known.
///
/// # Errors
/// The question at fault with [`ProfileError`] for an answer that does not fit or is missing, or
/// [`CountError`] as [`count()`] gives it.
pub fn tally<'a>(
    questions: &[Question],
    ballots: impl IntoIterator<Item = (&'a Answers, u64)>,
    electorate: Option<u64>,
    seed: Digest,
) -> Result<Vec<Outcome>, TallyError> {
    let ballots: Vec<_> = ballots.into_iter().collect();
    for (answers, _) in &ballots {
        if let Some(id) = answers.keys().find(|&id| !questions.iter().any(|question| question.id() == id)) {
            return Err(TallyError::Profile(id.clone(), AnswerError::Questions(id.clone()).into()));
        }
    }
    let outcome_of = |question: &Question| {
        let id = question.id();
        let answers = ballots
            .iter()
            .map(|&(answers, weight)| Some((answers.get(id)?, weight)))
            .collect::<Option<Vec<_>>>()
            .ok_or_else(|| TallyError::Profile(id.clone(), AnswerError::Questions(id.clone()).into()))?;
        let mut profile =
            Profile::new(question, answers).map_err(|error| TallyError::Profile(id.clone(), error))?;
        if let Some(electorate) = electorate {
            profile = profile
                .with_electorate(electorate)
                .map_err(|error| TallyError::Profile(id.clone(), error))?;
        }
        count(&profile, seed).map_err(|error| TallyError::Count(id.clone(), error))
    };
    questions.iter().map(outcome_of).collect()
}

/// Why answers cannot be counted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum CountError {
    /// The rule needs to know how many could have answered.
    #[error("this rule needs the size of the electorate")]
    Electorate,
    /// The rule does not fit the question.
    #[error(transparent)]
    Rule(#[from] RuleError),
}

/// Why a poll cannot be counted, and at which question.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum TallyError {
    /// The answers cannot be counted.
    #[error("question {0}: {1}")]
    Count(QuestionId, CountError),
    /// The answers make no profile.
    #[error("question {0}: {1}")]
    Profile(QuestionId, ProfileError),
}

/// A count under way. Options are given by position, as the profile gives them.
#[derive(Debug)]
pub struct Count<'q> {
    question: &'q Question,
    ties: Ties,
    transcript: Transcript,
}

impl<'q> Count<'q> {
    pub(crate) fn new(question: &'q Question, seed: Digest) -> Self {
        Self { question, ties: Ties::new(question, seed), transcript: Transcript::default() }
    }

    /// The id of an option.
    #[must_use]
    pub fn id(&self, option: usize) -> OptionId {
        let option = self.question.options().get(option);
        option.expect("the position is that of an option of this question").id().clone()
    }

    /// Writes down figures: `of` says what they count. Options without a figure are not in the count.
    pub fn totals<N: Into<Rational>>(
        &mut self,
        of: &str,
        figures: impl IntoIterator<Item = (usize, N)>,
    ) -> &mut Totals {
        let options = figures.into_iter().map(|(option, figure)| (self.id(option), figure.into())).collect();
        let (round, apart, whole) = (None, BTreeMap::new(), None);
        self.transcript.push(Step::Totals(Totals { of: of.to_owned(), round, options, apart, whole }));
        match self.transcript.last_mut() {
            Some(Step::Totals(totals)) => totals,
            _ => unreachable!("figures were just written down"),
        }
    }

    /// Writes down that an option won.
    pub fn elect(&mut self, option: usize, reason: impl Into<String>) {
        let ruling = Ruling { option: self.id(option), reason: reason.into() };
        self.transcript.push(Step::Elect(ruling));
    }

    /// Writes down that an option left the count.
    pub fn exclude(&mut self, option: usize, reason: impl Into<String>) {
        let ruling = Ruling { option: self.id(option), reason: reason.into() };
        self.transcript.push(Step::Exclude(ruling));
    }

    /// Writes down a condition.
    pub fn condition(&mut self, condition: Condition) {
        self.transcript.push(Step::Condition(condition));
    }

    /// Writes down a transfer.
    pub fn transfer(&mut self, transfer: Transfer) {
        self.transcript.push(Step::Transfer(transfer));
    }

    /// The `places` of `tied` that the seed favours, in the order of the poll, and writes down what
    /// they were chosen for.
    /// Where all of them have a place there is no tie to break.
    pub fn favour(&mut self, tied: &[usize], places: usize, chosen_for: &str) -> Vec<usize> {
        let mut chosen = tied.to_vec();
        self.ties.sort(&mut chosen);
        chosen.truncate(places);
        chosen.sort_unstable();
        self.break_tie(tied, TieBreaker::Seed, &chosen, chosen_for);
        chosen
    }

    /// The one of `tied` that the seed favours least, and writes down what it was chosen for.
    ///
    /// # Panics
    /// Where `tied` is empty.
    pub fn disfavour(&mut self, tied: &[usize], chosen_for: &str) -> usize {
        let mut order = tied.to_vec();
        self.ties.sort(&mut order);
        let chosen = order.pop().expect("at least one option is given");
        self.break_tie(tied, TieBreaker::Seed, &[chosen], chosen_for);
        chosen
    }

    /// Writes down a tie broken in another way than by the seed. Does nothing where all are chosen.
    pub fn break_tie(
        &mut self,
        between: &[usize],
        broken_by: TieBreaker,
        chosen: &[usize],
        chosen_for: &str,
    ) {
        if chosen.len() < between.len() {
            let in_order = |options: &[usize]| {
                let mut options = options.to_vec();
                options.sort_unstable();
                options.into_iter().map(|option| self.id(option)).collect()
            };
            let (between, chosen) = (in_order(between), in_order(chosen));
            let chosen_for = chosen_for.to_owned();
            self.transcript.push(Step::Tie(Tie { between, broken_by, chosen_for, chosen }));
        }
    }

    /// The `seats` options with the highest figures, highest first; ties for the last seats fall
    /// to the seed. Between options that both win, equal figures leave the order of the poll.
    pub fn highest<N: Ord>(&mut self, figures: &PerOption<N>, seats: usize) -> Vec<usize> {
        let mut order: Vec<_> = figures.iter().collect();
        order.sort_by(|(_, left), (_, right)| right.cmp(left));
        let Some(&(_, last)) = order.get(seats.saturating_sub(1)) else {
            return order.into_iter().map(|(option, _)| option).collect();
        };
        let mut winners: Vec<_> =
            order.iter().filter(|&&(_, figure)| figure > last).map(|&(option, _)| option).collect();
        let tied: Vec<_> =
            order.iter().filter(|&&(_, figure)| figure == last).map(|&(option, _)| option).collect();
        winners.extend(self.favour(&tied, seats - winners.len(), "a seat"));
        winners
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::testing::{question, seed, winners};

    fn poll() -> Vec<Question> {
        let fields = json!([
            {"id": "who", "prompt": "Who?", "options": [{"id": "a", "label": "Ann"}, {"id": "b", "label": "Bob"}],
             "form": {"pick": {"min": 1, "max": 1}}, "rule": {"plurality": {}}},
            {"id": "how", "prompt": "How?", "options": [{"id": "a", "label": "Fast"}, {"id": "b", "label": "Well"}],
             "form": {"score": {"min": 0, "max": 5}}, "rule": {"score": {}}, "abstain": true}
        ]);
        serde_json::from_value(fields).unwrap()
    }

    fn ballots(fields: serde_json::Value) -> Vec<Answers> {
        serde_json::from_value(fields).unwrap()
    }

    #[test]
    fn all_questions_of_a_poll_are_counted() {
        let ballots = ballots(json!([
            {"who": {"pick": ["a"]}, "how": {"score": {"a": 1, "b": 4}}},
            {"who": {"pick": ["b"]}, "how": {"abstain": {}}},
        ]));
        let outcomes = tally(&poll(), ballots.iter().zip([1, 3]), Some(5), seed()).unwrap();
        let told: Vec<_> = outcomes
            .iter()
            .map(|outcome| {
                (outcome.question().as_str(), winners(outcome), outcome.answers(), outcome.abstentions())
            })
            .collect();
        assert_eq!(told, [("who", "b".to_owned(), 4, 0), ("how", "b".to_owned(), 1, 3)]);
    }

    #[test]
    fn answers_to_other_questions_are_refused() {
        let at =
            |fields| match tally(&poll(), ballots(fields).iter().map(|answers| (answers, 1)), None, seed()) {
                Err(TallyError::Profile(question, ProfileError::Answer(error))) => {
                    (question.to_string(), error.code())
                }
                other => panic!("{other:?}"),
            };
        let missing = json!([{"who": {"pick": ["a"]}}]);
        assert_eq!(at(missing), ("how".to_owned(), "answer-questions"));
        let extra = json!([{"who": {"pick": ["a"]}, "how": {"abstain": {}}, "why": {"abstain": {}}}]);
        assert_eq!(at(extra), ("why".to_owned(), "answer-questions"));
        let bad = json!([{"who": {"pick": ["c"]}, "how": {"abstain": {}}}]);
        assert_eq!(at(bad), ("who".to_owned(), "answer-unknown"));
    }

    #[test]
    fn the_earlier_in_the_order_of_ties_is_favoured() {
        let question = question("a b c", json!({"stance": {}}), json!({"any": {}}));
        let mut order = [0, 1, 2];
        Ties::new(&question, seed()).sort(&mut order);
        let mut count = Count::new(&question, seed());
        assert_eq!(count.favour(&[0, 1, 2], 1, "a seat"), [order[0]]);
        assert_eq!(count.disfavour(&[0, 1, 2], "exclusion"), order[2]);
        order[..2].sort_unstable();
        assert_eq!(count.favour(&[0, 1, 2], 2, "a seat"), order[..2]);
        assert_eq!(count.transcript.ties().count(), 3);
    }

    #[test]
    fn what_is_no_tie_is_not_told_as_one() {
        let question = question("a b c", json!({"stance": {}}), json!({"any": {}}));
        let mut count = Count::new(&question, seed());
        assert_eq!(count.favour(&[1], 1, "a seat"), [1]);
        assert_eq!(count.favour(&[0, 2], 2, "a seat").len(), 2);
        assert_eq!(count.disfavour(&[2], "exclusion"), 2);
        assert_eq!(count.transcript.steps(), []);
    }

    #[test]
    fn the_highest_win_in_order() {
        let question = question("a b c d", json!({"stance": {}}), json!({"any": {}}));
        let mut count = Count::new(&question, seed());
        let figures = PerOption::from_fn(4, |option| [1, 7, 3, 7][option]);
        assert_eq!(count.highest(&figures, 3), [1, 3, 2]);
        assert_eq!(count.highest(&figures, 9), [1, 3, 2, 0]);
        assert_eq!(count.transcript.steps(), []);
        let one = count.highest(&figures, 1);
        assert!(one == [1] || one == [3]);
        assert_eq!(count.transcript.ties().next().unwrap().between.len(), 2);
    }
}
