//! Every ballot of a poll with a board fits an entry of the board's log.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

use ostrakon_core::answer::{Answer, Answers, Stance};
use ostrakon_core::ballot::Ballot;
use ostrakon_core::content::Content;
use ostrakon_core::form::Form;
use ostrakon_core::json::to_canonical;
use ostrakon_core::poll::{MAX_BOARD_POLL_BYTES, Poll, PollError};
use ostrakon_core::question::{Question, RuleBook, Setting};
use ostrakon_core::text::OptionId;
use proptest::prelude::*;
use serde_json::{Value, json};

/// An entry is written with its length in 16 bits (C2SP tlog-tiles).
const MAX_ENTRY_BYTES: usize = 65_535;

/// How much longer than its poll a ballot can be, as `MAX_BOARD_POLL_BYTES` has it.
const LONGER: usize = 1000;

struct AnyRule;

impl RuleBook for AnyRule {
    fn check(&self, _: &Question, _: Setting) -> Result<(), String> {
        Ok(())
    }

    fn draws_lots(&self, _: &Question) -> bool {
        false
    }
}

/// The shortest manifest with these questions and a board.
fn poll(questions: Vec<Value>) -> Result<Poll, PollError> {
    let manifest = json!({
        "format": "ostrakon/poll/1", "title": "T", "questions": questions, "privacy": "open", "revisions": 100,
        "electorate": {
            "circuit": "semaphore-4.13.0", "depth": 1, "root": "1", "places": 1, "members": 1,
            "digest": "00".repeat(32),
        },
        "opens": "2026-01-01T00:00:00Z", "closes": "2026-01-02T00:00:00Z",
        "board": {"host": "a", "key": "01".repeat(32), "grace": 10}, "salt": "11".repeat(32),
    });
    Poll::from_bytes(&to_canonical(&manifest), &AnyRule)
}

/// A question with the shortest of everything but the ids.
fn question(number: usize, form: &Value, options: usize, id_length: usize) -> Value {
    let id = |at: usize| format!("{at:0>id_length$}");
    let label = |at: usize| char::from_u32(0x4e00 + u32::try_from(at).unwrap()).unwrap();
    json!({
        "id": id(number), "prompt": "P", "form": form, "rule": {"r": {}}, "abstain": true,
        "options": (0..options).map(|at| json!({"id": id(at), "label": label(at)})).collect::<Vec<_>>(),
    })
}

/// The longest answer that a question takes, or one that is longer.
fn longest_answer(question: &Question) -> Answer {
    let ids: Vec<OptionId> = question.options().iter().map(|option| option.id().clone()).collect();
    match *question.form() {
        Form::Allocate { credits, signed, .. } => {
            // As many digits on as many options as the credits pay for.
            let each = (credits / i64::try_from(ids.len()).unwrap()).max(1);
            Answer::Allocate(ids.into_iter().map(|id| (id, if signed { -each } else { each })).collect())
        }
        Form::Pick { .. } => Answer::Pick(ids),
        Form::Rank { .. } => Answer::Rank(ids.into_iter().map(|id| vec![id]).collect()),
        Form::Score { min, .. } => Answer::Score(ids.into_iter().map(|id| (id, min)).collect()),
        Form::Stance {} => Answer::Stance(ids.into_iter().map(|id| (id, Stance::Disagree)).collect()),
    }
}

/// The longest ballot of a poll: all that a proof is made of has all its digits.
fn longest_ballot(poll: &Poll) -> Ballot {
    let answers: Answers =
        poll.questions().iter().map(|question| (question.id().clone(), longest_answer(question))).collect();
    let digits = "1".to_owned() + &"0".repeat(76);
    let ballot = json!({
        "format": "ostrakon/ballot/1", "content": Content::new(poll, poll.revisions(), answers).unwrap(),
        "nullifier": digits, "proof": vec![&digits; 8],
    });
    Ballot::from_bytes(&to_canonical(&ballot)).unwrap()
}

/// Every form with the limits that make answers longest.
fn forms(options: usize) -> [Value; 5] {
    [
        json!({"allocate": {"credits": 1_000_000_000, "exponent": 1, "signed": true}}),
        json!({"pick": {"min": 0, "max": options}}),
        json!({"rank": {"max": options, "ties": false}}),
        json!({"score": {"min": -1_000_000, "max": 0}}),
        json!({"stance": {}}),
    ]
}

#[test]
fn the_longest_ballots_of_the_longest_polls_fit() {
    for (questions, options, id_length) in [(50, 2, 32), (50, 40, 2), (4, 500, 3), (4, 300, 23), (1, 500, 32)]
    {
        for kind in 0..5 {
            let form = &forms(options)[kind];
            let all = (0..questions).map(|at| question(at, form, options, id_length));
            // As many of them as a poll with a board has room for.
            let all: Vec<_> = all.collect();
            let poll = (1..=questions).rev().find_map(|some| match poll(all[..some].to_vec()) {
                Ok(poll) => Some(poll),
                Err(error) => {
                    assert_eq!(error.code(), "poll-board-size");
                    None
                }
            });
            let poll = poll.unwrap();
            let (bytes, ballot) = (poll.to_bytes().len(), longest_ballot(&poll).to_bytes().len());
            assert!(ballot <= bytes + LONGER, "{form}: {ballot} bytes, the poll has {bytes}");
            assert!(ballot <= MAX_ENTRY_BYTES, "{form}: {ballot} bytes");
        }
    }
}

#[test]
fn a_poll_with_a_board_is_short_enough_and_one_without_need_not_be() {
    let long = |length: usize| {
        let mut question = question(0, &json!({"stance": {}}), 1, 1);
        question["rule"] = json!({"r": {"long": "x".repeat(length)}});
        vec![question]
    };
    let rest = poll(long(0)).unwrap().to_bytes().len();
    let longest = poll(long(MAX_BOARD_POLL_BYTES - rest)).unwrap();
    assert_eq!(longest.to_bytes().len(), MAX_BOARD_POLL_BYTES);
    let too_long = poll(long(MAX_BOARD_POLL_BYTES - rest + 1));
    assert_eq!(too_long, Err(PollError::BoardSize(MAX_BOARD_POLL_BYTES + 1)));
    let mut manifest: Value = serde_json::from_slice(longest.to_bytes()).unwrap();
    manifest.as_object_mut().unwrap().remove("board");
    manifest["description"] = json!("x".repeat(20_000));
    assert!(Poll::from_bytes(&to_canonical(&manifest), &AnyRule).is_ok());
}

proptest! {
    #[test]
    fn no_ballot_is_much_longer_than_its_poll(
        drafts in prop::collection::vec((0..5_usize, 2..60_usize, 1..=32_usize), 1..8),
    ) {
        let questions = drafts.iter().enumerate().map(|(at, &(form, options, id_length))| {
            // Ids are numbers of at least as many digits as they need.
            question(at, &forms(options)[form], options, id_length.max(2))
        });
        let poll = poll(questions.collect()).unwrap();
        let ballot = longest_ballot(&poll);
        prop_assert!(ballot.to_bytes().len() <= poll.to_bytes().len() + LONGER);
    }
}
