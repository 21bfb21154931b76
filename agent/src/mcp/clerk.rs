//! The clerk works at the tools: it passes everything on to the signer, and tells a model what it may know.

use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use ostrakon_board::receipt::Receipt;
use ostrakon_core::answer::Answers;
use ostrakon_core::poll::PollId;
use rmcp::model::JsonObject;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::desk::{Called, Desk, Failure};
use super::form::Said;
use super::question;
use super::schema::MOST_LISTED;
use super::tool::Tool;
use crate::briefing::Briefing;
use crate::decider::DeciderName;
use crate::decision::{Decision, Proposal, Rationale};
use crate::folder::{self, PREFERENCES};
use crate::mandate::Judgement;
use crate::percent::Percent;
use crate::preferences::Preferences;
use crate::record::Check;
use crate::signer::{Sent, Signer, SignerError, Verdict};
use crate::state::Affair;

/// Works at the tools for a signer.
pub(super) struct Clerk {
    signer: Signer,
    preferences: PathBuf,
    /// When the boards were looked at.
    looked: Option<Instant>,
}

/// Most characters of a rationale.
pub(super) const MAX_RATIONALE: usize = 2000;

/// Least time between two looks at the boards.
const LOOK: Duration = Duration::from_secs(2);

/// The arguments of a tool about one poll.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct OnePoll {
    poll: PollId,
}

/// The arguments of a tool that lists.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Page {
    #[serde(default)]
    after: Option<PollId>,
}

/// The arguments of a tool without any.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Nothing {}

/// The arguments of a proposal.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Proposed {
    poll: PollId,
    answers: Answers,
    confidence: Percent,
    importance: Percent,
    rationale: String,
}

impl Clerk {
    pub(super) fn new(signer: Signer, folder: &Path) -> Self {
        Self { signer, preferences: folder.join(PREFERENCES), looked: None }
    }

    /// Looks at the boards. Who asks again too soon waits: a model could have them asked without end.
    fn look(&mut self) -> Result<(), Failure> {
        let since = self.looked.map_or(LOOK, |looked| looked.elapsed());
        std::thread::sleep(LOOK.saturating_sub(since));
        let looked = self.signer.refresh();
        self.looked = Some(Instant::now());
        looked?;
        Ok(())
    }

    /// Looks at the boards for a poll that has not been seen yet.
    fn look_for(&mut self, poll: PollId) -> Result<(), Failure> {
        if self.signer.poll(poll).is_none() { self.look() } else { Ok(()) }
    }

    /// Whether the owner may answer in the host.
    fn elicitation(&mut self) -> bool {
        self.signer.mandate().is_ok_and(|mandate| mandate.elicitation())
    }

    fn propose(&mut self, arguments: JsonObject, decider: &DeciderName) -> Result<Called, Failure> {
        let (poll, decision) = proposal(arguments)?;
        self.look_for(poll)?;
        let verdict = self.signer.propose(poll, decision, decider)?;
        let meanwhile = told(poll, &verdict);
        let asks = matches!(verdict, Verdict::Waiting { .. }) && self.elicitation();
        let message = self.signer.affair(poll).filter(|_| asks).and_then(question::about);
        Ok(match message {
            Some(message) => Called::Asks { poll, message, meanwhile },
            None => Called::Done(meanwhile),
        })
    }

    fn poll(&mut self, poll: PollId) -> Result<Value, Failure> {
        self.look_for(poll)?;
        let mut told = json!(self.signer.briefing(poll)?);
        let state = self.signer.affair(poll).map_or("open", |affair| affair.stage.name());
        if let Value::Object(told) = &mut told {
            told.insert("board".to_owned(), json!(self.signer.board(poll)));
            told.insert("state".to_owned(), json!(state));
        }
        Ok(told)
    }
}

