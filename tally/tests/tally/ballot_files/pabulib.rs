use std::path::PathBuf;

use ostrakon_core::form::Form;
use ostrakon_tally::file::BallotFile;
use ostrakon_tally::file::format::Format;
use ostrakon_tally::file::location::Location;
use ostrakon_tally::file::notice::Notice;

use super::notation::{answers, options, read, refused};

/// A file of this kind. The projects stand from line 9 on, the header of the votes in line 12.
fn file(kind: &str, votes: &str) -> String {
    format!(
        "META\nkey; value\ndescription;Town; with a semicolon\nnum_projects;2\nbudget;2500\nvote_type;{kind}\n\
         PROJECTS\nproject_id;cost;name;category\nP1;600;\"Library; phase 1\";culture,education\nP2;800;None;\n\
         VOTES\n{votes}"
    )
}

#[test]
fn approvals_are_picks() {
    let text = file("approval", "voter_id;age;vote\n1;34;P2,P1\n2;51;P2\n3;;P1, P2\n4;1;\n5;2;None\n");
    let file = read(&text, Format::Pb);
    assert_eq!(file.title().unwrap().as_str(), "Town");
    assert_eq!(options(&file), "P1:p1 P2:p2");
    let labels: Vec<_> = file.options().iter().map(|option| option.label().to_string()).collect();
    assert_eq!(labels, ["Library; phase 1", "P2"]);
    assert_eq!((file.budget(), file.decimals(), file.seats()), (Some(2500), 0, None));
    assert_eq!(file.options().iter().map(|option| option.cost().unwrap()).collect::<Vec<_>>(), [600, 800]);
    assert_eq!(answers(&file), "2 none | 2 p1,p2 | 1 p2");
    assert_eq!(file.form(), &Form::Pick { min: 0, max: 2 });
    assert_eq!(file.notices(), []);
    assert_eq!(read(&text.replace("approval", "Choose-1").replace('\n', "\r\n"), Format::Pb), file);
}

#[test]
fn ordinal_votes_are_rankings() {
    let file = read(&file("ordinal", "voter_id;vote\n1;P2,P1\n2;P2\n3;\n"), Format::Pb);
    assert_eq!(answers(&file), "1 p2 | 1 p2>p1 | 1 abstain");
    assert_eq!(file.form(), &Form::Rank { max: 2, ties: false });
}

#[test]
fn cumulative_votes_are_allocations() {
    let votes = "voter_id;vote;points\n1;P2,P1;3,2\n2;P2;7.0\n3;P1,P2;0,1\n4;;\n5;P1;0\n";
    let file = read(&file("cumulative", votes), Format::Pb);
    assert_eq!(answers(&file), "1 p1:2,p2:3 | 1 p2:1 | 1 p2:7 | 2 abstain");
    assert_eq!(file.form(), &Form::Allocate { credits: 7, exponent: 1, signed: false });
}

#[test]
fn scoring_votes_score_every_project() {
    let votes = "voter_id;vote;points\n1;P2,P1;3,-2\n2;P2;7\n3;;None\n";
    let text = file("scoring", votes);
    assert_eq!(answers(&read(&text, Format::Pb)), "1 p1:-2,p2:3 | 1 p1:0,p2:0 | 1 p1:0,p2:7");
    let text = text.replace("vote_type", "default_score;1\nvote_type");
    let file = read(&text, Format::Pb);
    assert_eq!(answers(&file), "1 p1:-2,p2:3 | 1 p1:1,p2:1 | 1 p1:1,p2:7");
    assert_eq!(file.form(), &Form::Score { min: -2, max: 7 });
}

#[test]
fn amounts_with_decimals_are_given_in_a_smaller_unit() {
    let text = file("approval", "voter_id;vote\n").replace("2500", "2500,00").replace(";800", ";800.25");
    let file = read(&text, Format::Pb);
    assert_eq!((file.budget(), file.decimals()), (Some(250_000), 2));
    assert_eq!(
        file.options().iter().map(|option| option.cost().unwrap()).collect::<Vec<_>>(),
        [60_000, 80_025]
    );
    assert_eq!(file.form(), &Form::Pick { min: 0, max: 1 });
}

#[test]
fn other_numbers_than_stated_are_told() {
    let text =
        file("approval", "voter_id;vote\n1;P1\n").replace("num_projects;2", "num_projects;3\nnum_votes;1");
    let location = Location { line: 4, column: 14 };
    let notice = Notice::Stated { location, what: "projects", stated: 3, found: 2 };
    assert_eq!(read(&text, Format::Pb).notices(), [notice]);
}

