//! `ostrakon agent`.

mod mcp;
mod run;

use std::fmt::Write as _;
use std::fs;
use std::io::{IsTerminal as _, stdin};

use inquire::Confirm;
use ostrakon_agent::boards::BoardError;
use ostrakon_agent::folder::{MANDATE, PREFERENCES};
use ostrakon_agent::mandate::Mandate;
use ostrakon_agent::preferences;
use ostrakon_agent::record::Check;
use ostrakon_agent::signer::{Opening, Sent, Signer, SignerError, Verdict};
use ostrakon_agent::state::{Affair, Stage};
use ostrakon_core::json::from_json;
use ostrakon_core::poll::PollId;
use serde_json::{Value, json};

use crate::cli::{
    Agent as Command, AgentAccept, AgentArgs, AgentChange, AgentNew, AgentPoll, AgentRationale, AgentReceipt,
};
use crate::clock::{now, read_time};
use crate::error::Error;
use crate::io::{Access, Existing, Target};
use crate::remote::boards::OverHttp;
use crate::report::Report;
use crate::style::{BOLD, FAINT, mark};
use crate::{answer, identity_file, interview, keys};

/// Most bytes of a rationale with its commitment.
const MAX_OPENING_BYTES: usize = 16 * 1024;

/// Fewest characters of an id that stand for the whole.
const SHORTEST_ID: usize = 4;

pub(super) fn run(command: &Command) -> Result<Report, Error> {
    match command {
        Command::New(arguments) => new(arguments),
        Command::Accept(arguments) => accept(arguments),
        Command::Revoke(arguments) => {
            signer(arguments)?.revoke()?;
            Ok(Report::new("The mandate is taken back: nothing leaves any more.\n", json!({"revoked": true})))
        }
        Command::Mcp(arguments) => mcp::run(arguments),
        Command::Pending(arguments) => pending(arguments),
        Command::Approve(arguments) => with_poll(arguments, Signer::approve),
        Command::Deny(arguments) => with_poll(arguments, Signer::deny),
        Command::Change(arguments) => change(arguments),
        Command::Run(arguments) => run::run(arguments),
        Command::Send(arguments) => send(arguments),
        Command::Decisions(arguments) => decisions(arguments),
        Command::Receipt(arguments) => receipt(arguments),
        Command::Rationale(arguments) => rationale(arguments),
    }
}

/// The signer in the agent's folder.
pub(crate) fn signer(arguments: &AgentArgs) -> Result<Signer, Error> {
    let AgentArgs { folder, identity, passphrase } = arguments;
    if !folder.join(MANDATE).is_file() {
        return Err(Error::usage("agent-folder", "there is no mandate in this folder")
            .about(folder.display())
            .hint("make one: ostrakon agent new --server URL"));
    }
    let secret = identity_file::read(identity, passphrase)?;
    let keys = |depth| keys::proving_key(depth).map_err(|error| BoardError::from(&error));
    Ok(Signer::open(folder, secret, Box::new(OverHttp), Box::new(keys), Box::new(now))?)
}

fn new(arguments: &AgentNew) -> Result<Report, Error> {
    let AgentNew { server, folder, expires, overwrite } = arguments;
    let text = Mandate::template(server, read_time(expires, now())?);
    let target = Target::from(folder.join(MANDATE));
    let existing = Existing::from_force(overwrite.force);
    target.check(existing)?;
    Target::from(folder.join(PREFERENCES)).check(existing)?;
    fs::create_dir_all(folder).map_err(|error| {
        Error::usage("file-write", format!("cannot be made: {}", crate::io::plain(&error)))
            .about(folder.display())
            .hint("check that you may write there")
    })?;
    target.write(text.as_bytes(), Access::Owner, existing)?;
    let preferences = Target::from(folder.join(PREFERENCES));
    preferences.write(preferences::TEMPLATE.as_bytes(), Access::Owner, existing)?;
    let text = format!(
        "{}: what an agent may do in your name. It casts nothing as it is written.\n\
         {}: what you would answer.\n\
         Edit both, then put the mandate in force: ostrakon agent accept\n",
        target.wrote(),
        preferences.wrote()
    );
    Ok(Report::new(text, json!({"file": target.to_string(), "preferences": preferences.to_string()})))
}

fn accept(arguments: &AgentAccept) -> Result<Report, Error> {
    let mut signer = signer(&arguments.agent)?;
    let draft = signer.draft()?;
    let words = draft.describe();
    if !arguments.yes {
        if !stdin().is_terminal() {
            return Err(Error::usage(
                "agent-accept",
                "there is no terminal to ask on whether you accept this",
            )
            .details(words.lines().map(str::to_owned).collect())
            .hint("read the mandate, and say --yes"));
        }
        eprint!("{words}");
        let stopped = |error| Error::usage("agent-accept", error).hint("run the command again");
        if !Confirm::new("Do you accept it?").with_default(false).prompt().map_err(stopped)? {
            return Err(Error::usage("agent-accept", "the mandate is not accepted")
                .hint("edit it, and accept it then"));
        }
    }
    let mandate = signer.accept()?;
    if mandate.hash() != draft.hash() {
        signer.revoke()?;
        return Err(
            Error::usage("agent-accept", "the mandate was changed meanwhile").hint("run the command again")
        );
    }
    let text = format!("{words}\n{} The mandate is in force until {}.\n", mark(true), mandate.expires());
    Ok(Report::new(text, json!({"mandate": mandate.hash(), "expires": mandate.expires()})))
}

