use ostrakon_agent::address::Address;
use ostrakon_agent::decision::{Decision, Proposal};
use ostrakon_agent::mandate::{Judgement, Mandate, Matter, Usage};
use ostrakon_agent::percent::Percent;
use ostrakon_core::time::Timestamp;
use proptest::prelude::*;
use proptest::sample::subsequence;
use serde_json::{Value, json};

use crate::polls::{at, manifest, poll};

/// Lines that allow to cast what is proposed.
const LINES: &str = r#"
format = "ostrakon/mandate/1"
expires = "2027-01-01T00:00:00Z"
casting = "at-once"
notice = "24h"
otherwise = "free"
forms = ["pick", "rank"]
[ask]
importance = 50
confidence = 80
[limits]
hour = 3
day = 5
total = 7
asks = 2
proposals = 30
[timing]
spread = "6h"
[[boards]]
url = "https://votes.example.org"
members = 20
"#;

/// What is judged: all of it as it may be, unless a row changes it.
struct Case {
    lines: String,
    manifest: Value,
    board: Address,
    look_alike: bool,
    decision: Decision,
    usage: Usage,
    now: Timestamp,
}

impl Case {
    fn new() -> Self {
        Self {
            lines: LINES.to_owned(),
            manifest: manifest(),
            board: "https://votes.example.org".parse().unwrap(),
            look_alike: false,
            decision: propose(90, 90),
            usage: Usage::default(),
            now: at("2026-11-02T00:00:00Z"),
        }
    }

    fn line(mut self, from: &str, to: &str) -> Self {
        assert!(self.lines.contains(from), "{from}");
        self.lines = self.lines.replacen(from, to, 1);
        self
    }

    fn judge(&self) -> Judgement {
        let mandate = Mandate::from_toml(&self.lines).unwrap();
        let poll = poll(&self.manifest);
        let matter = Matter { poll: &poll, board: &self.board, look_alike: self.look_alike };
        mandate.judge(&matter, &self.decision, &self.usage, self.now)
    }
}

fn percent(number: u8) -> Percent {
    Percent::try_from(number).unwrap()
}

fn propose(importance: u8, confidence: u8) -> Decision {
    Decision::Propose(Proposal {
        answers: serde_json::from_value(json!({"statute": {"pick": ["yes"]}})).unwrap(),
        confidence: percent(confidence),
        importance: percent(importance),
        rationale: "Because.".parse().unwrap(),
    })
}

fn undecided(importance: Option<u8>) -> Decision {
    Decision::Undecided { reason: "Unknown.".parse().unwrap(), importance: importance.map(percent) }
}

/// What is said in one word: the code of a refusal, or what happens.
fn word(judgement: &Judgement) -> String {
    match judgement {
        Judgement::Ask(reason) => {
            let reason = serde_json::to_value(reason).unwrap();
            let name = reason.as_str().or_else(|| Some(reason.as_object()?.keys().next()?.as_str()));
            format!("ask {}", name.unwrap())
        }
        Judgement::Refuse(refusal) => refusal.code().to_owned(),
        Judgement::Cast => "cast".to_owned(),
        Judgement::CastEarly => "cast-early".to_owned(),
        Judgement::Keep => "keep".to_owned(),
    }
}

