//! Files in short notation.

use ostrakon_core::answer::Answer;
use ostrakon_core::text::OptionId;
use ostrakon_tally::file::BallotFile;
use ostrakon_tally::file::format::Format;

/// Reads a file that is good.
pub(super) fn read(text: &str, format: Format) -> BallotFile {
    BallotFile::read(text.as_bytes(), format).unwrap_or_else(|error| panic!("{error} in {text}"))
}

/// The options by name with their ids: `"Ann:ann Bob B:bob-b"`.
pub(super) fn options(file: &BallotFile) -> String {
    let told = file.options().iter().map(|option| format!("{}:{}", option.name(), option.id()));
    told.collect::<Vec<_>>().join(" ")
}

/// The answers with their weights: `"2 ann>bob=cem | 1 abstain"`.
pub(super) fn answers(file: &BallotFile) -> String {
    let told = file.answers().iter().map(|(answer, weight)| format!("{weight} {}", answer_in_short(answer)));
    told.collect::<Vec<_>>().join(" | ")
}

fn answer_in_short(answer: &Answer) -> String {
    let listed =
        |ids: &[OptionId], between: &str| ids.iter().map(OptionId::as_str).collect::<Vec<_>>().join(between);
    match answer {
        Answer::Abstain {} => "abstain".to_owned(),
        Answer::Pick(options) if options.is_empty() => "none".to_owned(),
        Answer::Pick(options) => listed(options, ","),
        Answer::Rank(places) => places.iter().map(|place| listed(place, "=")).collect::<Vec<_>>().join(">"),
        Answer::Allocate(said) | Answer::Score(said) => {
            said.iter().map(|(id, value)| format!("{id}:{value}")).collect::<Vec<_>>().join(",")
        }
        Answer::Stance(_) => panic!("no file holds stances"),
    }
}

/// Checks for each text with which code it is refused, and at which line and column.
pub(super) fn refused(format: Format, cases: &[(&str, &str, usize, usize)]) {
    for (text, code, line, column) in cases {
        let error = match BallotFile::read(text.as_bytes(), format) {
            Err(error) => error,
            Ok(file) => panic!("{text:.200?} is read as {}", answers(&file)),
        };
        let told = (error.code(), error.location.line, error.location.column);
        assert_eq!(told, (*code, *line, *column), "{:.200?}: {error}", text);
    }
}