fn pending(arguments: &AgentArgs) -> Result<Report, Error> {
    let mut signer = signer(arguments)?;
    let waiting = signer.pending()?;
    let mut text = String::new();
    for affair in &waiting {
        describe(&mut text, affair);
    }
    text.push_str(match waiting.as_slice() {
        [] => "Nothing waits for you.\n",
        _ => "Answer with: ostrakon agent approve POLL, deny POLL, or change POLL --answer …\n",
    });
    Ok(Report::new(text, json!({"pending": waiting.into_iter().map(to_json).collect::<Vec<_>>()})))
}

fn decisions(arguments: &AgentArgs) -> Result<Report, Error> {
    let signer = signer(arguments)?;
    let mut affairs: Vec<_> = signer.affairs().collect();
    affairs.sort_by_key(|affair| (affair.at, affair.poll.id()));
    let mut text = String::new();
    for affair in &affairs {
        describe(&mut text, affair);
    }
    if affairs.is_empty() {
        text.push_str("Nothing has been decided yet.\n");
    }
    Ok(Report::new(text, json!({"decisions": affairs.into_iter().map(to_json).collect::<Vec<_>>()})))
}

fn with_poll(
    arguments: &AgentPoll,
    work: impl FnOnce(&mut Signer, PollId) -> Result<Verdict, SignerError>,
) -> Result<Report, Error> {
    let mut signer = signer(&arguments.agent)?;
    let id = find(&signer, &arguments.poll)?;
    let verdict = work(&mut signer, id)?;
    report(id, &verdict)
}

fn change(arguments: &AgentChange) -> Result<Report, Error> {
    let AgentChange { poll: AgentPoll { poll, agent }, answers } = arguments;
    let mut signer = signer(agent)?;
    let id = find(&signer, poll)?;
    let poll = signer.poll(id).ok_or(SignerError::UnknownPoll)?;
    let answers =
        if answers.is_empty() { interview::answers(poll)? } else { answer::read_all(poll, answers)? };
    let verdict = signer.change(id, answers)?;
    report(id, &verdict)
}

fn send(arguments: &AgentArgs) -> Result<Report, Error> {
    let mut signer = signer(arguments)?;
    let lapsed = signer.lapse()?;
    let sent = signer.send_due()?;
    let checked = signer.check_closed()?;
    let mut text = String::new();
    let mut say = |line: String| writeln!(text, "{line}").expect("text takes what is written");
    for Sent { title, outcome, .. } in &sent {
        match outcome {
            Ok(_) => say(format!("{} Cast and promised: {title}", mark(true))),
            Err(error) => say(format!("{} {title}: {error} ({})", mark(false), error.code)),
        }
    }
    for (poll, check) in &checked {
        let found = matches!(check, Check::Included);
        say(match check {
            Check::Included => format!("{} In the final log: {poll}", mark(true)),
            Check::Dropped => format!("{} Promised, and not in the final log: {poll}", mark(false)),
            Check::Forked => format!("{} The board has signed two logs: {poll}", mark(false)),
        });
        if !found {
            say(format!("  Keep the receipt: ostrakon agent receipt {poll}"));
        }
    }
    match signer.next_due() {
        Some(next) => say(format!("Next: {next}")),
        None => say("Nothing else is planned.".to_owned()),
    }
    let rejects = checked.iter().any(|(_, check)| !matches!(check, Check::Included));
    let sent: Vec<_> = sent
        .iter()
        .map(|sent| json!({"poll": sent.poll, "error": sent.outcome.as_ref().err().map(|error| &error.code)}))
        .collect();
    let checked: Vec<_> = checked.iter().map(|(poll, check)| json!({"poll": poll, "check": check})).collect();
    let json = json!({"sent": sent, "checked": checked, "lapsed": lapsed, "next": signer.next_due()});
    Ok(Report::new(text, json).rejecting(rejects))
}

fn receipt(arguments: &AgentReceipt) -> Result<Report, Error> {
    let AgentReceipt { poll: AgentPoll { poll, agent }, output, overwrite } = arguments;
    let signer = signer(agent)?;
    let receipt = signer.receipt(find(&signer, poll)?)?;
    let bytes = [&receipt.to_bytes(), b"\n".as_slice()].concat();
    output.write(&bytes, Access::Owner, Existing::from_force(overwrite.force))?;
    let text = format!("{}. Who has it can see how you voted.\n", output.wrote());
    Ok(Report::new(text, json!({"file": output.to_string(), "poll": receipt.poll()})).beside(output))
}