#[test]
fn each_line_of_the_mandate_decides() {
    let case = Case::new;
    let topic = |words: &str, rule: &str| {
        let topic = format!("[topics.money]\nwords = [{words}]\nrule = \"{rule}\"\n");
        Case { lines: LINES.to_owned() + &topic, ..case() }
    };
    let important = |decision| {
        let topic = "[topics.money]\nwords = [\"statute\"]\nrule = \"free\"\nimportance = 60\n";
        Case { lines: LINES.to_owned() + topic, decision, ..case() }
    };
    let board = |line: &str| Case { lines: LINES.to_owned() + line, ..case() };
    let with = |pointer: &str, value: Value| {
        let mut manifest = manifest();
        *manifest.pointer_mut(pointer).unwrap() = value;
        manifest
    };
    let used = |change: fn(&mut Usage)| {
        let mut usage = Usage::default();
        change(&mut usage);
        Case { usage, ..case() }
    };
    let members = |members: u64| {
        let mut manifest = with("/electorate/members", json!(members));
        manifest["electorate"]["places"] = json!(100);
        Case { manifest, ..case() }
    };
    let rank = || Case {
        manifest: {
            let mut manifest = with("/questions/0/form", json!({"rank": {"max": 2, "ties": false}}));
            manifest["questions"][0]["rule"] = json!({"irv": {}});
            manifest
        },
        ..case()
    };
    let id = poll(&manifest()).id();
    let key = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a";
    let other_key = "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c";
    let early = || case().line("at-once", "early");
    let twice = |one: &str, other: &str| {
        let second = format!("[topics.order]\nwords = [\"annual\"]\nrule = \"{other}\"\n");
        let first = topic("\"statute\"", one);
        Case { lines: first.lines + &second, ..case() }
    };
    for (what, case, expected) in [
        ("all of it allowed", case(), "cast"),
        ("expires, one second before", Case { now: at("2026-11-07T19:59:59Z"), ..case() }, "cast"),
        ("expires", case().line("2027-01-01", "2026-11-02"), "mandate-expired"),
        ("casting early", early(), "cast-early"),
        (
            "casting early, no revision",
            Case { manifest: with("/revisions", json!(0)), ..early() },
            "ask no-veto",
        ),
        ("casting propose", case().line("at-once", "propose"), "keep"),
        ("notice", Case { now: at("2026-11-07T20:00:00Z"), ..case() }, "mandate-notice"),
        (
            "notice 0s, closed",
            Case { now: at("2026-11-08T20:00:00Z"), ..case() }.line("24h", "0s"),
            "mandate-notice",
        ),
        ("notice 0s, open", Case { now: at("2026-11-08T19:59:59Z"), ..case() }.line("24h", "0s"), "cast"),
        ("otherwise ask", case().line("\"free\"", "\"ask\""), "ask otherwise"),
        ("otherwise left out", case().line("otherwise = \"free\"\n", ""), "ask otherwise"),
        ("otherwise never", case().line("\"free\"", "\"never\""), "mandate-topic"),
        ("forms, rank", rank(), "cast"),
        ("forms, not rank", rank().line(", \"rank\"", ""), "mandate-form"),
        ("ask, below both", Case { decision: propose(49, 0), ..case() }, "cast"),
        ("ask, unsure and important", Case { decision: propose(50, 79), ..case() }, "ask unsure"),
        ("ask, sure and important", Case { decision: propose(50, 80), ..case() }, "cast"),
        ("ask, undecided", Case { decision: undecided(Some(50)), ..case() }, "ask undecided"),
        ("ask, undecided, failed", Case { decision: undecided(None), ..case() }, "ask undecided"),
        (
            "ask, undecided, unimportant",
            Case { decision: undecided(Some(49)), ..case() },
            "mandate-undecided",
        ),
        ("limits.hour", used(|usage| usage.hour = 3), "mandate-hour"),
        ("limits.hour, the last", used(|usage| usage.hour = 2), "cast"),
        ("limits.day", used(|usage| usage.day = 5), "mandate-day"),
        ("limits.total", used(|usage| usage.total = 7), "mandate-total"),
        ("limits.asks, none asked", used(|usage| usage.asks = 2), "cast"),
        ("limits.asks", Case { decision: undecided(None), ..used(|usage| usage.asks = 2) }, "mandate-asks"),
        ("limits.proposals", used(|usage| usage.minute = 30), "mandate-proposals"),
        ("boards", Case { board: "https://other.example.org".parse().unwrap(), ..case() }, "mandate-board"),
        ("boards.members", members(19), "mandate-members"),
        ("boards.members, just", members(20), "cast"),
        ("boards.members left out", members(19).line("members = 20\n", ""), "mandate-members"),
        ("boards.polls", board(&format!("polls = [\"{}\"]\n", "00".repeat(32))), "mandate-poll"),
        ("boards.polls, this", board(&format!("polls = [\"{id}\"]\n")), "cast"),
        ("boards.host", board("host = \"other.example.org\"\n"), "mandate-board-key"),
        ("boards.host, this", board("host = \"votes.example.org\"\n"), "cast"),
        ("boards.key", board(&format!("key = \"{other_key}\"\n")), "mandate-board-key"),
        ("boards.key, this", board(&format!("key = \"{key}\"\n")), "cast"),
        ("topics, never", topic("\"statute\"", "never"), "mandate-topic"),
        ("topics, ask", topic("\"no\", \"nothing\"", "ask"), "ask topic"),
        ("topics, not this", topic("\"stat\"", "never"), "cast"),
        (
            "topics, free",
            topic("\"statut*\"", "free").line("otherwise = \"free\"", "otherwise = \"never\""),
            "cast",
        ),
        ("topics, strictest first", twice("never", "free"), "mandate-topic"),
        ("topics, strictest last", twice("free", "never"), "mandate-topic"),
        ("topics, ask before free", twice("free", "ask"), "ask topic"),
        ("topics.importance", important(propose(0, 79)), "ask unsure"),
        ("topics.importance, undecided", important(undecided(Some(0))), "ask undecided"),
        ("topics.importance, sure", important(propose(0, 80)), "cast"),
        ("a look-alike", Case { look_alike: true, ..case() }, "ask look-alike"),
    ] {
        assert_eq!(word(&case.judge()), expected, "{what}");
    }
}

