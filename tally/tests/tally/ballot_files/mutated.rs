use std::fmt::Write as _;

use ostrakon_core::question::Rule;
use ostrakon_tally::file::BallotFile;
use ostrakon_tally::file::format::Format;
use ostrakon_tally::rule::KnownRule;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::Index;

use super::notation::answers;

/// A good file of each format.
const GOOD: [(Format, &str); 13] = [
    (Format::Blt, include_str!("good/blt")),
    (Format::Cat, include_str!("good/cat")),
    (Format::Csv, include_str!("good/csv")),
    (Format::CsvApprovals, include_str!("good/csv-approvals")),
    (Format::CsvPicks, include_str!("good/csv-picks")),
    (Format::CsvPoints, include_str!("good/csv-points")),
    (Format::CsvRanks, include_str!("good/csv-ranks")),
    (Format::CsvScores, include_str!("good/csv-scores")),
    (Format::Pb, include_str!("good/pb")),
    (Format::Soc, include_str!("good/soc")),
    (Format::Soi, include_str!("good/soi")),
    (Format::Toc, include_str!("good/toc")),
    (Format::Toi, include_str!("good/toi")),
];

/// Reads a file and, where that is possible, asks its question with every rule that counts its form.
fn check(bytes: &[u8], format: Format) {
    match BallotFile::read(bytes, format) {
        Err(error) => {
            let lines = String::from_utf8_lossy(bytes).split(['\n', '\r']).count();
            assert!((1..=lines).contains(&error.location.line) && error.location.column > 0, "{error}");
            assert!(error.code().starts_with("file-") && error.to_string().chars().count() < 300);
        }
        Ok(file) => {
            let total: u64 = file.answers().iter().map(|(_, weight)| weight).sum();
            assert_eq!(total, file.weight());
            for rule in KnownRule::all().iter().filter(|rule| rule.forms().contains(&file.form().name())) {
                if let Ok(asked) = file.question(Rule::new(rule.name(), Default::default())) {
                    assert_eq!(asked.profile().unwrap().participants(), total);
                }
            }
        }
    }
}

/// A change of a text at some place.
#[derive(Debug, Clone)]
enum Change {
    Delete(Index, usize),
    Insert(Index, String),
    Repeat(Index, Index),
}

fn arb_change() -> impl Strategy<Value = Change> {
    let words = [
        "0", "1", "9", "-", "=", "\"", ",", ";", ":", "{", "}", "#", "\n", "\r", "\t", " ", ".5", "é",
        "\u{0}", "none",
    ];
    prop_oneof![
        (any::<Index>(), 1_usize..6).prop_map(|(at, length)| Change::Delete(at, length)),
        (any::<Index>(), proptest::sample::select(words.to_vec()))
            .prop_map(|(at, word)| Change::Insert(at, word.to_owned())),
        (any::<Index>(), any::<Index>()).prop_map(|(from, to)| Change::Repeat(from, to)),
    ]
}

fn changed(text: &str, change: &Change) -> String {
    let characters: Vec<char> = text.chars().collect();
    let length = characters.len() + 1;
    let text = |from: usize, to: usize| characters[from.min(to)..to.max(from)].iter().collect::<String>();
    match change {
        Change::Delete(at, number) => {
            let at = at.index(length);
            text(0, at) + &text((at + number).min(length - 1), length - 1)
        }
        Change::Insert(at, word) => {
            let at = at.index(length);
            text(0, at) + word + &text(at, length - 1)
        }
        Change::Repeat(from, to) => {
            let (from, to) = (from.index(length), to.index(length));
            text(0, to.max(from)) + &text(from, to) + &text(to.max(from), length - 1)
        }
    }
}

/// A ranking with its weight.
type Ballot = (u64, Vec<Vec<usize>>);

/// Rankings of up to five options, each with a weight, and whether places may be shared.
fn arb_rankings(ties: bool) -> impl Strategy<Value = (usize, Vec<Ballot>)> {
    (2_usize..6).prop_flat_map(move |options| {
        let order = Just((0..options).collect::<Vec<_>>()).prop_shuffle();
        let ranking =
            (order, vec(any::<bool>(), options), 0..=options).prop_map(move |(order, joins, length)| {
                let mut places: Vec<Vec<usize>> = Vec::new();
                for (at, option) in order.into_iter().take(length).enumerate() {
                    match places.last_mut() {
                        Some(place) if ties && joins[at] => place.push(option),
                        _ => places.push(vec![option]),
                    }
                }
                places
            });
        (Just(options), vec((1_u64..9, ranking), 0..8))
    })
}

fn in_blt(options: usize, ballots: &[Ballot]) -> String {
    let mut text = format!("{options} 1\n");
    for (weight, places) in ballots {
        let place = |place: &Vec<usize>| {
            place.iter().map(|option| (option + 1).to_string()).collect::<Vec<_>>().join("=")
        };
        let places: String = places.iter().map(|options| place(options) + " ").collect();
        writeln!(text, "{weight} {places}0").unwrap();
    }
    text + "0\n" + &(0..options).map(|option| format!("\"n{option}\"\n")).collect::<String>()
}

