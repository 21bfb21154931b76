//! Ballot files: BLT.
#![no_main]

use libfuzzer_sys::fuzz_target;
use ostrakon_tally::file::format::Format;

fuzz_target!(|bytes: &[u8]| ostrakon_fuzz::read_as(bytes, &[Format::Blt]));
