//! A [`Draft`] is a poll as its organiser writes it: TOML or JSON in which whatever has a usual value
//! may be left out.

mod board;
mod lottery;

use ostrakon_core::electorate::Electorate;
use ostrakon_core::form::Form;
use ostrakon_core::group::Group;
use ostrakon_core::hash::Digest;
use ostrakon_core::json;
use ostrakon_core::path::Depth;
use ostrakon_core::poll::{Manifest, Poll, PollFormat, Privacy};
use ostrakon_core::question::{QuestionDraft, QuestionOption, Rule};
use ostrakon_core::text::{Text, TextError, free_id, nfc};
use ostrakon_core::time::Timestamp;
use ostrakon_tally::rule::{KnownRule, Rules};
use rand_core::CryptoRngCore;
use serde::Deserialize;
use serde_json::{Map, Value, json};

pub(crate) use self::board::DraftedBoard;
pub(crate) use self::lottery::{DraftedBeacon, DraftedLottery};
use crate::clock::read_time;
use crate::error::Error;
use crate::io::Source;

/// Most bytes of a draft.
const LIMIT: usize = 4 * 1024 * 1024;

/// A draft with comments, to start from.
pub(crate) const EXAMPLE: &str = include_str!("draft/example.toml");

/// A poll as its organiser writes it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Draft {
    pub(crate) title: String,
    pub(crate) description: Option<String>,
    pub(crate) opens: Option<Moment>,
    pub(crate) closes: Option<Moment>,
    #[serde(default)]
    pub(crate) revisions: u8,
    pub(crate) depth: Option<Depth>,
    pub(crate) lottery: Option<DraftedLottery>,
    pub(crate) board: Option<DraftedBoard>,
    pub(crate) questions: Vec<DraftedQuestion>,
}

/// A time as text, or as TOML has it without quotes.
#[derive(Debug, Deserialize)]
#[serde(untagged, expecting = "a time")]
pub(crate) enum Moment {
    Text(String),
    Toml(toml::value::Datetime),
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct DraftedQuestion {
    pub(crate) id: Option<String>,
    pub(crate) prompt: String,
    pub(crate) options: Vec<DraftedOption>,
    pub(crate) form: Option<Named>,
    pub(crate) rule: Option<Named>,
    #[serde(default)]
    pub(crate) abstain: bool,
}

#[derive(Debug, Deserialize)]
#[serde(untagged, expecting = "a label, or a table with label, id and cost")]
pub(crate) enum DraftedOption {
    Label(String),
    Table(OptionTable),
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct OptionTable {
    pub(crate) id: Option<String>,
    pub(crate) label: String,
    pub(crate) cost: Option<u64>,
}

/// A form or rule: its name alone, or its name with parameters.
#[derive(Debug, Clone, Deserialize)]
#[serde(untagged, expecting = "a name, or a table with one name and its parameters")]
pub(crate) enum Named {
    Name(String),
    Parameters(Map<String, Value>),
}

impl Draft {
    /// Reads a draft. It is JSON if it starts with a brace, otherwise TOML.
    pub(crate) fn read(source: &Source) -> Result<Self, Error> {
        Self::parse(&source.read_text(LIMIT, "draft-size")?).map_err(|error| error.about(source))
    }

    /// The draft that a text is.
    pub(crate) fn parse(text: &str) -> Result<Self, Error> {
        let draft = if text.trim_start().starts_with('{') {
            json::from_json(text.trim().as_bytes(), LIMIT).map_err(|error| error.to_string())
        } else {
            toml::from_str(text).map_err(|error| error.to_string())
        };
        draft.map_err(|reason| {
            let mut lines = reason.trim_end().lines().map(str::to_owned);
            Error::rejected("draft", lines.next().unwrap_or_default())
                .details(lines.collect())
                .hint("compare with the draft that `ostrakon poll example` prints")
        })
    }

