//! `ostrakon group`.

use ostrakon_core::group::{Group, GroupError};
use serde_json::{Value, json};

use crate::cli::{Group as Command, GroupAdd, GroupRemove, GroupShow, GroupTree, GroupVerify};
use crate::document;
use crate::error::Error;
use crate::io::{Access, Existing, Source, Target};
use crate::members::MemberList;
use crate::report::Report;
use crate::style::{BOLD, mark};

pub(super) fn run(command: &Command) -> Result<Report, Error> {
    match command {
        Command::New(arguments) => {
            create(arguments.from.as_ref(), &arguments.file, arguments.overwrite.force)
        }
        Command::Import(arguments) => {
            create(Some(&arguments.list), &arguments.output, arguments.overwrite.force)
        }
        Command::Add(arguments) => add(arguments),
        Command::Remove(arguments) => remove(arguments),
        Command::Show(arguments) => show(arguments),
        Command::Tree(arguments) => tree(arguments),
        Command::Verify(arguments) => verify(arguments),
    }
}

fn create(list: Option<&Source>, target: &Target, force: bool) -> Result<Report, Error> {
    let existing = Existing::from_force(force);
    target.check(existing)?;
    let group = match list {
        Some(list) => MemberList::read(list)?.into_group().map_err(|error| error.about(list))?,
        None => Group::new(),
    };
    target.write_spelling(&group.spelling(), existing)?;
    let text = format!("{}.\n{}", target.wrote(), describe(&group));
    Ok(Report::new(text, to_json(&group)).beside(target))
}

fn add(arguments: &GroupAdd) -> Result<Report, Error> {
    let GroupAdd { file, members, from } = arguments;
    let mut group = document::group(&file.clone().into())?;
    let before = group.members();
    group.append_all(members).map_err(|error| refused(&error))?;
    if let Some(list) = from {
        MemberList::read(list)?.add_to(&mut group).map_err(|error| error.about(list))?;
    }
    Target::from(file.clone()).write_spelling(&group.spelling(), Existing::Replace)?;
    let text = format!("Added {} to {}.\n{}", group.members() - before, file.display(), describe(&group));
    Ok(Report::new(text, to_json(&group)))
}

fn remove(arguments: &GroupRemove) -> Result<Report, Error> {
    let GroupRemove { file, member } = arguments;
    let mut group = document::group(&file.clone().into())?;
    let place = group.place_of(*member).ok_or_else(|| {
        Error::rejected("group-no-member", format!("{member} is not a member"))
            .about(file.display())
            .hint("see who is: ostrakon group show FILE --members")
    })?;
    group.remove(place).map_err(|error| refused(&error))?;
    Target::from(file.clone()).write_spelling(&group.spelling(), Existing::Replace)?;
    let text = format!("Removed the member in place {place}; the place stays, empty.\n{}", describe(&group));
    Ok(Report::new(text, to_json(&group)))
}

fn show(arguments: &GroupShow) -> Result<Report, Error> {
    let group = document::group(&arguments.file)?;
    if !arguments.members {
        return Ok(Report::new(describe(&group), to_json(&group)));
    }
    let mut text = describe(&group);
    let mut places = Vec::with_capacity(group.places());
    for (at, member) in group.iter().enumerate() {
        let member = member.map(|member| member.to_string());
        text.push_str(&format!("{at:>7}  {}\n", member.as_deref().unwrap_or("(removed)")));
        places.push(member.unwrap_or_else(|| "0".to_owned()));
    }
    Ok(Report::new(text, to_json(&group)).with("list", json!(places)))
}

fn tree(arguments: &GroupTree) -> Result<Report, Error> {
    let GroupTree { file, output, overwrite } = arguments;
    let existing = Existing::from_force(overwrite.force);
    output.check(existing)?;
    let group = document::group(file)?;
    output.write(&group.to_tree_bytes(), Access::Everybody, existing)?;
    let text = format!("{}.\n{}", output.wrote(), describe(&group));
    Ok(Report::new(text, to_json(&group)).beside(output))
}

fn verify(arguments: &GroupVerify) -> Result<Report, Error> {
    let GroupVerify { file, poll } = arguments;
    let group = document::group(file)?;
    let mut text = format!("{} {file} is a group.\n", mark(true));
    let poll = poll.as_ref().map(document::poll).transpose()?;
    if let Some(poll) = &poll {
        poll.electorate()
            .check_group(&group)
            .map_err(|error| Error::rejected(error.code(), error).about(file))?;
        text.push_str(&format!("{} It is the electorate of poll {}.\n", mark(true), poll.id()));
    }
    text.push_str(&describe(&group));
    Ok(Report::new(text, to_json(&group)).with("poll", json!(poll.map(|poll| poll.id()))))
}

/// The numbers of a group, one a line.
fn describe(group: &Group) -> String {
    let root = group.root().map_or_else(|| "none: there are no members".to_owned(), |root| root.to_string());
    let removed = group.places() - group.members();
    let places = if removed == 0 {
        group.places().to_string()
    } else {
        format!("{}, {removed} removed", group.places())
    };
    format!(
        "{BOLD}members{BOLD:#}  {}\n{BOLD}places{BOLD:#}   {places}\n{BOLD}depth{BOLD:#}    {}\n{BOLD}root{BOLD:#}     {root}\n{BOLD}digest{BOLD:#}   {}\n",
        group.members(),
        group.depth(),
        digest(group),
    )
}

fn to_json(group: &Group) -> Value {
    json!({
        "depth": group.depth(),
        "digest": group.digest(),
        "members": group.members(),
        "places": group.places(),
        "root": group.root().map(|root| root.to_string()),
    })
}

fn digest(group: &Group) -> String {
    json!(group.digest()).as_str().unwrap_or_default().to_owned()
}

fn refused(error: &GroupError) -> Error {
    let code = match error {
        GroupError::Duplicate(_) => "group-duplicate",
        GroupError::EmptyPlace(_) => "group-empty-place",
        GroupError::NoPlace(_) => "group-no-place",
        _ => "group",
    };
    Error::rejected(code, error)
}
