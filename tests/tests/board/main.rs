//! A board takes each voter's ballot once, promises it, and can prove that it is in the log.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test fails by panicking")]

mod audit;
mod bundles;
mod closed;
mod club;
mod held;
mod slow_store;

use std::sync::Arc;

use ostrakon_board::cosignature;
use ostrakon_board::note::VerifierKey;
use ostrakon_board::receipt::ReceiptVerdict;
use ostrakon_board::service::BoardKey;
use ostrakon_board::store;
use ostrakon_board::store::redb::RedbStore;
use ostrakon_board::tree::{Frontier, leaf_hash};
use ostrakon_core::ballot::Ballot;
use ostrakon_core::enrolment::{Code, Enrolment, EnrolmentRequest};
use ostrakon_core::group::Group;
use ostrakon_core::identity::IdentitySecret;
use ostrakon_verifier::Verifier;
use ostrakon_verifier::result::Tally;
use rand_core::OsRng;

use self::club::{CLOSES, Club, OPENS, board_on, time};

#[tokio::test(flavor = "multi_thread")]
async fn a_ballot_is_promised_and_receipted_and_the_same_again_is_answered_the_same() {
    let club = Club::new(2).await;
    let (mine, theirs) = (club.ballot(0, 0, "a"), club.ballot(1, 0, "b"));
    let cast = club.board.cast(&club.poll, mine.clone()).await.unwrap();
    let other = club.board.cast(&club.poll, theirs).await.unwrap();
    assert!(cast.new && other.new);

    let again = club.board.cast(&club.poll, mine.clone()).await.unwrap();
    assert_eq!((again.id, again.new), (cast.id, false));
    let promise = club.poll.promise(cast.id);
    assert_eq!(promise.to_bytes(), club.poll.promise(again.id).to_bytes());
    let key = VerifierKey::of_board(club.poll()).unwrap();
    let promised = promise.verify(&key).unwrap();
    assert!(promised.is_about(cast.id) && !promised.is_about(other.id));

    // The same vote with another proof is the same vote: the log keeps the first.
    let reproved = club.ballot(0, 0, "a");
    assert_ne!(reproved, mine);
    assert!(!club.board.cast(&club.poll, reproved).await.unwrap().new);

    let receipt = club.board.receipt(club.poll().id(), cast.id).await.unwrap();
    let verdict = receipt.check(club.poll()).unwrap();
    assert!(matches!(verdict, ReceiptVerdict::Included { index: 1, .. }), "{verdict:?}");
    assert_eq!(receipt.ballot().to_bytes(), mine);
    assert_eq!(receipt.expect_ballot(cast.id), Ok(()));
    assert_eq!(receipt.expect_ballot(other.id).unwrap_err().code(), "receipt-ballot");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_board_with_another_key_takes_no_ballots_of_a_poll() {
    let store = Arc::new(RedbStore::in_memory().unwrap());
    let club = Club::on(store.clone(), 2).await;
    let other = board_on(store, &BoardKey::generate(&mut OsRng), &club.watch);
    assert_eq!(other.poll(club.poll().id()).await.unwrap_err().code(), "store-damaged");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_refused_leaves_no_trace() {
    let club = Club::new(3).await;
    let outsider = IdentitySecret::generate(&mut OsRng);
    let outside = club.ballot_of(&outsider, &Group::from_members([outsider.commitment()]).unwrap(), 0, "a");
    let good = club.ballot(1, 0, "a");
    let (cut, mut changed) = (good[..good.len() / 2].to_vec(), good.clone());
    let at = changed.windows(5).position(|window| window == br#"["a"]"#).unwrap();
    changed[at + 2] = b'b';
    club.board.cast(&club.poll, club.ballot(0, 1, "a")).await.unwrap();
    let head = club.board.head(club.poll().id()).await.unwrap();
    for (ballot, code) in [
        (outside, "proof-invalid"),
        (changed, "proof-invalid"),
        (cut, "json-syntax"),
        (vec![b'['; 100_000], "json-depth"),
        (vec![b' '; 1 << 20], "json-size"),
        (club.ballot(0, 1, "b"), "already-voted"),
        (club.ballot(0, 0, "b"), "already-voted"),
    ] {
        assert_eq!(club.board.cast(&club.poll, ballot).await.unwrap_err().code(), code);
    }
    assert_eq!(club.board.head(club.poll().id()).await.unwrap(), head);
    // The voter whose ballot was changed on the way can still vote, and a higher revision replaces.
    assert!(club.board.cast(&club.poll, good).await.unwrap().new);
    assert!(club.board.cast(&club.poll, club.ballot(0, 2, "b")).await.unwrap().new);
}

#[tokio::test(flavor = "multi_thread")]
async fn ballots_are_taken_from_the_opening_to_the_second_before_the_close() {
    let club = Club::new(4).await;
    let code = async |voter, at: &str| {
        club.watch.set(time(at));
        let cast = club.board.cast(&club.poll, club.ballot(voter, 0, "a")).await;
        cast.map_or_else(|error| error.code(), |_| "in")
    };
    assert_eq!(code(0, "2025-12-31T23:59:59Z").await, "not-open");
    assert_eq!(code(0, OPENS).await, "in");
    assert_eq!(code(1, "2026-01-01T23:59:59Z").await, "in");
    assert_eq!(code(2, CLOSES).await, "closed");
    assert_eq!(code(2, "2026-01-01T12:00:00Z").await, "closed", "though the clock goes back");
}

#[tokio::test(flavor = "multi_thread")]
async fn of_many_ballots_of_one_voter_at_once_one_is_in() {
    let club = Arc::new(Club::new(1).await);
    let ballots = [club.ballot(0, 0, "a"), club.ballot(0, 0, "b")];
    let casts: Vec<_> = (0..64)
        .map(|number| {
            let (club, ballot) = (club.clone(), ballots[number % 2].clone());
            tokio::spawn(async move { (number % 2, club.board.cast(&club.poll, ballot).await) })
        })
        .collect();
    let mut new = Vec::new();
    for cast in casts {
        match cast.await.unwrap() {
            (which, Ok(cast)) if cast.new => new.push(which),
            (which, Ok(_)) => assert_ne!(new.first(), Some(&(1 - which))),
            (_, Err(error)) => assert_eq!(error.code(), "already-voted"),
        }
    }
    assert_eq!(new.len(), 1);
    assert_eq!(club.board.head(club.poll().id()).await.unwrap().ballots(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn one_bad_ballot_among_many_at_once_is_refused_alone() {
    let club = Arc::new(Club::new(24).await);
    let mut ballots: Vec<_> = (0..24).map(|voter| club.ballot(voter, 0, "a")).collect();
    let text = String::from_utf8(ballots[7].clone()).unwrap();
    ballots[7] = text.replace(r#"["a"]"#, r#"["b"]"#).into_bytes();
    let casts: Vec<_> = ballots
        .into_iter()
        .map(|ballot| {
            let club = club.clone();
            tokio::spawn(async move { club.board.cast(&club.poll, ballot).await })
        })
        .collect();
    for (number, cast) in casts.into_iter().enumerate() {
        let code = cast.await.unwrap().map_or_else(|error| error.code(), |_| "in");
        assert_eq!(code, if number == 7 { "proof-invalid" } else { "in" });
    }
    assert_eq!(club.board.head(club.poll().id()).await.unwrap().ballots(), 23);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_closed_log_is_final_and_has_the_result_that_anybody_counts() {
    let club = Club::new(3).await;
    let id = club.poll().id();
    let ballots = [club.ballot(0, 0, "a"), club.ballot(1, 0, "b"), club.ballot(0, 1, "b")];
    for ballot in &ballots {
        club.board.cast(&club.poll, ballot.clone()).await.unwrap();
    }
    assert_eq!(club.board.result(id).await.unwrap_err().code(), "not-closed");
    club.watch.set(time(CLOSES));
    assert_eq!(club.board.close_due().await.unwrap(), 0, "what came in time is still being committed");
    club.watch.set(time("2026-01-02T00:00:02Z"));
    assert_eq!(club.board.close_due().await.unwrap(), 1);
    assert_eq!(club.board.close_due().await.unwrap(), 0);

    let mut tally = Tally::new(club.poll().clone());
    let verifier = Verifier::new(club.poll().clone());
    for ballot in &ballots {
        tally.add(verifier.verify_bytes(ballot).unwrap()).unwrap();
    }
    let expected = tally.result().unwrap().to_bytes();
    assert_eq!(club.board.result(id).await.unwrap(), expected);
    assert_eq!(club.board.result(id).await.unwrap(), expected);

    // The cosigner signs the final checkpoint, and no other.
    let mut checkpoint = club.board.checkpoint(id).await.unwrap();
    assert_eq!(checkpoint.unverified().size(), 5);
    let text = checkpoint.note().text().to_owned();
    let unsigned = checkpoint.to_bytes();
    assert_eq!(club.board.cosign(id, &unsigned).await.unwrap_err().code(), "cosign-nobody");
    let line = cosignature::cosign(&text, time("2026-01-02T00:00:03Z"), &club.cosigner).unwrap();
    checkpoint.note_mut().add(line).unwrap();
    assert_eq!(club.board.cosign(id, &checkpoint.to_bytes()).await.unwrap(), 1);
    assert_eq!(club.board.checkpoint(id).await.unwrap().to_bytes(), checkpoint.to_bytes());
    let times = cosignature::times(checkpoint.note(), club.cosigner.verifier_key()).unwrap();
    assert_eq!(times, [time("2026-01-02T00:00:03Z")]);
    let other = String::from_utf8(checkpoint.to_bytes()).unwrap().replacen("\n5\n", "\n4\n", 1);
    assert_eq!(club.board.cosign(id, other.as_bytes()).await.unwrap_err().code(), "cosign-outdated");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_was_promised_is_there_after_a_restart() {
    let folder = tempfile::tempdir().unwrap();
    let url = format!("redb:{}", folder.path().join("board.redb").display());
    let club = Club::on(store::open(&url).await.unwrap(), 2).await;
    let (first, second) = (club.ballot(0, 0, "a"), club.ballot(1, 0, "b"));
    let cast = club.board.cast(&club.poll, first.clone()).await.unwrap();
    let checkpoint = club.board.checkpoint(club.poll().id()).await.unwrap();
    club.board.stop().await;
    assert_eq!(club.board.cast(&club.poll, second.clone()).await.unwrap_err().code(), "stopped");
    let Club { board, poll, key, watch, .. } = club;
    let id = poll.id();
    let promise = poll.promise(cast.id).to_bytes();
    drop((board, poll));

    let board = board_on(reopened(&url).await, &key, &watch);
    assert_eq!(board.polls(None, 10).await.unwrap(), [id]);
    let poll = board.poll(id).await.unwrap();
    assert_eq!(board.checkpoint(id).await.unwrap().to_bytes(), checkpoint.to_bytes());
    let again = board.cast(&poll, first.clone()).await.unwrap();
    assert!(!again.new);
    assert_eq!(poll.promise(again.id).to_bytes(), promise);
    assert!(board.cast(&poll, second.clone()).await.unwrap().new);
    let mut frontier = Frontier::new();
    for entry in [poll.poll().to_bytes(), &first, &second] {
        frontier.push(leaf_hash(entry));
    }
    assert_eq!(board.checkpoint(id).await.unwrap().unverified().root(), frontier.root());
}

/// The store, once the last task of the board before has let it go.
async fn reopened(url: &str) -> Arc<dyn store::Store> {
    for _ in 0..100 {
        if let Ok(store) = store::open(url).await {
            return store;
        }
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    store::open(url).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_lets_one_identity_in_and_a_poll_can_be_held_among_them() {
    let club = Club::new(1).await;
    let enrolment = Enrolment::generate("Members".parse().unwrap(), &mut OsRng);
    let id = enrolment.id();
    let texts: Vec<_> = (0..3).map(|_| Code::generate(&mut OsRng).to_text()).collect();
    let codes = texts.iter().map(|text| text.parse::<Code>().unwrap().digest(id)).collect();
    assert_eq!(club.board.add_enrolment(enrolment.to_bytes(), codes).await.unwrap(), (id, true));
    let people: Vec<_> = (0..3).map(|_| IdentitySecret::generate(&mut OsRng)).collect();
    let request = |code: usize, who: usize| {
        EnrolmentRequest::new(&enrolment, texts[code].parse().unwrap(), &people[who]).to_bytes()
    };
    let enrol = async |code, who| {
        let enrolled = club.board.enrol(id, &request(code, who)).await;
        enrolled.map(|(member, new)| {
            assert_eq!(member, people[who].commitment());
            new
        })
    };
    assert!(enrol(0, 0).await.unwrap());
    assert!(!enrol(0, 0).await.unwrap(), "the same request again is answered as the first time");
    assert_eq!(enrol(0, 1).await.unwrap_err().code(), "enrolment-code-used");
    assert!(enrol(1, 1).await.unwrap());
    assert_eq!(club.board.enrolled_group(id).await.unwrap_err().code(), "enrolment-not-closed");
    club.board.close_enrolment(id).await.unwrap();
    assert_eq!(enrol(2, 2).await.unwrap_err().code(), "enrolment-closed");
    let record = club.board.enrolment(id).await.unwrap();
    assert_eq!((record.issued, record.used, record.closed), (3, 2, true));
    let group = Group::from_bytes(club.board.enrolled_group(id).await.unwrap()).unwrap();
    assert_eq!(group.members(), 2);
    assert!(people[..2].iter().all(|person| group.place_of(person.commitment()).is_some()));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_poll_of_another_board_or_with_another_group_is_not_taken_in() {
    let club = Club::new(2).await;
    let (manifest, group) = (club.poll().to_bytes().to_vec(), club.group.to_bytes());
    assert!(!club.board.add_poll(manifest.clone(), group.clone()).await.unwrap().1);
    let other = Group::from_members([club.voters[0].commitment()]).unwrap().to_bytes();
    let code = async |manifest: &[u8], group: &[u8]| {
        club.board.add_poll(manifest.to_vec(), group.to_vec()).await.unwrap_err().code()
    };
    assert_eq!(code(&manifest, &other).await, "electorate-number");
    assert_eq!(code(&manifest, b"{}").await, "json-shape");
    let elsewhere = String::from_utf8(manifest.clone()).unwrap().replace("votes.", "polls.");
    assert_eq!(code(elsewhere.as_bytes(), &group).await, "poll-other-board");
    club.watch.set(time(CLOSES));
    assert_eq!(code(&manifest, &group).await, "closed");
    let ballot = Ballot::from_bytes(&club.ballot(0, 0, "a")).unwrap();
    assert_eq!(club.board.cast(&club.poll, ballot.to_bytes()).await.unwrap_err().code(), "closed");
}
