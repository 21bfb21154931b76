//! The signer, on a board in memory.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test panics where it fails")]

mod desk;
mod run;

use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};

use ostrakon_agent::decider::DeciderName;
use ostrakon_agent::folder::JOURNAL;
use ostrakon_agent::signer::Verdict;
use ostrakon_agent::state::Stage;
use ostrakon_core::identity::IdentitySecret;

use crate::desk::{Agent, Fault, OWNER, answers, code, decision, poll, propose};

const SPREAD: &[(&str, &str)] = &[("spread = \"0s\"", "spread = \"6h\"")];
const EARLY: &[(&str, &str)] = &[("casting = \"at-once\"", "casting = \"early\"")];

#[test]
fn a_ballot_that_the_mandate_allows_is_cast_once() {
    let lunch = poll("Lunch", 1, 0);
    let agent = Agent::new(std::slice::from_ref(&lunch), &[]);
    let mut signer = agent.looking();
    assert_eq!(signer.open_polls().unwrap().len(), 1);
    let trial = signer.dry_run(lunch.id(), &decision("thai", 95, 10)).unwrap();
    assert!(matches!(trial, Verdict::Planned { .. }));
    assert!(agent.sent().is_empty());
    let Verdict::Cast { receipt } = propose(&mut signer, &lunch).unwrap() else { panic!() };
    receipt.check(&lunch).unwrap();
    assert_eq!(agent.sent()[0].content().answers(), &answers("thai"));
    assert!(signer.open_polls().unwrap().is_empty());
    assert_eq!(code(propose(&mut signer, &lunch).unwrap()), "agent-decided");
    assert_eq!(signer.receipt(lunch.id()).unwrap(), &*receipt);
    let opening = signer.rationale(lunch.id()).unwrap();
    assert!(opening.holds());
    assert_eq!(opening.ballot_id, receipt.ballot_id().unwrap());
    let another = serde_json::from_str("\"Something else.\"").unwrap();
    assert!(!ostrakon_agent::signer::Opening { rationale: another, ..opening }.holds());
    // Nobody who reads the journal's bytes learns anything of it.
    let journal = std::fs::read(agent.folder.path().join(JOURNAL)).unwrap();
    let secret = IdentitySecret::from_private_key(OWNER).unwrap();
    for text in
        ["thai", "always eats", "Lunch", "rules", &secret.export(), std::str::from_utf8(OWNER).unwrap()]
    {
        assert!(!journal.windows(text.len()).any(|window| window == text.as_bytes()), "{text}");
    }
    assert!(!format!("{signer:?}").contains(&*secret.export()));
}

#[test]
fn a_program_that_is_killed_sends_the_very_same_ballot_and_no_other() {
    let lunch = poll("Lunch", 1, 0);
    let agent = Agent::new(std::slice::from_ref(&lunch), SPREAD);
    let Verdict::Planned { from, to } = propose(&mut agent.looking(), &lunch).unwrap() else { panic!() };
    assert_eq!(to.unix_seconds() - from.unix_seconds(), 6 * 3600);
    // Ended after the proof: started again, it has nothing else to decide.
    assert!(agent.looking().open_polls().unwrap().is_empty());
    let planned = agent.signer().affair(lunch.id()).unwrap().ballot.clone().unwrap();
    let due = agent.signer().next_due().unwrap().unix_seconds();
    agent.wait(due - from.unix_seconds());
    // Ended once the ballot is in, and the promise is not.
    agent.fault(Some(Fault::Dies));
    let mut signer = agent.signer();
    assert!(catch_unwind(AssertUnwindSafe(|| signer.send_due())).is_err());
    drop(signer);
    agent.fault(None);
    let mut signer = agent.signer();
    assert_eq!(signer.affair(lunch.id()).unwrap().sent, Some(0));
    let sent = signer.send_due().unwrap();
    let receipt = sent[0].outcome.clone().unwrap();
    assert_eq!(agent.sent(), [planned.clone(), planned]);
    assert_eq!(receipt.ballot(), &agent.sent()[0]);
    // Ended after the promise was written down: there is nothing left to send.
    let mut signer = agent.signer();
    assert_eq!(signer.affair(lunch.id()).unwrap().stage, Stage::Cast);
    assert_eq!(signer.send_due().unwrap(), []);
}

