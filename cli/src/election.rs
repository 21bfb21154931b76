//! A recorded [`Election`]: rankings as cities publish them, a row for each voter and a column for
//! each rank.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use ostrakon_core::answer::Answer;
use ostrakon_core::text::OptionId;

use crate::draft::free_id;
use crate::error::Error;
use crate::io::Source;

/// Most bytes of a file of rankings.
const LIMIT: usize = 512 * 1024 * 1024;

/// What stands at a rank that names nobody: left empty, or marked more than once.
const MARKS: [&str; 3] = ["", "undervote", "overvote"];

/// Rankings of named options, in the order of the file.
#[derive(Debug)]
pub(crate) struct Election {
    /// The options' names with their ids.
    pub(crate) options: Vec<(String, OptionId)>,
    /// What each row says. A row that names nobody abstains.
    pub(crate) answers: Vec<Answer>,
    /// The number of columns.
    pub(crate) ranks: usize,
}

impl Election {
    /// Reads a file with a header. A name that a row repeats counts at its first rank.
    pub(crate) fn read(file: &Path) -> Result<Self, Error> {
        let bytes = Source::File(file.to_owned()).read(LIMIT, "csv-size")?;
        let mut reader = csv::Reader::from_reader(bytes.as_slice());
        let wrong = |error: csv::Error| {
            Error::rejected("csv", error)
                .about(file.display())
                .hint("give a CSV file with a header, a row for each voter and a column for each rank")
        };
        let ranks = reader.headers().map_err(wrong)?.len();
        let records = reader.records().collect::<Result<Vec<_>, _>>().map_err(wrong)?;
        let is_name = |mark: &&str| !MARKS.contains(mark);
        let names: BTreeSet<&str> =
            records.iter().flat_map(|record| record.iter().map(str::trim).filter(is_name)).collect();
        let mut taken = Vec::new();
        let mut options = Vec::with_capacity(names.len());
        let mut ids = BTreeMap::new();
        for name in names {
            let id = free_id(name, "option", &taken);
            taken.push(id.clone());
            let id: OptionId = id.parse().map_err(|error| Error::rejected("text", error).about(name))?;
            ids.insert(name, id.clone());
            options.push((name.to_owned(), id));
        }
        let answer = |record: &csv::StringRecord| {
            let mut places: Vec<Vec<OptionId>> = Vec::new();
            for id in record.iter().filter_map(|mark| ids.get(mark.trim())) {
                if !places.iter().any(|place| place.contains(id)) {
                    places.push(vec![id.clone()]);
                }
            }
            if places.is_empty() { Answer::Abstain {} } else { Answer::Rank(places) }
        };
        let answers = records.iter().map(answer).collect();
        Ok(Self { options, answers, ranks })
    }

    /// Keeps only so many rows, spread evenly over the file.
    pub(crate) fn keep(&mut self, limit: usize) {
        let all = self.answers.len();
        if limit < all {
            self.answers = (0..limit).filter_map(|at| self.answers.get(at * all / limit).cloned()).collect();
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::*;

    #[test]
    fn rows_are_rankings_without_marks_and_repetitions() {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        file.write_all(
            b"first,second,third\nAnn,Bob,Ann\nundervote,Bob,overvote\novervote,undervote,\nC D,,Ann\n",
        )
        .unwrap();
        let mut election = Election::read(file.path()).unwrap();
        let rank = |ids: &[&str]| Answer::Rank(ids.iter().map(|id| vec![id.parse().unwrap()]).collect());
        assert_eq!(election.ranks, 3);
        assert_eq!(
            election.answers,
            [rank(&["ann", "bob"]), rank(&["bob"]), Answer::Abstain {}, rank(&["c-d", "ann"])]
        );
        election.keep(2);
        assert_eq!(election.answers, [rank(&["ann", "bob"]), Answer::Abstain {}]);
    }
}
