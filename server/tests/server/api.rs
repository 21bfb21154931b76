//! The OpenAPI document says what the server does.

use std::fs;
use std::process::Command;

use serde_json::{Value, json};

use crate::common::{Election, Server, TOKEN, id_of};

fn operations(document: &Value) -> Vec<(String, String)> {
    let paths = document["paths"].as_object().unwrap();
    let methods = |(path, methods): (&String, &Value)| {
        let methods = methods.as_object().unwrap().keys().cloned();
        let path = path.clone();
        methods.map(move |method| (method, path.clone())).collect::<Vec<_>>()
    };
    paths.iter().flat_map(methods).collect()
}

#[test]
fn every_path_of_the_document_is_served_and_told_to_people() {
    let server = Server::start();
    let document = server.get("/openapi.json").json();
    assert_eq!(document["openapi"], "3.1.0");
    let (page, guide) = (server.get("/api"), include_str!("../../../docs/server.md"));
    for (method, path) in operations(&document) {
        let asked = path.replace("{id}", &"0".repeat(64)).replace("{ballot}", &"0".repeat(64));
        let asked = asked.replace("{level}", "0").replace("{index}", "000").replace("{depth}", "16");
        let answer = if method == "get" { server.get(&asked) } else { server.post(&asked, b"{}") };
        if answer.status >= 400 {
            let (_, code) = answer.problem();
            assert!(code != "route" && code != "method", "{method} {path}: {code}");
        }
        let said = format!("<code>{} {path}</code>", method.to_uppercase());
        assert!(page.text().contains(&said), "{said}");
        let place = path.replace("/{ballot}", "/{ballot id}");
        let place = place.split("/tile/").next().unwrap();
        assert!(guide.contains(&format!("`{} {place}", method.to_uppercase())), "{method} {place}");
    }
}

#[test]
fn every_reference_of_the_document_is_in_it() {
    let document = Server::start().get("/openapi.json").json();
    let text = document.to_string();
    let mut references = 0;
    for part in text.split("\"$ref\":\"#").skip(1) {
        let pointer = part.split('"').next().unwrap();
        assert!(document.pointer(pointer).is_some(), "{pointer}");
        references += 1;
    }
    assert!(references > 50);
}

/// Needs the program schemathesis, which the variable names.
#[test]
#[ignore = "run by ./test, which installs schemathesis"]
fn requests_of_all_kinds_are_answered_as_the_document_says() {
    let program = std::env::var_os("SCHEMATHESIS").expect("SCHEMATHESIS names the program");
    let (server, election) = (Server::start(), Election::new());
    server.add(&election);
    let ballot = election.ballot(0, "a");
    assert_eq!(server.post(&election.path("/ballots"), &ballot.to_bytes()).status, 200);
    server.close(&election);
    let enrolment = json!({"format": "ostrakon/enrolment/1", "salt": "0b".repeat(32), "title": "Members"});
    let body = json!({"codes": ["0c".repeat(32)], "enrolment": enrolment}).to_string();
    let added = server.post_as(TOKEN, "/enrolments", body.as_bytes());
    assert_eq!(added.status, 201, "{added:?}");

    let folder = tempfile::tempdir().unwrap();
    let config = format!(
        "[[operations]]\ninclude-path-regex = \"^/polls\"\n\
         parameters = {{ \"path.id\" = \"{}\", \"path.ballot\" = \"{}\" }}\n\
         [[operations]]\ninclude-path-regex = \"^/enrolments\"\nparameters = {{ \"path.id\" = {} }}\n",
        election.poll.id(),
        id_of(&ballot),
        added.json()["enrolment"]
    );
    fs::write(folder.path().join("schemathesis.toml"), config).unwrap();
    let run = Command::new(program)
        .current_dir(folder.path())
        .args(["run", &format!("http://{}/openapi.json", server.address)])
        .args(["--checks", CHECKS, "--phases", "examples,coverage,fuzzing", "--max-examples", "30"])
        .args(["--max-time", "60", "--seed", "1", "--warnings", "off", "--header"])
        .arg(format!("Authorization: Bearer {TOKEN}"))
        .status()
        .unwrap();
    assert!(run.success());
}

const CHECKS: &str = "not_a_server_error,status_code_conformance,content_type_conformance,\
    response_headers_conformance,response_schema_conformance,unsupported_method";
