//! A [`Profile`] is all that was answered to one question: every answer checked against the form,
//! options replaced by their positions, identical answers merged. It does not depend on the order
//! in which answers came in.

use std::collections::BTreeMap;

use ostrakon_core::answer::{Answer, AnswerError, Stance};
use ostrakon_core::json::MAX_INTEGER;
use ostrakon_core::question::Question;
use ostrakon_core::text::OptionId;
use smallvec::SmallVec;

/// All answers to one question.
///
/// Options are positions in [`Question::options`]. All weights together are at most 2⁵³ − 1, so
/// that a count of votes is an exact integer everywhere and any weighted sum of scores, points or
/// credits fits in an `i128`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Profile<'q> {
    question: &'q Question,
    choices: BTreeMap<Choice, u64>,
    answers: u64,
    abstentions: u64,
    electorate: Option<u64>,
}

/// Options that share a place of a ranking. Mostly one: it needs no memory elsewhere.
pub type Place = SmallVec<[usize; 2]>;

/// What one voter, or several alike, said, options by position.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Choice {
    Allocate(Vec<(usize, i64)>),
    Pick(Vec<usize>),
    Rank(Vec<Place>),
    Score(Vec<i64>),
    Stance(Vec<Stance>),
}

/// Why answers make no profile.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ProfileError {
    /// An answer does not fit the question.
    #[error(transparent)]
    Answer(#[from] AnswerError),
    /// More took part than are in the electorate.
    #[error("{participants} took part, the electorate has {electorate}")]
    Electorate {
        /// Answers and abstentions.
        participants: u64,
        /// Size of the electorate.
        electorate: u64,
    },
    /// The weights add up to more than 2⁵³ − 1.
    #[error("the weights of the answers add up to more than {MAX_INTEGER}")]
    Weight,
}

impl<'q> Profile<'q> {
    /// Checks and merges answers, each with its weight: 1 where every voter counts the same.
    ///
    /// # Errors
    /// [`ProfileError::Answer`] for the first answer that does not fit the question,
    /// [`ProfileError::Weight`] where all weights together are too large.
    pub fn new<'a>(
        question: &'q Question,
        answers: impl IntoIterator<Item = (&'a Answer, u64)>,
    ) -> Result<Self, ProfileError> {
        let positions = question.options().iter().enumerate().map(|(at, option)| (option.id(), at)).collect();
        let mut profile =
            Self { question, choices: BTreeMap::new(), answers: 0, abstentions: 0, electorate: None };
        for (answer, weight) in answers {
            let sum = match Choice::resolve(answer, &positions)? {
                None => {
                    question.check(answer)?;
                    &mut profile.abstentions
                }
                Some(choice) => {
                    // Equal choices come from equal answers, so the first of them is checked for all.
                    let merged = match profile.choices.entry(choice) {
                        std::collections::btree_map::Entry::Occupied(entry) => entry.into_mut(),
                        std::collections::btree_map::Entry::Vacant(entry) => {
                            question.check(answer)?;
                            entry.insert(0)
                        }
                    };
                    *merged = merged.checked_add(weight).ok_or(ProfileError::Weight)?;
                    &mut profile.answers
                }
            };
            *sum = sum.checked_add(weight).ok_or(ProfileError::Weight)?;
        }
        let all = profile.answers.checked_add(profile.abstentions).ok_or(ProfileError::Weight)?;
        if all > MAX_INTEGER.unsigned_abs() {
            return Err(ProfileError::Weight);
        }
        Ok(profile)
    }

    /// The same profile, with the number (or weight) of all who could have answered.
    ///
    /// # Errors
    /// [`ProfileError::Electorate`] where more took part.
    pub fn with_electorate(self, electorate: u64) -> Result<Self, ProfileError> {
        let participants = self.participants();
        if participants > electorate {
            return Err(ProfileError::Electorate { participants, electorate });
        }
        Ok(Self { electorate: Some(electorate), ..self })
    }

