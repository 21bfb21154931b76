//! Who has a code gets in, once.

use ostrakon_core::enrolment::{Code, Enrolment, EnrolmentRequest};
use ostrakon_core::group::Group;
use ostrakon_core::identity::IdentitySecret;
use rand_core::OsRng;
use serde_json::{Value, json};

use crate::common::{Server, TOKEN};

#[test]
fn people_enrol_with_codes_and_the_group_is_published() {
    let server = Server::start();
    let enrolment = Enrolment::generate("Members".parse().unwrap(), &mut OsRng);
    let codes: Vec<Code> = (0..3).map(|_| Code::generate(&mut OsRng)).collect();
    let digests: Vec<_> = codes.iter().map(|code| code.digest(enrolment.id())).collect();
    let document: Value = serde_json::from_slice(&enrolment.to_bytes()).unwrap();
    let body = serde_json::to_vec(&json!({"codes": digests, "enrolment": document})).unwrap();
    let path = |rest: &str| format!("/enrolments/{}{rest}", enrolment.id());

    assert_eq!(server.post("/enrolments", &body).problem(), (401, "token".to_owned()));
    let added = server.post_as(TOKEN, "/enrolments", &body);
    assert_eq!((added.status, added.header("location")), (201, path("").as_str()));
    assert_eq!(server.post_as(TOKEN, "/enrolments", &body).status, 200);

    let people: Vec<_> = (0..3).map(|_| IdentitySecret::generate(&mut OsRng)).collect();
    let copy = |at: usize| codes[at].to_text().parse::<Code>().unwrap();
    let enrol = |code: Code, person: &IdentitySecret| {
        server.post(&path("/requests"), &EnrolmentRequest::new(&enrolment, code, person).to_bytes())
    };
    let entered = enrol(copy(0), &people[0]);
    assert_eq!(entered.json(), json!({"commitment": people[0].commitment()}));
    assert_eq!(enrol(copy(0), &people[0]).body, entered.body);
    assert_eq!(enrol(copy(0), &people[1]).problem(), (409, "enrolment-code-used".to_owned()));
    assert_eq!(enrol(copy(1), &people[0]).problem(), (409, "enrolment-already-in".to_owned()));
    assert_eq!(
        enrol(Code::generate(&mut OsRng), &people[1]).problem(),
        (403, "enrolment-no-such-code".to_owned())
    );
    assert_eq!(enrol(copy(1), &people[1]).status, 200);
    assert_eq!(server.get(&path("/group.json")).problem(), (409, "enrolment-not-closed".to_owned()));

    assert_eq!(server.post(&path("/close"), b"").problem(), (401, "token".to_owned()));
    assert_eq!(server.post_as(TOKEN, &path("/close"), b"").status, 204);
    assert_eq!(enrol(copy(2), &people[2]).problem(), (409, "enrolment-closed".to_owned()));
    let shown = json!({"closed": true, "enrolment": document, "issued": 3, "used": 2});
    assert_eq!(server.get(&path("")).json(), shown);
    let group = Group::from_bytes(&server.get(&path("/group.json")).body).unwrap();
    assert_eq!(group.members(), 2);
    assert!(people[..2].iter().all(|person| group.place_of(person.commitment()).is_some()));
}
