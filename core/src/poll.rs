//! A [`Poll`] is the manifest of a vote: what is asked, of whom, when, and how it is counted.
//!
//! Its [`PollId`] is a digest of all of it. Nothing in a poll can change once a ballot exists, and no
//! ballot fits two polls.

mod id;

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

pub use self::id::PollId;
use crate::board::{BoardError, BoardSpec};
use crate::electorate::{Electorate, ElectorateError};
use crate::hash::Digest;
use crate::json::{self, JsonError};
use crate::lottery::{LotterySource, LotterySourceError};
use crate::question::{Question, QuestionDraft, QuestionError, RuleBook, Setting};
use crate::text::{Description, Label, QuestionId};
use crate::time::Timestamp;

/// Most bytes that a manifest may have.
pub const MAX_POLL_BYTES: usize = 1024 * 1024;

/// Most bytes that the manifest of a poll with a board may have.
///
/// An entry of the board's log has at most 65,535 bytes. The manifest is one, and so is each ballot; and
/// no ballot of a poll is more than 1,000 bytes longer than its manifest:
///
/// - An answer says of an option at most `"id":-1000000000,`, 15 bytes more than the id, where the manifest
///   has at least `{"id":"id","label":"x"},`, 22 bytes more than the id.
/// - Around the options an answer has at most `"id":{"allocate":{}},`, where the manifest has id, form, name of
///   the rule and prompt.
/// - The rest of a ballot has at most 895 bytes: eight coordinates and a nullifier of 77 digits each, the
///   poll's id, names and punctuation.
pub const MAX_BOARD_POLL_BYTES: usize = 60_000;

/// Most questions that a poll may ask.
pub const MAX_QUESTIONS: usize = 50;

/// Most options that all questions of a poll may have together.
pub const MAX_POLL_OPTIONS: usize = 2000;

/// Most revisions that a poll may allow.
pub const MAX_REVISIONS: u8 = 100;

/// The format that a manifest names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
pub enum PollFormat {
    /// `ostrakon/poll/1`.
    #[default]
    #[serde(rename = "ostrakon/poll/1")]
    V1,
}

/// Who learns what a ballot says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Privacy {
    /// Everybody, as ballots arrive. Whose ballot it is stays hidden.
    #[default]
    Open,
}

/// The fields of a manifest as written, before they are known to make sense together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// The document's format.
    pub format: PollFormat,
    /// What the poll is called.
    pub title: Label,
    /// What it is about.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<Description>,
    /// What is asked.
    pub questions: Vec<QuestionDraft>,
    /// Who may vote.
    pub electorate: Electorate,
    /// The first second in which ballots are taken.
    pub opens: Timestamp,
    /// The first second in which they no longer are.
    pub closes: Timestamp,
    /// Who learns what a ballot says.
    pub privacy: Privacy,
    /// How often a voter may replace a ballot, 0 to [`MAX_REVISIONS`].
    pub revisions: u8,
    /// Where the seed of rules that draw lots comes from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lottery: Option<LotterySource>,
    /// Where the public log of the poll is kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub board: Option<BoardSpec>,
    /// 32 random bytes, so that two polls never have one id.
    pub salt: Digest,
}

/// A manifest that makes sense, with its id.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Poll {
    id: PollId,
    bytes: Vec<u8>,
    manifest: Manifest,
    questions: Vec<Question>,
}

