//! BLT: the format of Hill, Wichmann and Woodall ("Algorithm 123: Single transferable vote by Meek's
//! method", Computer Journal 30, 1987) with what OpenSTV and OpaVote added to it.
//!
//! Numbers of options and of seats; withdrawn options as negative numbers; ballots, each a weight and
//! the numbers of options in order, ended by 0 on its line; a 0 that ends the ballots; the options' names
//! and a title in double quotes. Options that share a place stand with `=` between them, `-` is a place
//! left empty, an id in round brackets before a ballot and all after `#` is passed over.

use std::collections::BTreeSet;
use std::iter::Peekable;

use ostrakon_core::form::Form;
use ostrakon_core::question::MAX_OPTIONS;

use super::ballots::Ballots;
use super::error::{Fault, FileError};
use super::location::{Location, Span, lines};
use super::option::Listed;
use super::{BallotFile, Stated};
use crate::profile::{Choice, Place};

pub(super) fn read(text: &str) -> Result<BallotFile, FileError> {
    let mut reader = Reader::new(text);
    let number = reader.word("the number of options")?;
    let options = match number.whole("the number of options")? {
        0 => return Err(number.error(Fault::NoOptions)),
        options => usize::try_from(options).ok().filter(|options| *options <= MAX_OPTIONS),
    };
    let options = options.ok_or_else(|| number.error(Fault::Options))?;
    let number = reader.word("the number of seats")?;
    let seats = match number.whole("the number of seats")? {
        0 => return Err(number.error(Fault::Range { what: "the number of seats", found: number.excerpt() })),
        seats => seats,
    };
    let withdrawn = reader.withdrawn(options)?;
    // Where each option stands among those that were not withdrawn.
    let mut standing = (0..).take(options - withdrawn.len());
    let positions: Vec<Option<usize>> =
        (0..options).map(|option| if withdrawn.contains(&option) { None } else { standing.next() }).collect();

    let mut ballots = Ballots::default();
    while let Some(Ballot { weight, places, location }) = reader.ballot(options)? {
        let place = |place: Place| {
            let mut place: Place =
                place.into_iter().filter_map(|option| positions.get(option).copied().flatten()).collect();
            place.sort_unstable();
            place
        };
        let places: Vec<_> = places.into_iter().map(place).filter(|place| !place.is_empty()).collect();
        ballots.add((!places.is_empty()).then_some(Choice::Rank(places)), weight, location)?;
    }

    let (mut listed, mut gone) = (Vec::new(), Vec::new());
    for option in 0..options {
        let name = reader.quoted("a name in straight double quotes for each option")?.text.to_owned();
        if withdrawn.contains(&option) {
            gone.push(name);
        } else {
            listed.push(Listed::named(name));
        }
    }
    // After the title some programs write a source and a comment.
    let title = reader.closing_text()?;
    let usual = Form::Rank { max: listed.len(), ties: false };
    let stated = Stated { seats: Some(seats), withdrawn: gone, ..Stated::default() };
    Ok(BallotFile::new(title.map(|title| title.text), listed, ballots, usual, stated, Vec::new()))
}

/// Something that stands by itself.
#[derive(Debug, Clone, Copy)]
enum Token<'a> {
    /// In round brackets.
    Id,
    /// In double quotes.
    Quoted(Span<'a>),
    Word(Span<'a>),
}

/// A ballot with positions of options, and where it stands.
struct Ballot {
    weight: u64,
    places: Vec<Place>,
    location: Location,
}

/// A token and where it begins.
type Located<'a> = Result<(Token<'a>, Location), FileError>;

struct Reader<'a> {
    tokens: Peekable<Box<dyn Iterator<Item = Located<'a>> + 'a>>,
    end: Location,
}

impl<'a> Reader<'a> {
    fn new(text: &'a str) -> Self {
        let tokens: Box<dyn Iterator<Item = Located<'a>>> = Box::new(lines(text).flat_map(tokens));
        let end = lines(text).last().map_or(Location::START, Span::end);
        Self { tokens: tokens.peekable(), end }
    }

    fn next(&mut self, expected: &'static str) -> Result<(Token<'a>, Location), FileError> {
        self.tokens.next().unwrap_or_else(|| Err(self.end.error(Fault::CutShort(expected))))
    }

