//! The [`Format`]s that ballot files come in.

use std::fmt;
use std::str::FromStr;

/// How a ballot file is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Format {
    /// Rankings as OpenSTV, OpaVote and the Electoral Reform Society write them.
    Blt,
    /// PrefLib: options in categories.
    Cat,
    /// A table with a column for each rank that holds the name of an option.
    Csv,
    /// A table with a column for each option that says whether it is approved.
    CsvApprovals,
    /// A table with a column that names the chosen options, with `;` between them.
    CsvPicks,
    /// A table with a column for each option that holds the points it gets.
    CsvPoints,
    /// A table with a column for each option that holds its rank.
    CsvRanks,
    /// A table with a column for each option that holds its score.
    CsvScores,
    /// Pabulib: votes on projects that cost money.
    Pb,
    /// PrefLib: strict rankings of all options.
    Soc,
    /// PrefLib: strict rankings.
    Soi,
    /// PrefLib: rankings of all options.
    Toc,
    /// PrefLib: rankings.
    Toi,
}

/// Every format with its name and what its files hold.
const FORMATS: &[(Format, &str, &str)] = &[
    (Format::Blt, "blt", "rankings as OpenSTV and OpaVote write them"),
    (Format::Cat, "cat", "PrefLib: options in categories"),
    (Format::Csv, "csv", "a table, a column for each rank"),
    (Format::CsvApprovals, "csv-approvals", "a table, a column for each option: yes or no"),
    (Format::CsvPicks, "csv-picks", "a table, a column that names the chosen options with ; between them"),
    (Format::CsvPoints, "csv-points", "a table, a column for each option: its points"),
    (Format::CsvRanks, "csv-ranks", "a table, a column for each option: its rank"),
    (Format::CsvScores, "csv-scores", "a table, a column for each option: its score"),
    (Format::Pb, "pb", "Pabulib: votes on projects that cost money"),
    (Format::Soc, "soc", "PrefLib: strict rankings of all options"),
    (Format::Soi, "soi", "PrefLib: strict rankings"),
    (Format::Toc, "toc", "PrefLib: rankings of all options"),
    (Format::Toi, "toi", "PrefLib: rankings"),
];

/// There is no format of this name.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("there is no format {name:?}; the formats are {known}")]
pub struct UnknownFormat {
    name: String,
    known: String,
}

impl Format {
    /// Every format, by name.
    pub fn all() -> impl Iterator<Item = Self> {
        FORMATS.iter().map(|&(format, _, _)| format)
    }

    /// The format of a file whose name ends like this: by what follows the last full stop. Tables are
    /// taken to have a column for each rank.
    #[must_use]
    pub fn of_file_name(name: &str) -> Option<Self> {
        let (_, ending) = name.rsplit_once('.')?;
        match ending.to_ascii_lowercase().as_str() {
            "tsv" => Some(Self::Csv),
            ending => ending.parse().ok(),
        }
    }

    /// The format's name.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.row().1
    }

    /// What files of this format hold, in a few words.
    #[must_use]
    pub fn summary(self) -> &'static str {
        self.row().2
    }

    fn row(self) -> &'static (Self, &'static str, &'static str) {
        FORMATS.iter().find(|(format, ..)| *format == self).expect("every format has a row")
    }
}

impl FromStr for Format {
    type Err = UnknownFormat;

    fn from_str(text: &str) -> Result<Self, UnknownFormat> {
        Self::all().find(|format| format.name() == text).ok_or_else(|| UnknownFormat {
            name: text.chars().take(40).collect(),
            known: Self::all().map(Self::name).collect::<Vec<_>>().join(", "),
        })
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formats_stand_by_name_and_are_found_by_it() {
        assert!(Format::all().map(Format::name).is_sorted());
        assert!(Format::all().is_sorted() && Format::all().count() == 13);
        for format in Format::all() {
            assert_eq!(format.name().parse(), Ok(format));
        }
        let error = "xls".parse::<Format>().unwrap_err();
        assert!(error.to_string().starts_with("there is no format \"xls\"; the formats are blt, cat, csv, "));
    }

    #[test]
    fn the_end_of_a_file_name_tells_its_format() {
        assert_eq!(Format::of_file_name("a/b.x/Poland 2020.PB"), Some(Format::Pb));
        assert_eq!(Format::of_file_name("votes.tsv"), Some(Format::Csv));
        for unknown in ["votes", "votes.xls", ".", "blt"] {
            assert_eq!(Format::of_file_name(unknown), None, "{unknown}");
        }
    }
}
