//! Polls come from organisers, and everybody can read them.

use ostrakon_core::group::Group;
use ostrakon_core::identity::IdentitySecret;
use ostrakon_core::poll::Poll;
use ostrakon_tally::rule::Rules;
use rand_core::OsRng;
use serde_json::json;

use crate::common::{CLOSES, Election, HOST, OPENS, Server, TOKEN, board_key};

#[test]
fn organisers_bring_polls_and_everybody_reads_them() {
    let (server, election) = (Server::start(), Election::new());
    let id = election.poll.id();
    assert_eq!(server.get(&election.path("")).problem(), (404, "unknown-poll".to_owned()));

    let added = server.post_as(TOKEN, "/polls", &election.body());
    assert_eq!((added.status, added.header("location")), (201, election.path("").as_str()));
    assert_eq!(added.json(), json!({"poll": id}));
    assert_eq!(server.post_as(TOKEN, "/polls", &election.body()).status, 200);

    assert_eq!(server.get("/polls").json(), json!({"polls": [id]}));
    assert_eq!(server.get(&format!("/polls?after={id}")).json(), json!({"polls": []}));
    let shown = json!({
        "poll": id, "title": election.poll.title(), "opens": OPENS, "closes": CLOSES,
        "ballots": 0, "closed": false,
    });
    assert_eq!(server.get(&election.path("")).json(), shown);

    let manifest = server.get(&election.path("/poll.json"));
    assert_eq!(Poll::from_bytes(&manifest.body, &Rules).unwrap().id(), id);
    assert!(manifest.header("cache-control").contains("immutable"));
    let group = server.get(&election.path("/group.json"));
    assert_eq!(group.body, election.group.to_bytes());
    assert!(group.header("cache-control").contains("immutable"));
    assert_eq!(server.get("/board").json(), json!({"host": HOST, "key": board_key().public()}));
    assert_eq!(server.get("/health").text(), "ok\n");
}

#[test]
fn nobody_else_brings_polls() {
    let (server, election) = (Server::start(), Election::new());
    assert_eq!(server.post("/polls", &election.body()).problem(), (401, "token".to_owned()));
    for token in ["", "another", &TOKEN[1..], &format!("{TOKEN}.")] {
        let refused = server.post_as(token, "/polls", &election.body());
        assert_eq!(refused.problem(), (401, "token".to_owned()));
        assert_eq!(refused.header("www-authenticate"), "Bearer");
    }
    assert_eq!(server.get("/polls").json(), json!({"polls": []}));
}

#[test]
fn polls_that_this_board_cannot_run_are_refused() {
    let server = Server::start();
    let bring = |body: &[u8]| server.post_as(TOKEN, "/polls", body).problem();
    let elsewhere = Election::with(|manifest| manifest["board"]["host"] = json!("other.example.org"));
    assert_eq!(bring(&elsewhere.body()), (422, "poll-other-board".to_owned()));
    let without = Election::with(|manifest| {
        manifest.as_object_mut().unwrap().remove("board");
    });
    assert_eq!(bring(&without.body()), (422, "poll-no-board".to_owned()));

    let mut other_group = Election::new();
    other_group.group = Group::from_members([IdentitySecret::generate(&mut OsRng).commitment()]).unwrap();
    let (status, code) = bring(&other_group.body());
    assert!(status == 422 && code.starts_with("electorate-"), "{status} {code}");

    let election = Election::new();
    let spaced = String::from_utf8(election.body())
        .unwrap()
        .replace("\"format\":\"ostrakon/poll/1\"", "\"format\": \"ostrakon/poll/1\"");
    assert_eq!(bring(spaced.as_bytes()), (422, "json-not-canonical".to_owned()));
    for body in ["", "{}", "[]", "{\"group\":{},\"poll\":{},\"more\":{}}", "{\"group\":{},\"poll\":{}"] {
        assert_eq!(bring(body.as_bytes()), (422, "body-shape".to_owned()), "{body}");
    }
    server.set_time(CLOSES);
    assert_eq!(bring(&election.body()), (409, "closed".to_owned()));
    assert_eq!(server.get("/polls").json(), json!({"polls": []}));
}

#[test]
fn the_page_runs_nothing_and_shows_titles_as_text() {
    let (server, election) = (Server::start(), Election::new());
    server.add(&election);
    let page = server.get("/");
    assert!(page.text().contains("Shall &lt;we&gt; &amp; they?"), "{}", page.text());
    assert!(page.text().contains(&board_key().public().to_string()));
    assert!(!page.text().contains("<script"));
    assert!(page.header("content-security-policy").starts_with("default-src 'none'; style-src 'self';"));
    assert_eq!(page.header("x-content-type-options"), "nosniff");
    assert_eq!(page.header("set-cookie"), "");
    assert!(server.get("/style.css").header("content-type").starts_with("text/css"));
}

#[test]
fn what_is_not_there_is_a_problem_with_a_code() {
    let server = Server::start();
    assert_eq!(server.get("/nothing").problem(), (404, "route".to_owned()));
    assert_eq!(server.get("/polls/abc").problem(), (404, "unknown-poll".to_owned()));
    assert_eq!(server.get("/polls/%ff").problem(), (404, "route".to_owned()));
    assert_eq!(server.get("/polls?from=1").problem(), (400, "query".to_owned()));
    assert_eq!(server.post("/board", b"").problem(), (405, "method".to_owned()));
    assert_eq!(
        server.get(&format!("/enrolments/{}", "0".repeat(64))).problem(),
        (404, "unknown-enrolment".to_owned())
    );
}
