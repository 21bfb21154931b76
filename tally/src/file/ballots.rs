//! The [`Ballots`] of a file while it is read: equal ones together, weights and sizes within limits.

use std::collections::BTreeMap;

use ostrakon_core::answer::Answer;
use ostrakon_core::form::{Form, MAX_SCORE};
use ostrakon_core::json::MAX_INTEGER;
use ostrakon_core::text::OptionId;

use super::MAX_MARKS;
use super::error::{Fault, FileError};
use super::location::Location;
use crate::profile::Choice;

/// What the ballots of a file say about options by position, and how often.
#[derive(Debug, Clone, Default)]
pub(super) struct Ballots {
    choices: BTreeMap<Choice, u64>,
    abstentions: u64,
    weight: u64,
    marks: usize,
}

impl Ballots {
    /// Takes a ballot that stands at `place`, `None` for one that says nothing. A ballot of weight 0 is
    /// left out.
    pub(super) fn add(
        &mut self,
        choice: Option<Choice>,
        weight: u64,
        location: Location,
    ) -> Result<(), FileError> {
        if weight == 0 {
            return Ok(());
        }
        self.weight = self.weight.saturating_add(weight);
        if self.weight > MAX_INTEGER.unsigned_abs() {
            return Err(location.error(Fault::Weights));
        }
        let Some(choice) = choice else {
            self.abstentions += weight;
            return Ok(());
        };
        if let Some(merged) = self.choices.get_mut(&choice) {
            *merged += weight;
            return Ok(());
        }
        self.marks += marks(&choice);
        if self.marks > MAX_MARKS {
            return Err(location.error(Fault::Marks));
        }
        self.choices.insert(choice, weight);
        Ok(())
    }

    /// The same ballots with the options in another order: the option at `i` comes to `positions[i]`.
    pub(super) fn reordered(self, positions: &[usize]) -> Self {
        let choices = self.choices.into_iter().map(|(choice, weight)| (choice.reordered(positions), weight));
        Self { choices: choices.collect(), ..self }
    }

    /// The weight of all ballots.
    pub(super) const fn weight(&self) -> u64 {
        self.weight
    }

    /// The narrowest form of `usual`'s kind that all ballots have; `usual` itself where there are none.
    pub(super) fn form(&self, usual: Form) -> Form {
        match self.choices.keys().map(form_of).reduce(wider).unwrap_or(usual) {
            Form::Pick { min, max } => Form::Pick { min, max: max.max(1) },
            // There are at least two scores.
            Form::Score { min, max } => {
                let min = min.min(MAX_SCORE - 1);
                Form::Score { min, max: max.max(min + 1) }
            }
            form => form,
        }
    }

    /// The answers with their weights, in an order that depends on nothing but what they say.
    pub(super) fn into_answers(self, ids: &[&OptionId]) -> Vec<(Answer, u64)> {
        let abstentions = Some((Answer::Abstain {}, self.abstentions)).filter(|(_, weight)| *weight > 0);
        let answers = self.choices.into_iter().map(|(choice, weight)| (choice.to_answer(ids), weight));
        answers.chain(abstentions).collect()
    }
}

/// How much room a ballot takes. None takes none.
fn marks(choice: &Choice) -> usize {
    1 + match choice {
        Choice::Allocate(units) => units.len(),
        Choice::Pick(options) => options.len(),
        Choice::Rank(places) => places.iter().map(|place| place.len()).sum(),
        Choice::Score(scores) => scores.len(),
        Choice::Stance(stances) => stances.len(),
    }
}

/// What a ballot says about the form of all.
fn form_of(choice: &Choice) -> Form {
    match choice {
        Choice::Allocate(units) => {
            let credits =
                units.iter().map(|(_, amount)| amount.saturating_abs()).fold(0, i64::saturating_add);
            Form::Allocate { credits, exponent: 1, signed: units.iter().any(|&(_, amount)| amount < 0) }
        }
        Choice::Pick(options) => Form::Pick { min: options.len(), max: options.len() },
        Choice::Rank(places) => {
            let max = places.iter().map(|place| place.len()).sum();
            Form::Rank { max, ties: places.iter().any(|place| place.len() > 1) }
        }
        Choice::Score(scores) => {
            let (min, max) = (scores.iter().copied().min(), scores.iter().copied().max());
            Form::Score { min: min.unwrap_or_default(), max: max.unwrap_or_default() }
        }
        Choice::Stance(_) => Form::Stance {},
    }
}