    /// The poll of this draft for a group.
    pub(crate) fn into_poll(
        self,
        group: &Group,
        depth: Option<Depth>,
        now: Timestamp,
        rng: &mut impl CryptoRngCore,
    ) -> Result<Poll, Error> {
        let Self { title, description, opens, closes, revisions, depth: drafted, lottery, board, questions } =
            self;
        let opens = opens.map_or(Ok(now), |moment| moment.read("opens", now))?;
        let closes = closes.unwrap_or_else(|| Moment::Text("+7d".to_owned())).read("closes", opens)?;
        let depth = depth.or(drafted).map_or_else(|| usual_depth(group), Ok)?;
        let electorate = Electorate::new(group, depth).map_err(|error| {
            Error::rejected(error.code(), error).hint("add members, or choose another --depth")
        })?;
        let mut taken = Vec::new();
        let mut checked = Vec::with_capacity(questions.len());
        for (at, question) in questions.into_iter().enumerate() {
            checked.push(question.check(at + 1, &mut taken)?);
        }
        let mut salt = [0; 32];
        rng.fill_bytes(&mut salt);
        let manifest = Manifest {
            format: PollFormat::V1,
            title: text("title", &title)?,
            description: description
                .map(|description| text("description", description.trim_end()))
                .transpose()?,
            questions: checked,
            electorate,
            opens,
            closes,
            privacy: Privacy::Open,
            revisions,
            lottery: lottery.map(|lottery| lottery.check(closes)).transpose()?,
            board: board.map(DraftedBoard::check),
            salt: Digest::from_bytes(salt),
        };
        Poll::new(manifest, &Rules).map_err(|error| Error::rejected(error.code(), &error))
    }
}

impl Moment {
    fn read(&self, what: &str, start: Timestamp) -> Result<Timestamp, Error> {
        match self {
            Self::Text(text) => read_time(text, start),
            Self::Toml(time) => read_time(&time.to_string(), start),
        }
        .map_err(|error| error.about(what))
    }
}

impl DraftedQuestion {
    fn check(self, number: usize, taken: &mut Vec<String>) -> Result<QuestionDraft, Error> {
        let Self { id, prompt, options, form, rule, abstain } = self;
        let wrong = |error: Error| error.about(format!("question {number}"));
        let id = id.unwrap_or_else(|| {
            free_id(&prompt, &format!("question-{number}"), |id| taken.iter().any(|taken| taken == id))
        });
        taken.push(id.clone());
        let mut taken = Vec::new();
        let options: Result<Vec<_>, Error> = options
            .into_iter()
            .enumerate()
            .map(|(at, option)| option.check(at + 1, &mut taken).map_err(wrong))
            .collect();
        let options = options?;
        let (form, rule) = mechanism(form, rule, options.len()).map_err(wrong)?;
        Ok(QuestionDraft {
            id: id.parse().map_err(|error| wrong(bad_text("id", &error)))?,
            prompt: text("prompt", &prompt).map_err(wrong)?,
            options,
            form,
            rule,
            abstain,
        })
    }
}

impl DraftedOption {
    fn check(self, number: usize, taken: &mut Vec<String>) -> Result<QuestionOption, Error> {
        let OptionTable { id, label, cost } = match self {
            Self::Label(label) => OptionTable { id: None, label, cost: None },
            Self::Table(table) => table,
        };
        let name = format!("option {number}");
        let id = id.unwrap_or_else(|| {
            free_id(&label, &format!("option-{number}"), |id| taken.iter().any(|taken| taken == id))
        });
        taken.push(id.clone());
        let id = id.parse().map_err(|error| bad_text(&name, &error))?;
        let option = QuestionOption::new(id, text(&name, &label)?);
        Ok(match cost {
            Some(cost) => option.with_cost(cost),
            None => option,
        })
    }
}

/// Form and rule with everything that was left out.
fn mechanism(form: Option<Named>, rule: Option<Named>, options: usize) -> Result<(Form, Rule), Error> {
    let rule = rule.map(|rule| rule.split("rule")).transpose()?;
    let rule_name = rule.as_ref().map(|(name, _)| name.as_str());
    let form = form.unwrap_or_else(|| {
        let known = KnownRule::all().iter().find(|known| Some(known.name()) == rule_name);
        let form = known.and_then(|known| known.forms().first().copied());
        Named::Name(form.unwrap_or("pick").to_owned())
    });
    let (form_name, stated) = form.split("form")?;
    let usual = match form_name.as_str() {
        "allocate" => json!({"credits": 100, "exponent": 2, "signed": false}),
        "pick" if rule_name == Some("approval") => json!({"min": 0, "max": options}),
        "pick" => json!({"min": 1, "max": stated.get("min").and_then(Value::as_u64).unwrap_or(1).max(1)}),
        "rank" => json!({"max": options, "ties": false}),
        "score" => json!({"min": 0, "max": 5}),
        _ => json!({}),
    };
    let mut parameters = usual.as_object().cloned().unwrap_or_default();
    parameters.extend(stated);
    let form: Form = serde_json::from_value(json!({ form_name: parameters })).map_err(|error| {
        Error::rejected("draft", format!("the form cannot be read: {error}"))
            .hint("see the forms in `ostrakon poll example`")
    })?;
    let (name, parameters) = match rule {
        Some(rule) => rule,
        None => (usual_rule(&form)?.to_owned(), Map::new()),
    };
    Ok((form, Rule::new(name, parameters)))
}

impl Named {
    /// Whether this is a rule that draws lots.
    pub(crate) fn draws_lots(&self) -> bool {
        let name = match self {
            Self::Name(name) => Some(name),
            Self::Parameters(parameters) => parameters.keys().next(),
        };
        KnownRule::all().iter().any(|rule| Some(rule.name()) == name.map(String::as_str) && rule.draws_lots())
    }

