//! `ostrakon poll`.

use ostrakon_core::board::{BoardSpec, Cosigner, Cosigners};
use ostrakon_core::form::Form;
use ostrakon_core::lottery::LotterySource;
use ostrakon_core::poll::{Poll, Privacy};
use ostrakon_core::question::Question;
use ostrakon_core::time::Timestamp;
use ostrakon_tally::rule::KnownRule;
use rand_core::OsRng;
use serde_json::{Value, json};

use crate::cli::{Poll as Command, PollCheck, PollNew, PollPublish};
use crate::clock::now;
use crate::document;
use crate::draft::{Draft, EXAMPLE};
use crate::error::Error;
use crate::interview;
use crate::io::Existing;
use crate::remote::{Remote, Token};
use crate::report::Report;
use crate::shown_log::board_key;
use crate::style::{BOLD, FAINT, mark};

pub(super) fn run(command: &Command) -> Result<Report, Error> {
    match command {
        Command::New(arguments) => create(arguments),
        Command::Show(arguments) => {
            let poll = document::poll(&arguments.poll)?;
            Ok(Report::new(describe(&poll), to_json(&poll)))
        }
        Command::Check(arguments) => check(arguments),
        Command::Publish(arguments) => publish(arguments),
        Command::Example => Ok(Report::new(EXAMPLE, json!({ "draft": EXAMPLE }))),
    }
}

fn create(arguments: &PollNew) -> Result<Report, Error> {
    let PollNew { draft, output, group, depth, overwrite } = arguments;
    let existing = Existing::from_force(overwrite.force);
    output.check(existing)?;
    let group = document::group(group)?;
    let draft = match draft {
        Some(source) => Draft::read(source)?,
        None => interview::draft()?,
    };
    let poll = draft.into_poll(&group, *depth, now(), &mut OsRng)?;
    output.write_document(poll.to_bytes(), existing)?;
    let text = format!(
        "{}. Nothing in it can change any more: the id is a digest of all of it.\n\
         Tell voters the id by another way than the file, so that nobody can give them another poll.\n\n{}",
        output.wrote(),
        describe(&poll)
    );
    Ok(Report::new(text, to_json(&poll)).beside(output))
}

fn check(arguments: &PollCheck) -> Result<Report, Error> {
    let PollCheck { poll: source, id, group } = arguments;
    let mut poll = document::poll(source)?;
    let mut text = format!("{} {source} is a poll that makes sense.\n", mark(true));
    if let Some(id) = id {
        poll = poll.expect_id(*id).map_err(|error| Error::rejected(error.code(), &error).about(source))?;
        text.push_str(&format!("{} It is poll {id}.\n", mark(true)));
    } else {
        text.push_str(&format!("  It is poll {}. Without --id nobody says that it should be.\n", poll.id()));
    }
    if let Some(group) = group {
        document::electorate(group, &poll)?;
        text.push_str(&format!("{} {group} is its electorate.\n", mark(true)));
    }
    let json = json!({"id": poll.id(), "id_checked": id.is_some(), "group_checked": group.is_some()});
    Ok(Report::new(text, json))
}

fn publish(arguments: &PollPublish) -> Result<Report, Error> {
    let PollPublish { poll: source, group, server, token } = arguments;
    let poll = document::poll(source)?;
    board_key(&poll).map_err(|error| {
        error
            .about(source)
            .hint("put a [board] into the draft, and make the poll again: see `ostrakon poll example`")
    })?;
    let group = document::electorate(group, &poll)?;
    let token = Token::read(&token.token_file)?;
    let remote = Remote::new(&server.server)?;
    let parts: [&[u8]; 5] = [b"{\"group\":", &group.to_bytes(), b",\"poll\":", poll.to_bytes(), b"}"];
    remote.post_as(&token, "/polls", &parts.concat())?;
    let id = poll.id();
    let page = format!("{remote}/#/poll/{id}");
    let text = format!(
        "{} {remote} has the poll, which opens at {} and closes at {}. Tell voters its address and, by another\n\
         \x20 way, the id, so that nobody can give them another poll. Both are in this link, if you\n\
         \x20 send it yourself:\n\n\
         {page}\n\
         ostrakon vote --server {remote} --poll {id}\n",
        mark(true),
        poll.opens(),
        poll.closes(),
    );
    Ok(Report::new(text, json!({"page": page, "poll": id, "url": format!("{remote}/polls/{id}")})))
}

