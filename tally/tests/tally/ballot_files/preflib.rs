use ostrakon_core::form::Form;
use ostrakon_tally::file::format::Format;
use ostrakon_tally::file::location::Location;
use ostrakon_tally::file::notice::Notice;

use super::notation::{answers, options, read, refused};

/// A file with these ballots, the first of them in line 9.
fn orders(ballots: &str) -> String {
    format!(
        "# FILE NAME: 00000-00000001.toi\n# TITLE: Board: 2024\n# DESCRIPTION: \n# DATA TYPE: toi\n\
         # NUMBER ALTERNATIVES: 3\n# ALTERNATIVE NAME 1: Ann Lee\n# ALTERNATIVE NAME 2: Bob: the second\n\
         # ALTERNATIVE NAME 3: None Of The Above\n{ballots}"
    )
}

#[test]
fn rankings_are_read() {
    let text =
        orders("# NUMBER VOTERS: 13\n# NUMBER UNIQUE ORDERS: 4\n6: 3,1,2\n4: {2, 1} , 3\n 2 :{3,2}\n\n1:\n");
    let file = read(&text, Format::Toi);
    assert_eq!(file.title().unwrap().as_str(), "Board: 2024");
    assert_eq!(
        options(&file),
        "Ann Lee:ann-lee Bob: the second:bob-the-second None Of The Above:none-of-the-above"
    );
    assert_eq!(
        answers(&file),
        "4 ann-lee=bob-the-second>none-of-the-above | 2 bob-the-second=none-of-the-above | \
         6 none-of-the-above>ann-lee>bob-the-second | 1 abstain"
    );
    assert_eq!(file.form(), &Form::Rank { max: 3, ties: true });
    assert_eq!((file.weight(), file.notices(), file.seats()), (13, &[][..], None));
}

#[test]
fn strict_rankings_have_no_ties_in_their_form() {
    let file = read(&orders("2: 1,{2},3\r\n1: 2\r\n"), Format::Soi);
    assert_eq!(answers(&file), "2 ann-lee>bob-the-second>none-of-the-above | 1 bob-the-second");
    assert_eq!(file.form(), &Form::Rank { max: 3, ties: false });
    // A file of rankings in which nobody ties can be counted by rules that know no ties.
    assert_eq!(read(&orders("2: 1,2,3"), Format::Toc).form(), &Form::Rank { max: 3, ties: false });
}

#[test]
fn another_number_of_voters_is_told() {
    let file = read(&orders("# NUMBER VOTERS: 12\n1: 1"), Format::Soi);
    let location = Location { line: 9, column: 18 };
    let notice = Notice::Stated { location, what: "voters", stated: 12, found: 1 };
    assert_eq!(file.notices(), [notice]);
    assert_eq!(file.notices()[0].to_string(), "line 9, column 18: the file states 12 voters and holds 1");
}

#[test]
fn two_categories_are_picks_and_more_are_scores() {
    let file = |number: u64, ballots: &str| orders(&format!("# NUMBER CATEGORIES: {number}\n{ballots}"));
    let picks = read(&file(2, "13: 2,{1,3}\n5: {},{1,2,3}\n2: {3,1},2\n1: 1,{}\n"), Format::Cat);
    assert_eq!(answers(&picks), "5 none | 1 ann-lee | 2 ann-lee,none-of-the-above | 13 bob-the-second");
    assert_eq!(picks.form(), &Form::Pick { min: 0, max: 2 });
    let scores = read(&file(3, "2: {},{1,3},2\n1: 3,2,1"), Format::Cat);
    assert_eq!(
        answers(&scores),
        "1 ann-lee:0,bob-the-second:1,none-of-the-above:2 | 2 ann-lee:1,bob-the-second:0,none-of-the-above:1"
    );
    assert_eq!(scores.form(), &Form::Score { min: 0, max: 2 });
}

