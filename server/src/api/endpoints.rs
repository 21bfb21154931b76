//! The paths, one by one.

use crate::index::{CSS, HTML};
use crate::reply::{BYTES, JSON, TEXT};

/// What may be asked for under a path.
pub(super) struct Endpoint {
    pub(super) method: &'static str,
    pub(super) path: &'static str,
    /// A name for programs.
    pub(super) id: &'static str,
    pub(super) tag: &'static str,
    pub(super) summary: &'static str,
    /// More of it, where there is more to say.
    pub(super) about: &'static str,
    /// Whether it needs the organisers' token.
    pub(super) token: bool,
    /// The parameter of the query that it may have.
    pub(super) query: Option<&'static str>,
    pub(super) body: Option<Body>,
    pub(super) answers: &'static [Answer],
    /// The statuses of refusals that depend on what is asked for.
    pub(super) refusals: &'static [u16],
}

/// What a request brings.
#[derive(Clone, Copy)]
pub(super) struct Body {
    pub(super) what: &'static str,
    /// Media type and schema.
    pub(super) content: (&'static str, &'static str),
}

/// An answer to a request that is not refused.
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) what: &'static str,
    /// Media type and schema.
    pub(super) content: Option<(&'static str, &'static str)>,
}

const fn get(
    path: &'static str,
    id: &'static str,
    tag: &'static str,
    summary: &'static str,
    answers: &'static [Answer],
) -> Endpoint {
    let refusals = &[];
    let (about, token, query, body) = ("", false, None, None);
    Endpoint { method: "get", path, id, tag, summary, about, token, query, body, answers, refusals }
}

const fn post(
    path: &'static str,
    id: &'static str,
    tag: &'static str,
    summary: &'static str,
    answers: &'static [Answer],
) -> Endpoint {
    Endpoint { method: "post", ..get(path, id, tag, summary, answers) }
}

const fn ok(what: &'static str, kind: &'static str, schema: &'static str) -> Answer {
    Answer { status: 200, what, content: Some((kind, schema)) }
}

const fn created(what: &'static str, schema: &'static str) -> Answer {
    Answer { status: 201, what, content: Some((JSON, schema)) }
}

const fn nothing(what: &'static str) -> Answer {
    Answer { status: 204, what, content: None }
}

const fn body(what: &'static str, kind: &'static str, schema: &'static str) -> Option<Body> {
    Some(Body { what, content: (kind, schema) })
}

