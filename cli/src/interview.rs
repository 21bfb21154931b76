//! Asks on the terminal for what a file or an option could have said: a poll's draft, a ballot's answers.

use std::fmt;
use std::io::{IsTerminal as _, stderr, stdin};

use inquire::validator::Validation;
use inquire::{Confirm, CustomType, InquireError, MultiSelect, Select, Text};
use ostrakon_core::answer::{Answer, Answers, Stance};
use ostrakon_core::form::Form;
use ostrakon_core::lottery::beacon::Beacon;
use ostrakon_core::poll::Poll;
use ostrakon_core::question::{Question, QuestionOption};
use ostrakon_core::text::OptionId;
use ostrakon_tally::rule::KnownRule;

use crate::draft::{Draft, DraftedBeacon, DraftedLottery, DraftedOption, DraftedQuestion, Moment, Named};
use crate::error::Error;

/// Asks for everything a poll needs.
pub(crate) fn draft() -> Result<Draft, Error> {
    need_terminal(
        "there is no draft",
        "give one: ostrakon poll example > draft.toml, edit it, ostrakon poll new draft.toml",
    )?;
    let title = Text::new("Title of the poll:").prompt().map_err(stopped)?;
    let description =
        Text::new("What is it about?").with_help_message("may stay empty").prompt().map_err(stopped)?;
    let opens =
        Text::new("It opens:").with_default("now").with_help_message(TIMES).prompt().map_err(stopped)?;
    let closes =
        Text::new("It closes:").with_default("+7d").with_help_message(TIMES).prompt().map_err(stopped)?;
    let revisions = CustomType::<u8>::new("How often may voters replace their ballot?")
        .with_default(0)
        .prompt()
        .map_err(stopped)?;
    let mut questions = Vec::new();
    loop {
        questions.push(drafted_question(questions.len() + 1)?);
        if !Confirm::new("Another question?").with_default(false).prompt().map_err(stopped)? {
            break;
        }
    }
    let description = Some(description).filter(|text| !text.trim().is_empty());
    let (opens, closes) = (Some(Moment::Text(opens)), Some(Moment::Text(closes)));
    let draws_lots = |question: &DraftedQuestion| question.rule.as_ref().is_some_and(Named::draws_lots);
    let lottery = questions.iter().any(draws_lots).then(|| {
        eprintln!("Lots are drawn by the beacon drand-quicknet, ten minutes after the close.");
        DraftedLottery::Beacon(DraftedBeacon::Name(Beacon::DrandQuicknet))
    });
    Ok(Draft { title, description, opens, closes, revisions, depth: None, lottery, board: None, questions })
}

fn drafted_question(number: usize) -> Result<DraftedQuestion, Error> {
    let prompt = Text::new(&format!("Question {number}:")).prompt().map_err(stopped)?;
    let mut options = Vec::new();
    loop {
        let help = "an empty line ends the list";
        let label = Text::new(&format!("Option {}:", options.len() + 1))
            .with_help_message(help)
            .prompt()
            .map_err(stopped)?;
        if label.trim().is_empty() {
            break;
        }
        options.push(DraftedOption::Label(label));
    }
    let rules: Vec<_> = KnownRule::all().iter().map(ListedRule).collect();
    let ListedRule(rule) = Select::new("How is it counted?", rules).prompt().map_err(stopped)?;
    let abstain = Confirm::new("May voters leave it open?").with_default(false).prompt().map_err(stopped)?;
    let rule = match rule.name() {
        "stv" => {
            let seats =
                CustomType::<u64>::new("How many seats?").with_default(2).prompt().map_err(stopped)?;
            let parameters = serde_json::json!({"stv": {"seats": seats}});
            Named::Parameters(parameters.as_object().cloned().unwrap_or_default())
        }
        name => Named::Name(name.to_owned()),
    };
    Ok(DraftedQuestion { id: None, prompt, options, form: None, rule: Some(rule), abstain })
}

const TIMES: &str = "2026-12-01T09:00:00Z, now, or +7d (s, m, h, d, w)";

struct ListedRule(&'static KnownRule);

impl fmt::Display for ListedRule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.0.name(), self.0.summary())
    }
}

/// Asks for an answer to every question of a poll.
pub(crate) fn answers(poll: &Poll) -> Result<Answers, Error> {
    need_terminal("there are no answers", "give one --answer for each question: see `ostrakon help vote`")?;
    loop {
        let mut answers = Answers::new();
        for question in poll.questions() {
            answers.insert(question.id().clone(), ask(question)?);
        }
        eprint!("Your ballot:\n{}", poll.tell(&answers));
        if Confirm::new("Is this what you want to say?").with_default(true).prompt().map_err(stopped)? {
            return Ok(answers);
        }
    }
}

