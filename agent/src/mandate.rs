//! A [`Mandate`] is what a voter lets an agent do on their behalf: where, about what, how often and until when.
//!
//! It is read from a file that its owner writes. Nothing that a decider or a poll says can change it.

mod describe;
mod judgement;
mod template;

use std::collections::BTreeMap;
use std::fmt;

use ostrakon_core::board::{Host, NoteKey};
use ostrakon_core::hash::{Digest, TaggedHash};
use ostrakon_core::poll::{Poll, PollId};
use ostrakon_core::text::Label;
use ostrakon_core::time::Timestamp;
use serde::{Deserialize, Serialize};

pub use self::judgement::{AskReason, Judgement, Matter, Refusal, Usage};
use crate::address::Address;
use crate::folder::MAX_BYTES;
use crate::percent::Percent;
use crate::span::Span;
use crate::topics::{Phrase, Words};

/// Least members of a group where the mandate says nothing: a small group does not hide who voted how.
pub const MEMBERS: u64 = 20;

/// `H("ostrakon/mandate/1", bytes of the file)`, which names a mandate in the journal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct MandateHash(Digest);

/// The format that a mandate names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
enum MandateFormat {
    #[serde(rename = "ostrakon/mandate/1")]
    V1,
}

/// What a voter lets an agent do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mandate {
    hash: MandateHash,
    lines: Lines,
}

/// The lines of the file.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Lines {
    #[serde(rename = "format")]
    _format: MandateFormat,
    expires: Timestamp,
    casting: Casting,
    notice: Span,
    #[serde(default)]
    unanswered: Unanswered,
    #[serde(default)]
    otherwise: TopicRule,
    #[serde(default = "FormName::all")]
    forms: Vec<FormName>,
    #[serde(default)]
    notify: Vec<String>,
    #[serde(default)]
    elicitation: bool,
    ask: Ask,
    limits: Limits,
    timing: Timing,
    boards: Vec<MandatedBoard>,
    #[serde(default)]
    topics: BTreeMap<Label, Topic>,
}

/// When a ballot that the mandate allows is cast.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Casting {
    /// As soon as its time comes.
    AtOnce,
    /// As soon as its time comes, where the owner can still replace it until the close. Else the owner is asked.
    Early,
    /// Never without the owner: what is proposed is only kept.
    Propose,
}

/// What happens where the owner was asked and did not answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Unanswered {
    /// No ballot is cast.
    #[default]
    Abstain,
    /// What was proposed is cast.
    Cast,
}

/// What an agent may do about a topic, least first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TopicRule {
    /// Nothing.
    Never,
    /// Ask its owner.
    #[default]
    Ask,
    /// Vote, within the rest of the mandate.
    Free,
}

/// A form that questions may have.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FormName {
    /// Units are handed out.
    Allocate,
    /// Options are chosen.
    Pick,
    /// Options are put in order.
    Rank,
    /// Options are given scores.
    Score,
    /// Options are agreed with or not.
    Stance,
}

/// When the owner is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Ask {
    /// Of this importance and above…
    pub importance: Percent,
    /// …where the decider is less sure than this.
    pub confidence: Percent,
}

/// How much an agent may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Limits {
    /// Ballots in an hour.
    pub hour: u32,
    /// Ballots in a day.
    pub day: u32,
    /// Ballots in all.
    pub total: u32,
    /// Questions to the owner in a day.
    #[serde(default = "Limits::asks")]
    pub asks: u32,
    /// Proposals of a decider in a minute.
    #[serde(default = "Limits::proposals")]
    pub proposals: u32,
}

/// When ballots leave.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Timing {
    /// The longest time over which a ballot's moment is drawn.
    pub spread: Span,
}

/// A board that the agent may vote on.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MandatedBoard {
    /// Where it is reached.
    pub url: Address,
    /// The host that its polls have to name.
    pub host: Option<Host>,
    /// The key that its polls have to name.
    pub key: Option<NoteKey>,
    /// Its only polls to vote in; all where there are none.
    #[serde(default)]
    pub polls: Vec<PollId>,
    /// Least members that a poll's group must have.
    #[serde(default = "MandatedBoard::members")]
    pub members: u64,
}

