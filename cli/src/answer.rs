//! Answers as they are given on the command line, and as they are shown.

use std::collections::BTreeMap;

use ostrakon_core::answer::{Answer, Answers, Stance};
use ostrakon_core::form::Form;
use ostrakon_core::poll::Poll;
use ostrakon_core::question::Question;
use ostrakon_core::text::OptionId;

use crate::error::Error;

/// What stands for no answer.
const ABSTAIN: &str = "abstain!";

/// Reads one answer for each question of a poll.
pub(crate) fn read_all(poll: &Poll, texts: &[String]) -> Result<Answers, Error> {
    let mut answers = Answers::new();
    for text in texts {
        let (question, said) = split(poll, text)?;
        let answer = read(question, said).and_then(|answer| match question.check(&answer) {
            Ok(()) => Ok(answer),
            Err(error) => Err(Error::rejected(error.code(), error)),
        });
        let answer = answer.map_err(|error| error.about(format!("question {}", question.id())))?;
        if answers.insert(question.id().clone(), answer).is_some() {
            return Err(Error::usage(
                "answer-repeated",
                format!("question {} is answered twice", question.id()),
            )
            .hint("give one --answer for each question"));
        }
    }
    let open: Vec<_> =
        poll.questions().iter().map(Question::id).filter(|id| !answers.contains_key(*id)).collect();
    if let Some(first) = open.first() {
        let names = open.iter().map(|id| id.as_str()).collect::<Vec<_>>().join(", ");
        return Err(Error::usage("answer-missing", format!("there is no answer to {names}"))
            .hint(format!("add --answer '{first}=…' (see `ostrakon help vote`), or '{first}={ABSTAIN}' if it may be left open")));
    }
    Ok(answers)
}

/// The question that a text answers, and the answer.
fn split<'p, 't>(poll: &'p Poll, text: &'t str) -> Result<(&'p Question, &'t str), Error> {
    let named = text.split_once('=').and_then(|(id, said)| {
        let question = poll.questions().iter().find(|question| question.id().as_str() == id.trim());
        question.map(|question| (question, said))
    });
    match (named, poll.questions()) {
        (Some(named), _) => Ok(named),
        (None, [only]) => Ok((only, text)),
        (None, questions) => {
            let ids = questions.iter().map(|question| question.id().as_str()).collect::<Vec<_>>().join(", ");
            Err(Error::usage("answer-question", format!("{text:?} does not begin with a question and ="))
                .hint(format!("write QUESTION=ANSWER; the questions are {ids}")))
        }
    }
}

fn read(question: &Question, said: &str) -> Result<Answer, Error> {
    let said = said.trim();
    if said == ABSTAIN {
        return Ok(Answer::Abstain {});
    }
    Ok(match question.form() {
        Form::Allocate { .. } => {
            let mut units: BTreeMap<OptionId, i64> = read_pairs(question, said, |value| value.parse().ok())?;
            units.retain(|_, units| *units != 0);
            Answer::Allocate(units)
        }
        Form::Pick { .. } => Answer::Pick(read_options(question, said, ',')?),
        Form::Rank { .. } => {
            let places = parts(said, '>').map(|place| read_options(question, place, '='));
            Answer::Rank(places.collect::<Result<_, _>>()?)
        }
        Form::Score { .. } => Answer::Score(read_pairs(question, said, |value| value.parse().ok())?),
        Form::Stance {} => Answer::Stance(read_pairs(question, said, |value| match value {
            "agree" => Some(Stance::Agree),
            "disagree" => Some(Stance::Disagree),
            "pass" => Some(Stance::Pass),
            _ => None,
        })?),
    })
}

/// The parts of a text, none for no text.
fn parts(text: &str, between: char) -> impl Iterator<Item = &str> {
    text.split(between).map(str::trim).filter(move |_| !text.is_empty())
}

/// Options in the order of the poll, which is the one spelling they have.
fn read_options(question: &Question, text: &str, between: char) -> Result<Vec<OptionId>, Error> {
    let mut options = parts(text, between).map(|id| option(question, id)).collect::<Result<Vec<_>, _>>()?;
    options.sort_by_key(|id| question.index_of(id));
    Ok(options)
}

fn read_pairs<T>(
    question: &Question,
    text: &str,
    read: impl Fn(&str) -> Option<T>,
) -> Result<BTreeMap<OptionId, T>, Error> {
    let mut pairs = BTreeMap::new();
    for part in parts(text, ',') {
        let pair = part.split_once(':').and_then(|(id, value)| Some((id.trim(), read(value.trim())?)));
        let (id, value) = pair.ok_or_else(|| {
            Error::usage("answer-syntax", format!("{part:?} is not OPTION:VALUE"))
                .hint("see `ostrakon help vote`")
        })?;
        let id = option(question, id)?;
        if pairs.insert(id.clone(), value).is_some() {
            return Err(Error::usage("answer-syntax", format!("option {id} stands twice"))
                .hint("give each option one value"));
        }
    }
    Ok(pairs)
}

fn option(question: &Question, id: &str) -> Result<OptionId, Error> {
    let options = question.options();
    options.iter().map(|option| option.id()).find(|known| known.as_str() == id).cloned().ok_or_else(|| {
        let ids = options.iter().map(|option| option.id().as_str()).collect::<Vec<_>>().join(", ");
        Error::usage("answer-option", format!("there is no option {id:?}"))
            .hint(format!("the options are {ids}"))
    })
}
