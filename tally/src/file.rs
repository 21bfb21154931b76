//! Plain ballot files, as election offices, survey tools and researchers write them: a [`BallotFile`]
//! is what one says, with a question that any rule can count.
//!
//! | Module | What |
//! |---|---|
//! | [`format`](mod@format) | the formats, and how a file name tells its own |
//! | [`option`] | options with an id and a label for each name |
//! | [`question`] | a file's answers as answers to a question with a rule |
//! | [`error`], [`location`] | what is wrong with a file, and where |
//! | [`notice`] | what is odd about one that can be counted |
//!
//! ```
//! use ostrakon_core::hash::TaggedHash;
//! use ostrakon_core::question::Rule;
//! use ostrakon_tally::count::count;
//! use ostrakon_tally::file::BallotFile;
//! use ostrakon_tally::file::format::Format;
//!
//! let file = BallotFile::read(b"rank1,rank2\nThai,Soup\nSoup,Thai\nThai,\n", Format::Csv)?;
//! let asked = file.question(Rule::new("irv", Default::default()))?;
//! let outcome = count(&asked.profile()?, TaggedHash::new("example").finish())?;
//! assert_eq!(outcome.winners(), ["thai".parse()?]);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod ballots;
mod blt;
mod csv;
pub mod error;
pub mod format;
pub mod location;
pub mod notice;
pub mod option;
mod pabulib;
mod preflib;
pub mod question;
mod table;

use ostrakon_core::answer::Answer;
use ostrakon_core::form::Form;
use ostrakon_core::text::{Label, OptionId};

use self::ballots::Ballots;
use self::error::{Fault, FileError};
use self::format::Format;
use self::location::{Location, text_of};
use self::notice::Notice;
use self::option::{FileOption, Listed, identify};

/// Most bytes of a ballot file.
pub const MAX_SIZE: usize = 512 * 1024 * 1024;

/// Most cells in a row of a table.
pub const MAX_COLUMNS: usize = 1000;

/// Most marks on different ballots together, a ballot itself being one: equal ballots are kept once.
pub const MAX_MARKS: usize = 5_000_000;

/// Everything a ballot file says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BallotFile {
    title: Option<Label>,
    options: Vec<FileOption>,
    form: Form,
    answers: Vec<(Answer, u64)>,
    weight: u64,
    stated: Stated,
    notices: Vec<Notice>,
}

/// What a file states beside options and ballots.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Stated {
    seats: Option<u64>,
    budget: Option<u64>,
    decimals: u32,
    withdrawn: Vec<String>,
}

impl BallotFile {
    /// Reads a file. It has at most [`MAX_SIZE`] bytes, [`MAX_COLUMNS`] cells in a row, 500 options and
    /// [`MAX_MARKS`] marks; all weights together are at most 2⁵³ − 1.
    ///
    /// # Errors
    /// A [`FileError`] that says what is wrong, at which line and column.
    pub fn read(bytes: &[u8], format: Format) -> Result<Self, FileError> {
        if bytes.len() > MAX_SIZE {
            return Err(Location::START.error(Fault::Size(bytes.len())));
        }
        let text = text_of(bytes)?;
        match format {
            Format::Blt => blt::read(text),
            Format::Csv => csv::rankings(text),
            Format::CsvApprovals => csv::approvals(text),
            Format::CsvPicks => csv::picks(text),
            Format::CsvPoints => csv::points(text),
            Format::CsvRanks => csv::ranks(text),
            Format::CsvScores => csv::scores(text),
            Format::Cat => preflib::categories(text),
            Format::Pb => pabulib::read(text),
            Format::Soc => preflib::orders(text, preflib::Kind { ties: false, complete: true }),
            Format::Soi => preflib::orders(text, preflib::Kind { ties: false, complete: false }),
            Format::Toc => preflib::orders(text, preflib::Kind { ties: true, complete: true }),
            Format::Toi => preflib::orders(text, preflib::Kind { ties: true, complete: false }),
        }
    }

    /// A file of these options and ballots; `usual` is its form where there are no ballots.
    fn new(
        title: Option<&str>,
        listed: Vec<Listed>,
        ballots: Ballots,
        usual: Form,
        stated: Stated,
        notices: Vec<Notice>,
    ) -> Self {
        let title = title.and_then(Label::legible);
        let options = identify(listed);
        let (form, weight) = (ballots.form(usual), ballots.weight());
        let ids: Vec<&OptionId> = options.iter().map(FileOption::id).collect();
        let answers = ballots.into_answers(&ids);
        Self { title, options, form, answers, weight, stated, notices }
    }

    /// The same file with a title, if it states none.
    #[must_use]
    pub fn or_title(self, title: &str) -> Self {
        Self { title: self.title.or_else(|| Label::legible(title)), ..self }
    }

    /// The title, where there is one.
    #[must_use]
    pub const fn title(&self) -> Option<&Label> {
        self.title.as_ref()
    }

    /// The options that can win, in the order of the file, or by name where it does not list them.
    #[must_use]
    pub fn options(&self) -> &[FileOption] {
        &self.options
    }

    /// The narrowest form that all answers have.
    #[must_use]
    pub const fn form(&self) -> &Form {
        &self.form
    }

    /// The different answers, each with the weight of all ballots that give it, in an order that depends
    /// on nothing but what they say. Ballots that say nothing abstain.
    #[must_use]
    pub fn answers(&self) -> &[(Answer, u64)] {
        &self.answers
    }

    /// The weight of all ballots.
    #[must_use]
    pub const fn weight(&self) -> u64 {
        self.weight
    }

    /// How many options are to win, where the file says so.
    #[must_use]
    pub const fn seats(&self) -> Option<u64> {
        self.stated.seats
    }

    /// The money there is, where the file says so, in units of which `10^decimals` are one of the file's.
    #[must_use]
    pub const fn budget(&self) -> Option<u64> {
        self.stated.budget
    }

    /// How many decimal places the file's amounts of money have.
    #[must_use]
    pub const fn decimals(&self) -> u32 {
        self.stated.decimals
    }

    /// The names of options that were withdrawn. They are none of the options, and no answer names them.
    #[must_use]
    pub fn withdrawn(&self) -> &[String] {
        &self.stated.withdrawn
    }

    /// What is odd about the file.
    #[must_use]
    pub fn notices(&self) -> &[Notice] {
        &self.notices
    }
}
