//! Ballot files: Tables, read in every shape.
#![no_main]

use libfuzzer_sys::fuzz_target;
use ostrakon_tally::file::format::Format;

fuzz_target!(|bytes: &[u8]| ostrakon_fuzz::read_as(
    bytes,
    &[
        Format::Csv,
        Format::CsvApprovals,
        Format::CsvPicks,
        Format::CsvPoints,
        Format::CsvRanks,
        Format::CsvScores
    ]
));
