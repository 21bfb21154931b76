//! What has to hold for whatever a reader of ballot files accepts.

use ostrakon_core::question::Rule;
use ostrakon_tally::file::BallotFile;
use ostrakon_tally::file::format::Format;
use ostrakon_tally::rule::KnownRule;

/// Reads the bytes in each of these formats. What can be read can be asked about: every rule that counts
/// its form makes a profile of all its ballots, or says why not.
pub fn read_as(bytes: &[u8], formats: &[Format]) {
    for &format in formats {
        match BallotFile::read(bytes, format) {
            Err(error) => assert!(!error.to_string().is_empty() && error.location.line > 0),
            Ok(file) => ask(&file),
        }
    }
}

fn ask(file: &BallotFile) {
    for rule in KnownRule::all().iter().filter(|rule| rule.forms().contains(&file.form().name())) {
        if let Ok(asked) = file.question(Rule::new(rule.name(), Default::default())) {
            let profile = asked.profile().expect("the answers of a file are answers to its question");
            assert_eq!(profile.participants(), file.weight());
        }
    }
}