    /// The question answered.
    #[must_use]
    pub const fn question(&self) -> &'q Question {
        self.question
    }

    /// How many options the question has: every position is below it.
    #[must_use]
    pub fn options(&self) -> usize {
        self.question.options().len()
    }

    /// Weight of the answers, abstentions left out.
    #[must_use]
    pub const fn answers(&self) -> u64 {
        self.answers
    }

    /// Weight of the abstentions.
    #[must_use]
    pub const fn abstentions(&self) -> u64 {
        self.abstentions
    }

    /// Weight of answers and abstentions together.
    #[must_use]
    pub const fn participants(&self) -> u64 {
        self.answers + self.abstentions
    }

    /// Size of the electorate, where it is known.
    #[must_use]
    pub const fn electorate(&self) -> Option<u64> {
        self.electorate
    }

    /// Distinct answers to a `pick` question: the chosen options in the order of the poll.
    pub fn picks(&self) -> impl Iterator<Item = (&[usize], u64)> {
        self.choices.iter().filter_map(|(choice, &weight)| match choice {
            Choice::Pick(options) => Some((options.as_slice(), weight)),
            _ => None,
        })
    }

    /// Distinct answers to a `rank` question: places, best first, each with its options. No place
    /// is empty and no option stands twice.
    pub fn rankings(&self) -> impl Iterator<Item = (&[Place], u64)> {
        self.choices.iter().filter_map(|(choice, &weight)| match choice {
            Choice::Rank(places) => Some((places.as_slice(), weight)),
            _ => None,
        })
    }

    /// Distinct answers to a `score` question: a score for every option, in the order of the poll.
    pub fn scores(&self) -> impl Iterator<Item = (&[i64], u64)> {
        self.choices.iter().filter_map(|(choice, &weight)| match choice {
            Choice::Score(scores) => Some((scores.as_slice(), weight)),
            _ => None,
        })
    }

    /// Distinct answers to an `allocate` question: options with their units, in the order of the
    /// poll, options without any left out.
    pub fn allocations(&self) -> impl Iterator<Item = (&[(usize, i64)], u64)> {
        self.choices.iter().filter_map(|(choice, &weight)| match choice {
            Choice::Allocate(units) => Some((units.as_slice(), weight)),
            _ => None,
        })
    }

    /// Distinct answers to a `stance` question: a stance on every option, in the order of the poll.
    pub fn stances(&self) -> impl Iterator<Item = (&[Stance], u64)> {
        self.choices.iter().filter_map(|(choice, &weight)| match choice {
            Choice::Stance(stances) => Some((stances.as_slice(), weight)),
            _ => None,
        })
    }
}

type Positions<'q> = BTreeMap<&'q OptionId, usize>;

impl Choice {
    /// The answer by positions; `None` for an abstention. Different answers resolve differently.
    fn resolve(answer: &Answer, positions: &Positions<'_>) -> Result<Option<Self>, AnswerError> {
        Ok(Some(match answer {
            Answer::Abstain {} => return Ok(None),
            Answer::Allocate(units) => {
                let mut units: Vec<_> = units
                    .iter()
                    .map(|(id, &amount)| Ok((position(id, positions)?, amount)))
                    .collect::<Result<_, AnswerError>>()?;
                units.sort_unstable();
                Self::Allocate(units)
            }
            Answer::Pick(options) => Self::Pick(resolve_all(options, positions)?),
            Answer::Rank(places) => Self::Rank(
                places.iter().map(|place| resolve_all(place, positions)).collect::<Result<_, _>>()?,
            ),
            Answer::Score(scores) => Self::Score(complete(scores, positions)?),
            Answer::Stance(stances) => Self::Stance(complete(stances, positions)?),
        }))
    }

    /// The same about options in another order: the option at `i` comes to `positions[i]`.
    pub(crate) fn reordered(self, positions: &[usize]) -> Self {
        let new = |option: usize| positions.get(option).copied();
        let moved = |options: Vec<usize>| {
            let mut options: Vec<_> = options.into_iter().filter_map(new).collect();
            options.sort_unstable();
            options
        };
        match self {
            Self::Allocate(units) => {
                let moved = units.into_iter().filter_map(|(option, amount)| Some((new(option)?, amount)));
                let mut moved: Vec<_> = moved.collect();
                moved.sort_unstable();
                Self::Allocate(moved)
            }
            Self::Pick(options) => Self::Pick(moved(options)),
            Self::Rank(places) => {
                Self::Rank(places.into_iter().map(|place| moved(place.into_vec()).into()).collect())
            }
            Self::Score(scores) => Self::Score(in_order(scores, positions)),
            Self::Stance(stances) => Self::Stance(in_order(stances, positions)),
        }
    }