fn in_toi(options: usize, ballots: &[Ballot]) -> String {
    let mut text: String =
        (0..options).map(|option| format!("# ALTERNATIVE NAME {}: n{option}\n", option + 1)).collect();
    for (weight, places) in ballots {
        let place = |place: &Vec<usize>| {
            let place = place.iter().map(|option| (option + 1).to_string()).collect::<Vec<_>>();
            if place.len() == 1 { place.concat() } else { format!("{{{}}}", place.join(", ")) }
        };
        writeln!(text, "{weight}: {}", places.iter().map(place).collect::<Vec<_>>().join(",")).unwrap();
    }
    text
}

fn in_csv_ranks(options: usize, ballots: &[Ballot]) -> String {
    let mut text: String = (0..options).map(|option| format!("n{option},")).collect();
    text += "weight\n";
    for (weight, places) in ballots {
        for option in 0..options {
            match places.iter().position(|place| place.contains(&option)) {
                Some(rank) => write!(text, "{},", rank + 1).unwrap(),
                None => text.push(','),
            }
        }
        writeln!(text, "{weight}").unwrap();
    }
    text
}

/// The answers as `notation::answers` tells them.
fn in_notation(ballots: &[Ballot]) -> String {
    let mut merged = std::collections::BTreeMap::new();
    for (weight, places) in ballots {
        let mut places = places.clone();
        places.iter_mut().for_each(|place| place.sort_unstable());
        *merged.entry(places).or_insert(0) += weight;
    }
    let nothing = merged.remove(&Vec::new());
    let place =
        |place: &Vec<usize>| place.iter().map(|option| format!("n{option}")).collect::<Vec<_>>().join("=");
    let told = merged.iter().map(|(places, weight)| {
        format!("{weight} {}", places.iter().map(place).collect::<Vec<_>>().join(">"))
    });
    told.chain(nothing.map(|weight| format!("{weight} abstain"))).collect::<Vec<_>>().join(" | ")
}

#[test]
fn the_good_files_are_good() {
    for (format, text) in GOOD {
        let read = BallotFile::read(text.as_bytes(), format);
        assert!(read.is_ok_and(|file| !file.answers().is_empty()), "{format}");
        check(text.as_bytes(), format);
    }
    assert!(Format::all().eq(GOOD.map(|(format, _)| format)));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn no_bytes_make_a_reader_panic(bytes in vec(any::<u8>(), 0..200), at in 0..GOOD.len()) {
        check(&bytes, GOOD[at].0);
    }

    #[test]
    fn no_text_makes_a_reader_panic(text in "([0-9]{1,2}|[ \n,;:={}#\"()-]|META|VOTES|Ann|rank1|é){0,60}", at in 0..GOOD.len()) {
        check(text.as_bytes(), GOOD[at].0);
    }

    #[test]
    fn no_change_of_a_good_file_makes_a_reader_panic(at in 0..GOOD.len(), changes in vec(arb_change(), 1..6)) {
        let (format, good) = GOOD[at];
        let text = changes.iter().fold(good.to_owned(), |text, change| changed(&text, change));
        check(text.as_bytes(), format);
        let cut = text.len() / 2;
        check(&text.as_bytes()[..cut], format);
    }

    #[test]
    fn what_is_written_is_read((options, ballots) in arb_rankings(true)) {
        let expected = in_notation(&ballots);
        for (format, text) in [
            (Format::Blt, in_blt(options, &ballots)),
            (Format::Toi, in_toi(options, &ballots)),
            (Format::CsvRanks, in_csv_ranks(options, &ballots)),
        ] {
            let file = BallotFile::read(text.as_bytes(), format).unwrap();
            prop_assert_eq!(answers(&file), expected.clone(), "{}", text);
            prop_assert_eq!(file.options().len(), options);
        }
    }

    #[test]
    fn strict_rankings_are_read_from_columns_of_names((options, ballots) in arb_rankings(false)) {
        let mut text: String = (0..options).map(|rank| format!("rank {},", rank + 1)).collect();
        text += "weight\n";
        for (weight, places) in &ballots {
            for rank in 0..options {
                let name = places.get(rank).map(|place| format!("\"n{}\"", place[0]));
                text += &(name.unwrap_or_default() + ",");
            }
            writeln!(text, "{weight}").unwrap();
        }
        match BallotFile::read(text.as_bytes(), Format::Csv) {
            Ok(file) => prop_assert_eq!(answers(&file), in_notation(&ballots)),
            Err(error) => {
                prop_assert_eq!(error.code(), "file-no-options");
                prop_assert!(ballots.iter().all(|(_, places)| places.is_empty()));
            }
        }
    }
}
