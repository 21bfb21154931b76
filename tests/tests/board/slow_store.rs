//! What a board does while its store takes long, or when it panics.

use std::sync::Arc;

use ostrakon_board::store::{Final, Store as _};
use ostrakon_core::time::Timestamp;

use crate::club::{CLOSES, Club, time};
use crate::held::HeldStore;

/// So many seconds after the poll's close.
fn after(seconds: i64) -> Timestamp {
    Timestamp::from_unix_seconds(time(CLOSES).unix_seconds() + seconds).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_log_waits_for_ballots_that_came_in_time() {
    let store = HeldStore::new();
    let club = Arc::new(Club::on(store.clone(), 2).await);
    let cast = |voter| {
        let (club, ballot) = (club.clone(), club.ballot(voter, 0, "a"));
        tokio::spawn(async move { club.board.cast(&club.poll, ballot).await.map_err(|error| error.code()) })
    };
    let mut hold = store.hold("append");
    let first = cast(0);
    hold.came().await;
    // The grace is a minute: half of it is for who waits.
    club.watch.set(after(29));
    assert_eq!(club.board.close_due().await.unwrap(), 0);
    assert_eq!(cast(1).await.unwrap(), Err("closed"), "who comes too late waits for nothing");
    drop(hold);
    assert!(first.await.unwrap().unwrap().new);
    assert_eq!(club.board.close_due().await.unwrap(), 1);
    assert_eq!(club.board.head(club.poll().id()).await.unwrap().ballots(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_log_closes_in_time_for_cosigners_though_ballots_wait() {
    let store = HeldStore::new();
    let club = Arc::new(Club::on(store.clone(), 1).await);
    let mut hold = store.hold("look");
    let ballot = club.ballot(0, 0, "a");
    let waits = tokio::spawn({
        let club = club.clone();
        async move { club.board.cast(&club.poll, ballot).await.map_err(|error| error.code()) }
    });
    hold.came().await;
    club.watch.set(after(30));
    assert_eq!(club.board.close_due().await.unwrap(), 1);
    drop(hold);
    assert_eq!(waits.await.unwrap(), Err("closed"));
}

#[tokio::test(flavor = "multi_thread")]
async fn ballots_get_in_after_the_store_has_panicked() {
    let store = HeldStore::new();
    let club = Club::on(store.clone(), 1).await;
    let ballot = club.ballot(0, 0, "a");
    for method in ["look", "append"] {
        store.panic(method);
        let refused = club.board.cast(&club.poll, ballot.clone()).await.unwrap_err();
        assert_eq!(refused.code(), "store", "{method}");
    }
    assert!(club.board.cast(&club.poll, ballot).await.unwrap().new);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_group_is_in_memory_once_however_many_fetch_it() {
    let store = HeldStore::new();
    let club = Arc::new(Club::on(store.clone(), 3).await);
    let fetch = || {
        let club = club.clone();
        tokio::spawn(async move { club.board.group(club.poll().id()).await.unwrap() })
    };
    let mut hold = store.hold("group");
    let first = fetch();
    hold.came().await;
    let second = fetch();
    drop(hold);
    let (first, second) = (first.await.unwrap(), second.await.unwrap());
    assert_eq!(first, club.group.to_bytes());
    assert_eq!(first.as_ptr(), second.as_ptr());
    assert_eq!(first.as_ptr(), fetch().await.unwrap().as_ptr());
}

#[tokio::test(flavor = "multi_thread")]
async fn a_count_holds_up_no_other_poll_and_is_finished_though_nobody_waits() {
    let store = HeldStore::new();
    let club = Arc::new(Club::on(store.clone(), 2).await);
    let (one, other) = (club.poll().id(), club.second_poll().await);
    club.board.cast(&club.poll, club.ballot(0, 0, "a")).await.unwrap();
    club.watch.set(after(2));
    assert_eq!(club.board.close_due().await.unwrap(), 2);
    let result = |id| {
        let club = club.clone();
        tokio::spawn(async move { club.board.result(id).await })
    };
    let mut hold = store.hold("entries");
    let slow = result(one);
    hold.came().await;
    let counted = result(other).await.unwrap().unwrap();
    assert_eq!(result(other).await.unwrap().unwrap(), counted);
    slow.abort();
    assert!(slow.await.unwrap_err().is_cancelled());
    drop(hold);
    // Whoever asks next waits for that count.
    let kept = result(one).await.unwrap().unwrap();
    assert_eq!(store.get_final(one, Final::Result).await.unwrap(), Some(kept));
}
