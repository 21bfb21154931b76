//! PrefLib (Mattei and Walsh, "PrefLib: A Library for Preferences", ADT 2013), the format of September
//! 2022: lines `# KEY: value`, then a line for each different ballot, `count: 1, {2, 3}, 4`, where the
//! numbers are those of `# ALTERNATIVE NAME 1: …` and braces hold what shares a place or category.

use std::collections::BTreeMap;

use ostrakon_core::form::{Form, MAX_SCORE};
use ostrakon_core::question::MAX_OPTIONS;

use super::ballots::Ballots;
use super::error::{Fault, FileError};
use super::location::{Span, lines};
use super::notice::Notice;
use super::option::Listed;
use super::{BallotFile, Stated};
use crate::profile::Choice;

/// What rankings a file may hold.
#[derive(Debug, Clone, Copy)]
pub(super) struct Kind {
    /// Whether options may share a place.
    pub(super) ties: bool,
    /// Whether all options stand in every ranking.
    pub(super) complete: bool,
}

/// Rankings: `.soc`, `.soi`, `.toc` and `.toi`.
pub(super) fn orders(text: &str, kind: Kind) -> Result<BallotFile, FileError> {
    let (header, lines) = header(text)?;
    let mut ballots = Ballots::default();
    for line in lines {
        let (weight, order) = weighted(line)?;
        let mut places = groups(order, &header)?;
        for (place, at) in &mut places {
            if place.len() > 1 && !kind.ties {
                return Err(at.error(Fault::Tie));
            }
            if place.is_empty() {
                let expected = "at least one option in braces";
                return Err(at.error(Fault::Expected { expected, found: at.excerpt() }));
            }
            place.sort_unstable();
        }
        if kind.complete {
            header.check_complete(&places, order)?;
        }
        let places: Vec<_> = places.into_iter().map(|(place, _)| place.into()).collect();
        ballots.add((!places.is_empty()).then_some(Choice::Rank(places)), weight, line.location)?;
    }
    let usual = Form::Rank { max: header.names.len(), ties: false };
    Ok(header.into_file(ballots, usual))
}

/// Options in categories, the best category first: `.cat`. With two categories the options in the first
/// are picked; with more, or one, an option in the last of k categories has the score 0, in the first k − 1.
pub(super) fn categories(text: &str) -> Result<BallotFile, FileError> {
    let (header, lines) = header(text)?;
    let (categories, stated_at) =
        header.categories.ok_or_else(|| header.end.error(Fault::Missing("# NUMBER CATEGORIES")))?;
    let best = i64::try_from(categories).ok().and_then(|number| number.checked_sub(1));
    let best = best.filter(|best| (1..=MAX_SCORE).contains(best)).ok_or_else(|| {
        stated_at.error(Fault::Range { what: "the number of categories", found: stated_at.excerpt() })
    })?;
    let mut ballots = Ballots::default();
    for line in lines {
        let (weight, said) = weighted(line)?;
        let mut groups = groups(said, &header)?;
        if u64::try_from(groups.len()) != Ok(categories) {
            let (expected, found) = ("as many categories as the file states", said.excerpt());
            return Err(said.error(Fault::Expected { expected, found }));
        }
        let choice = if best == 1 {
            let mut picked = groups.drain(..1).next().map(|(picked, _)| picked).unwrap_or_default();
            picked.sort_unstable();
            Choice::Pick(picked)
        } else {
            header.check_complete(&groups, said)?;
            let scored = (0..=best).rev().zip(&groups);
            let mut scores: Vec<_> = scored
                .flat_map(|(score, (options, _))| options.iter().map(move |&option| (option, score)))
                .collect();
            scores.sort_unstable();
            Choice::Score(scores.into_iter().map(|(_, score)| score).collect())
        };
        ballots.add(Some(choice), weight, line.location)?;
    }
    let usual = if best == 1 { Form::Pick { min: 0, max: 1 } } else { Form::Score { min: 0, max: best } };
    Ok(header.into_file(ballots, usual))
}