    /// The next token, if it stands on this line.
    fn next_on(&mut self, line: usize) -> Option<Located<'a>> {
        self.tokens.next_if(|token| !matches!(token, Ok((_, location)) if location.line != line))
    }

    fn word(&mut self, expected: &'static str) -> Result<Span<'a>, FileError> {
        match self.next(expected)? {
            (Token::Word(word), _) => Ok(word),
            (token, location) => Err(location.error(Fault::Expected { expected, found: token.excerpt() })),
        }
    }

    fn quoted(&mut self, expected: &'static str) -> Result<Span<'a>, FileError> {
        match self.next(expected)? {
            (Token::Quoted(text), _) => Ok(text),
            (token, location) => Err(location.error(Fault::Expected { expected, found: token.excerpt() })),
        }
    }

    /// Positions of the options that follow as negative numbers.
    fn withdrawn(&mut self, options: usize) -> Result<BTreeSet<usize>, FileError> {
        let mut withdrawn = BTreeSet::new();
        while let Some(Ok((Token::Word(word), _))) = self.tokens.peek()
            && word.text.starts_with('-')
        {
            let option = position(word.split_at(1).1, options)?;
            if !withdrawn.insert(option) {
                return Err(word.error(Fault::OptionTwice(word.excerpt())));
            }
            if withdrawn.len() == options {
                return Err(word.error(Fault::NoOptions));
            }
            self.tokens.next();
        }
        Ok(withdrawn)
    }

    /// The next ballot, or none where they end.
    fn ballot(&mut self, options: usize) -> Result<Option<Ballot>, FileError> {
        let expected = "a ballot, or 0 after the last one";
        let (token, location) = match self.next(expected)? {
            (Token::Id, id) => (self.next_on(id.line).transpose()?.map(|(token, _)| token), id),
            (token, location) => (Some(token), location),
        };
        let Some(Token::Word(first)) = token else {
            let found = token.map_or_else(String::new, Token::excerpt);
            return Err(location.error(Fault::Expected { expected, found }));
        };
        let weight = first.whole("a weight")?;
        if weight == 0 {
            return Ok(None);
        }
        let mut places = Vec::new();
        let mut named = BTreeSet::new();
        let mut last = first;
        loop {
            let word = match self.next_on(location.line).transpose()? {
                Some((Token::Word(word), _)) => word,
                Some((_, location)) => return Err(location.error(Self::unended())),
                None => return Err(last.end().error(Self::unended())),
            };
            match word.text {
                "0" => return Ok(Some(Ballot { weight, places, location })),
                "-" => {}
                _ => {
                    let mut place = Place::new();
                    for option in word.split('=') {
                        let position = position(option, options)?;
                        if !named.insert(position) {
                            return Err(option.error(Fault::Repeated(option.excerpt())));
                        }
                        place.push(position);
                    }
                    places.push(place);
                }
            }
            last = word;
        }
    }

    fn unended() -> Fault {
        Fault::Expected { expected: "0, which ends a ballot", found: "the end of the line".to_owned() }
    }

    /// The title, if there is one, with nothing but two quoted texts after it.
    fn closing_text(&mut self) -> Result<Option<Span<'a>>, FileError> {
        let mut title = None;
        for at in 0.. {
            match self.tokens.next().transpose()? {
                None => break,
                Some((Token::Quoted(text), _)) if at < 3 => title = title.or(Some(text)),
                Some((token, location)) => {
                    let found = token.excerpt();
                    return Err(location.error(Fault::Expected { expected: "the end of the file", found }));
                }
            }
        }
        Ok(title)
    }
}

impl Token<'_> {
    fn excerpt(self) -> String {
        match self {
            Self::Id => "(".to_owned(),
            Self::Quoted(span) | Self::Word(span) => span.excerpt(),
        }
    }
}

/// The position of the option with this number.
fn position(number: Span<'_>, options: usize) -> Result<usize, FileError> {
    let found = number.whole("the number of an option")?;
    let position = usize::try_from(found).ok().and_then(|found| found.checked_sub(1));
    position
        .filter(|position| *position < options)
        .ok_or_else(|| number.error(Fault::OptionUnknown(number.excerpt())))
}

/// What stands on a line, each with where it begins.
fn tokens(line: Span<'_>) -> impl Iterator<Item = Located<'_>> {
    let mut rest = Some(line);
    std::iter::from_fn(move || {
        let start = rest?.trim();
        let unended = || Some(Err(start.error(Fault::Quote)));
        let token = match start.text.chars().next()? {
            '#' => return None,
            '[' => Err(start.error(Fault::Directive(start.excerpt()))),
            '(' => {
                let Some((_, after)) = start.split_once(')') else {
                    rest = None;
                    return unended();
                };
                rest = Some(after);
                return Some(Ok((Token::Id, start.location)));
            }
            '"' => {
                let content = start.split_at(1).1;
                // Behind a quote within a name, something else follows than the next text.
                let ends = |&(at, _): &(usize, &str)| {
                    let after = content.text.get(at + 1..).unwrap_or_default();
                    let next = after.trim_start();
                    next.is_empty()
                        || next.starts_with('#')
                        || next.len() < after.len() && next.starts_with('"')
                };
                let Some((end, _)) = content.text.match_indices('"').find(ends) else {
                    rest = None;
                    return unended();
                };
                let (text, after) = content.split_at(end);
                rest = Some(after.split_at(1).1);
                return Some(Ok((Token::Quoted(text), start.location)));
            }
            _ => {
                let is_end = |c: char| c.is_whitespace() || matches!(c, '"' | '#' | '(');
                let (word, after) = start.split_at(start.text.find(is_end).unwrap_or(start.text.len()));
                rest = Some(after);
                return Some(Ok((Token::Word(word), start.location)));
            }
        };
        rest = None;
        Some(token)
    })
}