#[test]
fn what_a_mandate_allows_is_said_in_plain_words() {
    let text = LINES.to_owned()
        + "[topics.money]\nwords = [\"budget\", \"tax*\"]\nrule = \"never\"\nimportance = 80\n";
    let said = Mandate::from_toml(&text).unwrap().describe();
    for part in [
        "casts ballots in your name.",
        "until 2027-01-01T00:00:00Z",
        "votes at https://votes.example.org, in all polls of groups with at least 20 members",
        "pick, rank",
        "never votes about money (\"budget\", \"tax*\"). Its importance is at least 80 %",
        "votes freely about anything else",
        "importance is 50 % or more and the decider is less than 80 % sure",
        "casts no ballot",
        "less than 1d before",
        "At most 3 ballots in an hour, 5 in a day, 7 in all; it asks you at most 2 times a day",
        "drawn from up to 6h",
    ] {
        assert!(said.contains(part), "{part}\n{said}");
    }
}

/// Lines of a mandate that can be made stricter, each loosest first.
#[derive(Debug, Clone)]
struct Strictness {
    expires: usize,
    casting: usize,
    notice: usize,
    forms: usize,
    importance: u8,
    confidence: u8,
    limits: [u32; 5],
    members: u64,
    money: usize,
    floor: u8,
    otherwise: usize,
}

impl Strictness {
    fn mandate(&self) -> Mandate {
        let Self { expires, casting, notice, forms, importance, confidence, limits, members, .. } = self;
        let rules = ["free", "ask", "never"];
        Mandate::from_toml(&format!(
            "format = \"ostrakon/mandate/1\"\nexpires = \"{}\"\ncasting = \"{}\"\nnotice = \"{}\"\n\
             otherwise = \"{}\"\nforms = [{}]\n[ask]\nimportance = {importance}\nconfidence = {confidence}\n\
             [limits]\nhour = {}\nday = {}\ntotal = {}\nasks = {}\nproposals = {}\n[timing]\nspread = \"6h\"\n\
             [[boards]]\nurl = \"https://votes.example.org\"\nmembers = {members}\n\
             [topics.money]\nwords = [\"statute\"]\nrule = \"{}\"\nimportance = {}\n",
            ["2027-01-01T00:00:00Z", "2026-11-01T00:00:00Z"][*expires],
            ["at-once", "early", "propose"][*casting],
            ["1h", "10d"][*notice],
            rules[self.otherwise],
            ["\"pick\", \"rank\"", "\"rank\""][*forms],
            limits[0],
            limits[1],
            limits[2],
            limits[3],
            limits[4],
            rules[self.money],
            self.floor,
        ))
        .unwrap()
    }

