//! [`Picture`]: an outcome to look at before one reads it, as SVG that stands alone.
//!
//! | Picture | Where | What it shows |
//! |---|---|---|
//! | `figures` | the count gave figures | a bar for each option |
//! | `rounds` | it gave them round by round | how votes moved, or how figures changed |
//! | `pairs` | options were compared in pairs | how many prefer the row's option to the column's |
//! | `awards` | something was handed out or paid for | seats, shares, or what the money went to |
//!
//! Text is exact, geometry is rounded to whole pixels. The pictures are 480 pixels wide, so that they can
//! be read on a telephone, at most a few thousand high whatever is counted, light or dark as the reader
//! likes it, and light on paper. They load nothing. What they show stands in their description in words.

mod awards;
mod bars;
mod canvas;
mod flow;
mod lines;
mod matrix;

use ostrakon_core::question::Question;

use crate::outcome::Outcome;

/// An outcome as a picture.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Picture {
    name: &'static str,
    svg: String,
}

impl Picture {
    /// What it shows, in one word: the name of its file, without `.svg`.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        self.name
    }

    /// The picture: an SVG document, which can also stand within HTML.
    #[must_use]
    pub fn svg(&self) -> &str {
        &self.svg
    }
}

impl Outcome {
    /// All pictures of this outcome, with the labels of `question`. None where nothing was counted.
    #[must_use]
    pub fn pictures(&self, question: &Question) -> Vec<Picture> {
        let subject = Subject { outcome: self, question };
        let rounds = || flow::draw(&subject).or_else(|| lines::draw(&subject));
        [
            ("figures", bars::draw(&subject)),
            ("rounds", rounds()),
            ("pairs", matrix::draw(&subject)),
            ("awards", awards::draw(&subject)),
        ]
        .into_iter()
        .filter_map(|(name, canvas)| Some(Picture { name, svg: canvas?.finish(&subject, name) }))
        .collect()
    }
}

/// What is drawn.
struct Subject<'a> {
    outcome: &'a Outcome,
    question: &'a Question,
}
