//! The operator sees how much is asked for, and not by whom or about what.

use crate::common::{Election, Server};

#[test]
fn requests_are_counted_by_path_and_code() {
    let (server, election) = (Server::start(), Election::new());
    server.add(&election);
    let ballot = election.ballot(0, "a");
    for _ in 0..2 {
        assert_eq!(server.post(&election.path("/ballots"), &ballot.to_bytes()).status, 200);
    }
    assert_eq!(server.post(&election.path("/ballots"), &election.ballot(0, "b").to_bytes()).status, 409);
    server.get("/nothing/here");
    let metrics = server.metrics();
    for line in [
        r#"ostrakon_requests_total{method="POST",path="/polls/{id}/ballots",status="200"} 2"#,
        r#"ostrakon_requests_total{method="POST",path="/polls/{id}/ballots",status="409"} 1"#,
        r#"ostrakon_requests_total{method="GET",path="other",status="404"} 1"#,
        r#"ostrakon_refusals_total{code="already-voted"} 1"#,
        r#"ostrakon_request_seconds_count{path="/polls/{id}/ballots"} 3"#,
        "ostrakon_requests_under_way 0",
        "# EOF",
    ] {
        assert!(metrics.lines().any(|found| found == line), "{line} is not in\n{metrics}");
    }
    for secret in
        [election.poll.id().to_string(), ballot.nullifier().unwrap().to_string(), "127.0.0.1".into()]
    {
        assert!(!metrics.contains(&secret), "{metrics}");
    }
}

#[test]
fn metrics_are_not_told_to_everybody() {
    assert_eq!(Server::start().get("/metrics").problem(), (404, "route".to_owned()));
}