fn rationale(arguments: &AgentRationale) -> Result<Report, Error> {
    let AgentRationale { poll, check, agent } = arguments;
    let opening = match (check, poll) {
        (Some(source), _) => {
            let bytes = source.read_document(MAX_OPENING_BYTES)?;
            let opening: Opening = from_json(&bytes, MAX_OPENING_BYTES)
                .map_err(|error| Error::rejected(error.code(), &error).about(source))?;
            if !opening.holds() {
                return Err(Error::rejected(
                    "agent-rationale",
                    "the commitment is not that of this rationale",
                )
                .about(source)
                .hint("it was changed after the ballot was made"));
            }
            opening
        }
        (None, Some(poll)) => {
            let signer = signer(agent)?;
            signer.rationale(find(&signer, poll)?)?
        }
        (None, None) => return Err(Error::usage("usage", "the poll is missing")),
    };
    let Opening { ballot_id, rationale, commitment, .. } = &opening;
    let text = format!(
        "{rationale}\n\n{BOLD}ballot id{BOLD:#}   {ballot_id}\n{BOLD}commitment{BOLD:#}  {commitment}\n"
    );
    Ok(Report::new(text, json!(opening)))
}

/// The poll whose id begins with a text, among those decided on.
fn find(signer: &Signer, text: &str) -> Result<PollId, Error> {
    let mut found =
        signer.affairs().map(|affair| affair.poll.id()).filter(|id| id.to_string().starts_with(text));
    match (found.next(), found.next()) {
        (Some(id), None) if text.len() >= SHORTEST_ID => Ok(id),
        (None, _) => Err(SignerError::UnknownPoll.into()),
        _ => Err(Error::usage("agent-poll", format!("{text:?} could be more than one poll"))
            .hint("give more of its id")),
    }
}

fn report(id: PollId, verdict: &Verdict) -> Result<Report, Error> {
    let text = match verdict {
        Verdict::Cast { .. } => format!("{} Cast and promised.\n", mark(true)),
        Verdict::Kept {} => "Nothing is cast.\n".to_owned(),
        Verdict::Planned { from, to } => {
            format!(
                "Planned: the ballot leaves between {from} and {to},\nwhile an agent runs, or by ostrakon agent send.\n"
            )
        }
        Verdict::Refused { code, message } => return Err(Error::rejected(code, message)),
        Verdict::Waiting { reason } => format!("It waits for you: {reason}.\n"),
    };
    Ok(Report::new(text, json!(verdict)).with("poll", json!(id)))
}

fn describe(text: &mut String, affair: &Affair) {
    let poll = &affair.poll;
    let stage = match &affair.stage {
        Stage::Failed { code, message } => format!("failed: {message} ({code})"),
        Stage::Planned { leaves } => format!("planned, leaves at {leaves}"),
        Stage::Withdrawn { code } => format!("withdrawn ({code})"),
        stage => stage.name().to_owned(),
    };
    let mut say = |line: String| writeln!(text, "{line}").expect("text takes what is written");
    say(format!("{BOLD}{}{BOLD:#}  {stage}", poll.title()));
    say(format!("  {FAINT}{}  closes {}  {}{FAINT:#}", poll.id(), poll.closes(), affair.decided.board));
    let proposed = affair.proposal();
    if let Some(answers) = affair.answers().or_else(|| proposed.map(|proposal| &proposal.answers)) {
        say(poll.tell(answers).trim_end().to_owned());
    }
    if let Some(proposal) = proposed {
        say(format!(
            "  {} is {} sure, importance {}: {}",
            affair.decided.decider, proposal.confidence, proposal.importance, proposal.rationale
        ));
    }
}

fn to_json(affair: &Affair) -> Value {
    let poll = &affair.poll;
    json!({
        "answers": affair.answers(),
        "board": affair.decided.board,
        "check": affair.check,
        "closes": poll.closes(),
        "decided": affair.at,
        "decider": affair.decided.decider,
        "decision": affair.decided.decision,
        "judgement": affair.decided.judgement,
        "mandate": affair.decided.mandate,
        "poll": poll.id(),
        "stage": affair.stage.name(),
        "title": poll.title(),
    })
}

impl From<SignerError> for Error {
    fn from(error: SignerError) -> Self {
        let told = match &error {
            SignerError::Journal(_) | SignerError::MandateFile(_) => Self::usage(error.code(), &error),
            _ => Self::rejected(error.code(), &error),
        };
        match error {
            SignerError::Journal(_) => told
                .hint("check that this is the agent's own folder and identity, and that the disk has room"),
            SignerError::NotAccepted => {
                told.hint("read the mandate, and put it in force: ostrakon agent accept")
            }
            SignerError::UnknownPoll => told.hint("see what was decided: ostrakon agent decisions"),
            SignerError::NotWaiting => told.hint("replace the ballot: ostrakon agent change POLL --answer …"),
            SignerError::NothingProposed => {
                told.hint("answer yourself: ostrakon agent change POLL --answer …")
            }
            SignerError::Mandate(_) | SignerError::MandateFile(_) | SignerError::Refused(_) => {
                told.hint("change the mandate, and accept it again: ostrakon agent accept")
            }
            _ => told,
        }
    }
}