    fn split(self, what: &str) -> Result<(String, Map<String, Value>), Error> {
        let named = match self {
            Self::Name(name) => Some((name, Map::new())),
            Self::Parameters(map) => {
                let mut entries = map.into_iter();
                match (entries.next(), entries.next()) {
                    (Some((name, Value::Object(parameters))), None) => Some((name, parameters)),
                    _ => None,
                }
            }
        };
        named.ok_or_else(|| {
            Error::rejected("draft", format!("a {what} is a name, or one name with its parameters"))
                .hint("for instance: form = \"rank\", or form = { rank = { max = 3 } }")
        })
    }
}

/// The rule that most would expect for a form.
fn usual_rule(form: &Form) -> Result<&'static str, Error> {
    let expected = match form {
        Form::Pick { max: 1, .. } => "plurality",
        Form::Pick { .. } => "approval",
        Form::Rank { .. } => "irv",
        Form::Allocate { .. } | Form::Score { .. } | Form::Stance {} => form.name(),
    };
    let fitting: Vec<_> = KnownRule::all()
        .iter()
        .filter(|rule| rule.forms().contains(&form.name()))
        .map(KnownRule::name)
        .collect();
    fitting.iter().find(|name| **name == expected).or_else(|| fitting.first()).copied().ok_or_else(|| {
        Error::rejected("draft", format!("no rule counts answers of the form {}", form.name()))
            .hint("choose another form: see `ostrakon poll example`")
    })
}

/// The shallowest depth that the program carries keys for, or the group's own where those are too shallow.
pub(crate) fn usual_depth(group: &Group) -> Result<Depth, Error> {
    let needed = Depth::for_places(group.places() as u64)
        .ok_or_else(|| Error::rejected("electorate-depth", "no circuit has room for this group"))?;
    let carried = [16, 20].into_iter().filter_map(|depth| Depth::new(depth).ok());
    Ok(carried.into_iter().find(|depth| *depth >= needed).unwrap_or(needed))
}

/// Text in the one spelling that polls have.
fn text<const LIMIT: usize>(what: &str, text: &str) -> Result<Text<LIMIT>, Error> {
    nfc(text).parse().map_err(|error| bad_text(what, &error))
}

fn bad_text(what: &str, error: &TextError) -> Error {
    Error::rejected("text", error).about(what).hint("change the text in the draft")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_left_out_has_its_usual_value() {
        let name = |name: &str| Some(Named::Name(name.into()));
        let read = |form, rule| {
            let (form, rule) = mechanism(form, rule, 4).unwrap();
            (form, rule.name().to_owned())
        };
        assert_eq!(read(None, None), (Form::Pick { min: 1, max: 1 }, "plurality".into()));
        assert_eq!(read(None, name("irv")), (Form::Rank { max: 4, ties: false }, "irv".into()));
        assert_eq!(read(None, name("approval")), (Form::Pick { min: 0, max: 4 }, "approval".into()));
        assert_eq!(read(name("score"), None), (Form::Score { min: 0, max: 5 }, "score".into()));
        let some = Named::Parameters(json!({"pick": {"max": 2}}).as_object().unwrap().clone());
        assert_eq!(read(Some(some), None), (Form::Pick { min: 1, max: 2 }, "approval".into()));
    }
}
