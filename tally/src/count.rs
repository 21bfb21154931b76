//! A [`Count`] under way breaks ties and writes down each step, so that no rule can break a tie
//! and not say so.

use std::collections::BTreeMap;
use std::fmt;
use std::num::NonZeroU64;

use ostrakon_core::answer::{AnswerError, Answers};
use ostrakon_core::question::Question;
use ostrakon_core::text::{OptionId, QuestionId};

use crate::committees::Committees;
use crate::lot::{Chance, Lots};
use crate::outcome::{Decision, Outcome};
use crate::per_option::PerOption;
use crate::profile::{Profile, ProfileError};
use crate::rational::Rational;
use crate::rule::{KnownRule, RuleError};
use crate::tie::{TieOrder, Ties};
use crate::transcript::{
    Award, Condition, Defeat, Draw, Funding, Pairwise, Ruling, Step, Tie, TieBreaker, Totals, Transcript,
    Transfer,
};
use crate::universe::{Choices, MAX_UNIVERSES, combination, combinations};

/// Counts the answers to one question by the question's rule. Ties and lots fall as `chance` says: a seed
/// or [`TieOrder::Listed`] is enough for rules that draw no lots.
///
/// # Errors
/// [`CountError::Rule`] where the rule does not fit the question, which no question of a poll is,
/// [`CountError::Electorate`] where the rule needs the size of the electorate and the profile
/// does not know it, and [`CountError::Lottery`] where it draws lots and there is no seed for them.
pub fn count(profile: &Profile<'_>, chance: impl Into<Chance>) -> Result<Outcome, CountError> {
    let chance = chance.into();
    let mut count = Count::new(profile.question(), chance);
    match decide(profile, &mut count) {
        Ok(decision) => Ok(Outcome::new(profile, chance, decision, count.transcript)),
        Err(Halt::Error(error)) => Err(error),
        Err(Halt::Explored) => unreachable!("a count in a fixed order of ties looks at one universe"),
    }
}