pub(super) const ENDPOINTS: &[Endpoint] = &[
    get(
        "/",
        "page",
        "board",
        "The page to vote and to audit on",
        &[ok("the page, or that under /plain where it has not been built", HTML, "Text")],
    ),
    get(
        "/plain",
        "plain",
        "board",
        "A page of polls, for people",
        &[ok("the page, which runs no scripts", HTML, "Text")],
    ),
    get("/style.css", "style", "board", "How the pages look", &[ok("the style", CSS, "Text")]),
    get(
        "/api",
        "api",
        "board",
        "What the paths are for, for people",
        &[ok("the page, which runs no scripts", HTML, "Text")],
    ),
    get(
        "/openapi.json",
        "openapi",
        "board",
        "What the paths are for",
        &[ok("OpenAPI 3.1", JSON, "Document")],
    ),
    get("/board", "board", "board", "The board's name and key", &[ok("both", JSON, "Board")]),
    get("/health", "health", "board", "Whether the board can read its store", &[ok("it can", TEXT, "Ok")]),
    Endpoint {
        about: "Never changes. Whoever fetches one compares its SHA-256 with the ceremony's.",
        refusals: &[404],
        ..get(
            "/keys/semaphore-4.13.0/{depth}.zkey",
            "key",
            "board",
            "A proving key of Semaphore's public ceremony, by the depth of the circuit",
            &[ok("the key's bytes", BYTES, "Bytes")],
        )
    },
    Endpoint {
        query: Some("after"),
        refusals: &[400],
        ..get(
            "/polls",
            "list_polls",
            "polls",
            "The ids of polls, in ascending order",
            &[ok("at most 1000", JSON, "Polls")],
        )
    },
    Endpoint {
        token: true,
        body: body("both documents in their canonical spelling", JSON, "NewPoll"),
        refusals: &[422],
        ..post(
            "/polls",
            "add_poll",
            "polls",
            "Bring a poll with its group",
            &[ok("it was there already", JSON, "Added"), created("it is taken", "Added")],
        )
    },
    Endpoint {
        refusals: &[404],
        ..get(
            "/polls/{id}",
            "show_poll",
            "polls",
            "How far a poll is",
            &[ok("its title, times and number of ballots", JSON, "Poll")],
        )
    },
    Endpoint {
        about: "Never changes.",
        refusals: &[404],
        ..get(
            "/polls/{id}/poll.json",
            "manifest",
            "polls",
            "The poll itself",
            &[ok("its canonical bytes, of which the id is the hash", JSON, "Document")],
        )
    },
    Endpoint {
        about: "Never changes.",
        refusals: &[404],
        ..get(
            "/polls/{id}/group.json",
            "group",
            "polls",
            "The poll's group, all members of it",
            &[ok("its canonical bytes", JSON, "Document")],
        )
    },
    Endpoint {
        body: body(
            "a ballot, and line feeds that hide its length; it is public as soon as it is in",
            JSON,
            "Document",
        ),
        refusals: &[404, 409, 422],
        ..post(
            "/polls/{id}/ballots",
            "cast",
            "ballots",
            "Cast a ballot",
            &[ok(
                "the promise that it will be in the log, a signed note: the same for the same ballot",
                TEXT,
                "Text",
            )],
        )
    },
    Endpoint {
        about: "To ask shows whose address a ballot belongs to: ask when many do, or make the proof from tiles.",
        refusals: &[404],
        ..get(
            "/polls/{id}/receipts/{ballot}",
            "receipt",
            "ballots",
            "The receipt of a ballot, with proof of inclusion",
            &[ok("the receipt", JSON, "Document")],
        )
    },
    Endpoint {
        refusals: &[404],
        ..get(
            "/polls/{id}/checkpoint",
            "checkpoint",
            "log",
            "The log's latest checkpoint",
            &[ok("a signed note, with cosignatures", TEXT, "Text")],
        )
    },
    Endpoint {
        about: "As https://c2sp.org/tlog-tiles: indices from 1000 on are written x001/000, partial tiles end in .p/WIDTH.",
        refusals: &[404],
        ..get(
            "/polls/{id}/tile/{level}/{index}",
            "tile",
            "log",
            "A tile of the log's hashes",
            &[ok("up to 256 hashes", BYTES, "Bytes")],
        )
    },
    Endpoint {
        about: "As https://c2sp.org/tlog-tiles. Entry 0 is the poll, the last one of a closed log its close, those between are ballots.",
        refusals: &[404],
        ..get(
            "/polls/{id}/tile/entries/{index}",
            "entries",
            "log",
            "A bundle of the log's entries",
            &[ok("up to 256 entries, each after its length in two bytes", BYTES, "Bytes")],
        )
    },
    Endpoint {
        body: body("the checkpoint, cosigned", TEXT, "Text"),
        refusals: &[404, 409, 422],
        ..post(
            "/polls/{id}/cosignatures",
            "cosign",
            "log",
            "Give cosignatures for the latest checkpoint",
            &[ok("how many of the poll's cosigners have signed it", JSON, "Cosigned")],
        )
    },
    Endpoint {
        body: body("the opening", JSON, "Document"),
        refusals: &[404, 409, 422],
        ..post(
            "/polls/{id}/lottery",
            "open_lottery",
            "results",
            "Tell what the poll's lottery source gave",
            &[nothing("it fits the poll, and is kept")],
        )
    },
    Endpoint {
        refusals: &[404],
        ..get(
            "/polls/{id}/lottery.json",
            "lottery",
            "results",
            "What the poll's lottery source gave",
            &[ok("its canonical bytes", JSON, "Document")],
        )
    },
    Endpoint {
        refusals: &[404, 409],
        ..get(
            "/polls/{id}/result.json",
            "result",
            "results",
            "The result of a closed poll",
            &[ok("its canonical bytes", JSON, "Document")],
        )
    },
    Endpoint {
        token: true,
        body: body(
            "the enrolment in its canonical spelling, and the digests of its codes",
            JSON,
            "NewEnrolment",
        ),
        refusals: &[422],
        ..post(
            "/enrolments",
            "add_enrolment",
            "enrolments",
            "Open an enrolment",
            &[ok("it was there already", JSON, "Opened"), created("it is open", "Opened")],
        )
    },
    Endpoint {
        refusals: &[404],
        ..get(
            "/enrolments/{id}",
            "show_enrolment",
            "enrolments",
            "How far an enrolment is",
            &[ok("it, and the numbers of its codes", JSON, "Enrolment")],
        )
    },
    Endpoint {
        body: body("the request", JSON, "Document"),
        refusals: &[403, 404, 409, 422],
        ..post(
            "/enrolments/{id}/requests",
            "enrol",
            "enrolments",
            "Enrol a member by a code",
            &[ok("the commitment that is in: the same for the same request", JSON, "Enrolled")],
        )
    },
    Endpoint {
        token: true,
        refusals: &[404],
        ..post(
            "/enrolments/{id}/close",
            "close_enrolment",
            "enrolments",
            "Close an enrolment",
            &[nothing("it is closed")],
        )
    },
    Endpoint {
        about: "Never changes.",
        refusals: &[404, 409],
        ..get(
            "/enrolments/{id}/group.json",
            "enrolled_group",
            "enrolments",
            "The group of a closed enrolment",
            &[ok("its canonical bytes", JSON, "Document")],
        )
    },
];