    /// The answer that says this about options with these ids. Positions without an id are left out.
    pub(crate) fn to_answer(&self, ids: &[&OptionId]) -> Answer {
        let id = |option: &usize| ids.get(*option).map(|&id| id.clone());
        let named = |options: &[usize]| options.iter().filter_map(id).collect();
        match self {
            Self::Allocate(units) => Answer::Allocate(
                units.iter().filter_map(|(option, amount)| Some((id(option)?, *amount))).collect(),
            ),
            Self::Pick(options) => Answer::Pick(named(options)),
            Self::Rank(places) => Answer::Rank(places.iter().map(|place| named(place)).collect()),
            Self::Score(scores) => Answer::Score(of_each(ids, scores)),
            Self::Stance(stances) => Answer::Stance(of_each(ids, stances)),
        }
    }
}

fn position(id: &OptionId, positions: &Positions<'_>) -> Result<usize, AnswerError> {
    positions.get(id).copied().ok_or_else(|| AnswerError::Unknown(id.clone()))
}

fn resolve_all<C: FromIterator<usize>>(
    ids: &[OptionId],
    positions: &Positions<'_>,
) -> Result<C, AnswerError> {
    ids.iter().map(|id| position(id, positions)).collect()
}

/// What is said about each option, in the order of the poll.
fn complete<T: Copy>(said: &BTreeMap<OptionId, T>, positions: &Positions<'_>) -> Result<Vec<T>, AnswerError> {
    let mut by_position = said
        .iter()
        .map(|(id, &value)| Ok((position(id, positions)?, value)))
        .collect::<Result<Vec<_>, AnswerError>>()?;
    by_position.sort_unstable_by_key(|&(at, _)| at);
    match positions.keys().find(|&&id| !said.contains_key(id)) {
        Some(&missing) => Err(AnswerError::Missing(missing.clone())),
        None => Ok(by_position.into_iter().map(|(_, value)| value).collect()),
    }
}

fn in_order<T>(said: Vec<T>, positions: &[usize]) -> Vec<T> {
    let mut by_position: Vec<_> = positions.iter().zip(said).collect();
    by_position.sort_by_key(|(position, _)| **position);
    by_position.into_iter().map(|(_, value)| value).collect()
}