/// What the question's rule decides.
pub(crate) fn decide(profile: &Profile<'_>, count: &mut Count<'_>) -> Result<Decision, Halt> {
    let rule = KnownRule::of(profile.question()).map_err(CountError::from)?;
    rule.check(profile.question()).map_err(CountError::from)?;
    if profile.answers() == 0 {
        return Ok(Decision::nobody("nobody answered"));
    }
    rule.count(profile, count)
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
    chance: impl Into<Chance>,
) -> Result<Vec<Outcome>, TallyError> {
    let chance = chance.into();
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
        count(&profile, chance).map_err(|error| TallyError::Count(id.clone(), error))
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
    /// The rule draws lots.
    #[error("this rule draws lots, and there is no seed for them")]
    Lottery,
    /// The rule does not fit the question.
    #[error(transparent)]
    Rule(#[from] RuleError),
    /// Ties can fall in more than [`MAX_UNIVERSES`] ways, or in more than there was time to look at.
    #[error("there are too many ways in which the ties can fall")]
    Universes,
}

/// Why a count ends without a decision.
#[derive(Debug)]
pub(crate) enum Halt {
    /// There is none.
    Error(CountError),
    /// Another universe has been here, and was followed on.
    Explored,
}

impl From<CountError> for Halt {
    fn from(error: CountError) -> Self {
        Self::Error(error)
    }
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
    decider: Decider,
    transcript: Transcript,
}

/// What decides ties.
#[derive(Debug)]
enum Decider {
    /// A fixed order of the options, and lots where there is a seed for them.
    Order(TieBreaker, Ties, Option<Lots>),
    /// The choices of one of many universes.
    Universe(Choices),
}

impl<'q> Count<'q> {
    pub(crate) fn new(question: &'q Question, chance: Chance) -> Self {
        let breaker = match chance.ties {
            TieOrder::Listed => TieBreaker::Listed,
            TieOrder::Seed(_) => TieBreaker::Seed,
        };
        let ties = Ties::new(question, chance.ties);
        let decider = Decider::Order(breaker, ties, chance.lots.map(Lots::new));
        Self { question, decider, transcript: Transcript::default() }
    }

    pub(crate) fn in_universe(question: &'q Question, choices: Choices) -> Self {
        Self { question, decider: Decider::Universe(choices), transcript: Transcript::default() }
    }

    /// The choices made at ties, where this was one of many universes.
    pub(crate) fn into_choices(self) -> Choices {
        match self.decider {
            Decider::Order(..) => Choices::default(),
            Decider::Universe(choices) => choices,
        }
    }

    /// Says where the count stands after a tie may have been broken: all that what follows depends on,
    /// told apart by how it prints. Ends a universe that goes on like another one.
    pub(crate) fn arrive(&mut self, state: &impl fmt::Debug) -> Result<(), Halt> {
        let is_new = match &mut self.decider {
            Decider::Order(..) => true,
            Decider::Universe(choices) => choices.arrive(|| format!("{state:?}")),
        };
        if is_new { Ok(()) } else { Err(Halt::Explored) }
    }

    /// What was written down so far.
    #[cfg(test)]
    pub(crate) const fn transcript(&self) -> &Transcript {
        &self.transcript
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

    /// Writes down how many prefer each option to each other.
    pub fn pairwise(&mut self, pairwise: Pairwise) {
        self.transcript.push(Step::Pairwise(pairwise));
    }

    /// Writes down that one option beats another, and what that leads to.
    pub fn defeat(&mut self, defeat: Defeat) {
        self.transcript.push(Step::Defeat(defeat));
    }

    /// Writes down that an option is paid for, and by whom.
    pub fn fund(&mut self, funding: Funding) {
        self.transcript.push(Step::Fund(funding));
    }

    /// Writes down that an option receives something: a seat, money.
    pub fn award(&mut self, option: usize, amount: impl Into<Rational>, reason: impl Into<String>) {
        let award = Award { option: self.id(option), amount: amount.into(), reason: reason.into() };
        self.transcript.push(Step::Award(award));
    }

    /// Writes down in words what no other step says.
    pub fn remark(&mut self, text: impl Into<String>) {
        self.transcript.push(Step::Remark(text.into()));
    }

    /// The `places` of `tied` that the order of ties favours, in the order of the poll, and writes
    /// down what they were chosen for.
    /// Where all of them have a place there is no tie to break.
    pub fn favour(&mut self, tied: &[usize], places: usize, chosen_for: &str) -> Vec<usize> {
        let mut chosen = tied.to_vec();
        let breaker = match &mut self.decider {
            Decider::Order(breaker, ties, _) => {
                ties.sort(&mut chosen);
                chosen.truncate(places);
                *breaker
            }
            Decider::Universe(choices) => {
                chosen.sort_unstable();
                if places < chosen.len() {
                    let choice = choices.next(combinations(chosen.len(), places));
                    let kept = combination(chosen.len(), places, choice);
                    chosen = kept.into_iter().filter_map(|at| chosen.get(at).copied()).collect();
                }
                TieBreaker::Seed
            }
        };
        chosen.sort_unstable();
        self.break_tie(tied, breaker, &chosen, chosen_for);
        chosen
    }

    /// The one of `tied` that the order of ties favours least, and writes down what it was chosen for.
    ///
    /// # Panics
    /// Where `tied` is empty.
    pub fn disfavour(&mut self, tied: &[usize], chosen_for: &str) -> usize {
        let mut order = tied.to_vec();
        let (breaker, chosen) = match &mut self.decider {
            Decider::Order(breaker, ties, _) => {
                ties.sort(&mut order);
                (*breaker, order.last().copied())
            }
            Decider::Universe(choices) => {
                order.sort_unstable();
                let choice = choices.next(u64::try_from(order.len()).ok());
                (TieBreaker::Seed, usize::try_from(choice).ok().and_then(|choice| order.get(choice).copied()))
            }
        };
        let chosen = chosen.expect("at least one option is given");
        self.break_tie(tied, breaker, &[chosen], chosen_for);
        chosen
    }

    /// No committees yet: for a search for the best of them.
    #[must_use]
    pub fn committees(&self) -> Committees {
        let options = self.question.options().len();
        match &self.decider {
            Decider::Order(_, ties, _) => Committees::new(options, ties.clone(), MAX_COMMITTEES),
            Decider::Universe(_) => {
                Committees::new(options, Ties::new(self.question, TieOrder::Listed), MAX_UNIVERSES)
            }
        }
    }

    /// The committee of `tied`, one at least, that the order of ties favours: the one that has the most
    /// favoured option in which they differ. Writes down that they tied, and what the chosen one was
    /// chosen for.
    ///
    /// # Panics
    /// Where `tied` is empty.
    pub fn favour_committee(&mut self, tied: &Committees, chosen_for: &str) -> Vec<usize> {
        let (breaker, choice) = match &mut self.decider {
            Decider::Order(breaker, ..) => (*breaker, 0),
            Decider::Universe(choices) => (TieBreaker::Seed, choices.next(Some(tied.found()))),
        };
        let chosen = usize::try_from(choice).ok().and_then(|choice| tied.first().nth(choice));
        let chosen =
            chosen.expect("at least one committee was found, and any of few enough is kept").to_vec();
        if tied.found() > 1 {
            let between = tied.differ_in();
            let preferred: Vec<_> =
                chosen.iter().copied().filter(|option| between.contains(option)).collect();
            let ids = |options: &[usize]| options.iter().map(|&option| self.id(option)).collect::<Vec<_>>();
            let tie = Tie {
                between: ids(&between),
                broken_by: breaker,
                chosen_for: chosen_for.to_owned(),
                chosen: ids(&preferred),
                committees: tied.first().take(MAX_COMMITTEES).map(ids).collect(),
                committees_in_all: Some(tied.found()),
            };
            self.transcript.push(Step::Tie(tie));
        }
        chosen
    }

    /// Draws one of the lots and writes it down: `lots` are entries, each an option and how many lots it
    /// has, in the order of the options; `of` says what a lot is. The drawn entry by its place in `lots`;
    /// none where there is no lot at all.
    ///
    /// # Errors
    /// [`CountError::Lottery`] where there is no seed to draw by.
    pub fn draw(&mut self, of: &str, lots: &[(usize, u64)]) -> Result<Option<usize>, CountError> {
        let filled: Vec<_> =
            (0..lots.len()).filter(|&at| lots.get(at).is_some_and(|&(_, lots)| lots > 0)).collect();
        let all = lots.iter().map(|&(_, lots)| lots).sum();
        let Some(all) = NonZeroU64::new(all) else { return Ok(None) };
        let hat = match &mut self.decider {
            Decider::Order(_, _, hat) => hat.as_mut().ok_or(CountError::Lottery)?,
            Decider::Universe(choices) => {
                let choice = choices.next(u64::try_from(filled.len()).ok());
                return Ok(usize::try_from(choice).ok().and_then(|choice| filled.get(choice).copied()));
            }
        };
        let (number, hash) = hat.draw(self.question.id(), all);
        let mut before = 0;
        let drawn = lots.iter().position(|&(_, lots)| {
            before += lots;
            number <= before
        });
        if let Some(&(option, _)) = drawn.and_then(|drawn| lots.get(drawn)) {
            let (lots, number) = (all.get().into(), number.into());
            let draw = Draw { of: of.to_owned(), lots, number, hash, option: self.id(option) };
            self.transcript.push(Step::Draw(draw));
        }
        Ok(drawn)
    }

    /// Writes down a tie broken in another way than by the order of ties. Does nothing where all are chosen.
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
            self.transcript.push(Step::Tie(Tie {
                between,
                broken_by,
                chosen_for: chosen_for.to_owned(),
                chosen,
                committees: Vec::new(),
                committees_in_all: None,
            }));
        }
    }

    /// The `seats` options with the highest figures, highest first; ties for the last seats fall
    /// to the order of ties. Between options that both win, equal figures leave the order of the poll.
    pub fn highest<N: Ord>(&mut self, figures: &PerOption<N>, seats: usize) -> Vec<usize> {
        self.highest_for(figures, seats, "a seat")
    }

    /// As [`highest`](Self::highest), for something else than seats: `chosen_for` says what one of it is.
    pub fn highest_for<N: Ord>(
        &mut self,
        figures: &PerOption<N>,
        places: usize,
        chosen_for: &str,
    ) -> Vec<usize> {
        let mut order: Vec<_> = figures.iter().collect();
        order.sort_by(|(_, left), (_, right)| right.cmp(left));
        let Some(&(_, last)) = order.get(places.saturating_sub(1)) else {
            return order.into_iter().map(|(option, _)| option).collect();
        };
        let mut winners: Vec<_> =
            order.iter().filter(|&&(_, figure)| figure > last).map(|&(option, _)| option).collect();
        let tied: Vec<_> =
            order.iter().filter(|&&(_, figure)| figure == last).map(|&(option, _)| option).collect();
        winners.extend(self.favour(&tied, places - winners.len(), chosen_for));
        winners
    }
}

