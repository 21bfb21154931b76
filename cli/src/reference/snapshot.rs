//! Votes on a proposal as Snapshot has them, weighted by what voters hold, with the score of every choice.
//!
//! The kind of vote is that of the proposal where it states one, otherwise that of the file's name, otherwise
//! the one that such choices usually are. Votes that Snapshot takes for invalid are left out as it does.

use std::collections::BTreeMap;

use num_bigint::BigInt;
use num_integer::Integer as _;
use num_rational::BigRational;
use num_traits::{One as _, Signed as _, ToPrimitive as _, Zero as _};
use ostrakon_core::answer::Answer;
use ostrakon_core::form::Form;
use ostrakon_core::json::MAX_INTEGER;
use ostrakon_tally::rational::Rational;
use serde::Deserialize;
use serde_json::{Map, Number, Value};

use super::names::ours;
use super::{Election, Expectation, Finding, malformed, numbered};
use crate::error::Error;

#[derive(Deserialize)]
struct File {
    proposal: Proposal,
    votes: Vec<Vote>,
    scores: Vec<Number>,
}

#[derive(Deserialize)]
struct Proposal {
    choices: Vec<Value>,
    #[serde(rename = "type")]
    kind: Option<String>,
}

#[derive(Deserialize)]
struct Vote {
    choice: Value,
    balance: Number,
}

/// The kinds of votes, as Snapshot calls them.
const KINDS: [&str; 6] = ["single-choice", "approval", "ranked-choice", "weighted", "quadratic", COPELAND];

/// Scores that are given by no rule here: Copeland's, with a part of the votes added where they tie.
const COPELAND: &str = "copeland";

pub(super) fn read(fields: Map<String, Value>, file_name: &str) -> Result<Vec<Election>, Error> {
    let File { proposal, votes, scores } =
        serde_json::from_value(Value::Object(fields)).map_err(malformed)?;
    let choices = proposal.choices.len();
    let kind = kind(&proposal, file_name, &votes);
    let mut election = Election {
        name: "proposal".to_owned(),
        options: numbered(choices)?,
        seats: None,
        ballots: Vec::new(),
        told_as: Finding::Scores { unit: Rational::from(1_u64), scores: BTreeMap::new() },
        expectations: Vec::new(),
    };
    let mut cast = Vec::with_capacity(votes.len());
    for Vote { choice, balance } in &votes {
        if let Some(answer) = answer(kind, choice, &election)? {
            cast.push((answer, exact(balance)?));
        }
    }
    let held: BigRational = cast.iter().map(|(_, balance)| balance).sum();
    let answers = weigh(cast, kind == "quadratic");
    let weights: u64 = answers.iter().map(|&(_, weight)| weight).sum();
    let unit = if weights == 0 { BigRational::zero() } else { held / BigInt::from(weights) };
    let unit = Rational::from(unit);
    election.ballots.push((form(kind, choices, &answers), answers));
    election.told_as = Finding::Scores { unit: unit.clone(), scores: BTreeMap::new() };
    let scores =
        scores.iter().enumerate().map(|(choice, score)| Ok((election.id(choice)?, exact(score)?.into())));
    let expected = Finding::Scores { unit, scores: scores.collect::<Result<_, Error>>()? };
    if kind == "ranked-choice" {
        // Of those who tie for fewest votes Snapshot removes the first.
        election.options.reverse();
    }
    let ours = if kind == COPELAND { None } else { ours(kind, None, None) };
    election.expectations.push(Expectation { rule: kind.to_owned(), ours, expected });
    Ok(vec![election])
}

/// The kind of the votes.
fn kind(proposal: &Proposal, file_name: &str, votes: &[Vote]) -> &'static str {
    let letters = |text: &str| -> String {
        text.chars().filter(char::is_ascii_alphabetic).map(|c| c.to_ascii_lowercase()).collect()
    };
    let file_name = file_name.rsplit(['/', '\\']).next().unwrap_or(file_name);
    let named = letters(proposal.kind.as_deref().unwrap_or(file_name));
    let is_named = |kind: &&str| named.contains(letters(kind).trim_end_matches("choice"));
    let is_ranking =
        |vote: &Vote| vote.choice.as_array().is_some_and(|choice| choice.len() == proposal.choices.len());
    KINDS.into_iter().find(is_named).unwrap_or_else(|| match votes.first().map(|vote| &vote.choice) {
        Some(Value::Array(_)) if votes.iter().all(is_ranking) => "ranked-choice",
        Some(Value::Array(_)) => "approval",
        Some(Value::Object(_)) => "weighted",
        _ => "single-choice",
    })
}