/// What the lines that begin with `#` say.
#[derive(Debug)]
struct Header<'a> {
    title: Option<Span<'a>>,
    /// By number, which count from 1.
    names: Vec<Span<'a>>,
    voters: Option<(u64, Span<'a>)>,
    categories: Option<(u64, Span<'a>)>,
    end: Span<'a>,
}

/// The header, and the lines after it that are not empty.
fn header(text: &str) -> Result<(Header<'_>, impl Iterator<Item = Span<'_>>), FileError> {
    let mut lines = lines(text).map(Span::trim).filter(|line| !line.text.is_empty()).peekable();
    let start = lines.peek().copied().ok_or_else(|| super::Location::START.error(Fault::NoOptions))?;
    if start.text.bytes().all(|byte| byte.is_ascii_digit()) {
        return Err(start.error(Fault::OldFormat));
    }
    let (mut title, mut voters, mut categories, mut alternatives) = (None, None, None, None);
    let mut names: BTreeMap<u64, Span<'_>> = BTreeMap::new();
    let mut end = start;
    while let Some(line) = lines.next_if(|line| line.text.starts_with('#')) {
        end = line;
        let Some((key, value)) = line.split_at(1).1.split_once(':') else {
            continue;
        };
        let (key, value) = (key.trim(), value.trim());
        match key.text {
            "TITLE" => title = Some(value).filter(|title| !title.text.is_empty()),
            "NUMBER ALTERNATIVES" => alternatives = Some((value.whole("the number of options")?, value)),
            "NUMBER CATEGORIES" => categories = Some((value.whole("the number of categories")?, value)),
            "NUMBER VOTERS" => voters = Some((value.whole("the number of voters")?, value)),
            _ => {}
        }
        if let Some(number) = key.text.strip_prefix("ALTERNATIVE NAME ") {
            let (_, number) = key.split_at(key.text.len() - number.len());
            let number = number.trim();
            if names.len() == MAX_OPTIONS {
                return Err(number.error(Fault::Options));
            }
            if names.insert(number.whole("the number of an option")?, value).is_some() {
                return Err(number.error(Fault::OptionTwice(number.excerpt())));
            }
        }
    }
    // Numbered from 1 without a gap, so that the last number is how many there are.
    let numbered = (1..).zip(&names).find(|(expected, (number, _))| expected != *number);
    if let Some((_, (_, name))) = numbered {
        return Err(
            name.error(Fault::Expected { expected: "a name for every number from 1", found: name.excerpt() })
        );
    }
    if names.is_empty() {
        return Err(end.error(Fault::NoOptions));
    }
    if let Some((stated, at)) = alternatives
        && u64::try_from(names.len()) != Ok(stated)
    {
        let expected = "the number of options that have a name";
        return Err(at.error(Fault::Expected { expected, found: at.excerpt() }));
    }
    let names = names.into_values().collect();
    Ok((Header { title, names, voters, categories, end }, lines))
}

impl Header<'_> {
    fn into_file(self, ballots: Ballots, usual: Form) -> BallotFile {
        let mut notices = Vec::new();
        if let Some((stated, at)) = self.voters
            && stated != ballots.weight()
        {
            let (location, found) = (at.location, ballots.weight());
            notices.push(Notice::Stated { location, what: "voters", stated, found });
        }
        let listed = self.names.iter().map(|name| Listed::named(name.text.to_owned())).collect();
        let title = self.title.map(|title| title.text);
        BallotFile::new(title, listed, ballots, usual, Stated::default(), notices)
    }

    fn check_complete(&self, groups: &[(Vec<usize>, Span<'_>)], at: Span<'_>) -> Result<(), FileError> {
        let mut named: Vec<_> = groups.iter().flat_map(|(options, _)| options).copied().collect();
        named.sort_unstable();
        // None stands twice, so the first that is missing is the first that differs.
        let missing = self.names.iter().enumerate().find(|(option, _)| named.get(*option) != Some(option));
        match missing {
            Some((_, name)) => Err(at.error(Fault::Incomplete(name.excerpt()))),
            None => Ok(()),
        }
    }
}

/// The number of voters before the colon, and what stands after it.
fn weighted(line: Span<'_>) -> Result<(u64, Span<'_>), FileError> {
    let (weight, said) = line.split_once(':').ok_or_else(|| {
        let (expected, found) = ("a number of voters with a colon", line.excerpt());
        line.error(Fault::Expected { expected, found })
    })?;
    Ok((weight.trim().whole("a number of voters")?, said.trim()))
}

/// Positions between commas, several of them in braces, each group with its text.
fn groups<'a>(said: Span<'a>, header: &Header<'_>) -> Result<Vec<(Vec<usize>, Span<'a>)>, FileError> {
    let mut named = vec![false; header.names.len()];
    let mut position = |number: Span<'_>| {
        let found = number.whole("the number of an option")?;
        let position = usize::try_from(found).ok().and_then(|found| found.checked_sub(1));
        let seen = position.and_then(|position| Some((position, named.get_mut(position)?)));
        let (position, seen) = seen.ok_or_else(|| number.error(Fault::OptionUnknown(number.excerpt())))?;
        if std::mem::replace(seen, true) {
            return Err(number.error(Fault::Repeated(number.excerpt())));
        }
        Ok(position)
    };
    let mut groups = Vec::new();
    let mut rest = Some(said).filter(|said| !said.text.is_empty());
    while let Some(span) = rest {
        let start = span.trim();
        let (group, text, after) = if start.text.starts_with('{') {
            let (inside, after) = start.split_at(1).1.split_once('}').ok_or_else(|| {
                start.error(Fault::Expected { expected: "braces that are closed", found: start.excerpt() })
            })?;
            let inside = inside.trim();
            let numbers = inside.split(',').filter(|_| !inside.text.is_empty());
            (numbers.map(&mut position).collect::<Result<_, _>>()?, inside, after.trim())
        } else {
            let end = start.text.find(',').unwrap_or(start.text.len());
            let (number, after) = start.split_at(end);
            (vec![position(number.trim())?], number, after)
        };
        groups.push((group, text));
        rest = match after.text.strip_prefix(',') {
            Some(_) => Some(after.split_at(1).1),
            None if after.text.is_empty() => None,
            None => {
                let found = after.excerpt();
                return Err(after.error(Fault::Expected { expected: "a comma", found }));
            }
        };
    }
    Ok(groups)
}