/// Why a manifest is not a poll.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PollError {
    /// The board makes no sense.
    #[error(transparent)]
    Board(#[from] BoardError),
    /// With a board, more bytes than [`MAX_BOARD_POLL_BYTES`].
    #[error("{0} bytes, the limit for a poll with a board is {MAX_BOARD_POLL_BYTES}")]
    BoardSize(usize),
    /// The electorate makes no sense.
    #[error(transparent)]
    Electorate(#[from] ElectorateError),
    /// The bytes hash to another id than the one expected.
    #[error("this is poll {found}, not {expected}")]
    Id {
        /// The id given out of band.
        expected: PollId,
        /// The id of the bytes.
        found: PollId,
    },
    /// The bytes are not a canonical manifest.
    #[error(transparent)]
    Json(#[from] JsonError),
    /// The source of lots makes no sense.
    #[error("the lottery source: {0}")]
    Lottery(#[from] LotterySourceError),
    /// A lottery source, and no rule that draws lots.
    #[error("the poll names a lottery source, and none of its rules draws lots")]
    NoLots,
    /// More options than [`MAX_POLL_OPTIONS`].
    #[error("{0} options in all, the limit is {MAX_POLL_OPTIONS}")]
    Options(usize),
    /// A question makes no sense.
    #[error(transparent)]
    Question(#[from] QuestionError),
    /// No question, or more than [`MAX_QUESTIONS`].
    #[error("{0} questions, 1 to {MAX_QUESTIONS} are needed")]
    Questions(usize),
    /// Two questions have one id.
    #[error("the question id {0} stands twice")]
    RepeatedQuestion(QuestionId),
    /// More revisions than [`MAX_REVISIONS`].
    #[error("{0} revisions, the limit is {MAX_REVISIONS}")]
    Revisions(u8),
    /// A rule is unknown, or cannot count its question.
    #[error("question {question}: {reason}")]
    Rule {
        /// The question.
        question: QuestionId,
        /// Why, in words.
        reason: String,
    },
    /// The poll closes before it opens, or at the same second.
    #[error("the poll closes at {closes}, not after it opens at {opens}")]
    Window {
        /// When it would open.
        opens: Timestamp,
        /// When it would close.
        closes: Timestamp,
    },
}

impl PollError {
    /// A stable code for programs.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Board(error) => error.code(),
            Self::BoardSize(_) => "poll-board-size",
            Self::Electorate(error) => error.code(),
            Self::Id { .. } => "poll-id",
            Self::Json(error) => error.code(),
            Self::Lottery(error) => error.code(),
            Self::NoLots => "poll-no-lots",
            Self::Options(_) => "poll-options",
            Self::Question(error) => error.code(),
            Self::Questions(_) => "poll-questions",
            Self::RepeatedQuestion(_) => "poll-repeated-question",
            Self::Revisions(_) => "poll-revisions",
            Self::Rule { .. } => "poll-rule",
            Self::Window { .. } => "poll-window",
        }
    }
}

impl Poll {
    /// A poll from a manifest that makes sense; `rules` knows the rules that exist.
    ///
    /// # Errors
    /// One [`PollError`] per cause.
    pub fn new(manifest: Manifest, rules: &impl RuleBook) -> Result<Self, PollError> {
        let Manifest { questions, electorate, opens, closes, revisions, lottery, board, .. } = &manifest;
        if opens >= closes {
            return Err(PollError::Window { opens: *opens, closes: *closes });
        }
        if *revisions > MAX_REVISIONS {
            return Err(PollError::Revisions(*revisions));
        }
        electorate.check()?;
        if let Some(lottery) = lottery {
            lottery.check(*closes)?;
        }
        if let Some(board) = board {
            board.check(*closes)?;
        }
        if questions.is_empty() || questions.len() > MAX_QUESTIONS {
            return Err(PollError::Questions(questions.len()));
        }
        let options = questions.iter().map(|question| question.options.len()).sum();
        if options > MAX_POLL_OPTIONS {
            return Err(PollError::Options(options));
        }
        let setting = Setting { members: Some(electorate.members), lottery: lottery.is_some() };
        let mut ids = BTreeSet::new();
        let mut checked = Vec::with_capacity(questions.len());
        for draft in questions {
            if !ids.insert(&draft.id) {
                return Err(PollError::RepeatedQuestion(draft.id.clone()));
            }
            let question = Question::try_from(draft.clone())?;
            rules
                .check(&question, setting)
                .map_err(|reason| PollError::Rule { question: draft.id.clone(), reason })?;
            checked.push(question);
        }
        if lottery.is_some() && !checked.iter().any(|question| rules.draws_lots(question)) {
            return Err(PollError::NoLots);
        }
        let bytes = json::to_canonical(&manifest);
        // A manifest built by a program may hold what no document can: it has to read back.
        json::from_canonical::<Manifest>(&bytes, MAX_POLL_BYTES)?;
        if board.is_some() && bytes.len() > MAX_BOARD_POLL_BYTES {
            return Err(PollError::BoardSize(bytes.len()));
        }
        let id = PollId::of(&bytes);
        Ok(Self { id, bytes, manifest, questions: checked })
    }

    /// Reads a poll from its canonical bytes.
    ///
    /// # Errors
    /// One [`PollError`] per cause.
    pub fn from_bytes(bytes: &[u8], rules: &impl RuleBook) -> Result<Self, PollError> {
        Self::new(json::from_canonical(bytes, MAX_POLL_BYTES)?, rules)
    }

    /// Refuses a poll that is not the one whose id was given out of band.
    ///
    /// # Errors
    /// [`PollError::Id`].
    pub fn expect_id(self, expected: PollId) -> Result<Self, PollError> {
        if self.id == expected { Ok(self) } else { Err(PollError::Id { expected, found: self.id }) }
    }

    /// The canonical bytes.
    #[must_use]
    pub fn to_bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// What the poll says, field by field.
    #[must_use]
    pub const fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    /// The poll's id.
    #[must_use]
    pub const fn id(&self) -> PollId {
        self.id
    }

    /// What the poll is called.
    #[must_use]
    pub const fn title(&self) -> &Label {
        &self.manifest.title
    }

    /// The title, and what there is to read in each question.
    pub fn labels(&self) -> impl Iterator<Item = &Label> {
        std::iter::once(self.title()).chain(self.questions().iter().flat_map(Question::labels))
    }

    /// What the poll is about.
    #[must_use]
    pub const fn description(&self) -> Option<&Description> {
        self.manifest.description.as_ref()
    }

    /// What is asked.
    #[must_use]
    pub fn questions(&self) -> &[Question] {
        &self.questions
    }

    /// Who may vote.
    #[must_use]
    pub const fn electorate(&self) -> &Electorate {
        &self.manifest.electorate
    }

    /// The first second in which ballots are taken.
    #[must_use]
    pub const fn opens(&self) -> Timestamp {
        self.manifest.opens
    }

    /// The first second in which they no longer are.
    #[must_use]
    pub const fn closes(&self) -> Timestamp {
        self.manifest.closes
    }

    /// Who learns what a ballot says.
    #[must_use]
    pub const fn privacy(&self) -> Privacy {
        self.manifest.privacy
    }

    /// Where the seed of rules that draw lots comes from.
    #[must_use]
    pub const fn lottery(&self) -> Option<&LotterySource> {
        self.manifest.lottery.as_ref()
    }

    /// Where the public log of the poll is kept.
    #[must_use]
    pub const fn board(&self) -> Option<&BoardSpec> {
        self.manifest.board.as_ref()
    }

    /// What the poll's log is called, in its checkpoints and as the name of its board's key: the board's
    /// host, `/` and the salt in hexadecimal.
    ///
    /// The salt, not the poll's id: the id is a digest of the manifest that names the board.
    #[must_use]
    pub fn origin(&self) -> Option<String> {
        self.board().map(|board| format!("{}/{}", board.host, self.manifest.salt))
    }

    /// The second by which the board's log is final: the close and the board's grace.
    #[must_use]
    pub fn deadline(&self) -> Option<Timestamp> {
        self.board().and_then(|board| board.deadline(self.closes()))
    }

    /// How often a voter may replace a ballot.
    #[must_use]
    pub const fn revisions(&self) -> u8 {
        self.manifest.revisions
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::hash::TaggedHash;

    struct AnyRule;

    impl RuleBook for AnyRule {
        fn check(&self, question: &Question, _: Setting) -> Result<(), String> {
            if question.rule().name() == "none" { Err("no such rule".into()) } else { Ok(()) }
        }

        fn draws_lots(&self, question: &Question) -> bool {
            question.rule().name() == "lots"
        }
    }

    fn manifest() -> serde_json::Value {
        json!({
            "format": "ostrakon/poll/1",
            "title": "A poll",
            "questions": [{
                "id": "q", "prompt": "Which?", "form": {"pick": {"min": 1, "max": 1}}, "rule": {"plurality": {}},
                "options": [{"id": "a", "label": "A"}, {"id": "b", "label": "B"}],
            }],
            "electorate": {
                "circuit": "semaphore-4.13.0", "depth": 10, "root": "1", "places": 3, "members": 2,
                "digest": "00".repeat(32),
            },
            "opens": "2026-01-01T00:00:00Z", "closes": "2026-01-02T00:00:00Z", "privacy": "open", "revisions": 0,
            "salt": "11".repeat(32),
        })
    }

    fn read(manifest: &serde_json::Value) -> Result<Poll, PollError> {
        Poll::from_bytes(&json::to_canonical(manifest), &AnyRule)
    }

    fn code(change: impl Fn(&mut serde_json::Value)) -> &'static str {
        let mut manifest = manifest();
        change(&mut manifest);
        read(&manifest).unwrap_err().code()
    }

    #[test]
    fn the_id_is_the_hash_of_the_bytes() {
        let poll = read(&manifest()).unwrap();
        assert_eq!(poll.to_bytes(), json::to_canonical(&manifest()));
        assert_eq!(
            poll.id().to_bytes(),
            TaggedHash::new("ostrakon/poll/1").part(poll.to_bytes()).finish().to_bytes()
        );
        let other: PollId = "00".repeat(32).parse().unwrap();
        assert_eq!(poll.clone().expect_id(other).unwrap_err().code(), "poll-id");
        assert_eq!(poll.clone().expect_id(poll.id()), Ok(poll));
    }

    #[test]
    fn a_poll_that_no_document_can_hold_cannot_be_made() {
        let mut manifest: Manifest = serde_json::from_value(manifest()).unwrap();
        let option = manifest.questions[0].options[0].clone();
        manifest.questions[0].options[0] = option.with_cost(1 << 53);
        assert_eq!(Poll::new(manifest, &AnyRule).unwrap_err().code(), "json-integer");
    }

    #[test]
    fn a_source_of_lots_has_to_fit_the_poll() {
        let with = |lottery: serde_json::Value| {
            move |m: &mut serde_json::Value| {
                m["questions"][0]["rule"] = json!({"lots": {}});
                m["lottery"] = lottery.clone();
            }
        };
        let round = |round| json!({"beacon": {"name": "drand-quicknet", "round": round}});
        // Published at 2026-01-02T00:00:00Z, the close, and three seconds later.
        assert_eq!(code(with(round(24_836_212))), "lottery-early");
        let mut good = manifest();
        with(round(24_836_213))(&mut good);
        let poll = read(&good).unwrap();
        assert_eq!(
            poll.lottery().map(|source| serde_json::to_value(source).unwrap()),
            Some(round(24_836_213))
        );
        assert_eq!(code(|m| m["lottery"] = round(24_836_213)), "poll-no-lots");
        assert_eq!(code(with(json!(null))), "json-not-canonical");
        assert_eq!(code(with(json!({"seed": "00"}))), "json-shape");
    }

    #[test]
    fn a_board_gives_the_log_a_name_and_a_deadline() {
        let plain = read(&manifest()).unwrap();
        assert_eq!((plain.board(), plain.origin(), plain.deadline()), (None, None, None));
        let mut with_board = manifest();
        with_board["board"] = json!({"host": "votes.example.org:8443", "key": "01".repeat(32), "grace": 300});
        let poll = read(&with_board).unwrap();
        assert_eq!(poll.origin(), Some(format!("votes.example.org:8443/{}", "11".repeat(32))));
        assert_eq!(poll.deadline(), "2026-01-02T00:05:00Z".parse().ok());
        assert_eq!(
            poll.board().map(|board| serde_json::to_value(board).unwrap()).as_ref(),
            Some(&with_board["board"])
        );
        assert_eq!(
            code(|m| m["board"] = json!({"host": "a", "key": "01".repeat(32), "grace": 1})),
            "board-grace"
        );
        assert_eq!(code(|m| m["board"] = json!(null)), "json-not-canonical");
        assert_eq!(
            code(|m| m["board"] = json!({"host": "A", "key": "01".repeat(32), "grace": 10})),
            "json-shape"
        );
    }

    #[test]
    fn a_poll_that_makes_no_sense_cannot_be_made() {
        assert_eq!(code(|m| m["closes"] = m["opens"].clone()), "poll-window");
        assert_eq!(code(|m| m["revisions"] = json!(101)), "poll-revisions");
        assert_eq!(code(|m| m["questions"] = json!([])), "poll-questions");
        assert_eq!(
            code(|m| m["questions"] = json!([m["questions"][0], m["questions"][0]])),
            "poll-repeated-question"
        );
        assert_eq!(code(|m| m["questions"][0]["rule"] = json!({"none": {}})), "poll-rule");
        assert_eq!(code(|m| m["questions"][0]["rule"] = json!({"a": {}, "b": {}})), "json-shape");
        assert_eq!(
            code(|m| m["questions"][0]["form"] = json!({"pick": {"min": 1, "max": 3}})),
            "question-form"
        );
        assert_eq!(code(|m| m["questions"][0]["options"][1]["id"] = json!("a")), "question-repeated");
        assert_eq!(code(|m| m["questions"][0]["options"][1]["label"] = json!("А")), "question-look-alike");
        assert_eq!(code(|m| m["questions"][0]["options"][1]["label"] = json!("x\u{202E}y")), "json-shape");
        assert_eq!(code(|m| m["electorate"]["root"] = json!("0")), "json-shape");
        assert_eq!(code(|m| m["electorate"]["members"] = json!(0)), "electorate-empty");
        assert_eq!(code(|m| m["electorate"]["members"] = json!(4)), "electorate-places");
        assert_eq!(code(|m| m["electorate"]["depth"] = json!(1)), "electorate-depth");
        assert_eq!(code(|m| m["electorate"]["depth"] = json!(33)), "json-shape");
        assert_eq!(code(|m| m["electorate"]["circuit"] = json!("semaphore-4.0.0")), "json-shape");
        assert_eq!(code(|m| m["description"] = json!(null)), "json-not-canonical");
        assert_eq!(code(|m| m["more"] = json!(1)), "json-shape");
    }
}