#[test]
fn an_owner_replaces_what_was_cast_early() {
    let (lunch, supper) = (poll("Lunch", 1, 1), poll("Supper", 2, 2));
    let agent = Agent::new(&[lunch.clone(), supper.clone()], EARLY);
    let mut signer = agent.looking();
    assert!(matches!(propose(&mut signer, &lunch), Ok(Verdict::Cast { .. })));
    // The poll allows neither to abstain nor a third ballot.
    assert_eq!(signer.deny(lunch.id()).unwrap_err().code(), "answer-abstain");
    assert!(matches!(signer.change(lunch.id(), answers("soup")), Ok(Verdict::Cast { .. })));
    assert_eq!(signer.change(lunch.id(), answers("thai")).unwrap_err().code(), "agent-no-revision");
    let revisions: Vec<_> = agent.sent().iter().map(|ballot| ballot.content().revision()).collect();
    assert_eq!(revisions, [0, 1]);
    assert_eq!(agent.sent()[0].nullifier(), agent.sent()[1].nullifier());
    assert!(matches!(propose(&mut signer, &supper), Ok(Verdict::Cast { .. })));
    assert!(matches!(signer.deny(supper.id()), Ok(Verdict::Cast { .. })));
    assert_eq!(agent.sent()[3].content().answers()["lunch"], ostrakon_core::answer::Answer::Abstain {});
    assert_eq!(agent.world.lock().unwrap().groups_fetched, 1);
}

#[test]
fn the_owner_answers_what_is_asked() {
    let (lunch, supper, tea) = (poll("Lunch", 1, 0), poll("Supper", 2, 0), poll("Tea", 3, 0));
    let agent = Agent::new(&[lunch.clone(), supper.clone(), tea.clone()], &[]);
    let mut signer = agent.looking();
    for poll in [&lunch, &supper, &tea] {
        let unsure = signer.propose(poll.id(), decision("thai", 20, 90), &DeciderName::new("rules")).unwrap();
        assert!(matches!(unsure, Verdict::Waiting { .. }), "{unsure:?}");
    }
    // A decider cannot put other answers in the place of those that the owner is shown.
    assert_eq!(code(propose(&mut signer, &lunch).unwrap()), "agent-decided");
    assert_eq!(signer.pending().unwrap().len(), 3);
    let mut terminal = agent.signer();
    assert!(matches!(terminal.approve(lunch.id()), Ok(Verdict::Cast { .. })));
    assert!(matches!(terminal.change(supper.id(), answers("soup")), Ok(Verdict::Cast { .. })));
    assert!(matches!(terminal.deny(tea.id()), Ok(Verdict::Kept {})));
    assert_eq!(terminal.approve(tea.id()).unwrap_err().code(), "agent-not-waiting");
    assert_eq!(signer.pending().unwrap(), Vec::<&ostrakon_agent::state::Affair>::new());
    let said: Vec<_> = agent.sent().iter().map(|ballot| ballot.content().answers().clone()).collect();
    assert_eq!(said, [answers("thai"), answers("soup")]);
}

#[test]
fn who_does_not_answer_gets_what_the_mandate_says() {
    for (unanswered, sent) in [("abstain", 0), ("cast", 1)] {
        let lunch = poll("Lunch", 1, 0);
        let line = format!("unanswered = \"{unanswered}\"");
        let agent = Agent::new(std::slice::from_ref(&lunch), &[("unanswered = \"abstain\"", &line)]);
        let mut signer = agent.looking();
        signer.propose(lunch.id(), decision("thai", 20, 90), &DeciderName::new("rules")).unwrap();
        assert_eq!(signer.lapse().unwrap(), 0);
        agent.wait(35 * 3600 + 1);
        assert_eq!(signer.lapse().unwrap(), 1);
        assert_eq!((agent.sent().len(), signer.lapse().unwrap()), (sent, 0));
    }
}

#[test]
fn what_is_planned_does_not_leave_under_another_mandate() {
    let lunch = poll("Lunch", 1, 0);
    for change in ["edit", "accept", "revoke", "expire", "delete"] {
        let agent = Agent::new(std::slice::from_ref(&lunch), SPREAD);
        propose(&mut agent.looking(), &lunch).unwrap();
        let file = agent.folder.path().join("mandate.toml");
        match change {
            "delete" => std::fs::remove_file(file).unwrap(),
            "revoke" => agent.signer().revoke().unwrap(),
            "expire" => agent.wait(366 * 86_400),
            _ => agent.mandate(&[("hour = 20", "hour = 21")]),
        }
        if change == "accept" {
            agent.signer().accept().unwrap();
        }
        agent.wait(86_400);
        let mut signer = agent.signer();
        assert_eq!(signer.send_due().unwrap(), [], "{change}");
        assert!(matches!(signer.affair(lunch.id()).unwrap().stage, Stage::Withdrawn { .. }), "{change}");
        assert!(agent.sent().is_empty());
    }
}

