//! An outcome as plain text for people.

use ostrakon_core::question::Question;

use crate::outcome::Outcome;

impl Outcome {
    /// The outcome as lines of text with the labels of `question`.
    #[must_use]
    pub fn render(&self, question: &Question) -> String {
        self.sentence(question)
    }
}