/// Most committees of a tie that are written down.
const MAX_COMMITTEES: usize = 100;

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
        Ties::new(&question, seed().into()).sort(&mut order);
        let mut count = Count::new(&question, seed().into());
        assert_eq!(count.favour(&[0, 1, 2], 1, "a seat"), [order[0]]);
        assert_eq!(count.disfavour(&[0, 1, 2], "exclusion"), order[2]);
        order[..2].sort_unstable();
        assert_eq!(count.favour(&[0, 1, 2], 2, "a seat"), order[..2]);
        assert_eq!(count.transcript.ties().count(), 3);
    }

    #[test]
    fn what_is_no_tie_is_not_told_as_one() {
        let question = question("a b c", json!({"stance": {}}), json!({"any": {}}));
        let mut count = Count::new(&question, seed().into());
        assert_eq!(count.favour(&[1], 1, "a seat"), [1]);
        assert_eq!(count.favour(&[0, 2], 2, "a seat").len(), 2);
        assert_eq!(count.disfavour(&[2], "exclusion"), 2);
        assert_eq!(count.transcript.steps(), []);
    }

    #[test]
    fn the_highest_win_in_order() {
        let question = question("a b c d", json!({"stance": {}}), json!({"any": {}}));
        let mut count = Count::new(&question, seed().into());
        let figures = PerOption::from_fn(4, |option| [1, 7, 3, 7][option]);
        assert_eq!(count.highest(&figures, 3), [1, 3, 2]);
        assert_eq!(count.highest(&figures, 9), [1, 3, 2, 0]);
        assert_eq!(count.transcript.steps(), []);
        let one = count.highest(&figures, 1);
        assert!(one == [1] || one == [3]);
        assert_eq!(count.transcript.ties().next().unwrap().between.len(), 2);
    }
}