#[test]
fn a_real_vote_is_read() {
    let path: PathBuf =
        [env!("CARGO_MANIFEST_DIR"), "..", "tests/data/elections/poland_lodz_2020_mileszki.pb"]
            .iter()
            .collect();
    let file = BallotFile::read(&std::fs::read(path).unwrap(), Format::Pb).unwrap();
    assert_eq!((file.options().len(), file.weight(), file.budget()), (9, 955, Some(417_000)));
    assert_eq!(file.form(), &Form::Pick { min: 1, max: 5 });
    assert_eq!(file.title().unwrap().as_str(), "Local PB in Łódź, Widzew | Mileszki");
    assert_eq!(file.options()[0].label().as_str(), "Mileszki - Nowa Droga.");
    assert_eq!(file.notices(), []);
    // The file states how many voted for each project.
    for (id, votes) in [("w030mi", 574), ("w128mi", 479), ("w009mi", 53)] {
        let named = |answer: &ostrakon_core::answer::Answer| match answer {
            ostrakon_core::answer::Answer::Pick(options) => {
                options.iter().any(|option| option.as_str() == id)
            }
            _ => false,
        };
        let found: u64 =
            file.answers().iter().filter(|(answer, _)| named(answer)).map(|(_, weight)| weight).sum();
        assert_eq!(found, votes, "{id}");
    }
}

#[test]
fn what_is_wrong_with_votes_is_found() {
    let in_vote = |kind: &str, vote: &str, code: &str, column: usize| {
        refused(Format::Pb, &[(&file(kind, &format!("id;vote;points\n{vote}\n")), code, 13, column)]);
    };
    in_vote("approval", "1;P1,P3", "file-option-unknown", 6);
    in_vote("approval", "1;\"P1,p2\"", "file-option-unknown", 7);
    in_vote("approval", "1;P1, P1", "file-repeated", 7);
    in_vote("approval", "1;P1;;P2", "file-cells", 7);
    in_vote("approval", "1;\"P1", "file-quote", 3);
    in_vote("ordinal", "1;P1,P2,P1", "file-repeated", 9);
    in_vote("cumulative", "1;P1,P2;3", "file-expected", 9);
    in_vote("cumulative", "1;P1,P2;", "file-expected", 9);
    in_vote("cumulative", "1;P1;3,4", "file-expected", 6);
    in_vote("cumulative", "1;P1,P2;3,x", "file-number", 11);
    in_vote("cumulative", "1;P1,P2;3,-1", "file-number", 11);
    in_vote("cumulative", "1;P1;0.5", "file-fraction", 6);
    in_vote("cumulative", "1;P1,P2;600000000,600000000", "file-credits", 19);
    in_vote("scoring", "1;P1;1000001", "file-range", 6);
    in_vote("scoring", "1;P1;1.5", "file-fraction", 6);
}

#[test]
fn what_is_wrong_around_the_votes_is_found() {
    refused(
        Format::Pb,
        &[
            ("", "file-cut-short", 1, 1),
            ("key;value\n", "file-expected", 1, 1),
            ("META", "file-cut-short", 1, 5),
            ("META\nkey;value\nbudget;1\n", "file-cut-short", 4, 1),
            ("META\nkey;value\nbudget;1\nVOTES\n", "file-cut-short", 5, 1),
        ],
    );
    let changed = |from: &str, to: &str, code: &str, line: usize, column: usize| {
        let text = file("approval", "voter_id;vote\n1;P1\n");
        assert!(text.contains(from), "{from}");
        refused(Format::Pb, &[(&text.replacen(from, to, 1), code, line, column)]);
    };
    changed("budget;2500\n", "", "file-missing", 2, 1);
    changed("2500", "1e6", "file-number", 5, 8);
    changed("2500", "9007199254740992", "file-range", 5, 8);
    changed("budget", "vote_type", "file-expected", 6, 1);
    changed("approval", "knapsack", "file-vote-type", 6, 11);
    changed("num_projects;2", "num_projects;two", "file-number", 4, 14);
    changed("project_id", "id", "file-header", 8, 1);
    changed("cost", "price", "file-header", 8, 1);
    changed("category", "cost", "file-option-twice", 8, 22);
    changed(";600;", ";;", "file-number", 9, 4);
    changed(";600;", ";-1;", "file-number", 9, 4);
    changed("P1;", ";", "file-missing", 9, 1);
    changed("P2;800;None;", "P1;800;None;", "file-option-twice", 10, 1);
    changed("P2;800;None;", "P2;800;None;;x", "file-cells", 10, 14);
    changed("voter_id;vote", "voter_id;votes", "file-header", 12, 1);
    changed("VOTES\nvoter_id;vote\n1;P1\n", "", "file-cut-short", 11, 1);
    changed("voter_id;vote\n1;P1\n", "", "file-cut-short", 12, 1);
    refused(
        Format::Pb,
        &[(
            "META\nkey;value\nbudget;1\nvote_type;approval\nPROJECTS\nproject_id;cost\nVOTES\nvote",
            "file-no-options",
            6,
            1,
        )],
    );
    let points = file("cumulative", "voter_id;vote\n");
    refused(Format::Pb, &[(&points, "file-header", 12, 1)]);
    let score = file("scoring", "voter_id;vote;points\n").replace("num_projects;2", "default_score;x");
    refused(Format::Pb, &[(&score, "file-number", 4, 15)]);
    let projects: String = (0..501).map(|number| format!("X{number};1\n")).collect();
    let many =
        format!("META\nkey;value\nbudget;1\nvote_type;approval\nPROJECTS\nproject_id;cost\n{projects}");
    refused(Format::Pb, &[(&many, "file-options", 507, 1)]);
}