/// What a vote says; nothing where it is invalid.
fn answer(kind: &str, choice: &Value, election: &Election) -> Result<Option<Answer>, Error> {
    let choices = election.options.len();
    let position = |number: u64| {
        usize::try_from(number)
            .ok()
            .and_then(|number| number.checked_sub(1))
            .filter(|&choice| choice < choices)
    };
    match choice {
        Value::Number(number) if kind == "single-choice" => {
            let choice = number.as_u64().and_then(position);
            choice.map(|choice| Ok(Answer::Pick(vec![election.id(choice)?]))).transpose()
        }
        Value::Array(numbers) if matches!(kind, "approval" | "ranked-choice") => {
            let ranking: Option<Vec<_>> =
                numbers.iter().map(|number| number.as_u64().and_then(position)).collect();
            let Some(ranking) = ranking else { return Ok(None) };
            let mut sorted = ranking.clone();
            sorted.sort_unstable();
            sorted.dedup();
            if sorted.len() < ranking.len() || (kind == "ranked-choice" && ranking.len() != choices) {
                return Ok(None);
            }
            Ok(Some(if kind == "approval" {
                Answer::Pick(election.ids(&sorted)?)
            } else {
                Answer::Rank(ranking.iter().map(|&choice| election.ids(&[choice])).collect::<Result<_, _>>()?)
            }))
        }
        Value::Object(units) if matches!(kind, "weighted" | "quadratic") => {
            let mut parts = Vec::with_capacity(units.len());
            for (number, units) in units {
                let (Some(choice), Value::Number(units)) = (number.parse().ok().and_then(position), units)
                else {
                    return Ok(None);
                };
                parts.push((choice, exact(units)?));
            }
            whole_units(parts)
                .map(|units| {
                    let units = units.into_iter().map(|(choice, units)| Ok((election.id(choice)?, units)));
                    Ok(Answer::Allocate(units.collect::<Result<_, Error>>()?))
                })
                .transpose()
        }
        _ => Ok(None),
    }
}

/// Parts in the smallest whole numbers that have the same proportion, without those that are zero; nothing
/// where one is negative or all are zero.
fn whole_units(parts: Vec<(usize, BigRational)>) -> Option<Vec<(usize, i64)>> {
    if parts.iter().any(|(_, part)| part.is_negative()) {
        return None;
    }
    let denominator = parts.iter().fold(BigInt::one(), |common, (_, part)| common.lcm(part.denom()));
    let whole = |part: &BigRational| (part * &denominator).to_integer();
    let divisor = parts.iter().fold(BigInt::zero(), |common, (_, part)| common.gcd(&whole(part)));
    if divisor.is_zero() {
        return None;
    }
    parts
        .iter()
        .filter(|(_, part)| !part.is_zero())
        .map(|(choice, part)| Some((*choice, (whole(part) / &divisor).to_i64()?)))
        .collect()
}

/// Balances as whole weights, in the largest unit that divides them all, or the smallest in which they can be
/// added up. Of voters who divide their vote with the square of sums of roots, one with four times the
/// balance weighs twice as much.
fn weigh(cast: Vec<(Answer, BigRational)>, by_root: bool) -> Vec<(Answer, u64)> {
    let limit = BigInt::from(MAX_INTEGER);
    let denominator = cast.iter().fold(BigInt::one(), |common, (_, balance)| common.lcm(balance.denom()));
    let balances: Vec<BigInt> =
        cast.iter().map(|(_, balance)| (balance * &denominator).to_integer()).collect();
    let balances: Vec<BigInt> = if by_root && balances.iter().any(|balance| Some(balance) != balances.first())
    {
        let scale: BigInt = &limit * &limit;
        balances.iter().map(|balance| (balance * &scale).sqrt()).collect()
    } else {
        balances
    };
    let sum: BigInt = balances.iter().sum();
    let whole = |balance: &BigInt| if sum > limit { balance * &limit / &sum } else { balance.clone() };
    cast.into_iter()
        .zip(&balances)
        .map(|((answer, _), balance)| (answer, whole(balance).to_u64().unwrap_or(0)))
        .collect()
}

