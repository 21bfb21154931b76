//! Pabulib (Faliszewski et al., "Participatory Budgeting: Data, Tools and Analysis", IJCAI 2023): three
//! tables with semicolons, `META` with what the vote was about, `PROJECTS` with what each project costs,
//! `VOTES` with what each voter said.
//!
//! | `vote_type` | A vote is |
//! |---|---|
//! | `approval`, `choose-1` | a pick of the projects in `vote`; none is an answer, too |
//! | `ordinal` | a ranking of the projects in `vote` |
//! | `cumulative` | an allocation of `points` to the projects in `vote` |
//! | `scoring` | a score for every project: its `points`, or `default_score` (0 where absent) |

mod money;
mod sections;

use std::collections::BTreeMap;

use ostrakon_core::form::{Form, MAX_CREDITS, MAX_SCORE};
use ostrakon_core::question::MAX_OPTIONS;

use self::money::{Amount, Scale};
use self::sections::{Row, Sections, unexpected};
use super::ballots::Ballots;
use super::error::{Fault, FileError};
use super::location::{Location, Span};
use super::notice::Notice;
use super::option::Listed;
use super::table::Cell;
use super::{BallotFile, Stated};
use smallvec::smallvec;

use crate::profile::Choice;

pub(super) fn read(text: &str) -> Result<BallotFile, FileError> {
    let mut sections = Sections::new(text)?;
    let meta = Meta::read(&mut sections)?;
    let kind = meta.vote_type()?;
    let budget = Amount::read(meta.required("budget")?.span())?;
    let projects = Projects::read(&mut sections)?;
    let scale = Scale::of(projects.costs.iter().chain([&budget]));
    let budget = Some(scale.apply(&budget)?);
    let stated = Stated { budget, decimals: scale.decimals(), ..Stated::default() };
    let mut listed = projects.listed;
    for (project, cost) in listed.iter_mut().zip(&projects.costs) {
        project.cost = Some(scale.apply(cost)?);
    }
    let (ballots, votes) = votes(&mut sections, &kind, &projects.positions)?;
    let mut notices = Vec::new();
    meta.compare("num_projects", "projects", listed.len() as u64, &mut notices)?;
    meta.compare("num_votes", "votes", votes, &mut notices)?;
    let title = meta.fields.get("description").map(|title| title.text.as_ref());
    Ok(BallotFile::new(title, listed, ballots, kind.usual_form(), stated, notices))
}

/// The first section.
#[derive(Debug)]
struct Meta<'a> {
    fields: BTreeMap<String, Cell<'a>>,
    location: Location,
}

impl<'a> Meta<'a> {
    fn read(sections: &mut Sections<'a>) -> Result<Self, FileError> {
        let location = sections.header_location();
        let mut fields = BTreeMap::new();
        while let Some(row) = sections.row()? {
            // Descriptions may hold a semicolon without quotes; nothing is computed from them.
            let mut cells = row.cells.into_iter();
            if let (Some(key), Some(value)) = (cells.next(), cells.next()) {
                let name = key.span().text.to_owned();
                if fields.insert(name, value).is_some() {
                    return Err(unexpected(&[key], "a key that stands once"));
                }
            }
        }
        Ok(Self { fields, location })
    }

    fn required(&self, key: &'static str) -> Result<&Cell<'a>, FileError> {
        self.fields.get(key).ok_or_else(|| self.location.error(Fault::Missing(key)))
    }

    fn vote_type(&self) -> Result<VoteType, FileError> {
        let kind = self.required("vote_type")?.span();
        match kind.text.to_lowercase().as_str() {
            "approval" | "choose-1" => Ok(VoteType::Approval),
            "cumulative" => Ok(VoteType::Cumulative),
            "ordinal" => Ok(VoteType::Ordinal),
            "scoring" => {
                let default = self.fields.get("default_score").map(Cell::span);
                let default = default.map(|score| score.integer("a score", MAX_SCORE)).transpose()?;
                Ok(VoteType::Scoring { default: default.unwrap_or(0) })
            }
            _ => Err(kind.error(Fault::VoteType(kind.excerpt()))),
        }
    }

    /// Compares a number that the file may state with what it holds.
    fn compare(
        &self,
        key: &str,
        what: &'static str,
        found: u64,
        notices: &mut Vec<Notice>,
    ) -> Result<(), FileError> {
        if let Some(value) = self.fields.get(key) {
            let stated = value.span().whole(what)?;
            let location = value.location;
            notices.extend((stated != found).then_some(Notice::Stated { location, what, stated, found }));
        }
        Ok(())
    }
}

/// What a vote is.
#[derive(Debug, Clone, Copy)]
enum VoteType {
    Approval,
    Cumulative,
    Ordinal,
    Scoring { default: i64 },
}

/// The second section.
#[derive(Debug)]
struct Projects {
    listed: Vec<Listed>,
    costs: Vec<Amount>,
    positions: BTreeMap<String, usize>,
}

impl Projects {
    fn read(sections: &mut Sections<'_>) -> Result<Self, FileError> {
        let (columns, location) = (sections.columns()?, sections.header_location());
        let column = |name: &'static str| {
            columns.get(name).copied().ok_or_else(|| location.error(Fault::Header(name)))
        };
        let (id, cost, name) = (column("project_id")?, column("cost")?, columns.get("name").copied());
        let mut projects = Self { listed: Vec::new(), costs: Vec::new(), positions: BTreeMap::new() };
        while let Some(row) = sections.table_row()? {
            let id = row.written(id);
            if id.text.is_empty() {
                return Err(id.error(Fault::Missing("the id of a project")));
            }
            if projects.listed.len() == MAX_OPTIONS {
                return Err(id.error(Fault::Options));
            }
            if projects.positions.insert(id.text.to_owned(), projects.listed.len()).is_some() {
                return Err(id.error(Fault::OptionTwice(id.excerpt())));
            }
            let title = name.map(|name| row.cell(name).text).filter(|title| !title.is_empty());
            let title = title.map(str::to_owned);
            projects.listed.push(Listed { name: id.text.to_owned(), title, cost: None });
            projects.costs.push(Amount::read(row.cell(cost))?);
        }
        if projects.listed.is_empty() {
            return Err(location.error(Fault::NoOptions));
        }
        Ok(projects)
    }
}

