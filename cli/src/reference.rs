//! Elections with the outcomes that other implementations found: what `ostrakon conformance` holds this
//! one against.
//!
//! | Module | Files |
//! |---|---|
//! | [`ranked`] | JSON with `profiles` of rankings, as computed by pref_voting |
//! | [`committee`] | JSON with `instances` of approval elections, as computed by abcvoting |
//! | [`budget`] | a Pabulib file with what is funded beside it, as computed by pabutools |
//! | [`snapshot`] | JSON with `votes` and `scores`, as Snapshot has them |
//! | [`names`] | what rules are called there and here |

mod budget;
mod committee;
mod names;
mod ranked;
mod snapshot;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use num_rational::BigRational;
use num_traits::Signed as _;
use ostrakon_core::answer::Answer;
use ostrakon_core::form::Form;
use ostrakon_core::question::{Question, QuestionOption, Rule};
use ostrakon_core::text::OptionId;
use ostrakon_tally::count::count;
use ostrakon_tally::profile::Profile;
use ostrakon_tally::rational::Rational;
use ostrakon_tally::rule::KnownRule;
use ostrakon_tally::tie::TieOrder;
use ostrakon_tally::transcript::Totals;
use ostrakon_tally::universe::universes;
use serde_json::{Value, json};

use crate::error::Error;
use crate::io::Source;

/// Most bytes of a file.
const LIMIT: usize = 512 * 1024 * 1024;

/// An election with what others found.
#[derive(Debug)]
pub(crate) struct Election {
    /// What the file calls it.
    pub(crate) name: String,
    options: Vec<QuestionOption>,
    /// How many are to win, where that is stated.
    pub(crate) seats: Option<u64>,
    /// The same ballots in every form that they can be counted in.
    ballots: Vec<(Form, Vec<(Answer, u64)>)>,
    /// How outcomes are told: a finding of that kind, without any.
    told_as: Finding,
    pub(crate) expectations: Vec<Expectation>,
}

/// What another implementation found by one rule.
#[derive(Debug)]
pub(crate) struct Expectation {
    /// The rule, as the other calls it.
    pub(crate) rule: String,
    /// The rule here; none where there is none.
    pub(crate) ours: Option<Rule>,
    pub(crate) expected: Finding,
}

/// What a count leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Finding {
    /// Every set of winners that there can be, over all ways in which ties can fall.
    Committees(BTreeSet<BTreeSet<OptionId>>),
    /// Who wins where ties fall to who is listed first.
    Listed(BTreeSet<OptionId>),
    /// The last figure of every option, where more than one was left.
    Scores {
        /// What one of the count's figures is worth.
        unit: Rational,
        scores: BTreeMap<OptionId, Rational>,
    },
    /// Every option that wins in one of the ways in which ties can fall.
    Winners(BTreeSet<OptionId>),
}

/// Reads a file of any of these makes.
pub(crate) fn read(source: &Source) -> Result<Vec<Election>, Error> {
    let read = match source {
        Source::File(path) if path.extension().is_some_and(|extension| extension == "pb") => {
            budget::read(path)
        }
        _ => {
            let bytes = source.read(LIMIT, "reference-size")?;
            elections(&bytes, &source.to_string()).and_then(|elections| {
                elections
                    .ok_or_else(|| malformed("it has neither profiles nor instances nor votes with scores"))
            })
        }
    };
    let elections = read.map_err(|error| error.about(source))?;
    Ok(elections)
}

/// The elections of a JSON document, if it is one of these.
pub(crate) fn elections(bytes: &[u8], name: &str) -> Result<Option<Vec<Election>>, Error> {
    let Ok(Value::Object(fields)) = serde_json::from_slice(bytes) else { return Ok(None) };
    if fields.contains_key("profiles") {
        ranked::read(fields).map(Some)
    } else if fields.contains_key("instances") {
        committee::read(fields).map(Some)
    } else if fields.contains_key("votes") && fields.contains_key("scores") {
        snapshot::read(fields, name).map(Some)
    } else {
        Ok(None)
    }
}

fn malformed(reason: impl fmt::Display) -> Error {
    Error::rejected("reference", reason).hint(
        "give JSON with profiles, instances or votes and scores, or a .pb file with .pb.expected.json beside it",
    )
}

/// Options with numbers for names, from 0.
fn numbered(options: usize) -> Result<Vec<QuestionOption>, Error> {
    let option = |number: usize| {
        let name = number.to_string();
        let id = name.parse().map_err(malformed)?;
        Ok(QuestionOption::new(id, name.parse().map_err(malformed)?))
    };
    (0..options).map(option).collect()
}

impl Election {
    /// The id of an option by its position.
    fn id(&self, option: usize) -> Result<OptionId, Error> {
        let option = self.options.get(option).map(|option| option.id().clone());
        option.ok_or_else(|| malformed("a number names no option").about(&self.name))
    }

    /// The ids of options by their positions.
    fn ids<C: FromIterator<OptionId>>(&self, options: &[usize]) -> Result<C, Error> {
        options.iter().map(|&option| self.id(option)).collect()
    }