/// The narrowest form that is at least as wide as two of one kind.
fn wider(one: Form, other: Form) -> Form {
    match (one, other) {
        (
            Form::Allocate { credits, exponent, signed },
            Form::Allocate { credits: other, signed: also, .. },
        ) => Form::Allocate { credits: credits.max(other), exponent, signed: signed || also },
        (Form::Pick { min, max }, Form::Pick { min: other_min, max: other_max }) => {
            Form::Pick { min: min.min(other_min), max: max.max(other_max) }
        }
        (Form::Rank { max, ties }, Form::Rank { max: other, ties: also }) => {
            Form::Rank { max: max.max(other), ties: ties || also }
        }
        (Form::Score { min, max }, Form::Score { min: other_min, max: other_max }) => {
            Form::Score { min: min.min(other_min), max: max.max(other_max) }
        }
        (one, _) => one,
    }
}

#[cfg(test)]
mod tests {
    use smallvec::smallvec;

    use super::*;

    fn form(choices: &[Choice]) -> Form {
        let mut ballots = Ballots::default();
        for choice in choices {
            ballots.add(Some(choice.clone()), 1, Location::START).unwrap();
        }
        ballots.form(Form::Stance {})
    }

    #[test]
    fn the_form_is_the_narrowest_that_all_ballots_have() {
        let picks = |options: &[usize]| Choice::Pick(options.to_vec());
        assert_eq!(form(&[picks(&[0]), picks(&[1])]), Form::Pick { min: 1, max: 1 });
        assert_eq!(form(&[picks(&[0, 2]), picks(&[])]), Form::Pick { min: 0, max: 2 });
        let strict = Choice::Rank(vec![smallvec![0], smallvec![1], smallvec![2]]);
        assert_eq!(form(std::slice::from_ref(&strict)), Form::Rank { max: 3, ties: false });
        let tied = Choice::Rank(vec![smallvec![0, 1]]);
        assert_eq!(form(&[strict, tied]), Form::Rank { max: 3, ties: true });
        let scores = |scores: &[i64]| Choice::Score(scores.to_vec());
        assert_eq!(form(&[scores(&[5, -1]), scores(&[0, 7])]), Form::Score { min: -1, max: 7 });
        assert_eq!(form(&[scores(&[3, 3])]), Form::Score { min: 3, max: 4 });
        assert_eq!(form(&[scores(&[3, 3]), scores(&[4, 4])]), Form::Score { min: 3, max: 4 });
        assert_eq!(form(&[picks(&[])]), Form::Pick { min: 0, max: 1 });
        assert_eq!(form(&[scores(&[MAX_SCORE])]), Form::Score { min: MAX_SCORE - 1, max: MAX_SCORE });
        let credits = form(&[Choice::Allocate(vec![(0, 3), (1, -4)]), Choice::Allocate(vec![(2, 1)])]);
        assert_eq!(credits, Form::Allocate { credits: 7, exponent: 1, signed: true });
        assert_eq!(form(&[]), Form::Stance {});
    }

    #[test]
    fn equal_ballots_merge_and_those_of_no_weight_are_left_out() {
        let mut ballots = Ballots::default();
        for (choice, weight) in
            [(Some(vec![1]), 2), (Some(vec![0]), 1), (None, 4), (Some(vec![1]), 3), (Some(vec![0, 1]), 0)]
        {
            ballots.add(choice.map(Choice::Pick), weight, Location::START).unwrap();
        }
        assert_eq!(ballots.weight(), 10);
        let [a, b] = ["a", "b"].map(|id| id.parse::<OptionId>().unwrap());
        let expected =
            [(Answer::Pick(vec![a.clone()]), 1), (Answer::Pick(vec![b.clone()]), 5), (Answer::Abstain {}, 4)];
        assert_eq!(ballots.into_answers(&[&a, &b]), expected);
    }

    #[test]
    fn weights_and_marks_have_limits() {
        let mut ballots = Ballots::default();
        ballots.add(None, MAX_INTEGER.unsigned_abs(), Location::START).unwrap();
        assert_eq!(ballots.add(None, 1, Location::START).unwrap_err().code(), "file-weights");
        assert_eq!(ballots.add(None, u64::MAX, Location::START).unwrap_err().code(), "file-weights");
        let mut ballots = Ballots::default();
        let full = || Some(Choice::Score(vec![0; MAX_MARKS - 1]));
        ballots.add(full(), 1, Location::START).unwrap();
        ballots.add(full(), 1, Location::START).unwrap();
        assert_eq!(
            ballots.add(Some(Choice::Pick(vec![])), 1, Location::START).unwrap_err().code(),
            "file-marks"
        );
    }
}
