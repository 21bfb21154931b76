//! An agent that runs by itself.

use ostrakon_agent::digest::digest;
use ostrakon_agent::preferences::Preferences;
use ostrakon_agent::rules::RulesDecider;
use ostrakon_agent::run::Runner;
use ostrakon_agent::signer::Verdict;
use ostrakon_agent::state::Stage;

use crate::desk::{Agent, answers, poll};

fn decider(thai: i64, importance: u8) -> RulesDecider {
    let text = format!(
        "format = \"ostrakon/preferences/1\"\n[topics.food]\nwords = [\"eat\"]\nimportance = {importance}\n\
         options = {{ thai = {thai} }}\n"
    );
    RulesDecider::new(Preferences::from_toml(&text).unwrap())
}

#[test]
fn fifty_polls_are_decided_cast_or_asked_about() {
    let polls: Vec<_> = (0..50).map(|at| poll(&format!("Lunch {at}"), at, 0)).collect();
    let agent = Agent::new(&polls, &[("hour = 20", "hour = 100"), ("proposals = 30", "proposals = 1000")]);
    let (mut signer, mut runner) = (agent.signer(), Runner::default());
    // A weight of 100 of one option in two is 75 % sure.
    let round = runner.round(&mut signer, &mut decider(100, 10), &|| false).unwrap();
    assert_eq!((round.decided.len(), round.troubles.len()), (50, 0));
    assert_eq!(agent.sent().len(), 50);
    assert!(agent.sent().iter().all(|ballot| ballot.content().answers() == &answers("thai")));
    let said = digest(signer.affairs(), signer.now());
    assert!(said.contains("\n50 is cast for good\n") && said.contains("- and 30 more"), "{said}");
    assert!(said.contains("rules, 75 % sure, importance 10 %: lunch: thai +100 (food, \"thai\")"), "{said}");
    // There is nothing left to decide.
    let round = runner.round(&mut signer, &mut decider(100, 10), &|| false).unwrap();
    assert_eq!(round.decided, []);
    assert_eq!(agent.sent().len(), 50);
}

#[test]
fn what_is_important_and_unsure_waits_for_the_owner() {
    let lunch = poll("Lunch", 1, 0);
    let agent = Agent::new(std::slice::from_ref(&lunch), &[]);
    let mut signer = agent.signer();
    let round = Runner::default().round(&mut signer, &mut decider(50, 90), &|| false).unwrap();
    assert!(matches!(&round.decided[..], [(_, _, Verdict::Waiting { .. })]), "{round:?}");
    assert!(agent.sent().is_empty());
    let said = digest(signer.affairs(), signer.now());
    for part in
        ["1 waits for you", "- Lunch (closes 2026-01-03T00:00:00Z", "asked: its importance is 90 %", "Thai"]
    {
        assert!(said.contains(part), "{part}\n{said}");
    }
    // No answer comes: no ballot is cast.
    agent.wait(36 * 3600 - 60);
    let round = Runner::default().round(&mut signer, &mut decider(50, 90), &|| false).unwrap();
    assert_eq!(round.lapsed, 1);
    assert_eq!(signer.affair(lunch.id()).unwrap().stage, Stage::Lapsed);
    assert!(agent.sent().is_empty());
}

#[test]
fn a_round_goes_on_after_what_is_refused_and_stops_when_it_is_told_to() {
    let polls = [poll("Lunch", 1, 0), poll("Dinner", 2, 0)];
    let agent = Agent::new(&polls, &[]);
    let (mut signer, mut runner) = (agent.signer(), Runner::default());
    assert_eq!(runner.round(&mut signer, &mut decider(100, 10), &|| true).unwrap().decided, []);
    // Nothing is known, and it does not matter: refused once, and not asked again.
    let round = runner.round(&mut signer, &mut decider(0, 0), &|| false).unwrap();
    let codes: Vec<_> = round.decided.into_iter().map(|(_, _, verdict)| crate::desk::code(verdict)).collect();
    assert_eq!(codes, ["mandate-undecided", "mandate-undecided"]);
    assert_eq!(runner.round(&mut signer, &mut decider(0, 0), &|| false).unwrap().decided, []);
}
