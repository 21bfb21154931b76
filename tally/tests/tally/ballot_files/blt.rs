use ostrakon_core::form::Form;
use ostrakon_tally::file::format::Format;

use super::notation::{answers, options, read, refused};

/// The example of Hill, Wichmann and Woodall.
const EXAMPLE: &str = "4 2\n-2\n3 1 3 4 0\n4 1 3 2 0\n2 4 1 3 0\n1 2 0\n2 2 4 3 1 0\n1 3 4 2 0\n0\n\
                       \"Adam\"\n\"Basil\"\n\"Charlotte\"\n\"Donald\"\n\"Title\"\n";

#[test]
fn the_example_of_its_authors_is_read() {
    let file = read(EXAMPLE, Format::Blt);
    assert_eq!(file.title().unwrap().as_str(), "Title");
    assert_eq!((file.seats(), file.budget(), file.weight()), (Some(2), None, 13));
    assert_eq!(options(&file), "Adam:adam Charlotte:charlotte Donald:donald");
    assert_eq!(file.withdrawn(), ["Basil"]);
    assert_eq!(
        answers(&file),
        "4 adam>charlotte | 3 adam>charlotte>donald | 1 charlotte>donald | 2 donald>adam>charlotte | \
         2 donald>charlotte>adam | 1 abstain"
    );
    assert_eq!(file.form(), &Form::Rank { max: 3, ties: false });
    assert_eq!(file.notices(), []);
}

#[test]
fn what_other_programs_add_is_read() {
    let text = "\u{FEFF}# made by hand\r\n3 1 # seats\r\n\r\n(voter 1) 1 2=1 - 3 0\r\n1 - 3 0\r\n (x) 2 3 0 1 0\r\n\
                1 1=2=3 0\r\n0\r\n\"Ann \"Annie\" Lee\" # quoted within\r\n\"Bob #2\"\r\n\"Cem\"\r\n\"Vote\" \
                \"a source\"\r\n\"a comment\"";
    let file = read(text, Format::Blt);
    assert_eq!(options(&file), "Ann \"Annie\" Lee:ann-annie-lee Bob #2:bob-2 Cem:cem");
    assert_eq!(answers(&file), "1 ann-annie-lee=bob-2>cem | 1 ann-annie-lee=bob-2=cem | 3 cem | 1 abstain");
    assert_eq!(file.form(), &Form::Rank { max: 3, ties: true });
    assert_eq!(file.title().unwrap().as_str(), "Vote");
}

#[test]
fn a_file_without_ballots_or_title_is_one() {
    let file = read("2 1 0 \"A\" \"B\"", Format::Blt);
    assert_eq!((answers(&file).as_str(), file.title(), file.weight()), ("", None, 0));
    assert_eq!(file.form(), &Form::Rank { max: 2, ties: false });
    assert_eq!(file.or_title("votes").title().unwrap().as_str(), "votes");
}

#[test]
fn what_is_wrong_is_found() {
    let ballot = |ballot: &str| format!("3 2\n{ballot}\n0\n\"A\"\n\"B\"\n\"C\"\n");
    let in_ballot = |text: &str, code: &str, column: usize| {
        refused(Format::Blt, &[(&ballot(text), code, 2, column)]);
    };
    in_ballot("1 4 0", "file-option-unknown", 3);
    in_ballot("1 1=0 0", "file-option-unknown", 5);
    in_ballot("1 2 1 2 0", "file-repeated", 7);
    in_ballot("1 2=2 0", "file-repeated", 5);
    in_ballot("1 1= 0", "file-number", 5);
    in_ballot("1 -2 0", "file-number", 3);
    in_ballot("1 A 0", "file-number", 3);
    in_ballot("1 \"A\"", "file-expected", 3);
    in_ballot("1 \"A\" 0", "file-quote", 3);
    in_ballot("1.5 1 0", "file-fraction", 1);
    in_ballot("0.5 1 0", "file-fraction", 1);
    in_ballot("1,5 1 0", "file-number", 1);
    in_ballot("1e9 1 0", "file-number", 1);
    in_ballot("9007199254740992 1 0", "file-range", 1);
    in_ballot("9007199254740991 1 0 (é) 1 2 0", "file-weights", 22);
    in_ballot("1 1 2", "file-expected", 6);
    in_ballot("1 1 # 0", "file-expected", 4);
    in_ballot("(7) # 1 0", "file-expected", 1);
    in_ballot("(7 1 1 0", "file-quote", 1);
    in_ballot("[tie 1 2]", "file-directive", 1);
    in_ballot("-1 -4", "file-option-unknown", 5);
    in_ballot("-1 -1", "file-option-twice", 4);
    in_ballot("- 1 0", "file-number", 2);
    in_ballot("-1 -2 -3", "file-no-options", 7);
    refused(
        Format::Blt,
        &[
            ("", "file-cut-short", 1, 1),
            ("# nothing\n", "file-cut-short", 2, 1),
            ("x", "file-number", 1, 1),
            ("0 1", "file-no-options", 1, 1),
            ("501 1", "file-options", 1, 1),
            ("99999999999999999999 1", "file-range", 1, 1),
            ("2", "file-cut-short", 1, 2),
            ("2 0", "file-range", 1, 3),
            ("2 1", "file-cut-short", 1, 4),
            ("2 1\n1 1 0", "file-cut-short", 2, 6),
            ("2 1\n0\n\"A\"\n", "file-cut-short", 4, 1),
            ("2 1\n0\n\"A\"\nB\n\"T\"", "file-expected", 4, 1),
            ("2 1\n0\n“A”\n", "file-expected", 3, 1),
            ("2 1\n0\n\"A\n\"B\"", "file-quote", 3, 1),
            ("2 1\n0\n\"A\" \"B\"C ", "file-quote", 3, 5),
            ("2 1 0 \"A\" \"B\" \"T\" \"\" \"\" \"\"", "file-expected", 1, 25),
            ("2 1 0 \"A\" \"B\"\n5", "file-expected", 2, 1),
            ("2 1 0 \"A\" \"B\" 5", "file-quote", 1, 11),
        ],
    );
}
