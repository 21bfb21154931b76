//! `ostrakon man`.

use clap::CommandFactory as _;
use serde_json::json;

use crate::cli::{Cli, Man};
use crate::error::Error;
use crate::io::{Access, Existing, Target};
use crate::report::Report;

pub(super) fn run(arguments: &Man) -> Result<Report, Error> {
    let mut command = Cli::command().name("ostrakon");
    command.build();
    match &arguments.folder {
        None => {
            let page = String::from_utf8_lossy(&page(command)?).into_owned();
            Ok(Report::new(page.as_str(), json!({ "page": page })))
        }
        Some(folder) => {
            std::fs::create_dir_all(folder).map_err(|error| failed(&error).about(folder.display()))?;
            let mut pages = Vec::new();
            collect(&command, "ostrakon", &mut pages)?;
            let names: Vec<_> = pages.iter().map(|(name, _)| name.clone()).collect();
            for (name, page) in pages {
                Target::from(folder.join(name)).write(&page, Access::Everybody, Existing::Replace)?;
            }
            let text = format!("Wrote {} pages to {}.\n", names.len(), folder.display());
            Ok(Report::new(text, json!({ "pages": names })))
        }
    }
}

/// A page for a command and for each below it, as `ostrakon-group-new.1`.
fn collect(command: &clap::Command, name: &str, pages: &mut Vec<(String, Vec<u8>)>) -> Result<(), Error> {
    // A page names its command in one word.
    let word: &'static str = Box::leak(name.to_owned().into_boxed_str());
    pages.push((format!("{name}.1"), page(command.clone().name(word))?));
    for below in command.get_subcommands().filter(|below| below.get_name() != "help") {
        collect(below, &format!("{name}-{}", below.get_name()), pages)?;
    }
    Ok(())
}

fn page(command: clap::Command) -> Result<Vec<u8>, Error> {
    let mut page = Vec::new();
    clap_mangen::Man::new(command).render(&mut page).map_err(|error| failed(&error))?;
    Ok(page)
}

fn failed(error: &std::io::Error) -> Error {
    Error::usage("file-write", format!("cannot be written: {error}"))
        .hint("choose a folder that you may write")
}
