//! Row 23: ids and texts that deceive.

use serde_json::json;

use super::Draft;
use super::electorate::World;
use super::polls::changed;

pub(super) fn cases(world: &World) -> Vec<Draft> {
    let label = |name: &str, expect, about: &str, label: &str| {
        changed(world, &format!("label_{name}"), 23, expect, about, &|poll| {
            poll["questions"][0]["options"][0]["label"] = json!(label);
        })
    };
    let labels = |name: &str, expect, about: &str, labels: [&str; 2]| {
        changed(world, &format!("labels_{name}"), 23, expect, about, &|poll| {
            for (at, label) in labels.iter().enumerate() {
                poll["questions"][0]["options"][at]["label"] = json!(label);
            }
        })
    };
    let alike = |name: &str, about: &str, pair: [&str; 2]| labels(name, "question-look-alike", about, pair);
    let id = |name: &str, expect, about: &str, id: &str| {
        changed(world, &format!("option_id_{name}"), 23, expect, about, &|poll| {
            poll["questions"][0]["options"][0]["id"] = json!(id);
        })
    };
    vec![
        label(
            "right_to_left_override",
            "json-shape",
            "a mark that turns what follows around",
            "Option \u{202E}oN",
        ),
        label("right_to_left_mark", "json-shape", "a mark that is not seen", "Option a\u{200F}"),
        label(
            "left_to_right_isolate",
            "json-shape",
            "an isolate that is not seen",
            "\u{2066}Option a\u{2069}",
        ),
        label("zero_width_space", "json-shape", "a space that is not seen", "Opt\u{200B}ion a"),
        label("zero_width_non_joiner", "json-shape", "a joiner that is not seen", "Opt\u{200C}ion a"),
        label("soft_hyphen", "json-shape", "a hyphen that is not seen", "Opt\u{AD}ion a"),
        label("word_joiner", "json-shape", "a joiner that is not seen", "Option\u{2060} a"),
        label("byte_order_mark", "json-shape", "a byte order mark", "\u{FEFF}Option a"),
        label("hangul_filler", "json-shape", "a letter that is not seen", "Option \u{3164}"),
        label("tag_characters", "json-shape", "letters that are not seen", "Option a\u{E0062}\u{E006F}"),
        label(
            "variation_selector",
            "json-shape",
            "a selector that changes how a letter is shown",
            "Option a\u{FE00}",
        ),
        label("line_break", "json-shape", "a line break", "Option\na"),
        label("line_separator", "json-shape", "a line separator", "Option\u{2028}a"),
        label("escape", "json-shape", "a terminal's escape character", "\u{1B}[31mOption a"),
        label("empty", "json-shape", "nothing to read", ""),
        label("white_space", "json-shape", "only white space, of another kind", "\u{2003}\u{3000}"),
        label("not_nfc", "json-not-nfc", "not in Unicode normal form C", "Cafe\u{301}"),
        label("of_200_bytes", "accept", "as long as allowed", &"é".repeat(100)),
        label("of_201_bytes", "json-shape", "one byte longer than allowed", &format!("{}a", "é".repeat(100))),
        label("emoji", "accept", "an emoji of several characters", "Vote 🗳️ 👩\u{200D}⚖️"),
        labels("right", "accept", "labels in other scripts that look different", ["Да", "لا"]),
        alike("equal", "equal labels", ["Pay", "Pay"]),
        alike("cyrillic", "Cyrillic letters for Latin ones", ["Pay", "Рау"]),
        alike("greek", "a Greek letter for a Latin one", ["Alpha", "Αlpha"]),
        alike("full_width", "full-width letters", ["Pay", "Ｐａｙ"]),
        alike("case", "other case", ["Pay", "PAY"]),
        alike("spaces", "other spaces", ["Pay now", "Pay  now"]),
        alike("no_break_space", "a space that does not break", ["Pay now", "Pay\u{A0}now"]),
        alike("zero_and_o", "zero for a capital O", ["Option O", "Option 0"]),
        alike("one_and_l", "one for a small l", ["Option l", "Option 1"]),
        alike("capital_i_and_l", "a capital i for a small l", ["Plan I", "Plan l"]),
        alike("capital_i_and_one", "a capital i for a one", ["Plan I", "Plan 1"]),
        alike("rn_and_m", "r and n for m", ["Farm", "Farrn"]),
        alike("mathematical", "mathematical letters", ["Yes", "𝐘𝐞𝐬"]),
        alike("zero_width_joiner", "a joiner that is not seen between letters", ["Yes", "Y\u{200D}es"]),
        alike("emoji_selector", "a selector that is not seen after a letter", ["Yes", "Yes\u{FE0F}"]),
        id("empty", "json-shape", "no characters", ""),
        id("upper_case", "json-shape", "a capital", "A"),
        id("space", "json-shape", "a space", "a a"),
        id("other_script", "json-shape", "a letter of another script", "а"),
        id("of_33", "json-shape", "one character too many", &"a".repeat(33)),
        id("number", "accept", "digits", "1"),
        id("twice", "question-repeated", "the id of another option", "b"),
        changed(world, "question_id_empty", 23, "json-shape", "a question without an id", &|poll| {
            poll["questions"][0]["id"] = json!("")
        }),
        changed(
            world,
            "question_id_twice",
            23,
            "poll-repeated-question",
            "two questions of one id",
            &|poll| poll["questions"][1]["id"] = json!("approve"),
        ),
        changed(world, "title_hidden", 23, "json-shape", "a mark that is not seen in the title", &|poll| {
            poll["title"] = json!("Test\u{200B}kit")
        }),
        changed(world, "prompt_hidden", 23, "json-shape", "a mark that is not seen in a prompt", &|poll| {
            poll["questions"][0]["prompt"] = json!("Which\u{202E}?")
        }),
        changed(
            world,
            "description_hidden",
            23,
            "json-shape",
            "a mark that is not seen in the description",
            &|poll| poll["description"] = json!("A\u{2067}B"),
        ),
        changed(world, "description_of_two_lines", 23, "accept", "a description may have lines", &|poll| {
            poll["description"] = json!("One\nTwo")
        }),
    ]
}
