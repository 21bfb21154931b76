//! Canonical JSON (RFC 8785): the only JSON that is read or written.
//!
//! A document has exactly one spelling. Bytes that differ from it are refused, so that what is
//! hashed, what is stored and what is shown cannot differ.

use serde::{Serialize, de::DeserializeOwned};
use serde_json::Value;

use crate::text::is_nfc;

/// Largest integer a document may hold, in absolute value: 2⁵³ − 1, exact in every JSON reader.
pub const MAX_INTEGER: i64 = (1 << 53) - 1;

/// Deepest nesting of arrays and objects in a document.
pub const MAX_DEPTH: usize = 16;

/// Why bytes are not a canonical document.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum JsonError {
    /// More nested than any document is.
    #[error("nested more than {MAX_DEPTH} levels deep")]
    Depth,
    /// A number that is not an integer of absolute value at most 2⁵³ − 1.
    #[error("a number is not an integer between -(2^53-1) and 2^53-1")]
    Integer,
    /// The value is right, its spelling is not.
    #[error("not canonical: the bytes differ from the RFC 8785 spelling of the same value")]
    NotCanonical,
    /// Text that is not in Unicode normal form C.
    #[error("a text is not in Unicode normal form C")]
    NotNfc,
    /// Well-formed JSON that is not this kind of document.
    #[error("not the expected document: {0}")]
    Shape(String),
    /// More bytes than this kind of document may have.
    #[error("{found} bytes, the limit is {limit}")]
    Size {
        /// Bytes received.
        found: usize,
        /// Bytes allowed.
        limit: usize,
    },
    /// Not JSON at all.
    #[error("not JSON: {0}")]
    Syntax(String),
}

impl JsonError {
    /// What a parser has refused.
    pub(crate) fn from_parser(error: &serde_json::Error) -> Self {
        let text = error.to_string();
        // serde_json stops at 128 levels by itself, long before the stack does.
        if text.starts_with("recursion limit") {
            Self::Depth
        } else if text.starts_with("number out of range") {
            Self::Integer
        } else {
            Self::Syntax(excerpt(&text))
        }
    }

    /// What a parser has refused that knows what it looks for, in JSON.
    pub(crate) fn from_shape(error: &serde_json::Error) -> Self {
        Self::Shape(excerpt(&error.to_string()))
    }

    /// A stable code for programs.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Depth => "json-depth",
            Self::Integer => "json-integer",
            Self::NotCanonical => "json-not-canonical",
            Self::NotNfc => "json-not-nfc",
            Self::Shape(_) => "json-shape",
            Self::Size { .. } => "json-size",
            Self::Syntax(_) => "json-syntax",
        }
    }
}

/// Reads a document of at most `limit` bytes that must be spelled canonically.
///
/// # Errors
/// One [`JsonError`] per cause. Duplicate keys, insignificant white space, a byte order mark,
/// `1e0`, `-0` and `1.0` all fail: none of them is the canonical spelling of anything.
pub fn from_canonical<T: DeserializeOwned + Serialize>(bytes: &[u8], limit: usize) -> Result<T, JsonError> {
    let document: T = from_json(bytes, limit)?;
    if to_canonical(&document) != bytes {
        return Err(JsonError::NotCanonical);
    }
    Ok(document)
}

/// Reads a document of at most `limit` bytes in any JSON spelling, for files that people edit.
///
/// # Errors
/// As [`from_canonical`], without the demand for canonical bytes.
pub fn from_json<T: DeserializeOwned>(bytes: &[u8], limit: usize) -> Result<T, JsonError> {
    check_size(bytes, limit)?;
    let value: Value = serde_json::from_slice(bytes).map_err(|error| JsonError::from_parser(&error))?;
    check_value(&value, MAX_DEPTH)?;
    serde_json::from_value(value).map_err(|error| JsonError::from_shape(&error))
}

/// Refuses more bytes than a document may have.
pub(crate) const fn check_size(bytes: &[u8], limit: usize) -> Result<(), JsonError> {
    let found = bytes.len();
    if found > limit { Err(JsonError::Size { found, limit }) } else { Ok(()) }
}

/// A parser's message, which may quote the document: cut, and with nothing in it that a terminal would
/// obey or hide.
fn excerpt(message: &str) -> String {
    let mut text = String::new();
    for (at, c) in message.chars().enumerate() {
        match c {
            _ if at == MAX_MESSAGE => {
                text.push('…');
                break;
            }
            '"' | '\'' | '\\' => text.push(c),
            c => text.extend(c.escape_debug()),
        }
    }
    text
}

/// Most characters of a parser's message that are kept.
const MAX_MESSAGE: usize = 200;

/// The RFC 8785 spelling of a document.
///
/// # Panics
/// Never for the documents of this crate: they hold only text, integers, lists and text-keyed maps.
#[must_use]
pub fn to_canonical<T: Serialize>(document: &T) -> Vec<u8> {
    let value = serde_json::to_value(document).expect("the keys of maps are text");
    let mut bytes = Vec::new();
    write_value(&value, &mut bytes);
    bytes
}

fn write_value(value: &Value, bytes: &mut Vec<u8>) {
    match value {
        Value::Null => bytes.extend(b"null"),
        Value::Bool(value) => bytes.extend(value.to_string().bytes()),
        Value::Number(number) => {
            let integer = number.as_i64().expect("numbers are integers");
            bytes.extend(integer.to_string().bytes());
        }
        Value::String(text) => write_text(text, bytes),
        Value::Array(items) => {
            bytes.push(b'[');
            for (at, item) in items.iter().enumerate() {
                if at > 0 {
                    bytes.push(b',');
                }
                write_value(item, bytes);
            }
            bytes.push(b']');
        }
        Value::Object(fields) => {
            let mut fields: Vec<_> = fields.iter().collect();
            fields.sort_unstable_by(|(one, _), (other, _)| one.encode_utf16().cmp(other.encode_utf16()));
            bytes.push(b'{');
            for (at, (key, item)) in fields.into_iter().enumerate() {
                if at > 0 {
                    bytes.push(b',');
                }
                write_text(key, bytes);
                bytes.push(b':');
                write_value(item, bytes);
            }
            bytes.push(b'}');
        }
    }
}