/// A poll for a person.
pub(super) fn describe(poll: &Poll) -> String {
    let mut text = format!("{BOLD}{}{BOLD:#}\n", poll.title());
    if let Some(description) = poll.description() {
        text.push_str(&format!("{description}\n"));
    }
    let electorate = poll.electorate();
    let revisions = match poll.revisions() {
        0 => "none: one ballot per voter; of several, the one with the smallest id counts".to_owned(),
        1 => "once".to_owned(),
        more => format!("up to {more} times"),
    };
    text.push_str(&format!(
        "\n{BOLD}id{BOLD:#}         {}\n{BOLD}opens{BOLD:#}      {}\n{BOLD}closes{BOLD:#}     {}\n\
         {BOLD}revisions{BOLD:#}  {revisions}\n{BOLD}voters{BOLD:#}     {} members, depth {}, root {}\n",
        poll.id(),
        poll.opens(),
        poll.closes(),
        electorate.members,
        electorate.depth,
        electorate.root,
    ));
    if let Some(lottery) = poll.lottery() {
        text.push_str(&describe_lottery(lottery));
    }
    if let (Some(board), Some(deadline)) = (poll.board(), poll.deadline()) {
        text.push_str(&describe_board(board, deadline));
    }
    for question in poll.questions() {
        text.push_str(&describe_question(question));
    }
    match poll.privacy() {
        Privacy::Open => text.push_str(
            "\nPublic: what each ballot says, as ballots arrive; the list of members; the count.\n\
             Not public: which member made which ballot.\n",
        ),
    }
    text
}

/// What lots are drawn by, and who has to give it.
fn describe_lottery(lottery: &LotterySource) -> String {
    match lottery {
        LotterySource::Beacon(round) => {
            let time = round.time().map(|time| format!(", published at {time}")).unwrap_or_default();
            format!("{BOLD}lots by{BOLD:#}    round {} of drand's quicknet{time}\n", round.round)
        }
        LotterySource::Parties(parties) => {
            let names: Vec<_> = parties.iter().map(|party| party.name.as_str()).collect();
            format!(
                "{BOLD}lots by{BOLD:#}    secrets that these open after the close: {}\n",
                names.join(", ")
            )
        }
    }
}

/// Where the log is, who signs it, and when it is final.
fn describe_board(board: &BoardSpec, deadline: Timestamp) -> String {
    let BoardSpec { host, key, cosigners, .. } = board;
    let mut text = format!(
        "{BOLD}board{BOLD:#}      {host}, final at {deadline}\n           {FAINT}key {key}{FAINT:#}\n"
    );
    match cosigners {
        Some(Cosigners { keys, threshold }) => {
            text.push_str(&format!("{BOLD}cosigners{BOLD:#}  {threshold} of these have to sign the log:\n"));
            for Cosigner { name, key } in keys {
                text.push_str(&format!("           {name} {FAINT}key {key}{FAINT:#}\n"));
            }
        }
        None => text.push_str(&format!(
            "{BOLD}cosigners{BOLD:#}  none: who runs the board is trusted not to show two logs\n"
        )),
    }
    text
}

fn describe_question(question: &Question) -> String {
    let summary = KnownRule::of(question).map_or("", KnownRule::summary);
    let mut text = format!(
        "\n{BOLD}{}{BOLD:#}: {}\n  {FAINT}{}{}{FAINT:#}\n  {FAINT}counted by {}: {summary}{FAINT:#}\n",
        question.id(),
        question.prompt(),
        how_to_answer(question.form()),
        if question.abstain() { ", or abstain" } else { "" },
        question.rule().name(),
    );
    let parameters = question.rule().parameters();
    if !parameters.is_empty() {
        let parameters = Value::Object(parameters.clone());
        text.push_str(&format!("  {FAINT}with {parameters}{FAINT:#}\n"));
    }
    let width = question.options().iter().map(|option| option.id().as_str().len()).max().unwrap_or(0);
    for option in question.options() {
        let cost = option.cost().map(|cost| format!(" (costs {cost})")).unwrap_or_default();
        text.push_str(&format!("    {:width$}  {}{cost}\n", option.id(), option.label()));
    }
    text
}

/// What a form asks of a voter.
fn how_to_answer(form: &Form) -> String {
    match form {
        Form::Allocate { credits, exponent, signed } => format!(
            "hand out up to {credits} credits; x units cost {}{}",
            if *exponent == 2 { "x²" } else { "x" },
            if *signed { ", for or against" } else { "" },
        ),
        Form::Pick { min, max } if min == max => format!("choose {min}"),
        Form::Pick { min, max } => format!("choose {min} to {max}"),
        Form::Rank { max, ties } => format!(
            "put up to {max} in order, best first{}",
            if *ties { "; places may be shared" } else { "" }
        ),
        Form::Score { min, max } => format!("give each a score from {min} to {max}"),
        Form::Stance {} => "agree, disagree or pass on each".to_owned(),
    }
}

fn to_json(poll: &Poll) -> Value {
    json!({
        "id": poll.id(),
        "title": poll.title(),
        "opens": poll.opens(),
        "closes": poll.closes(),
        "revisions": poll.revisions(),
        "electorate": poll.electorate(),
        "lottery": poll.lottery(),
        "board": poll.board(),
        "questions": poll.questions(),
    })
}
