//! Row 20: texts that are no private keys, and files that are not what they claim.

use super::Draft;
use super::electorate::World;
use super::voters::voter;

pub(super) fn cases(_: &World) -> Vec<Draft> {
    [texts(), files()].into_iter().flatten().collect()
}

fn texts() -> Vec<Draft> {
    let key = voter(1).export();
    let good = |name: &str, about: &str, text: &str| {
        Draft::new("identity", format!("identity{name}"), 20, "accept", about).body(text).fact("commitment")
    };
    let bad = |name: &str, expect, about: &str, text: &str| {
        Draft::new("identity", format!("identity_{name}"), 20, expect, about).body(text)
    };
    let base64 = |name: &str, about: &str, text: &str| bad(name, "identity-base64", about, text);
    let middle = key.len() / 2;
    vec![
        good("", "an exported private key", &key),
        good(
            "_of_32_zeros",
            "a key that anybody can guess is a key",
            "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=",
        ),
        good("_largest", "4096 bytes", &format!("{}AA==", "AAAA".repeat(1365))),
        base64("without_padding", "the padding is missing", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"),
        base64("double_padding", "too much padding", "AAA=="),
        base64(
            "spare_bits",
            "bits set that belong to no byte: another spelling of a key",
            "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAB=",
        ),
        base64("url_alphabet", "the alphabet for URLs", "__-_AAAA"),
        base64("space_inside", "a space inside", &format!("{} {}", &key[..middle], &key[middle..])),
        base64("newline_inside", "a newline inside", &format!("{}\n{}", &key[..middle], &key[middle..])),
        base64("two_keys", "two keys in a row", "AA==AA=="),
        base64("list_of_numbers", "a private key as a list of bytes", "[1,2,3,4]"),
        base64("of_semaphore_3", "an identity as Semaphore 3 exports it", "[\"0x1\",\"0x2\"]"),
        base64(
            "hexadecimal",
            "hexadecimal with a prefix",
            "0x0000000000000000000000000000000000000000000000000000000000000001",
        ),
        base64("other_script", "letters of another script", "АААА"),
        bad("too_long", "identity-size", "4097 bytes", &format!("{}AAA=", "AAAA".repeat(1365))),
        bad("far_too_long", "identity-size", "1,000,000 characters", "A").header("repeat", "1 999999 A"),
    ]
}

/// What the program `ostrakon` reads.
fn files() -> Vec<Draft> {
    let (key, commitment) = (voter(1).export(), voter(1).commitment());
    let title =
        "# Ostrakon identity: keep this file secret. Whoever has it can vote as you and see how you voted.";
    let file = |commitment: &str, key: &str| format!("{title}\n# commitment: {commitment}\n{key}\n");
    let bad = |name: &str, expect, about: &str, text: String| {
        Draft::new("identity-file", format!("identity_file_{name}"), 20, expect, about).body(text)
    };
    vec![
        bad("good", "accept", "an identity file", file(&commitment.to_string(), &key))
            .header("commitment", commitment),
        bad(
            "other_commitment",
            "identity-file",
            "the commitment is another voter's",
            file(&voter(2).commitment().to_string(), &key),
        ),
        bad(
            "commitment_plus_sign",
            "identity-file",
            "the commitment in another spelling",
            file(&format!("+{commitment}"), &key),
        ),
        bad(
            "two_keys",
            "identity-file",
            "two keys",
            format!("{}{}\n", file(&commitment.to_string(), &key), *voter(2).export()),
        ),
        bad("no_key", "identity-file", "no key", format!("{title}\n")),
        bad(
            "damaged_key",
            "identity-file",
            "one letter of the key is another",
            file(&commitment.to_string(), &format!("B{}", &key[1..])),
        ),
        bad(
            "cut_key",
            "identity-base64",
            "the key's last letter is missing",
            file(&commitment.to_string(), &key[..key.len() - 1]),
        ),
    ]
}
