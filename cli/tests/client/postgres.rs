//! A board in PostgreSQL.

use ostrakon_tests::cluster::Cluster;
use serde_json::{Value, json};

use crate::desk::Desk;

#[tokio::test]
#[ignore = "needs PostgreSQL: ./test postgres"]
async fn a_board_goes_on_where_its_database_stopped_and_has_lost_nothing() {
    let cluster = Cluster::start().await;
    let desk = Desk::new();
    let board = desk.serve_on(&cluster.database().await);
    let url = board.url.as_str();
    desk.group(&["ann", "bob"]);
    let id = desk.poll("+20s");
    desk.publish(url);
    assert_eq!(desk.vote(url, &id, "ann", "thai", &[]).code, 0);
    desk.fine(&["vote", "poll.json", "--id", &id, "-i", "bob.id", "-a", "soup", "-o", "bob.ballot"]);
    let cast = |voter: &str, receipt: &str| {
        let ballot = format!("{voter}.ballot");
        desk.run(&["--json", "ballot", "cast", &ballot, "--server", url, "--receipt", receipt])
    };

    cluster.down().await;
    let done = cast("bob", "bob.receipt");
    assert_eq!((done.code, done.error().as_str()), (2, "store"), "{}", done.stdout);
    assert!(!desk.path("bob.receipt").exists());
    let request = ureq::get(format!("{url}/health")).config().http_status_as_error(false).build();
    let mut answer = request.call().unwrap();
    assert_eq!(
        (answer.status().as_u16(), answer.body().mime_type()),
        (503, Some("application/problem+json"))
    );
    let problem: Value = serde_json::from_str(&answer.body_mut().read_to_string().unwrap()).unwrap();
    assert_eq!(problem["code"], "store");

    cluster.up().await;
    assert_eq!(cast("bob", "bob.receipt").code, 0);
    assert_eq!(cast("ann", "again.receipt").code, 0);
    assert_eq!(desk.read("ann.receipt"), desk.read("again.receipt"));

    let found = desk.closed("ann.receipt", url);
    assert_eq!(json!([found["size"], found["final"]]), json!([4, true]));
    desk.fine(&["bundle", &format!("{url}/polls/{id}"), "--into", "copy.tar.zst", "--poll", &id]);
    let brought = ["--receipt", "ann.receipt", "--receipt", "bob.receipt"];
    let verdict = desk.json(&[&["audit", "copy.tar.zst", "--poll", &id], &brought[..]].concat());
    assert_eq!(verdict["verdict"], "accepted", "{verdict}");
    let found = desk.json(&["receipt", "check", "bob.receipt", "--bundle", "copy.tar.zst", "--id", &id]);
    assert_eq!(found["verdict"], "included");
}