/// A topic: the words it is known by, and what may be done about it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Topic {
    words: Vec<Phrase>,
    rule: TopicRule,
    #[serde(default)]
    importance: Option<Percent>,
}

/// Why a file is not a mandate.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum MandateError {
    /// No board, or one address twice.
    #[error("a mandate names at least one board, and each once")]
    Boards,
    /// No form is allowed.
    #[error("a mandate allows at least one form")]
    Forms,
    /// The notification command is empty.
    #[error("the notification command has an empty name")]
    Notify,
    /// More than [`MAX_BYTES`].
    #[error("{0} bytes, the limit is {MAX_BYTES}")]
    Size(usize),
    /// Not TOML, a line that is unknown or missing, or a value that makes no sense.
    #[error("{0}")]
    Syntax(String),
    /// A topic without words.
    #[error("topic {0} has no words")]
    Topic(Label),
}

impl MandateError {
    /// A stable code for programs.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Boards => "mandate-boards",
            Self::Forms => "mandate-forms",
            Self::Notify => "mandate-notify",
            Self::Size(_) => "mandate-size",
            Self::Syntax(_) => "mandate-syntax",
            Self::Topic(_) => "mandate-topic-words",
        }
    }
}

impl Mandate {
    /// Reads a mandate.
    ///
    /// # Errors
    /// One [`MandateError`] per cause.
    pub fn from_toml(text: &str) -> Result<Self, MandateError> {
        if text.len() > MAX_BYTES {
            return Err(MandateError::Size(text.len()));
        }
        let lines: Lines = toml::from_str(text)
            .map_err(|error| MandateError::Syntax(error.to_string().trim_end().to_owned()))?;
        let mut urls: Vec<_> = lines.boards.iter().map(|board| &board.url).collect();
        urls.sort_unstable();
        urls.dedup();
        if lines.boards.is_empty() || urls.len() < lines.boards.len() {
            return Err(MandateError::Boards);
        }
        if lines.forms.is_empty() {
            return Err(MandateError::Forms);
        }
        if lines.notify.first().is_some_and(String::is_empty) {
            return Err(MandateError::Notify);
        }
        if let Some((name, _)) = lines.topics.iter().find(|(_, topic)| topic.words.is_empty()) {
            return Err(MandateError::Topic(name.clone()));
        }
        let hash = MandateHash(TaggedHash::new("ostrakon/mandate/1").part(text).finish());
        Ok(Self { hash, lines })
    }

    /// What names the mandate in the journal.
    #[must_use]
    pub const fn hash(&self) -> MandateHash {
        self.hash
    }

    /// The second from which on the agent may do nothing.
    #[must_use]
    pub const fn expires(&self) -> Timestamp {
        self.lines.expires
    }

    /// The boards that the agent may vote on.
    #[must_use]
    pub fn boards(&self) -> &[MandatedBoard] {
        &self.lines.boards
    }

    /// When a ballot is cast that the mandate allows.
    #[must_use]
    pub const fn casting(&self) -> Casting {
        self.lines.casting
    }

    /// Least time between a decision and the close of its poll.
    #[must_use]
    pub const fn notice(&self) -> Span {
        self.lines.notice
    }

    /// What happens where the owner was asked and did not answer.
    #[must_use]
    pub const fn unanswered(&self) -> Unanswered {
        self.lines.unanswered
    }

    /// When ballots leave.
    #[must_use]
    pub const fn timing(&self) -> Timing {
        self.lines.timing
    }

    /// How much the agent may do.
    #[must_use]
    pub const fn limits(&self) -> Limits {
        self.lines.limits
    }

    /// The program, with its arguments, that tells the owner of a question; empty where there is none.
    #[must_use]
    pub fn notify(&self) -> &[String] {
        &self.lines.notify
    }

    /// Whether an answer of the owner may come through the host of the agent.
    #[must_use]
    pub const fn elicitation(&self) -> bool {
        self.lines.elicitation
    }

    /// The topics that a poll's texts touch.
    #[must_use]
    pub fn topics_of(&self, poll: &Poll) -> Vec<String> {
        let words = Words::of_poll(poll);
        self.touched(&words).map(|(name, _)| name.to_string()).collect()
    }