fn ask(question: &Question) -> Result<Answer, Error> {
    let prompt = question.prompt().as_str();
    loop {
        if question.abstain()
            && !Confirm::new(&format!("{prompt} Answer this one?"))
                .with_default(true)
                .prompt()
                .map_err(stopped)?
        {
            return Ok(Answer::Abstain {});
        }
        let answer = match question.form() {
            Form::Allocate { credits, exponent, signed } => {
                let help = format!(
                    "{credits} credits in all; x units cost {}{}",
                    if *exponent == 2 { "x²" } else { "x" },
                    if *signed { "; below 0 is against" } else { "" }
                );
                let units = numbers(question, &help, i64::MIN, i64::MAX)?;
                Answer::Allocate(units.into_iter().filter(|(_, units)| *units != 0).collect())
            }
            Form::Pick { min: 1, max: 1 } => {
                let chosen = Select::new(prompt, listed(question)).prompt().map_err(stopped)?;
                Answer::Pick(vec![chosen.id()])
            }
            Form::Pick { min, max } => {
                let help = format!("choose {min} to {max}: space marks, enter ends");
                let chosen = MultiSelect::new(prompt, listed(question))
                    .with_help_message(&help)
                    .prompt()
                    .map_err(stopped)?;
                Answer::Pick(chosen.iter().map(Listed::id).collect())
            }
            Form::Rank { max, .. } => Answer::Rank(ranking(question, *max)?),
            Form::Score { min, max } => {
                let help = format!("{min} to {max}, higher is better");
                Answer::Score(numbers(question, &help, *min, *max)?.into_iter().collect())
            }
            Form::Stance {} => {
                let mut stances = std::collections::BTreeMap::new();
                for option in question.options() {
                    let said = Select::new(option.label().as_str(), vec!["agree", "disagree", "pass"])
                        .prompt()
                        .map_err(stopped)?;
                    let stance = match said {
                        "agree" => Stance::Agree,
                        "disagree" => Stance::Disagree,
                        _ => Stance::Pass,
                    };
                    stances.insert(option.id().clone(), stance);
                }
                Answer::Stance(stances)
            }
        };
        match question.check(&answer) {
            Ok(()) => return Ok(answer),
            Err(error) => eprintln!("This cannot be: {error}. Once more, please."),
        }
    }
}

/// One choice after the other, best first, each in a place of its own.
fn ranking(question: &Question, max: usize) -> Result<Vec<Vec<OptionId>>, Error> {
    let mut rest = listed(question);
    let mut places = Vec::new();
    while places.len() < max && !rest.is_empty() {
        let message = format!("{} Choice {}:", question.prompt(), places.len() + 1);
        let chosen = Select::new(&message, rest.clone())
            .with_help_message(if places.is_empty() {
                "enter chooses"
            } else {
                "enter chooses, escape ends the list"
            })
            .prompt_skippable()
            .map_err(stopped)?;
        match chosen {
            Some(chosen) => {
                rest.retain(|option| option.id() != chosen.id());
                places.push(vec![chosen.id()]);
            }
            None => break,
        }
    }
    Ok(places)
}

fn numbers(question: &Question, help: &str, min: i64, max: i64) -> Result<Vec<(OptionId, i64)>, Error> {
    let ask = |option: &QuestionOption| {
        let number = CustomType::<i64>::new(option.label().as_str())
            .with_help_message(help)
            .with_validator(move |number: &i64| {
                Ok(if (min..=max).contains(number) {
                    Validation::Valid
                } else {
                    Validation::Invalid(format!("{min} to {max}").into())
                })
            })
            .prompt()
            .map_err(stopped)?;
        Ok((option.id().clone(), number))
    };
    question.options().iter().map(ask).collect()
}

#[derive(Clone)]
struct Listed<'q>(&'q QuestionOption);

impl Listed<'_> {
    fn id(&self) -> OptionId {
        self.0.id().clone()
    }
}

impl fmt::Display for Listed<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.label().fmt(f)
    }
}

fn listed(question: &Question) -> Vec<Listed<'_>> {
    question.options().iter().map(Listed).collect()
}

fn need_terminal(what: &str, hint: &str) -> Result<(), Error> {
    if stdin().is_terminal() && stderr().is_terminal() {
        return Ok(());
    }
    Err(Error::usage("usage", format!("{what}, and there is no terminal to ask on")).hint(hint))
}

fn stopped(error: InquireError) -> Error {
    Error::usage("stopped", format!("the questions were not answered: {error}"))
        .hint("nothing was written: start again when you like")
}
