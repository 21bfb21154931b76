//! [`PerOption`]: one value for each option of a question, by its position in the poll.

use std::ops::{Index, IndexMut};

/// One value per option.
///
/// Indexed by the position of an option, as a [`Profile`](crate::profile::Profile) of the same
/// question gives it; any other index panics.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PerOption<T>(Vec<T>);

impl<T> PerOption<T> {
    /// The value that `value_of` gives each of `options` options.
    #[must_use]
    pub fn from_fn(options: usize, value_of: impl FnMut(usize) -> T) -> Self {
        Self((0..options).map(value_of).collect())
    }

    /// How many options there are.
    pub(crate) const fn len(&self) -> usize {
        self.0.len()
    }

    /// Positions and values, in the order of the poll.
    pub fn iter(&self) -> impl Iterator<Item = (usize, &T)> {
        self.0.iter().enumerate()
    }

    /// Positions and values to change, in the order of the poll.
    pub fn iter_mut(&mut self) -> impl Iterator<Item = (usize, &mut T)> {
        self.0.iter_mut().enumerate()
    }
}

impl<T: Clone> PerOption<T> {
    /// The same value for each of `options` options.
    #[must_use]
    pub fn new(options: usize, value: T) -> Self {
        Self(vec![value; options])
    }
}

impl<T> Index<usize> for PerOption<T> {
    type Output = T;

    fn index(&self, option: usize) -> &T {
        self.0.get(option).expect("the position is that of an option of this question")
    }
}

impl<T> IndexMut<usize> for PerOption<T> {
    fn index_mut(&mut self, option: usize) -> &mut T {
        self.0.get_mut(option).expect("the position is that of an option of this question")
    }
}