/// The form of these answers.
fn form(kind: &str, choices: usize, answers: &[(Answer, u64)]) -> Form {
    let units = |answer: &Answer| match answer {
        Answer::Allocate(units) => units.values().sum(),
        _ => 0,
    };
    match kind {
        "single-choice" => Form::Pick { min: 1, max: 1 },
        "approval" => Form::Pick { min: 0, max: choices },
        "ranked-choice" => Form::Rank { max: choices, ties: false },
        _ => {
            let credits = answers.iter().map(|(answer, _)| units(answer)).max().unwrap_or(0).max(1);
            Form::Allocate { credits, exponent: 1, signed: false }
        }
    }
}

/// The number that a JSON number is written as.
fn exact(number: &Number) -> Result<BigRational, Error> {
    let text = number.to_string();
    let wrong = || malformed(format!("{text} is not a number"));
    let (digits, exponent) = text.split_once(['e', 'E']).unwrap_or((&text, "0"));
    let (whole, places) = digits.split_once('.').unwrap_or((digits, ""));
    let integer: BigInt = format!("{whole}{places}").parse().map_err(|_| wrong())?;
    let places = i32::try_from(places.len()).map_err(|_| wrong())?;
    let exponent =
        exponent.parse::<i32>().ok().and_then(|exponent| exponent.checked_sub(places)).ok_or_else(wrong)?;
    // Doubles have exponents of at most 308, in front of at most 17 digits.
    if exponent.unsigned_abs() > 400 {
        return Err(wrong());
    }
    let power = BigRational::from_integer(BigInt::from(10).pow(exponent.unsigned_abs()));
    let integer = BigRational::from_integer(integer);
    Ok(if exponent < 0 { integer / power } else { integer * power })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn numbers_are_read_as_they_are_written() {
        let number = |value: Value| exact(value.as_number().unwrap()).unwrap().to_string();
        assert_eq!(number(json!(0.1)), "1/10");
        assert_eq!(number(json!(-12.5e-3)), "-1/80");
        assert_eq!(number(json!(1e21)), "1000000000000000000000");
        assert_eq!(number(json!(394)), "394");
    }

    #[test]
    fn balances_keep_their_proportion() {
        let cast = |balances: &[(i64, i64)]| {
            balances
                .iter()
                .map(|&(numerator, denominator)| {
                    (Answer::Abstain {}, BigRational::new(numerator.into(), denominator.into()))
                })
                .collect::<Vec<_>>()
        };
        let weights = |balances, by_root| {
            weigh(cast(balances), by_root).into_iter().map(|(_, weight)| weight).collect::<Vec<_>>()
        };
        assert_eq!(weights(&[(1, 2), (3, 4), (5, 1)], false), [2, 3, 20]);
        assert_eq!(weights(&[(7, 1), (7, 1)], true), [7, 7]);
        let roots = weights(&[(1, 1), (4, 1)], true);
        assert!(roots[0].abs_diff(roots[1] / 2) < 2 && roots[0] > 1 << 50, "{roots:?}");
        let large = weights(&[(i64::MAX, 3), (i64::MAX, 3)], false);
        assert_eq!(large, [4_503_599_627_370_495; 2]);
    }

    #[test]
    fn kinds_are_told_by_type_by_name_or_by_choices() {
        let vote = |choice: Value| vec![Vote { choice, balance: 1.into() }];
        let proposal = |kind: Option<&str>| Proposal {
            choices: vec![json!("a"), json!("b")],
            kind: kind.map(str::to_owned),
        };
        assert_eq!(kind(&proposal(Some("weighted")), "quadratic.json", &vote(json!({"1": 1}))), "weighted");
        assert_eq!(kind(&proposal(None), "x/rankedChoice.json", &vote(json!([1, 2]))), "ranked-choice");
        assert_eq!(kind(&proposal(None), "x.json", &vote(json!([1, 2]))), "ranked-choice");
        assert_eq!(kind(&proposal(None), "x.json", &vote(json!([2]))), "approval");
        assert_eq!(kind(&proposal(None), "x.json", &vote(json!({"1": 1}))), "weighted");
        assert_eq!(kind(&proposal(None), "x.json", &vote(json!(1))), "single-choice");
    }
}