    /// The strictest of both, line by line.
    fn and(&self, other: &Self) -> Self {
        Self {
            expires: self.expires.max(other.expires),
            casting: self.casting.max(other.casting),
            notice: self.notice.max(other.notice),
            forms: self.forms.max(other.forms),
            importance: self.importance.min(other.importance),
            confidence: self.confidence.max(other.confidence),
            limits: std::array::from_fn(|at| self.limits[at].min(other.limits[at])),
            members: self.members.max(other.members),
            money: self.money.max(other.money),
            floor: self.floor.max(other.floor),
            otherwise: self.otherwise.max(other.otherwise),
        }
    }
}

fn strictness() -> impl Strategy<Value = Strictness> {
    let rare = || prop_oneof![6 => Just(0_usize), 1 => Just(1)];
    let rule = || prop_oneof![4 => Just(0_usize), 1 => Just(1), 1 => Just(2)];
    (
        (rare(), rule(), rare(), rare()),
        (0..=100_u8, 0..=100_u8, prop::array::uniform5(0..6_u32), prop_oneof![0..100_u64, Just(200)]),
        (rule(), 0..=100_u8, rule()),
    )
        .prop_map(|(one, two, three)| Strictness {
            expires: one.0,
            casting: one.1,
            notice: one.2,
            forms: one.3,
            importance: two.0,
            confidence: two.1,
            limits: two.2,
            members: two.3,
            money: three.0,
            floor: three.1,
            otherwise: three.2,
        })
}

fn decision() -> impl Strategy<Value = Decision> {
    prop_oneof![
        4 => (0..=100_u8, 0..=100_u8).prop_map(|(importance, confidence)| propose(importance, confidence)),
        1 => prop::option::of(0..=100_u8).prop_map(undecided),
    ]
}

const fn casts(judgement: &Judgement) -> bool {
    matches!(judgement, Judgement::Cast | Judgement::CastEarly)
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn what_a_mandate_keeps_back_a_stricter_one_does_too(
        one in strictness(), other in strictness(), decision in decision(), look_alike in prop::bool::weighted(0.1),
        usage in prop::array::uniform5(0..4_u32), revisions in 0..3_u8, about in prop::bool::ANY,
    ) {
        let mut manifest = manifest();
        manifest["revisions"] = json!(revisions);
        if !about {
            manifest["questions"][0]["prompt"] = json!("Shall the new rules be adopted?");
        }
        let poll = poll(&manifest);
        let board = "https://votes.example.org".parse().unwrap();
        let matter = Matter { poll: &poll, board: &board, look_alike };
        let [minute, hour, day, total, asks] = usage;
        let usage = Usage { minute, hour, day, total, asks };
        let now = at("2026-11-02T00:00:00Z");
        let judge = |strictness: &Strictness| strictness.mandate().judge(&matter, &decision, &usage, now);
        let strict = judge(&one.and(&other));
        prop_assert!(!casts(&strict) || (casts(&judge(&one)) && casts(&judge(&other))), "{strict:?}");
    }

    #[test]
    fn no_decider_can_talk_a_poll_down(
        lines in strictness(), importance in 0..=100_u8, confidence in 0..=100_u8, lower in 0..=100_u8,
    ) {
        let poll = poll(&manifest());
        let board = "https://votes.example.org".parse().unwrap();
        let matter = Matter { poll: &poll, board: &board, look_alike: false };
        let now = at("2026-11-02T00:00:00Z");
        let mandate = lines.mandate();
        let judge = |importance| mandate.judge(&matter, &propose(importance, confidence), &Usage::default(), now);
        // What is said below the topic's importance changes nothing.
        let (importance, lower) = (importance.min(lines.floor), lower.min(lines.floor));
        prop_assert_eq!(judge(importance), judge(lower));
    }

    #[test]
    fn no_order_of_topics_matters(order in subsequence(vec!["never", "ask", "free"], 3).prop_shuffle()) {
        let topics: String = order
            .iter()
            .enumerate()
            .map(|(at, rule)| format!("[topics.t{at}]\nwords = [\"statute\"]\nrule = \"{rule}\"\n"))
            .collect();
        let case = Case { lines: LINES.to_owned() + &topics, ..Case::new() };
        prop_assert_eq!(word(&case.judge()), "mandate-topic");
    }
}