    /// What findings are called in the file.
    pub(crate) const fn told_as(&self) -> &'static str {
        match self.told_as {
            Finding::Committees(_) => "committees",
            Finding::Listed(_) => "funded",
            Finding::Scores { .. } => "scores",
            Finding::Winners(_) => "winners",
        }
    }

    /// What a rule finds here, in the way in which the other's finding is told.
    pub(crate) fn find(&self, rule: &Rule) -> Result<Finding, String> {
        let mut reason = "there are no ballots".to_owned();
        for (form, answers) in &self.ballots {
            let question = match self.question(form, rule) {
                Ok(question) => question,
                Err(error) => {
                    reason = error;
                    continue;
                }
            };
            let answers = answers.iter().map(|(answer, weight)| (answer, *weight));
            let profile = Profile::new(&question, answers).map_err(|error| error.to_string())?;
            return finding(&profile, &self.told_as);
        }
        Err(reason)
    }

    /// The question to these ballots, where the rule can count this form.
    fn question(&self, form: &Form, rule: &Rule) -> Result<Question, String> {
        let text = "question".parse().expect("this is an id");
        let prompt = "?".parse().expect("this is a label");
        let question = Question::new(text, prompt, self.options.clone(), form.clone(), rule.clone())
            .map_err(|error| error.to_string())?
            .with_abstain();
        let known = KnownRule::of(&question).map_err(|error| error.to_string())?;
        known.check(&question).map_err(|error| error.to_string())?;
        Ok(question)
    }
}

fn finding(profile: &Profile<'_>, like: &Finding) -> Result<Finding, String> {
    let all = || -> Result<Vec<BTreeSet<OptionId>>, String> {
        let universes = universes(profile).map_err(|error| error.to_string())?;
        Ok(universes.into_iter().map(|universe| universe.winners.into_iter().collect()).collect())
    };
    let listed = || count(profile, TieOrder::Listed).map_err(|error| error.to_string());
    Ok(match like {
        Finding::Committees(_) => Finding::Committees(all()?.into_iter().collect()),
        Finding::Listed(_) => Finding::Listed(listed()?.winners().iter().cloned().collect()),
        Finding::Winners(_) => Finding::Winners(all()?.into_iter().flatten().collect()),
        Finding::Scores { unit, .. } => {
            let outcome = listed()?;
            let several = |totals: &&Totals| totals.options.len() > 1;
            let totals = outcome.transcript().totals().rfind(several).ok_or("the count gives no figures")?;
            let score = |option: &QuestionOption| {
                let figure = totals.options.get(option.id()).map(Rational::as_ratio);
                (option.id().clone(), (figure.cloned().unwrap_or_default() * unit.as_ratio()).into())
            };
            let scores = profile.question().options().iter().map(score).collect();
            Finding::Scores { unit: unit.clone(), scores }
        }
    })
}

impl Finding {
    /// Whether the other found the same. Scores that were computed in floating point are the same where they
    /// differ by less than a part in 10⁹.
    pub(crate) fn agrees_with(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Scores { scores: ours, .. }, Self::Scores { scores: theirs, .. }) => {
                ours.keys().eq(theirs.keys())
                    && ours.values().zip(theirs.values()).all(|(ours, theirs)| are_close(ours, theirs))
            }
            (ours, theirs) => ours == theirs,
        }
    }
}

fn are_close(ours: &Rational, theirs: &Rational) -> bool {
    let difference: BigRational = (ours.as_ratio() - theirs.as_ratio()).abs();
    difference * BigRational::from_integer(1_000_000_000.into()) <= theirs.as_ratio().abs()
}

impl Finding {
    /// As the files have it: numbers where options are named by numbers.
    pub(crate) fn to_json(&self) -> Value {
        let name = |id: &OptionId| {
            let number = id.as_str().parse::<u64>().map(Value::from);
            number.unwrap_or_else(|_| Value::from(id.as_str()))
        };
        let names = |ids: &BTreeSet<OptionId>| {
            let mut names: Vec<_> = ids.iter().map(name).collect();
            names.sort_by_key(Value::as_u64);
            Value::from(names)
        };
        match self {
            Self::Committees(committees) => committees.iter().map(names).collect(),
            Self::Listed(winners) | Self::Winners(winners) => names(winners),
            Self::Scores { scores, .. } => {
                let mut scores: Vec<_> =
                    scores.iter().map(|(id, score)| (name(id).as_u64(), json!(score))).collect();
                scores.sort_by_key(|&(number, _)| number);
                scores.into_iter().map(|(_, score)| score).collect()
            }
        }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let ids = |ids: &BTreeSet<OptionId>| {
            let ids: Vec<_> = ids.iter().map(OptionId::as_str).collect();
            if ids.is_empty() { "nobody".to_owned() } else { ids.join(" ") }
        };
        f.write_str(&match self {
            Self::Committees(committees) => committees
                .iter()
                .map(|committee| format!("{{{}}}", ids(committee)))
                .collect::<Vec<_>>()
                .join(" "),
            Self::Listed(winners) | Self::Winners(winners) => ids(winners),
            Self::Scores { scores, .. } => {
                let scores = scores.iter().map(|(id, score)| format!("{id}: {}", score.brief()));
                scores.collect::<Vec<_>>().join(", ")
            }
        })
    }
}
