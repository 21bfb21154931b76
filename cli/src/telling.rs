//! How outcomes are told: in short or with every step, whether ties mattered, and as pictures.

use std::collections::BTreeSet;
use std::path::Path;
use std::time::{Duration, Instant};

use ostrakon_tally::outcome::Outcome;
use ostrakon_tally::profile::Profile;
use ostrakon_tally::universe::{Universe, universes_while};

use crate::cli::Telling;
use crate::error::Error;
use crate::io::{Access, Existing, Target};
use crate::style::BOLD;

/// How long outcomes are looked for that could have been had ties fallen otherwise.
const PATIENCE: Duration = Duration::from_secs(2);

impl Telling {
    /// An outcome for a person. `profile` is what was counted.
    pub(crate) fn tell(&self, outcome: &Outcome, profile: &Profile<'_>) -> String {
        let question = profile.question();
        let told = if self.explain { outcome.explain(profile) } else { outcome.render(question) };
        let mut text = with_heading(&told);
        if let Some(universes) = possible(outcome, profile) {
            text.push_str(&format!("\n{}\n", outcome.otherwise(question, &universes)));
        } else if outcome.ties().next().is_some() {
            text.push_str("\nTies can fall in too many ways to tell whether they mattered.\n");
        }
        text
    }

    /// Writes pictures of an outcome, each under a name that begins with `name`, and returns how many.
    pub(crate) fn draw(
        &self,
        outcome: &Outcome,
        profile: &Profile<'_>,
        name: &str,
        existing: Existing,
    ) -> Result<usize, Error> {
        let Some(folder) = &self.pictures else { return Ok(0) };
        make(folder)?;
        let pictures = outcome.pictures(profile.question());
        for picture in &pictures {
            let file = folder.join(format!("{name}-{}.svg", picture.name()));
            Target::from(file).write(picture.svg().as_bytes(), Access::Everybody, existing)?;
        }
        Ok(pictures.len())
    }

    /// What to say when so many pictures are written.
    pub(crate) fn drew(&self, pictures: usize) -> String {
        match &self.pictures {
            None => String::new(),
            Some(folder) => format!("\nWrote {pictures} pictures to {}.\n", folder.display()),
        }
    }
}

/// The same text with its first line, the question, as a heading.
pub(crate) fn with_heading(text: &str) -> String {
    let (prompt, rest) = text.split_once('\n').unwrap_or((text, ""));
    format!("{BOLD}{prompt}{BOLD:#}\n{rest}")
}

/// All outcomes that there could have been where ties were broken; nothing where there were none, or where
/// there are too many to find.
pub(crate) fn possible(outcome: &Outcome, profile: &Profile<'_>) -> Option<BTreeSet<Universe>> {
    outcome.ties().next()?;
    let start = Instant::now();
    universes_while(profile, || start.elapsed() < PATIENCE).ok()
}

fn make(folder: &Path) -> Result<(), Error> {
    std::fs::create_dir_all(folder).map_err(|error| {
        Error::usage("file-write", format!("cannot be made: {error}"))
            .about(folder.display())
            .hint("choose a folder that you may write")
    })
}
