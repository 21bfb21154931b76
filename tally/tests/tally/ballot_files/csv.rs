use std::path::PathBuf;

use ostrakon_core::form::Form;
use ostrakon_tally::file::BallotFile;
use ostrakon_tally::file::format::Format;
use ostrakon_tally::file::notice::Notice;

use super::notation::{answers, options, read, refused};

#[test]
fn rows_are_rankings_without_marks_and_repetitions() {
    let text = "first,second,third\nAnn,Bob,Ann\nundervote,Bob,overvote\nOvervote,Skipped,\nC D,,Ann\n";
    let file = read(text, Format::Csv);
    assert_eq!(options(&file), "Ann:ann Bob:bob C D:c-d");
    assert_eq!(answers(&file), "1 ann>bob | 1 bob | 1 c-d>ann | 1 abstain");
    assert_eq!(file.form(), &Form::Rank { max: 2, ties: false });
    assert_eq!((file.weight(), file.title()), (4, None));
    assert_eq!(file.notices(), [Notice::Repeated { rows: 1 }]);
}

#[test]
fn a_city_s_columns_are_found_by_their_names() {
    let text = "Precinct,2ND CHOICE MAYOR,1ST CHOICE MAYOR,Count\n\
                P-01,HODGES,ANDREW,2\nP-02,undervote,HODGES,1\nP-01,HODGES,ANDREW,3\n";
    let file = read(text, Format::Csv);
    assert_eq!(answers(&file), "5 andrew>hodges | 1 hodges");
}

#[test]
fn a_survey_s_grid_of_ranks_is_read() {
    let text = "Timestamp,\"Your ranking, please [First choice]\",\"Your ranking, please [Second choice]\"\n\
                2024-01-01 10:00,\"Lee, Ann\",\"Smith \"\"Bob\"\"\"\n2024-01-02 11:00,\"Smith \"\"Bob\"\"\",\n";
    let file = read(text, Format::Csv);
    assert_eq!(options(&file), "Lee, Ann:lee-ann Smith \"Bob\":smith-bob");
    assert_eq!(answers(&file), "1 lee-ann>smith-bob | 1 smith-bob");
}

#[test]
fn the_order_of_rows_and_the_delimiter_do_not_matter() {
    let commas = "rank1,rank2,weight\nBob,Ann,2\nAnn,,1.0\nBob,Ann,0\nBob,Ann,1\n";
    let file = read(commas, Format::Csv);
    assert_eq!(answers(&file), "1 ann | 3 bob>ann");
    for delimiter in [";", "\t"] {
        assert_eq!(read(&commas.replace(',', delimiter), Format::Csv), file);
    }
    let mut rows: Vec<_> = commas.lines().collect();
    rows[1..].reverse();
    assert_eq!(read(&rows.join("\r\n"), Format::Csv), file);
}

#[test]
fn a_name_typed_in_two_ways_is_one() {
    let file = read("1st\ne\u{301}ric\n\u{e9}ric\n", Format::Csv);
    assert_eq!(answers(&file), "2 eric");
}

#[test]
fn numbers_for_names_are_told() {
    assert_eq!(read("rank1,rank2\n1,2\n2,1\n", Format::Csv).notices(), [Notice::Numbers]);
}

#[test]
fn the_records_of_minneapolis_are_read() {
    let path: PathBuf = [env!("CARGO_MANIFEST_DIR"), "..", "tests/data/elections/minneapolis-2013-mayor.csv"]
        .iter()
        .collect();
    let file = BallotFile::read(&std::fs::read(path).unwrap(), Format::Csv).unwrap();
    assert_eq!((file.options().len(), file.weight()), (36, 80_101));
    assert_eq!(file.form(), &Form::Rank { max: 3, ties: false });
    assert!(matches!(file.notices(), [Notice::Repeated { rows: 1.. }]));
}

#[test]
fn a_column_names_what_is_picked() {
    let file = read("Time;vote\n1;Ann\n2;\"Bob;Ann;\"\n3;\n4;\"Ann; Bob;Bob\"\n", Format::CsvPicks);
    assert_eq!(answers(&file), "1 ann | 2 ann,bob | 1 abstain");
    assert_eq!(file.form(), &Form::Pick { min: 1, max: 2 });
    assert_eq!(file.notices(), [Notice::Repeated { rows: 1 }]);
    let one = read("Where do we eat?\nThai\nSoup\nThai\n", Format::CsvPicks);
    assert_eq!((answers(&one).as_str(), one.form()), ("1 soup | 2 thai", &Form::Pick { min: 1, max: 1 }));
}

#[test]
fn columns_of_options_hold_ranks() {
    let text = "weight,Ann,Bob,Cem,\n3,1,2,3,\n1,2,1,2,\n1,,1st,,\n1,-,,,\n";
    let file = read(text, Format::CsvRanks);
    assert_eq!(answers(&file), "3 ann>bob>cem | 1 bob | 1 bob>ann=cem | 1 abstain");
    assert_eq!(file.form(), &Form::Rank { max: 3, ties: true });
    let grid = "id,Rank them [Ann],Rank them [Bob]\na,2nd choice,1st choice\n";
    assert_eq!(answers(&read(grid, Format::CsvRanks)), "1 bob>ann");
}

