//! Rows 5, 13, 14 and 15: ballots that reach whoever collects them, one after the other.

use serde_json::json;

use super::Draft;
use super::ballots::other_proofs;
use super::electorate::{World, answers, answers_but};
use super::voters::changed;

/// One second before the poll opens, the second it opens, and so on.
const EARLY: &str = "2025-12-31T23:59:59Z";
const OPENS: &str = "2026-01-01T00:00:00Z";
const DURING: &str = "2026-01-15T12:00:00Z";
const LAST: &str = "2026-01-31T23:59:59Z";
const CLOSES: &str = "2026-02-01T00:00:00Z";
const LATE: &str = "2027-01-01T00:00:00Z";

pub(super) fn cases(world: &World) -> Vec<Draft> {
    let cast = |number, revision| changed(&world.cast(number, revision, &answers()), |_| ());
    let no =
        |revision| changed(&world.cast(1, revision, &answers_but("motion", json!({"pick": ["no"]}))), |_| ());
    let [one, two, three] = [1, 2, 3].map(|number| cast(number, 0));
    let newer = cast(1, 1);
    let newest = cast(1, 2);
    let above = cast(1, 3);
    let [negated, rerandomised] = other_proofs(world);
    let tampered = changed(&world.cast(1, 1, &answers()), |ballot| {
        ballot["content"]["body"]["answers"]["motion"] = json!({"pick": ["no"]});
    });
    let not_a_point = changed(&world.ballot, |ballot| ballot["proof"][0] = json!("1"));
    let other_points = {
        let other = world.cast(2, 0, &answers());
        changed(&world.ballot, |ballot| ballot["proof"] = other["proof"].clone())
    };
    let case = |name: &str, row, about: &str, steps: &[(&str, &[u8], &str)]| {
        let column =
            |pick: fn(&(&str, &[u8], &str)) -> String| steps.iter().map(pick).collect::<Vec<_>>().join(" ");
        let lines: Vec<&[u8]> = steps.iter().map(|(_, line, _)| *line).collect();
        Draft::new(
            "admissions",
            format!("admissions_{name}"),
            row,
            &column(|(.., expect)| (*expect).to_owned()),
            about,
        )
        .header("poll", "poll")
        .header("now", column(|(now, ..)| (*now).to_owned()))
        .lines(&lines)
        .fact("counted")
    };
    vec![
        case(
            "window",
            15,
            "the first and the last second, and those beside them",
            &[
                (EARLY, &one, "not-open"),
                (OPENS, &one, "new"),
                (LAST, &two, "new"),
                (CLOSES, &three, "closed"),
                (LATE, &three, "closed"),
            ],
        ),
        case(
            "clock_goes_back",
            15,
            "every ballot is judged by the clock as it stands",
            &[
                (DURING, &one, "new"),
                (EARLY, &two, "not-open"),
                (EARLY, &one, "not-open"),
                (DURING, &one, "repeated"),
                (CLOSES, &three, "closed"),
                (LAST, &three, "new"),
            ],
        ),
        case(
            "sent_again",
            14,
            "the same bytes again after a lost reply are no second vote",
            &[
                (DURING, &one, "new"),
                (DURING, &one, "repeated"),
                (LAST, &one, "repeated"),
                (CLOSES, &one, "closed"),
            ],
        ),
        case(
            "other_proofs",
            5,
            "(-A, -B) and a re-randomised proof are the same ballot",
            &[(DURING, &one, "new"), (DURING, &negated, "repeated"), (DURING, &rerandomised, "repeated")],
        ),
        case(
            "other_proofs_first",
            5,
            "the same the other way round",
            &[(DURING, &rerandomised, "new"), (DURING, &one, "repeated"), (DURING, &negated, "repeated")],
        ),
        case(
            "voter_twice",
            13,
            "another ballot of the same voter",
            &[
                (DURING, &one, "new"),
                (DURING, &no(0), "already-voted"),
                (DURING, &one, "repeated"),
                (DURING, &two, "new"),
            ],
        ),
        case(
            "revisions",
            14,
            "each higher revision is let in",
            &[
                (DURING, &one, "new"),
                (DURING, &newer, "new"),
                (DURING, &newest, "new"),
                (DURING, &above, "content-revision"),
            ],
        ),
        case(
            "revision_skipped",
            14,
            "revisions may be left out, and are gone then",
            &[(DURING, &newest, "new"), (DURING, &newer, "already-voted"), (DURING, &one, "already-voted")],
        ),
        case(
            "revision_equal",
            14,
            "an equal revision with other content",
            &[(DURING, &newer, "new"), (DURING, &no(1), "already-voted")],
        ),
        case(
            "revision_re_posted",
            14,
            "an older revision posted again after a newer one is no news",
            &[
                (DURING, &one, "new"),
                (DURING, &newer, "new"),
                (DURING, &one, "repeated"),
                (DURING, &no(0), "already-voted"),
            ],
        ),
        case(
            "refused_leaves_no_trace",
            13,
            "a forged ballot with a voter's nullifier does not keep the voter out",
            &[
                (DURING, &tampered, "proof-invalid"),
                (DURING, &other_points, "proof-invalid"),
                (DURING, &not_a_point, "proof-not-on-curve"),
                (DURING, &one, "new"),
                (DURING, &newer, "new"),
            ],
        ),
        case(
            "forged_revision_after",
            14,
            "a forged higher revision does not push the voter's ballot out",
            &[(DURING, &one, "new"), (DURING, &tampered, "proof-invalid"), (DURING, &newer, "new")],
        ),
        case(
            "same_ballot_bad_proof",
            14,
            "what is in already is not verified again: the answer is that of the first time",
            &[
                (DURING, &one, "new"),
                (DURING, &other_points, "repeated"),
                (DURING, &not_a_point, "proof-not-on-curve"),
            ],
        ),
        case(
            "bad_before_window",
            15,
            "a bad ballot is bad whatever the time",
            &[
                (EARLY, b"{}", "json-shape"),
                (LATE, &above, "content-revision"),
                (EARLY, &other_points, "not-open"),
            ],
        ),
    ]
}