fn of_each<T: Copy>(ids: &[&OptionId], said: &[T]) -> BTreeMap<OptionId, T> {
    ids.iter().zip(said).map(|(&id, &value)| (id.clone(), value)).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::testing::{picked, question, ranked};

    fn merge<'q>(question: &'q Question, answers: &[(Answer, u64)]) -> Result<Profile<'q>, ProfileError> {
        Profile::new(question, answers.iter().map(|(answer, weight)| (answer, *weight)))
    }

    /// A profile of one answer, given in JSON, to a question about a and b.
    fn one(form: Value, answer: Value) -> Result<(), ProfileError> {
        let question = question("a b", form, json!({"any": {}}));
        merge(&question, &[(serde_json::from_value(answer).unwrap(), 1)]).map(drop)
    }

    #[test]
    fn equal_answers_merge_in_any_order() {
        let question = question("b a c", json!({"rank": {"max": 3, "ties": true}}), json!({"any": {}}));
        let some = ranked("2 a>b | 1 c | 1 abstain | 3 a>b | 1 b=a");
        let profile = merge(&question, &some).unwrap();
        let merged: Vec<_> =
            profile.rankings().map(|(places, weight)| (format!("{places:?}"), weight)).collect();
        let expected = [("[[0, 1]]", 1), ("[[1], [0]]", 5), ("[[2]]", 1)];
        assert_eq!(merged, expected.map(|(places, weight)| (places.to_owned(), weight)));
        assert_eq!((profile.answers(), profile.abstentions(), profile.participants()), (7, 1, 8));
        let backwards: Vec<_> = some.into_iter().rev().collect();
        assert_eq!(merge(&question, &backwards).unwrap(), profile);
    }

    #[test]
    fn every_form_is_given_by_position() {
        let question = |form| question("b a", form, json!({"any": {}}));
        let answer = |answer| [(serde_json::from_value::<Answer>(answer).unwrap(), 2)];

        let picks = question(json!({"pick": {"min": 0, "max": 2}}));
        let profile = merge(&picks, &answer(json!({"pick": ["b", "a"]}))).unwrap();
        assert!(profile.picks().eq([(&[0, 1][..], 2)]));

        let scores = question(json!({"score": {"min": 0, "max": 9}}));
        let profile = merge(&scores, &answer(json!({"score": {"a": 1, "b": 2}}))).unwrap();
        assert!(profile.scores().eq([(&[2, 1][..], 2)]));

        let credits = question(json!({"allocate": {"credits": 9, "exponent": 2, "signed": true}}));
        let profile = merge(&credits, &answer(json!({"allocate": {"a": -1, "b": 2}}))).unwrap();
        assert!(profile.allocations().eq([(&[(0, 2), (1, -1)][..], 2)]));

        let stances = question(json!({"stance": {}}));
        let said = json!({"stance": {"a": "pass", "b": "agree"}});
        let profile = merge(&stances, &answer(said)).unwrap();
        assert!(profile.stances().eq([(&[Stance::Agree, Stance::Pass][..], 2)]));
        assert_eq!(profile.picks().count() + profile.scores().count() + profile.rankings().count(), 0);
    }

    #[test]
    fn answers_that_do_not_fit_are_refused() {
        let refused = |form, answer| match one(form, answer).unwrap_err() {
            ProfileError::Answer(error) => error.code(),
            other => panic!("{other}"),
        };
        let pick = || json!({"pick": {"min": 1, "max": 1}});
        assert_eq!(refused(pick(), json!({"pick": ["a", "b"]})), "answer-picks");
        assert_eq!(refused(pick(), json!({"pick": ["c"]})), "answer-unknown");
        assert_eq!(refused(pick(), json!({"rank": [["a"]]})), "answer-form");
        assert_eq!(
            refused(json!({"rank": {"max": 2, "ties": false}}), json!({"rank": [["a", "b"]]})),
            "answer-tie"
        );
        let score = || json!({"score": {"min": 0, "max": 2}});
        assert_eq!(refused(score(), json!({"score": {"a": 1}})), "answer-missing");
        assert_eq!(refused(score(), json!({"score": {"a": 1, "b": 3}})), "answer-score");
        let credits = json!({"allocate": {"credits": 2, "exponent": 2, "signed": false}});
        assert_eq!(refused(credits, json!({"allocate": {"a": 2}})), "answer-credits");
    }

    #[test]
    fn a_repeated_answer_is_refused_even_after_a_good_one() {
        let question = question("a b", json!({"pick": {"min": 1, "max": 2}}), json!({"any": {}}));
        let answers = [picked("1 a,b"), picked("1 b,a")].concat();
        assert_eq!(merge(&question, &answers), Err(AnswerError::Order.into()));
    }

    #[test]
    fn weights_stay_exact_integers() {
        let question = question("a b", json!({"pick": {"min": 1, "max": 1}}), json!({"any": {}}));
        assert!(merge(&question, &picked("9007199254740990 a | 1 abstain")).is_ok());
        for too_much in
            ["9007199254740991 a | 1 b", "9007199254740991 a | 1 abstain", "1 a | 18446744073709551615 a"]
        {
            assert_eq!(merge(&question, &picked(too_much)), Err(ProfileError::Weight), "{too_much}");
        }
    }

    #[test]
    fn no_more_take_part_than_there_are() {
        let question = question("a b", json!({"pick": {"min": 1, "max": 1}}), json!({"any": {}}));
        let profile = merge(&question, &picked("2 a | 1 abstain")).unwrap();
        assert_eq!(profile.clone().with_electorate(3).unwrap().electorate(), Some(3));
        let error = ProfileError::Electorate { participants: 3, electorate: 2 };
        assert_eq!(profile.with_electorate(2), Err(error));
    }
}