impl Desk for Clerk {
    fn call(&mut self, tool: Tool, arguments: JsonObject, decider: &DeciderName) -> Result<Called, Failure> {
        let answer = match tool {
            Tool::Decisions => {
                let Page { after } = read(arguments)?;
                self.signer.read()?;
                let (affairs, more) = page(self.signer.affairs(), after, |affair| affair.poll.id());
                let decisions: Vec<_> = affairs.into_iter().map(decision).collect();
                json!({ "decisions": decisions, "more": more })
            }
            Tool::DryRun => {
                let (poll, decision) = proposal(arguments)?;
                self.look_for(poll)?;
                told(poll, &self.signer.dry_run(poll, &decision)?)
            }
            Tool::Pending => {
                let Nothing {} = read(arguments)?;
                let pending: Vec<_> = self.signer.pending()?.into_iter().map(waiting).collect();
                json!({ "pending": pending })
            }
            Tool::Poll => {
                let OnePoll { poll } = read(arguments)?;
                self.poll(poll)?
            }
            Tool::Polls => {
                let Page { after } = read(arguments)?;
                self.look()?;
                let (polls, more) =
                    page(self.signer.open_polls()?.into_iter(), after, |summary| summary.poll);
                json!({ "polls": polls, "more": more })
            }
            Tool::Preferences => {
                let OnePoll { poll } = read(arguments)?;
                self.look_for(poll)?;
                let briefing = self.signer.briefing(poll)?;
                json!({ "poll": poll, "preferences": preferences(&self.preferences, &briefing)? })
            }
            Tool::Propose => return self.propose(arguments, decider),
            Tool::Receipt => {
                let OnePoll { poll } = read(arguments)?;
                self.signer.read()?;
                receipt(self.signer.affair(poll))?
            }
        };
        Ok(Called::Done(answer))
    }

    fn answer(&mut self, poll: PollId, said: Said) -> Result<Value, Failure> {
        // The owner may have taken this way of answering back while the form was open.
        Ok(match said {
            Said::Cast if self.elicitation() => told(poll, &self.signer.approve(poll)?),
            Said::Deny if self.elicitation() => {
                self.signer.deny(poll)?;
                let reason = "the owner does not want a ballot in this poll";
                json!({ "poll": poll, "verdict": "refused", "code": "agent-denied", "reason": reason })
            }
            Said::Cast | Said::Deny | Said::Nothing => json!({ "poll": poll, "verdict": "waiting" }),
        })
    }

    fn chores(&mut self) -> Vec<String> {
        let mut lines = Vec::new();
        match self.signer.send_due() {
            Ok(sent) => lines.extend(sent.into_iter().map(|Sent { poll, outcome, .. }| match outcome {
                Ok(_) => format!("the ballot in poll {poll} is cast"),
                Err(error) => format!("the ballot in poll {poll} is not cast: {}", error.code),
            })),
            Err(error) => lines.push(error.to_string()),
        }
        match self.signer.lapse() {
            Ok(0) => {}
            Ok(late) => lines.push(format!("{late} questions were not answered in time")),
            Err(error) => lines.push(error.to_string()),
        }
        match self.signer.check_closed() {
            Ok(checked) => lines.extend(checked.into_iter().map(|(poll, check)| match check {
                Check::Included => format!("the ballot in poll {poll} is in the final log"),
                Check::Dropped => {
                    format!("the board broke its promise: the ballot in poll {poll} is not in the final log")
                }
                Check::Forked => format!("the board shows two logs of poll {poll}"),
            })),
            Err(error) => lines.push(error.to_string()),
        }
        lines
    }

    fn next(&self) -> Option<Duration> {
        let seconds = self.signer.next_due()?.unix_seconds().saturating_sub(self.signer.now().unix_seconds());
        // At least a second: what could not be done is not tried without end.
        Some(Duration::from_secs(u64::try_from(seconds).unwrap_or(0).max(1)))
    }
}

/// What the owner's preferences say of the topics that a poll touches. An owner without preferences has none.
fn preferences(file: &Path, briefing: &Briefing) -> Result<Value, Failure> {
    let failure = |code: &str, message: &str| Failure { code: code.to_owned(), message: message.to_owned() };
    let text = match folder::read_text(file) {
        Ok(text) => text,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(json!({})),
        Err(_) => return Err(failure("preferences-file", "the owner's preferences cannot be read")),
    };
    // What is wrong with them could tell of other topics.
    let preferences = Preferences::from_toml(&text)
        .map_err(|error| failure(error.code(), "the owner's preferences make no sense: tell the owner"))?;
    Ok(json!(preferences.view(briefing)))
}