    fn touched(&self, words: &Words) -> impl Iterator<Item = (&Label, &Topic)> {
        self.lines.topics.iter().filter(|(_, topic)| topic.words.iter().any(|phrase| phrase.is_in(words)))
    }
}

impl FormName {
    fn all() -> Vec<Self> {
        vec![Self::Allocate, Self::Pick, Self::Rank, Self::Score, Self::Stance]
    }

    /// The name as polls write it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Allocate => "allocate",
            Self::Pick => "pick",
            Self::Rank => "rank",
            Self::Score => "score",
            Self::Stance => "stance",
        }
    }
}

impl Limits {
    const fn asks() -> u32 {
        10
    }

    const fn proposals() -> u32 {
        30
    }
}

impl MandatedBoard {
    const fn members() -> u64 {
        MEMBERS
    }
}

impl fmt::Display for MandateHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The template with one text in place of another, which has to be there.
    fn changed(from: &str, to: &str) -> Result<Mandate, MandateError> {
        let text = template();
        assert!(text.contains(from), "{from}");
        Mandate::from_toml(&text.replacen(from, to, 1))
    }

    fn template() -> String {
        let address = "https://votes.example.org".parse().unwrap();
        Mandate::template(&address, "2027-01-01T00:00:00Z".parse().unwrap())
    }

    #[test]
    fn the_template_is_a_mandate_that_casts_nothing() {
        let mandate = Mandate::from_toml(&template()).unwrap();
        assert_eq!(mandate.casting(), Casting::Propose);
        assert_eq!(mandate.boards()[0].url.to_string(), "https://votes.example.org");
        assert_eq!(mandate.boards()[0].members, MEMBERS);
        assert_eq!(mandate.unanswered(), Unanswered::Abstain);
        assert!(!mandate.elicitation());
    }

    #[test]
    fn every_byte_counts() {
        let mandate = Mandate::from_toml(&template()).unwrap();
        let other = Mandate::from_toml(&format!("{}\n", template())).unwrap();
        assert_ne!(mandate.hash(), other.hash());
        assert_eq!(mandate.hash(), Mandate::from_toml(&template()).unwrap().hash());
    }

    #[test]
    fn lines_that_make_no_sense_are_refused() {
        for (from, to, code) in [
            ("format = \"ostrakon/mandate/1\"", "", "mandate-syntax"),
            ("mandate/1", "mandate/2", "mandate-syntax"),
            ("expires = ", "ends = ", "mandate-syntax"),
            ("2027-01-01T00:00:00Z", "tomorrow", "mandate-syntax"),
            ("casting = \"propose\"", "casting = \"cast\"", "mandate-syntax"),
            ("notice = \"24h\"", "notice = \"-1h\"", "mandate-syntax"),
            ("importance = 50", "importance = 101", "mandate-syntax"),
            ("hour = ", "hours = ", "mandate-syntax"),
            ("url = \"https://votes.example.org\"", "url = \"votes.example.org\"", "mandate-syntax"),
            ("notify = []", "notify = [\"\"]", "mandate-notify"),
            ("forms = [\"pick\", ", "forms = [\"guess\", ", "mandate-syntax"),
        ] {
            let error = changed(from, to).unwrap_err();
            assert_eq!(error.code(), code, "{from} -> {to}: {error}");
        }
        let more = |text: &str| Mandate::from_toml(&(template() + text)).unwrap_err().code();
        assert_eq!(more("[[boards]]\nurl = \"https://votes.example.org/\"\n"), "mandate-boards");
        assert_eq!(more("[topics.empty]\nwords = []\nrule = \"ask\"\n"), "mandate-topic-words");
        assert_eq!(more("[topics.a]\nwords = [\"*\"]\nrule = \"ask\"\n"), "mandate-syntax");
        assert_eq!(more(&"#".repeat(MAX_BYTES)), "mandate-size");
        let (start, end) = (template().find("forms = [").unwrap(), template().find("notify = []").unwrap());
        let none = format!("{}forms = []\n{}", &template()[..start], &template()[end..]);
        assert_eq!(Mandate::from_toml(&none).unwrap_err().code(), "mandate-forms");
    }
}