#[test]
fn what_is_wrong_with_rankings_is_found() {
    let in_ballot = |format: Format, ballot: &str, code: &str, column: usize| {
        refused(format, &[(&orders(&format!("1: 1,2,3\n{ballot}")), code, 10, column)]);
    };
    in_ballot(Format::Soc, "1: 1,2", "file-incomplete", 4);
    in_ballot(Format::Toc, "1: {1,3}", "file-incomplete", 4);
    in_ballot(Format::Toc, "1:", "file-incomplete", 3);
    in_ballot(Format::Soc, "1: 1,{2,3}", "file-tie", 7);
    in_ballot(Format::Soi, "1: {1,2}", "file-tie", 5);
    in_ballot(Format::Toi, "1: 1,1", "file-repeated", 6);
    in_ballot(Format::Toi, "1: {1,2},2", "file-repeated", 10);
    in_ballot(Format::Toi, "1: 4", "file-option-unknown", 4);
    in_ballot(Format::Toi, "1: 0", "file-option-unknown", 4);
    in_ballot(Format::Toi, "1: 1,", "file-number", 6);
    in_ballot(Format::Toi, "1: ,1", "file-number", 4);
    in_ballot(Format::Toi, "1: 1,{}", "file-expected", 7);
    in_ballot(Format::Toi, "1: {1,2", "file-expected", 4);
    in_ballot(Format::Toi, "1: {1}2", "file-expected", 7);
    in_ballot(Format::Toi, "1: {1,{2}}", "file-number", 7);
    in_ballot(Format::Toi, "1: 1}", "file-number", 4);
    in_ballot(Format::Toi, "1 1,2", "file-expected", 1);
    in_ballot(Format::Toi, ": 1", "file-number", 1);
    in_ballot(Format::Toi, "-1: 1", "file-number", 1);
    in_ballot(Format::Toi, "1.5: 1", "file-fraction", 1);
    in_ballot(Format::Toi, "9007199254740991: 1", "file-weights", 1);
    in_ballot(Format::Toi, "# NUMBER VOTERS: 1", "file-number", 1);
}

#[test]
fn what_is_wrong_with_a_header_is_found() {
    refused(
        Format::Toi,
        &[
            ("", "file-no-options", 1, 1),
            ("\n\n", "file-no-options", 1, 1),
            ("# TITLE: x\n1: 1\n", "file-no-options", 1, 1),
            ("3\n1,Ann\n2,Bob\n3,Cem\n2,2,1\n2,1,2,3\n", "file-old-format", 1, 1),
            ("# ALTERNATIVE NAME 2: Ann\n", "file-expected", 1, 23),
            ("# ALTERNATIVE NAME 1: A\n# ALTERNATIVE NAME 1: B\n", "file-option-twice", 2, 20),
            ("# ALTERNATIVE NAME 1: A\n# ALTERNATIVE NAME 3: B\n", "file-expected", 2, 23),
            ("# ALTERNATIVE NAME x: A\n", "file-number", 1, 20),
            ("# ALTERNATIVE NAME 0: A\n", "file-expected", 1, 23),
            ("# NUMBER ALTERNATIVES: 2\n# ALTERNATIVE NAME 1: A\n", "file-expected", 1, 24),
            ("# NUMBER VOTERS: many\n# ALTERNATIVE NAME 1: A\n", "file-number", 1, 18),
        ],
    );
    let names: String = (1..=501).map(|number| format!("# ALTERNATIVE NAME {number}: x\n")).collect();
    refused(Format::Toi, &[(&names, "file-options", 501, 20)]);
}

#[test]
fn what_is_wrong_with_categories_is_found() {
    refused(Format::Cat, &[(&orders("1: 1,{2,3}\n"), "file-missing", 8, 1)]);
    for number in ["0", "1", "1000002"] {
        refused(Format::Cat, &[(&orders(&format!("# NUMBER CATEGORIES: {number}\n")), "file-range", 9, 22)]);
    }
    let in_ballot = |number: u64, ballot: &str, code: &str, column: usize| {
        let text = orders(&format!("# NUMBER CATEGORIES: {number}\n{ballot}"));
        refused(Format::Cat, &[(&text, code, 10, column)]);
    };
    in_ballot(2, "1: 1", "file-expected", 4);
    in_ballot(2, "1: 1,2,3", "file-expected", 4);
    in_ballot(2, "1: {1,2},{2,3}", "file-repeated", 11);
    in_ballot(3, "1: 1,{},2", "file-incomplete", 4);
}