/// The third section, and how many votes it has.
fn votes(
    sections: &mut Sections<'_>,
    kind: &VoteType,
    positions: &BTreeMap<String, usize>,
) -> Result<(Ballots, u64), FileError> {
    let (columns, location) = (sections.columns()?, sections.header_location());
    let column =
        |name: &'static str| columns.get(name).copied().ok_or_else(|| location.error(Fault::Header(name)));
    let vote = column("vote")?;
    let points = match kind {
        VoteType::Approval | VoteType::Ordinal => None,
        VoteType::Cumulative | VoteType::Scoring { .. } => Some(column("points")?),
    };
    let mut ballots = Ballots::default();
    while let Some(row) = sections.table_row()? {
        let named = named(row.cell(vote), positions)?;
        let choice = kind.choice(named, points, &row, positions.len())?;
        ballots.add(choice, 1, row.location)?;
    }
    let votes = ballots.weight();
    Ok((ballots, votes))
}

/// Positions of the projects between commas, each with where it stands.
fn named<'r>(
    vote: Span<'r>,
    positions: &BTreeMap<String, usize>,
) -> Result<Vec<(usize, Span<'r>)>, FileError> {
    let mut seen = vec![false; positions.len()];
    let position = |id: Span<'r>| {
        let position = positions.get(id.text).copied();
        let seen = position.and_then(|position| Some((position, seen.get_mut(position)?)));
        let (position, seen) = seen.ok_or_else(|| id.error(Fault::OptionUnknown(id.excerpt())))?;
        if std::mem::replace(seen, true) {
            return Err(id.error(Fault::Repeated(id.excerpt())));
        }
        Ok((position, id))
    };
    vote.split(',').filter(|id| !id.text.is_empty()).map(position).collect()
}

impl VoteType {
    /// What a vote says that names these projects.
    fn choice(
        self,
        named: Vec<(usize, Span<'_>)>,
        points: Option<usize>,
        row: &Row<'_>,
        projects: usize,
    ) -> Result<Option<Choice>, FileError> {
        let points = points.map_or(Span { text: "", location: row.location }, |column| row.cell(column));
        match self {
            Self::Approval => {
                let mut picked: Vec<_> = named.into_iter().map(|(project, _)| project).collect();
                picked.sort_unstable();
                Ok(Some(Choice::Pick(picked)))
            }
            Self::Ordinal => {
                let places: Vec<_> = named.into_iter().map(|(project, _)| smallvec![project]).collect();
                Ok((!places.is_empty()).then_some(Choice::Rank(places)))
            }
            Self::Cumulative => {
                let (mut units, mut sum) = (Vec::new(), 0_u64);
                for (project, amount) in with_points(&named, points)? {
                    let given = amount.whole("a number of points")?;
                    sum = sum.saturating_add(given);
                    let given = i64::try_from(given).ok().filter(|_| sum <= MAX_CREDITS.unsigned_abs());
                    let given = given.ok_or_else(|| amount.error(Fault::Credits))?;
                    units.extend((given > 0).then_some((project, given)));
                }
                units.sort_unstable();
                Ok((!units.is_empty()).then_some(Choice::Allocate(units)))
            }
            Self::Scoring { default } => {
                let mut scores = vec![default; projects];
                for (project, score) in with_points(&named, points)? {
                    let score = score.integer("a score", MAX_SCORE)?;
                    scores.iter_mut().skip(project).take(1).for_each(|given| *given = score);
                }
                Ok(Some(Choice::Score(scores)))
            }
        }
    }

    /// The form where there are no votes.
    const fn usual_form(self) -> Form {
        match self {
            Self::Approval => Form::Pick { min: 0, max: 1 },
            Self::Cumulative => Form::Allocate { credits: 1, exponent: 1, signed: false },
            Self::Ordinal => Form::Rank { max: 1, ties: false },
            Self::Scoring { .. } => Form::Score { min: 0, max: 1 },
        }
    }
}

/// Each named project with its points.
fn with_points<'p>(
    named: &[(usize, Span<'_>)],
    points: Span<'p>,
) -> Result<Vec<(usize, Span<'p>)>, FileError> {
    let given: Vec<_> = points.split(',').filter(|_| !points.text.is_empty()).collect();
    if given.len() != named.len() {
        let (expected, found) = ("as many points as projects in the vote", points.excerpt());
        return Err(points.error(Fault::Expected { expected, found }));
    }
    Ok(named.iter().map(|&(project, _)| project).zip(given).collect())
}
