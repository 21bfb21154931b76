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

    /// The `places` of `tied` that the seed favours, and writes down what they were chosen for.
    /// Where all of them have a place there is no tie to break.
    pub fn favour(&mut self, tied: &[usize], places: usize, chosen_for: &str) -> Vec<usize> {
        let mut chosen = tied.to_vec();
        self.ties.sort(&mut chosen);
        chosen.truncate(places);
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