/// Reads the arguments of a tool.
fn read<T: DeserializeOwned>(arguments: JsonObject) -> Result<T, Failure> {
    serde_json::from_value(Value::Object(arguments)).map_err(|error| {
        let message =
            Rationale::legible(&error.to_string()).map_or_else(String::new, |text| text.to_string());
        Failure { code: "agent-arguments".to_owned(), message }
    })
}

fn proposal(arguments: JsonObject) -> Result<(PollId, Decision), Failure> {
    let Proposed { poll, answers, confidence, importance, rationale } = read(arguments)?;
    let fits = rationale.chars().count() <= MAX_RATIONALE;
    let legible = Rationale::legible(&rationale).filter(|_| fits);
    let rationale = legible.ok_or_else(|| Failure {
        code: "agent-arguments".to_owned(),
        message: format!("the rationale says nothing, or has more than {MAX_RATIONALE} characters"),
    })?;
    Ok((poll, Decision::Propose(Proposal { answers, confidence, importance, rationale })))
}

/// A page of a list, and whether there are more.
fn page<T>(all: impl Iterator<Item = T>, after: Option<PollId>, id: impl Fn(&T) -> PollId) -> (Vec<T>, bool) {
    let mut rest: Box<dyn Iterator<Item = T>> = match after {
        None => Box::new(all),
        Some(after) => Box::new(all.skip_while(move |it| id(it) != after).skip(1)),
    };
    let page = rest.by_ref().take(MOST_LISTED).collect();
    (page, rest.next().is_some())
}

/// What became of a proposal.
fn told(poll: PollId, verdict: &Verdict) -> Value {
    match verdict {
        Verdict::Cast { receipt } => {
            let mut told = shown(poll, receipt);
            told.extend([("verdict".to_owned(), json!("cast"))]);
            Value::Object(told)
        }
        Verdict::Kept {} => json!({ "poll": poll, "verdict": "kept" }),
        Verdict::Planned { from, to } => {
            json!({ "poll": poll, "verdict": "planned", "from": from, "to": to })
        }
        Verdict::Refused { code, message } => {
            json!({ "poll": poll, "verdict": "refused", "code": code, "reason": message })
        }
        Verdict::Waiting { reason } => json!({ "poll": poll, "verdict": "waiting", "reason": reason }),
    }
}

/// A receipt as its file has it.
fn shown(poll: PollId, receipt: &Receipt) -> JsonObject {
    let text = String::from_utf8(receipt.to_bytes()).unwrap_or_default();
    let fields = [
        ("poll".to_owned(), json!(poll)),
        ("ballot_id".to_owned(), json!(receipt.ballot_id().ok())),
        ("receipt".to_owned(), json!(text)),
    ];
    fields.into_iter().collect()
}

/// The receipt of what a model proposed. What the owner answered in its place is none of its business.
fn receipt(affair: Option<&Affair>) -> Result<Value, Failure> {
    let affair = affair.ok_or(SignerError::UnknownPoll)?;
    if affair.answers().is_some() && affair.answers() != affair.proposal().map(|proposal| &proposal.answers) {
        let message = "the owner answered, and keeps the receipt".to_owned();
        return Err(Failure { code: "agent-owner".to_owned(), message });
    }
    let receipt = affair.receipt.as_ref().ok_or(SignerError::NoBallot)?;
    Ok(Value::Object(shown(affair.poll.id(), receipt)))
}

fn waiting(affair: &Affair) -> Value {
    let reason = match &affair.decided.judgement {
        Judgement::Ask(reason) => reason.to_string(),
        _ => String::new(),
    };
    let poll = &affair.poll;
    json!({ "poll": poll.id(), "title": poll.title(), "closes": poll.closes(), "reason": reason })
}

fn decision(affair: &Affair) -> Value {
    let (poll, decided) = (&affair.poll, &affair.decided);
    let mut told = json!({
        "poll": poll.id(),
        "title": poll.title(),
        "state": affair.stage.name(),
        "decider": decided.decider,
    });
    // The fields of a proposal are called the same there.
    if let (Value::Object(told), Value::Object(said)) = (&mut told, json!(affair.proposal())) {
        told.extend(said);
    }
    told
}

impl From<SignerError> for Failure {
    fn from(error: SignerError) -> Self {
        Self { code: error.code().to_owned(), message: error.to_string() }
    }
}
