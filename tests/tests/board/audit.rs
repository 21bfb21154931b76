//! A whole poll is checked from its bundle: a good one is accepted, and whatever is changed is found.

use ostrakon_board::audit::{Brought, Finding, Given, Verdict, audit};
use ostrakon_board::bundle::{CHECKPOINT, GROUP, POLL, RESULT};
use ostrakon_board::entry::Close;
use ostrakon_board::promise::SignedPromise;
use ostrakon_board::proof::ProofPlan;
use ostrakon_board::receipt::{Inclusion, Receipt};
use ostrakon_board::tile::Edge;
use ostrakon_board::tree::leaf_hash;
use ostrakon_core::ballot::{Ballot, BallotId};
use ostrakon_core::group::Group;
use ostrakon_verifier::Verifier;
use ostrakon_verifier::result::Tally;

use crate::closed::{Closed, Parts, SEEN};
use crate::club::Club;

/// The verdict of an auditor who knows the poll's id and brings nothing else.
fn check(closed: &Closed, parts: &Parts) -> Verdict {
    check_with(closed, parts, Vec::new())
}

fn check_with(closed: &Closed, parts: &Parts, brought: Vec<Brought>) -> Verdict {
    let given = Given { poll: Some(closed.club.poll().id()), brought };
    audit(&mut parts.clone(), &given, &mut |_| ()).unwrap()
}

/// The codes of what is wrong.
fn codes(verdict: &Verdict) -> Vec<&'static str> {
    verdict.checks().iter().filter_map(|check| check.code()).collect()
}