/// Text has one spelling for `serde_json`, which is that of RFC 8785.
fn write_text(text: &str, bytes: &mut Vec<u8>) {
    serde_json::to_writer(bytes, text).expect("text can be written to memory");
}

/// Refuses what no document may hold, wherever it stands.
fn check_value(value: &Value, depth: usize) -> Result<(), JsonError> {
    match value {
        Value::Null | Value::Bool(_) => Ok(()),
        Value::Number(number) => match number.as_i64() {
            Some(integer) if integer.unsigned_abs() <= MAX_INTEGER.unsigned_abs() => Ok(()),
            _ => Err(JsonError::Integer),
        },
        Value::String(text) => check_text(text),
        Value::Array(items) => {
            let depth = depth.checked_sub(1).ok_or(JsonError::Depth)?;
            items.iter().try_for_each(|item| check_value(item, depth))
        }
        Value::Object(fields) => {
            let depth = depth.checked_sub(1).ok_or(JsonError::Depth)?;
            fields.iter().try_for_each(|(key, item)| {
                check_text(key)?;
                check_value(item, depth)
            })
        }
    }
}

fn check_text(text: &str) -> Result<(), JsonError> {
    if is_nfc(text) { Ok(()) } else { Err(JsonError::NotNfc) }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;

    /// Any document, with keys and text of any characters.
    fn arb_document() -> impl Strategy<Value = Value> {
        let text = || prop_oneof![any::<String>(), "[\\x00-\\x7f]{0,8}", "[\u{e000}-\u{10ffff}]{0,2}"];
        let leaf = prop_oneof![
            Just(Value::Null),
            any::<bool>().prop_map(Value::from),
            (-MAX_INTEGER..=MAX_INTEGER).prop_map(Value::from),
            text().prop_map(Value::from),
        ];
        leaf.prop_recursive(4, 40, 6, move |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
                prop::collection::btree_map(text(), inner, 0..6)
                    .prop_map(|fields| fields.into_iter().collect()),
            ]
        })
    }

    proptest! {
        #[test]
        fn the_canonical_spelling_is_that_of_a_library(document in arb_document()) {
            prop_assert_eq!(to_canonical(&document), serde_json_canonicalizer::to_vec(&document).unwrap());
        }
    }

    type Document = BTreeMap<String, Value>;

    fn read(text: &[u8]) -> Result<Document, JsonError> {
        from_canonical(text, 1000)
    }

    #[test]
    fn only_the_canonical_spelling_is_read() {
        assert!(read(br#"{"a":1,"b":[true,"x"]}"#).is_ok());
        for other in [
            &br#"{"b":[true,"x"],"a":1}"#[..],
            br#"{"a": 1}"#,
            br#"{"a":1,"a":1}"#,
            br#"{"a":"\u0061"}"#,
            br#"{"a":1}
"#,
        ] {
            assert_eq!(read(other), Err(JsonError::NotCanonical), "{}", String::from_utf8_lossy(other));
        }
    }

    #[test]
    fn numbers_that_are_not_exact_integers_are_refused() {
        for number in
            ["1e0", "1.0", "-0", "9007199254740992", "-9007199254740992", "18446744073709551616", "1e400"]
        {
            assert_eq!(read(format!("{{\"a\":{number}}}").as_bytes()), Err(JsonError::Integer), "{number}");
        }
        assert!(read(br#"{"a":-9007199254740991}"#).is_ok());
    }

    #[test]
    fn malformed_bytes_name_their_cause() {
        assert!(matches!(read(b"{\"a\":1}x"), Err(JsonError::Syntax(_))));
        assert!(matches!(read(b"\xef\xbb\xbf{\"a\":1}"), Err(JsonError::Syntax(_))));
        assert!(matches!(read(br#"{"a":"\ud800"}"#), Err(JsonError::Syntax(_))));
        assert!(matches!(read(b"{\"a\":\"\xff\"}"), Err(JsonError::Syntax(_))));
        assert_eq!(read("{\"a\":\"e\u{301}\"}".as_bytes()), Err(JsonError::NotNfc));
        assert_eq!(
            read(format!("{{\"a\":{}{}}}", "[".repeat(100), "]".repeat(100)).as_bytes()),
            Err(JsonError::Depth)
        );
        assert_eq!(read(format!("{{\"a\":{}", "[".repeat(900)).as_bytes()), Err(JsonError::Depth));
        assert_eq!(read(&[b' '; 1001]), Err(JsonError::Size { found: 1001, limit: 1000 }));
    }

    #[test]
    fn what_a_message_quotes_is_short_and_visible() {
        #[derive(Debug, Serialize, serde::Deserialize)]
        enum Format {}
        let message = |format: &str| match from_json::<Format>(format!("\"{format}\"").as_bytes(), 100_000) {
            Err(JsonError::Shape(message)) => message,
            other => panic!("{other:?}"),
        };
        assert_eq!(message(&"a".repeat(90_000)).chars().count(), MAX_MESSAGE + 1);
        let shown = message("x\\u001b[2J\u{202E}y");
        assert!(shown.contains("x\\u{1b}[2J\\u{202e}y"), "{shown}");
    }
}