#[test]
fn a_ballot_is_tried_again_only_where_that_may_help() {
    let lunch = poll("Lunch", 1, 1);
    let agent = Agent::new(std::slice::from_ref(&lunch), &[]);
    agent.fault(Some(Fault::Away));
    let mut signer = agent.looking();
    assert!(matches!(propose(&mut signer, &lunch), Ok(Verdict::Planned { .. })));
    agent.wait(120);
    assert_eq!(signer.send_due().unwrap()[0].outcome.clone().unwrap_err().code, "server-unreachable");
    agent.wait(300);
    agent.fault(Some(Fault::AlreadyVoted));
    assert_eq!(signer.send_due().unwrap()[0].outcome.clone().unwrap_err().code, "already-voted");
    agent.wait(3_600);
    assert_eq!(signer.send_due().unwrap(), []);
    // The owner, who voted without the agent, can still replace that ballot.
    agent.fault(None);
    assert!(matches!(signer.change(lunch.id(), answers("soup")), Ok(Verdict::Cast { .. })));
    assert_eq!(agent.sent()[0].content().revision(), 1);
}

#[test]
fn overdue_ballots_do_not_leave_as_a_burst() {
    let polls: Vec<_> = (0..20).map(|number| poll(&format!("Lunch {number}"), number, 0)).collect();
    let agent = Agent::new(&polls, SPREAD);
    let mut signer = agent.looking();
    for poll in &polls {
        assert!(matches!(propose(&mut signer, poll), Ok(Verdict::Planned { .. } | Verdict::Cast { .. })));
    }
    agent.wait(12 * 3600);
    assert!(signer.send_due().unwrap().len() < 5);
    let leaves: BTreeSet<_> = signer
        .affairs()
        .filter_map(|affair| match affair.stage {
            Stage::Planned { leaves } => Some(leaves),
            _ => None,
        })
        .collect();
    assert!(leaves.len() > 12);
    assert_eq!(agent.world.lock().unwrap().groups_fetched, 1);
}

#[test]
fn hostile_boards_and_polls_get_no_ballot() {
    let (lunch, again) = (poll("Lunch", 1, 0), poll("LUNCH ", 2, 0));
    let stranger = poll("Else", 3, 0);
    let agent = Agent::new(&[lunch.clone(), stranger.clone()], &[]);
    // Another poll under the id.
    agent.fault(Some(Fault::OtherPoll));
    let mut signer = agent.signer();
    let refreshed = signer.refresh().unwrap();
    assert_eq!((refreshed.new, refreshed.troubles[0].error.code.as_str()), (0, "poll-id"));
    assert_eq!(code(propose(&mut signer, &lunch).unwrap()), "agent-unknown-poll");
    // Another group than the poll's.
    agent.fault(Some(Fault::OtherGroup));
    let mut signer = agent.looking();
    assert!(code(propose(&mut signer, &lunch).unwrap()).starts_with("electorate-"));
    // The same poll again, under another salt.
    agent.fault(None);
    assert!(matches!(propose(&mut signer, &lunch), Ok(Verdict::Cast { .. })));
    agent.world.lock().unwrap().polls.insert(again.id(), again.clone());
    signer.refresh().unwrap();
    assert!(matches!(propose(&mut signer, &again), Ok(Verdict::Waiting { .. })));
    assert_eq!(agent.sent().len(), 1);
    // Answers that do not fit.
    let unfit = signer.propose(stranger.id(), decision("pizza", 95, 10), &DeciderName::new("rules")).unwrap();
    assert_eq!(code(unfit), "answer-unknown");
    let unknown = poll("Elsewhere", 9, 0);
    assert_eq!(code(propose(&mut signer, &unknown).unwrap()), "agent-unknown-poll");
}

#[test]
fn a_flood_of_proposals_is_refused_and_leaves_nothing_in_the_journal() {
    let lunch = poll("Lunch", 1, 0);
    let agent =
        Agent::new(std::slice::from_ref(&lunch), &[("otherwise = \"free\"", "otherwise = \"never\"")]);
    let mut signer = agent.looking();
    let length = || std::fs::metadata(agent.folder.path().join(JOURNAL)).unwrap().len();
    let before = length();
    let codes: Vec<_> = (0..100).map(|_| code(propose(&mut signer, &lunch).unwrap())).collect();
    assert_eq!(codes.iter().filter(|code| *code == "mandate-topic").count(), 30);
    assert_eq!(codes.iter().filter(|code| *code == "mandate-proposals").count(), 70);
    assert_eq!(length(), before);
    agent.wait(61);
    assert_eq!(code(propose(&mut signer, &lunch).unwrap()), "mandate-topic");
}

#[test]
fn an_agent_without_an_accepted_mandate_does_nothing() {
    let lunch = poll("Lunch", 1, 0);
    let agent = Agent::new(std::slice::from_ref(&lunch), &[]);
    agent.signer().revoke().unwrap();
    let mut signer = agent.signer();
    assert_eq!(signer.refresh().unwrap_err().code(), "mandate-not-accepted");
    assert_eq!(code(propose(&mut signer, &lunch).unwrap()), "mandate-not-accepted");
    assert_eq!(signer.accept().unwrap(), signer.mandate().unwrap());
}