fn changed(ballot: &[u8]) -> Vec<u8> {
    let text = std::str::from_utf8(ballot).unwrap();
    text.replace(r#"["a"]"#, r#"["b"]"#).into_bytes()
}

fn brought(bytes: &[u8]) -> Vec<Brought> {
    vec![Brought { name: "mine".to_owned(), bytes: bytes.to_vec() }]
}

fn id_of(ballot: &[u8]) -> BallotId {
    let ballot = Ballot::from_bytes(ballot).unwrap();
    BallotId::new(ballot.nullifier().unwrap(), ballot.content().message())
}

fn promise(club: &Club, ballot: &[u8]) -> SignedPromise {
    club.poll.promise(id_of(ballot))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_good_bundle_is_accepted_and_says_what_it_cannot_tell() {
    let closed = Closed::new().await;
    let verdict = check(&closed, &closed.parts);
    assert_eq!((verdict.finding(), codes(&verdict)), (Finding::Accepted, vec![]), "{verdict:?}");
    let names: Vec<_> = verdict.checks().iter().map(|check| check.name()).collect();
    assert_eq!(names, ["poll", "poll-id", "group", "checkpoint", "ballots", "log", "count", "result"]);
    assert_eq!(verdict.result().unwrap().counted(), 3);
    assert_eq!(verdict.sentences(), ["Which? B wins: most votes, 2 of 3."]);
    assert!(verdict.checks()[3].details()[0].contains("witness.example"));
    // What the writer of tests makes is what the board makes.
    assert_eq!(closed.resigned(|_| ()), closed.parts);

    let unknown = audit(&mut closed.parts.clone(), &Given::default(), &mut |_| ()).unwrap();
    assert_eq!(unknown.finding(), Finding::SelfConsistent);
    assert!(unknown.open_points()[0].contains(&closed.club.poll().id().to_string()));
    let other = Given { poll: "00".repeat(32).parse().ok(), brought: Vec::new() };
    let other = audit(&mut closed.parts.clone(), &other, &mut |_| ()).unwrap();
    assert_eq!((other.finding(), codes(&other)), (Finding::Rejected, vec!["poll-id"]));
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_a_mirror_changes_is_found() {
    let closed = Closed::new().await;
    let poll = closed.club.poll();
    let text = String::from_utf8(closed.parts.0[CHECKPOINT].clone()).unwrap();
    let part = |name: &str, bytes: Vec<u8>| {
        let mut parts = closed.parts.clone();
        parts.0.insert(name.to_owned(), bytes);
        parts
    };
    let without = |name: &str| {
        let mut parts = closed.parts.clone();
        parts.0.remove(name).unwrap();
        parts
    };
    let late = closed.checkpoint(&closed.entries, "2026-01-02T00:01:01Z").to_bytes();
    let in_time = closed.checkpoint(&closed.entries, "2026-01-02T00:01:00Z").to_bytes();
    let cosigned_twice = text.clone() + text.lines().last().unwrap() + "\n";
    let line = |from_last: usize| text.lines().rev().nth(from_last).unwrap().to_owned() + "\n";
    let other_group = Group::from_members(closed.club.voters[..3].iter().map(|voter| voter.commitment()));
    let mut two_logs = closed.entries.clone();
    two_logs.swap(1, 2);
    let other_log = closed.checkpoint(&two_logs, SEEN).to_bytes();
    let other_poll = String::from_utf8(poll.to_bytes().to_vec()).unwrap().replace("The club", "A club");
    let result = String::from_utf8(closed.parts.0[RESULT].clone()).unwrap();
    let bad = vec!["bad-ballots", "log-root", "result-differs"];
    for (what, parts, expected) in [
        ("a ballot changed", closed.mirrored(|log| log[3] = changed(&log[3])), bad.clone()),
        ("a ballot replaced by another", closed.mirrored(|log| log[3] = log[1].clone()), bad.clone()),
        ("a ballot left out", closed.mirrored(|log| drop(log.remove(2))), vec!["bundle-cut-short"]),
        ("a ballot put in", closed.mirrored(|log| log.insert(1, log[2].clone())), vec!["bundle-trailing"]),
        ("ballots in another order", closed.mirrored(|log| log.swap(1, 2)), vec!["log-root"]),
        ("a voter's ballots in another order", closed.mirrored(|log| log.swap(1, 4)), bad[..2].to_vec()),
        ("another manifest in the log", closed.mirrored(|log| log[0][0] = b' '), vec!["log-manifest"]),
        (
            "another close",
            closed.mirrored(|log| log[5] = Close::new(poll.id(), 3).to_bytes()),
            vec!["log-close-number"],
        ),
        ("another log's checkpoint", part(CHECKPOINT, other_log), vec!["log-root"]),
        (
            "another poll",
            part(POLL, other_poll.into_bytes()),
            vec!["poll-id", "content-poll", "log-manifest"],
        ),
        ("no poll", without(POLL), vec!["part-missing"]),
        ("half a poll", part(POLL, poll.to_bytes()[..100].to_vec()), vec!["json-syntax"]),
        ("another group", part(GROUP, other_group.unwrap().to_bytes()), vec!["electorate-number"]),
        ("no group", without(GROUP), vec!["part-missing"]),
        ("no checkpoint", without(CHECKPOINT), vec!["part-missing"]),
        (
            "a checkpoint of another size",
            part(CHECKPOINT, text.replacen("\n6\n", "\n7\n", 1).into_bytes()),
            vec!["note-signature", "part-missing"],
        ),
        (
            "another signature",
            part(CHECKPOINT, text.replacen(&line(1), &line(0), 1).into_bytes()),
            vec!["note-unsigned"],
        ),
        (
            "no cosignature",
            part(CHECKPOINT, text.replacen(&line(0), "", 1).into_bytes()),
            vec!["cosigners-missing"],
        ),
        ("a late cosignature", part(CHECKPOINT, late), vec!["cosigners-missing"]),
        ("a cosignature at the last second", part(CHECKPOINT, in_time), vec![]),
        ("a cosignature twice", part(CHECKPOINT, cosigned_twice.into_bytes()), vec![]),
        (
            "another result",
            part(RESULT, result.replace(r#""counted":3"#, r#""counted":4"#).into_bytes()),
            vec!["result-differs"],
        ),
        ("no result", without(RESULT), vec!["part-missing"]),
    ] {
        let verdict = check(&closed, &parts);
        let found = codes(&verdict);
        if what == "another poll" {
            // Every check that hangs on the poll fails, too.
            assert!(found.contains(&"poll-id") && verdict.finding() == Finding::Rejected, "{found:?}");
            continue;
        }
        assert_eq!(found, expected, "{what}: {:#?}", verdict.checks());
        let accepted = verdict.finding() == Finding::Accepted;
        assert_eq!(accepted, expected.is_empty(), "{what}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn whatever_the_board_does_wrong_is_found_under_its_own_signature() {
    let closed = Closed::new().await;
    let poll = closed.club.poll().id();
    let (another, same) = (closed.club.ballot(1, 0, "a"), closed.club.ballot(1, 0, "b"));
    let put = |ballot: Vec<u8>| {
        closed.resigned(|log| {
            log.insert(5, ballot);
            log[6] = Close::new(poll, 5).to_bytes();
        })
    };
    let close = |close: Close| closed.resigned(|log| log[5] = close.to_bytes());
    let closed_twice = closed.resigned(|log| log.push(Close::new(poll, 5).to_bytes()));
    let too_long = closed.resigned(|log| {
        let ballot = log[1].clone();
        log.splice(1..1, std::iter::repeat_n(ballot, 12));
    });
    for (what, parts, expected, detail) in [
        ("a bad ballot", put(changed(&closed.entries[1])), vec!["bad-ballots"], "entry 5: proof-invalid"),
        ("a second ballot", put(another), vec!["bad-ballots"], "entry 5: log-second-ballot"),
        ("the same ballot again", put(same), vec!["bad-ballots"], "entry 5: log-second-ballot"),
        ("something else", put(b"{}".to_vec()), vec!["bad-ballots"], "entry 5: json-shape"),
        ("no close", closed.resigned(|log| drop(log.pop())), vec!["log-not-closed"], ""),
        (
            "a ballot after the close",
            closed.resigned(|log| log.swap(4, 5)),
            vec!["log-close-number"],
            "log-after-close",
        ),
        ("two closes", closed_twice, vec!["log-after-close"], ""),
        ("a close of another number", close(Close::new(poll, 3)), vec!["log-close-number"], ""),
        (
            "a close of another poll",
            close(Close::new("00".repeat(32).parse().unwrap(), 4)),
            vec!["log-close-poll"],
            "",
        ),
        ("no manifest", closed.resigned(|log| drop(log.remove(0))), vec!["log-manifest"], "log-close-number"),
        ("more than members can cast", too_long, vec!["log-too-long"], ""),
    ] {
        let verdict = check(&closed, &parts);
        // Of two ballots with one revision the board may have counted either.
        let found: Vec<_> = codes(&verdict).into_iter().filter(|code| *code != "result-differs").collect();
        assert_eq!(found, expected, "{what}: {:#?}", verdict.checks());
        let told =
            verdict.checks().iter().flat_map(|check| check.details()).any(|line| line.contains(detail));
        assert!(detail.is_empty() || told, "{what}: {:#?}", verdict.checks());
        assert_eq!(verdict.finding(), Finding::Rejected, "{what}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_result_of_other_ballots_than_those_in_the_log_is_found() {
    let closed = Closed::new().await;
    let verifier = Verifier::new(closed.club.poll().clone());
    let result = |ballots: &[&[u8]]| {
        let mut tally = Tally::new(closed.club.poll().clone());
        for ballot in ballots {
            tally.add(verifier.verify_bytes(ballot).unwrap()).unwrap();
        }
        tally.result().unwrap().to_bytes()
    };
    let log: Vec<_> = closed.entries.iter().map(Vec::as_slice).collect();
    let absent = closed.club.ballot(3, 0, "a");
    let with_absent = [&log[1..5], &[&absent]].concat();
    for (what, ballots) in [
        ("a subset", &log[1..3]),
        ("an earlier checkpoint", &log[1..4]),
        ("one that is not in the log", &with_absent),
    ] {
        let mut parts = closed.parts.clone();
        parts.0.insert(RESULT.to_owned(), result(ballots));
        assert_eq!(codes(&check(&closed, &parts)), ["result-differs"], "{what}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_promise_that_was_not_kept_is_evidence_against_the_board() {
    let closed = Closed::new().await;
    let (club, log) = (&closed.club, &closed.entries);
    let mine = promise(club, &log[3]).to_bytes();
    let kept = check_with(&closed, &closed.parts, brought(&mine));
    assert_eq!(kept.finding(), Finding::Accepted);
    assert!(
        kept.checks().iter().any(|check| check.text() == "mine: the promise was kept, entry 3 is the ballot")
    );

    // Without the promise nobody would know.
    let dropped = closed.resigned(|log| {
        log.remove(3);
        log[4] = Close::new(club.poll().id(), 3).to_bytes();
    });
    assert_eq!(check(&closed, &dropped).finding(), Finding::Accepted);
    let verdict = check_with(&closed, &dropped, brought(&mine));
    assert_eq!((verdict.finding(), codes(&verdict)), (Finding::Rejected, vec!["promise-broken"]));

    // A bundle that is not the board's word shows nothing about the board.
    let altered = closed.mirrored(|log| log[3] = log[1].clone());
    assert!(!codes(&check_with(&closed, &altered, brought(&mine))).contains(&"promise-broken"));
    // Nor does what is not its promise: nobody can reject a good poll by bringing it.
    let text = String::from_utf8(mine).unwrap();
    let digest = id_of(&log[3]).to_string();
    for nothing in [text.replace(&digest, &"00".repeat(32)), "{}".to_owned(), String::new(), text + "x"] {
        let verdict = check_with(&closed, &closed.parts, brought(nothing.as_bytes()));
        assert_eq!(verdict.finding(), Finding::Accepted, "{nothing}");
        assert!(verdict.checks().iter().any(|check| check.is_passed().is_none()), "{nothing}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_receipt_shows_that_a_log_was_rewritten() {
    let closed = Closed::new().await;
    let (club, log) = (&closed.club, &closed.entries);
    let receipt = |entries: &[Vec<u8>], at: usize| {
        let mut edge = Edge::new();
        entries.iter().for_each(|entry| edge.push(leaf_hash(entry)).unwrap());
        let tiles = edge.changed().map(|(tile, hashes)| (tile, hashes.to_vec())).collect();
        let proof = ProofPlan::inclusion(at as u64, entries.len() as u64).unwrap().make(&tiles).unwrap();
        let inclusion = Inclusion::new(at as u64, proof, &closed.checkpoint(entries, SEEN));
        let ballot = Ballot::from_bytes(&entries[at]).unwrap();
        Receipt::new(club.poll().id(), ballot, &promise(club, &entries[at]), Some(inclusion)).to_bytes()
    };
    let good = check_with(&closed, &closed.parts, brought(&receipt(&log[..4], 2)));
    assert_eq!(good.finding(), Finding::Accepted, "{good:#?}");
    let mut before = log[..4].to_vec();
    before.swap(1, 3);
    let rewritten = check_with(&closed, &closed.parts, brought(&receipt(&before, 2)));
    assert_eq!((rewritten.finding(), codes(&rewritten)), (Finding::Rejected, vec!["log-forked"]));
    let mut longer = log.clone();
    longer.insert(5, club.ballot(3, 0, "a"));
    let shrunk = check_with(&closed, &closed.parts, brought(&receipt(&longer, 1)));
    assert_eq!((shrunk.finding(), codes(&shrunk)), (Finding::Rejected, vec!["log-forked"]));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_of_a_verdict_runs_and_loads_nothing_and_escapes_what_it_shows() {
    let closed = Closed::new().await;
    let name = "<script>alert('\"&')</script>".to_owned();
    let given = Given { poll: None, brought: vec![Brought { name, bytes: b"{}".to_vec() }] };
    let page = audit(&mut closed.parts.clone(), &given, &mut |_| ()).unwrap().to_html();
    assert!(page.contains("&lt;script&gt;alert(&#39;&quot;&amp;&#39;)&lt;/script&gt;"), "{page}");
    assert!(page.contains("default-src 'none'") && page.contains("Self-consistent"));
    for never in ["<script", "src=", "href=", "<img", "url("] {
        assert!(!page.contains(never), "{never}");
    }
    assert!(page.contains("<h3>Which?</h3>\n<p>B wins: most votes, 2 of 3.</p>"));
}
