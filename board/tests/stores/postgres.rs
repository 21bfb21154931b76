//! The store in PostgreSQL, against a server of the tests' own.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use ostrakon_board::store::{self, Enrolled, Store, StoreError};
use ostrakon_board::tree::{Frontier, leaf_hash};
use ostrakon_tests::cluster::{self, Cluster};
use ostrakon_verifier::nullifier_set::Claim;
use tokio::sync::OnceCell;

use crate::common::{ballot, code, enrolment, member, poll, poll_id};
use crate::{crash, race};

async fn cluster() -> &'static Cluster {
    static CLUSTER: OnceCell<Cluster> = OnceCell::const_new();
    CLUSTER.get_or_init(Cluster::start).await
}

async fn fresh() -> Arc<dyn Store> {
    store::open(&cluster().await.database().await).await.unwrap()
}

crate::contract::tests!(
    #[ignore = "needs PostgreSQL: ./test postgres"]
    contract,
    crate::postgres::fresh().await
);

/// Runs statements in a database.
async fn execute(url: &str, statements: &str) {
    let mut connection = cluster().await.connect(cluster::name(url)).await;
    sqlx::raw_sql(statements).execute(&mut connection).await.unwrap();
}

/// What a query of one number gives.
async fn number(url: &str, query: &str) -> i64 {
    let mut connection = cluster().await.connect(cluster::name(url)).await;
    sqlx::query_scalar(query).fetch_one(&mut connection).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs PostgreSQL: ./test postgres"]
async fn servers_that_start_at_once_make_the_tables_once() {
    let url = cluster().await.database().await;
    let starting: Vec<_> = (0..8)
        .map(|_| {
            let url = url.clone();
            tokio::spawn(async move { store::open(&url).await.unwrap().add_poll(poll(1)).await.unwrap() })
        })
        .collect();
    let mut added = 0;
    for task in starting {
        added += u32::from(task.await.unwrap());
    }
    assert_eq!(added, 1);
    assert_eq!(number(&url, "SELECT count(*) FROM ostrakon.layout").await, 1);
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs PostgreSQL: ./test postgres"]
async fn tables_of_another_version_are_refused() {
    let url = cluster().await.database().await;
    store::open(&url).await.unwrap();
    execute(&url, "UPDATE ostrakon.layout SET version = 2").await;
    let error = store::open(&url).await.unwrap_err();
    assert_eq!((error.code(), error.to_string().contains("[2]")), ("store", true), "{error}");
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs PostgreSQL: ./test postgres"]
async fn a_role_that_may_not_make_tables_uses_those_that_are_there() {
    let url = cluster().await.database().await;
    store::open(&url).await.unwrap();
    execute(
        &url,
        "CREATE ROLE board LOGIN;
         GRANT USAGE ON SCHEMA ostrakon TO board;
         GRANT SELECT, INSERT, UPDATE, TRUNCATE ON ALL TABLES IN SCHEMA ostrakon TO board",
    )
    .await;
    let store = store::open(&url.replace("user=ostrakon", "user=board")).await.unwrap();
    store.add_poll(poll(1)).await.unwrap();
    assert_eq!(store.append(poll_id(1), vec![ballot(1, 0, 0)]).await.unwrap(), [Claim::New]);
    let (new, id) = enrolment(&[1]);
    store.add_enrolment(new).await.unwrap();
    store.close_enrolment(id).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs PostgreSQL: ./test postgres"]
async fn what_is_written_is_on_disk_whatever_the_database_does_by_default() {
    let url = cluster().await.database().await;
    store::open(&url).await.unwrap();
    execute(
        &url,
        "CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
             IF current_setting('synchronous_commit') <> 'on' THEN RAISE 'not on disk'; END IF;
             RETURN NEW;
         END $$;
         CREATE TRIGGER refuse BEFORE INSERT OR UPDATE ON ostrakon.logs
             FOR EACH ROW EXECUTE FUNCTION refuse();
         CREATE TRIGGER refuse BEFORE INSERT OR UPDATE ON ostrakon.enrolments
             FOR EACH ROW EXECUTE FUNCTION refuse();
         CREATE TRIGGER refuse BEFORE INSERT OR UPDATE ON ostrakon.finals
             FOR EACH ROW EXECUTE FUNCTION refuse();
         CREATE TRIGGER refuse BEFORE INSERT OR UPDATE ON ostrakon.cosignatures
             FOR EACH ROW EXECUTE FUNCTION refuse()",
    )
    .await;
    let name = cluster::name(&url);
    execute(
        &url,
        &format!(
            "ALTER DATABASE {name} SET synchronous_commit = off;
             ALTER DATABASE {name} SET default_transaction_isolation = 'serializable';
             ALTER DATABASE {name} SET default_transaction_read_only = on"
        ),
    )
    .await;
    let store = store::open(&url).await.unwrap();
    crate::contract::ballots_that_come_at_once_are_in_once(store.clone()).await;
    crate::contract::codes_are_used_once(store.clone()).await;
    crate::contract::cosignatures_are_those_of_a_size(store.clone()).await;
    crate::contract::final_documents_stay(store.clone()).await;
    store.close(poll_id(1)).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs PostgreSQL: ./test postgres"]
async fn rows_do_not_tell_who_used_which_code() {
    let url = cluster().await.database().await;
    let store = store::open(&url).await.unwrap();
    let (new, id) = enrolment(&(0..40).collect::<Vec<_>>());
    store.add_enrolment(new).await.unwrap();
    for number in 0..30 {
        let enrolled = store.enrol(id, code(id, number), member(number + 1)).await.unwrap();
        assert_eq!(enrolled, Enrolled::New);
    }
    // All codes are in one row, all that were used in another, and all members in a third.
    assert_eq!(number(&url, "SELECT count(*) FROM ostrakon.pages").await, 3);
    let file = "SELECT pg_relation_filenode('ostrakon.pages')::bigint";
    let before = number(&url, file).await;
    store.close_enrolment(id).await.unwrap();
    // Earlier versions of these rows were in a file that is gone, and one transaction wrote all rows.
    assert_ne!(number(&url, file).await, before);
    assert_eq!(number(&url, "SELECT count(DISTINCT xmin::text) FROM ostrakon.pages").await, 1);
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs PostgreSQL: ./test postgres"]
async fn two_processes_let_each_voter_in_once() {
    race::two_processes(&cluster().await.database().await).await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs PostgreSQL: ./test postgres"]
async fn what_a_killed_process_said_was_in_is_in_once() {
    let url = cluster().await.database().await;
    let mut connection = cluster().await.connect("postgres").await;
    let mut others = async || {
        let others = "SELECT count(*) FROM pg_stat_activity WHERE datname = $1";
        sqlx::query_scalar::<_, i64>(others)
            .bind(cluster::name(&url))
            .fetch_one(&mut connection)
            .await
            .unwrap()
    };
    crash::kill_processes(&url, async || while others().await > 0 {}).await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs PostgreSQL: ./test postgres"]
async fn what_was_in_before_the_database_was_killed_is_in_once() {
    let cluster = Arc::new(Cluster::start().await);
    let url = cluster.database().await;
    let store = store::open(&url).await.unwrap();
    store.add_poll(poll(1)).await.unwrap();
    let over = Arc::new(AtomicBool::new(false));
    let killing = tokio::spawn({
        let (cluster, over) = (cluster.clone(), over.clone());
        async move {
            for round in 0..20 {
                tokio::time::sleep(Duration::from_micros(300_000 + round * 7919 % 60_000)).await;
                // Without warning, or in haste: both leave what the server had not written to be recovered.
                cluster.kill(if round % 2 == 0 { "-KILL" } else { "-QUIT" });
                cluster.connect("postgres").await;
            }
            over.store(true, Ordering::Relaxed);
        }
    });
    let (mut voter, mut failures, mut in_after_all) = (0, 0, 0);
    while !over.load(Ordering::Relaxed) {
        let batch: Vec<_> = (voter..voter + 1 + voter % 7).map(|voter| ballot(voter, 0, 0)).collect();
        // Who is told of a failure asks again. What is in then is in whole.
        let mut failed = false;
        let claims = loop {
            match store.append(poll_id(1), batch.clone()).await {
                Ok(claims) => break claims,
                Err(error) => {
                    assert!(matches!(error, StoreError::Database(_)), "{error:?}");
                    failed = true;
                    failures += 1;
                    tokio::time::sleep(Duration::from_millis(5)).await;
                }
            }
        };
        let first = claims[0];
        assert!(claims.iter().all(|claim| *claim == first), "{claims:?}");
        assert!(first == Claim::New || failed && first == Claim::Repeated, "{first:?}");
        in_after_all += u32::from(first == Claim::Repeated);
        voter += batch.len() as u64;
        assert!(store.head(poll_id(1)).await.map_or(true, |head| head.unwrap().ballots() == voter));
    }
    killing.await.unwrap();
    assert!(failures > 0, "the database was killed at moments when nobody used it");
    println!("{voter} ballots, {failures} failures, {in_after_all} batches in after all");
    assert_eq!(store.head(poll_id(1)).await.unwrap().unwrap().ballots(), voter);
    crash::assert_whole(store.as_ref()).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn no_error_tells_a_password() {
    for url in [
        "postgres://ann:hunter2@localhost/board?host=/no/such/folder",
        "postgres://ann:hunter2@localhost:port/board",
        "postgresql://localhost/board?passwort=hunter2",
        "postgres:hunter2@localhost",
    ] {
        let error = store::open(url).await.unwrap_err();
        assert!(!format!("{error} {error:?}").contains("hunter2"), "{error:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs PostgreSQL: ./test postgres"]
async fn what_was_in_before_the_disk_was_full_is_in_and_more_gets_in_once_there_is_room() {
    // More than the 16 MB of a piece of the journal, which has its room: without that the server ends, as when
    // it is killed.
    const ROOM: u64 = 20 << 20;
    const BATCH: u64 = 20;
    let cluster = Cluster::start().await;
    let store = store::open(&cluster.database().await).await.unwrap();
    store.add_poll(poll(1)).await.unwrap();
    cluster.limit_files(Some(ROOM)).await;
    let large = |voter: u64| {
        let mut ballot = ballot(voter, 0, 0);
        // What cannot be made shorter.
        ballot.bytes = (0..1500u64)
            .flat_map(|at| leaf_hash(&[voter.to_be_bytes(), at.to_be_bytes()].concat()).to_bytes())
            .collect();
        ballot
    };
    let batch = |first| (first..first + BATCH).map(large).collect::<Vec<_>>();
    let mut voters = 0;
    let error = loop {
        match store.append(poll_id(1), batch(voters)).await {
            Ok(claims) => assert_eq!(claims, [Claim::New; BATCH as usize]),
            Err(error) => break error,
        }
        voters += BATCH;
        assert!(voters < 10_000, "the disk was never full");
    };
    assert!(matches!(error, StoreError::Database(_)), "{error:?}");
    assert!(voters > 0);
    for _ in 0..3 {
        let again = store.append(poll_id(1), batch(voters)).await.unwrap_err();
        assert_eq!(again.code(), "store", "{again}");
        let head = store.head(poll_id(1)).await.unwrap().unwrap();
        assert_eq!(head.ballots(), voters);
    }
    cluster.limit_files(None).await;
    assert_eq!(store.append(poll_id(1), batch(voters)).await.unwrap(), [Claim::New; BATCH as usize]);
    voters += BATCH;
    let mut log = Frontier::new();
    for entry in store.entries(poll_id(1), 0, u16::MAX).await.unwrap() {
        log.push(leaf_hash(&entry));
    }
    let head = store.head(poll_id(1)).await.unwrap().unwrap();
    assert_eq!((head.ballots(), head.size, head.root), (voters, log.size(), log.root()));
}