#[test]
fn columns_of_options_hold_scores() {
    let file = read("Ann,Bob\n5,-1\n0,3\n5,-1.0\n,\n", Format::CsvScores);
    assert_eq!(answers(&file), "1 ann:0,bob:3 | 2 ann:5,bob:-1 | 1 abstain");
    assert_eq!(file.form(), &Form::Score { min: -1, max: 5 });
}

#[test]
fn columns_of_options_hold_points() {
    let file = read("Ann,Bob\n7,3\n0,\n,-2\n", Format::CsvPoints);
    assert_eq!(answers(&file), "1 ann:7,bob:3 | 1 bob:-2 | 1 abstain");
    assert_eq!(file.form(), &Form::Allocate { credits: 10, exponent: 1, signed: true });
}

#[test]
fn columns_of_options_hold_approvals() {
    let file = read("Ann,Bob\nX,\n1,yes\n0,no\n,\nTRUE,False\n", Format::CsvApprovals);
    assert_eq!(answers(&file), "1 none | 2 ann | 1 ann,bob | 1 abstain");
    assert_eq!(file.form(), &Form::Pick { min: 0, max: 2 });
}

#[test]
fn what_is_wrong_with_rankings_is_found() {
    let names: String = (1..=501).map(|number| format!("name {number}\n")).collect();
    refused(
        Format::Csv,
        &[
            ("", "file-cut-short", 1, 1),
            ("\n\n", "file-cut-short", 3, 1),
            ("Ann,Bob\nBob,Ann\n", "file-header", 1, 1),
            ("rank1,Rank 1\nAnn,Bob\n", "file-option-twice", 1, 7),
            ("rank1,1st or 2nd\nAnn,Bob\n", "file-expected", 1, 7),
            ("rank1,weight,Count\nAnn,1,1\n", "file-option-twice", 1, 14),
            ("rank1,rank2\nAnn\n", "file-cells", 2, 1),
            ("rank1,rank2\nAnn,Bob,\n", "file-cells", 2, 9),
            ("rank1,rank2\n,\n", "file-no-options", 1, 1),
            ("rank1\n", "file-no-options", 1, 1),
            ("rank1,weight\nAnn,\n", "file-number", 2, 5),
            ("rank1,weight\nAnn,-1\n", "file-number", 2, 5),
            ("rank1,weight\nAnn,0.5\n", "file-fraction", 2, 5),
            ("rank1,weight\nAnn,9007199254740991\nBob,1\n", "file-weights", 3, 1),
            ("rank1,\nAnn,\"Bob\"\n", "file-expected", 2, 6),
            ("rank1,rank2\nAnn,\"Bob\nCem,Ann\n", "file-quote", 2, 5),
            ("rank1,rank2\nAnn,\"Bob\"by\n", "file-quote", 2, 10),
            (&format!("rank1\n{names}"), "file-options", 502, 1),
            (&format!("rank1{}", ",".repeat(1000)), "file-columns", 1, 1006),
        ],
    );
}

#[test]
fn what_is_wrong_with_other_tables_is_found() {
    refused(
        Format::CsvPicks,
        &[
            ("Time,Food\n1,Thai\n", "file-header", 1, 1),
            ("vote,choice\nThai,Soup\n", "file-option-twice", 1, 6),
            ("vote\n;\n", "file-no-options", 1, 1),
        ],
    );
    refused(
        Format::CsvRanks,
        &[
            ("weight\n1\n", "file-no-options", 1, 1),
            ("Ann,Ann\n1,2\n", "file-option-twice", 1, 5),
            ("Ann,Bob\n1,x\n", "file-number", 2, 3),
            ("Ann,Bob\n1,0\n", "file-number", 2, 3),
            ("Ann,Bob\n1,1st or 2nd\n", "file-expected", 2, 3),
            (&(0..501).map(|number| format!("name {number},")).collect::<String>(), "file-options", 1, 4391),
        ],
    );
    refused(
        Format::CsvScores,
        &[
            ("Ann,Bob\n1,\n", "file-incomplete", 2, 3),
            ("Ann,Bob\n,1\n", "file-incomplete", 2, 1),
            ("Ann,Bob\n1,good\n", "file-number", 2, 3),
            ("Ann,Bob\n1,1.5\n", "file-fraction", 2, 3),
            ("Ann,Bob\n1,-1000001\n", "file-range", 2, 3),
            ("Ann,Bob\n1,-9999999999999999999999\n", "file-range", 2, 4),
        ],
    );
    refused(
        Format::CsvPoints,
        &[
            ("Ann,Bob\n1,x\n", "file-number", 2, 3),
            ("Ann,Bob\n1,1000000001\n", "file-range", 2, 3),
            ("Ann,Bob\n1,-1000000000\n", "file-credits", 2, 3),
        ],
    );
    refused(Format::CsvApprovals, &[("Ann,Bob\n1,maybe\n", "file-expected", 2, 3)]);
}
