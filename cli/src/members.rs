//! Lists of members as others keep them: CSV, JSON arrays, exports of Semaphore's JavaScript client,
//! and our own group files. Each bad row is named, all of them at once.

use ostrakon_core::group::{Group, MAX_GROUP_BYTES};
use ostrakon_core::identity::IdentityCommitment;
use serde_json::Value;

use crate::error::Error;
use crate::io::Source;
use crate::progress;
use crate::rows;

/// A list of places, in order; `None` is one whose member was removed.
#[derive(Debug)]
pub(crate) struct MemberList {
    /// What rows are called: "line" in a CSV file, "item" in a JSON array, "place" in a group.
    kind: &'static str,
    rows: Vec<Row>,
    /// The root that the list itself states, if it does.
    root: Option<String>,
}

#[derive(Debug)]
struct Row {
    number: u64,
    member: Option<IdentityCommitment>,
}

impl MemberList {
    /// Reads a list and refuses it whole if a row of it is bad.
    pub(crate) fn read(source: &Source) -> Result<Self, Error> {
        let bytes = source.read_document(MAX_GROUP_BYTES)?;
        let list = match bytes.iter().find(|byte| !byte.is_ascii_whitespace()) {
            Some(b'{') => Self::from_group(bytes),
            Some(b'[') => Self::from_json(&bytes),
            _ => Self::from_csv(&bytes),
        };
        list.map_err(|error| error.about(source))
    }

    /// The group whose places these are.
    pub(crate) fn into_group(self) -> Result<Group, Error> {
        let places = self.rows.into_iter().map(|row| row.member);
        let group = progress::while_working("building the group's tree", || Group::from_places(places))
            .map_err(|error| Error::rejected("group-duplicate", error))?;
        let found = group.root().map(|root| root.to_string());
        match &self.root {
            Some(root) if Some(root) != found.as_ref() => {
                Err(Error::rejected("group-root", "the tree in the list does not belong to its members")
                    .hint("export the group again: the list was changed or damaged"))
            }
            _ => Ok(group),
        }
    }

    /// Adds all to a group, or none if one cannot be added.
    pub(crate) fn add_to(&self, group: &mut Group) -> Result<usize, Error> {
        let mut members = Vec::with_capacity(self.rows.len());
        let mut bad = Vec::new();
        for row in &self.rows {
            match row.member {
                None => bad.push(format!("{} {}: an empty place cannot be added", self.kind, row.number)),
                Some(member) => match group.place_of(member) {
                    Some(place) => bad.push(format!(
                        "{} {}: {member} is a member already, in place {place}",
                        self.kind, row.number
                    )),
                    None => members.push(member),
                },
            }
        }
        refuse(bad)?;
        group.append_all(&members).map_err(|error| Error::rejected("group-duplicate", error))?;
        Ok(members.len())
    }

    /// A group file.
    fn from_group(bytes: impl AsRef<[u8]>) -> Result<Self, Error> {
        let group = Group::from_bytes(bytes).map_err(|error| Error::rejected(error.code(), &error))?;
        let row = |(number, member)| Row { number, member };
        Ok(Self { kind: "place", rows: (0..).zip(group.iter()).map(row).collect(), root: None })
    }

    /// A plain array of decimal strings, `"0"` for an empty place; or an array of such arrays, which is
    /// how the JavaScript client exports a tree: the places, then each level up to the root.
    fn from_json(bytes: &[u8]) -> Result<Self, Error> {
        let syntax = |error: serde_json::Error| Error::rejected("json-syntax", format!("not JSON: {error}"));
        let mut items: Vec<Value> = serde_json::from_slice(bytes).map_err(syntax)?;
        let mut root = None;
        if items.first().is_some_and(Value::is_array) {
            let top = items.last().and_then(Value::as_array).and_then(|nodes| nodes.first());
            root = top.and_then(Value::as_str).map(str::to_owned);
            items = match items.swap_remove(0) {
                Value::Array(places) => places,
                _ => Vec::new(),
            };
        }
        let read = |item: &Value| match item.as_str() {
            Some("0") => Ok(None),
            Some(text) => read_member(text).map(Some),
            None => {
                let start: String = item.to_string().chars().take(90).collect();
                Err(format!("{} is not a commitment in quotes, such as \"123\"", start.escape_debug()))
            }
        };
        let mut rows = Rows::default();
        for (number, item) in (1..).zip(&items) {
            rows.push(number, read(item));
        }
        Ok(Self { kind: "item", rows: rows.checked("item")?, root })
    }

    /// One column, or a header that names the column `commitment`. Other columns are not looked at.
    fn from_csv(bytes: &[u8]) -> Result<Self, Error> {
        let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(bytes);
        let mut column = None;
        let mut rows = Rows::default();
        for record in reader.records() {
            let record = record.map_err(|error| Error::rejected("csv", error).hint(CSV_HINT))?;
            let number = record.position().map_or(0, csv::Position::line);
            if column.is_none() {
                let named = record.iter().position(|field| field.trim().eq_ignore_ascii_case("commitment"));
                column = Some(named.unwrap_or(0));
                if named.is_some() {
                    continue;
                }
                if record.len() > 1 {
                    let message = "there are several columns, and none is called commitment";
                    return Err(Error::rejected("csv", message).hint(CSV_HINT));
                }
            }
            let field = record.get(column.unwrap_or(0)).unwrap_or_default().trim();
            rows.push(number, read_member(field).map(Some));
        }
        Ok(Self { kind: "line", rows: rows.checked("line")?, root: None })
    }
}

/// Rows as they are read, and what is wrong with some.
#[derive(Default)]
struct Rows {
    rows: Vec<Row>,
    bad: Vec<(u64, String)>,
}

impl Rows {
    fn push(&mut self, number: u64, member: Result<Option<IdentityCommitment>, String>) {
        match member {
            Ok(member) => self.rows.push(Row { number, member }),
            Err(reason) => self.bad.push((number, reason)),
        }
    }

    /// The rows, unless some are bad or stand twice. They are called `kind`.
    fn checked(self, kind: &str) -> Result<Vec<Row>, Error> {
        let Self { rows, mut bad } = self;
        let mut sorted: Vec<_> = rows.iter().filter(|row| row.member.is_some()).collect();
        sorted.sort_unstable_by_key(|row| (row.member, row.number));
        for (earlier, row) in sorted.iter().zip(sorted.iter().skip(1)) {
            if let Some(member) = row.member.filter(|_| row.member == earlier.member) {
                bad.push((row.number, format!("{member} stands in {kind} {} already", earlier.number)));
            }
        }
        bad.sort_by_key(|(number, _)| *number);
        refuse(bad.into_iter().map(|(number, reason)| format!("{kind} {number}: {reason}")).collect())?;
        Ok(rows)
    }
}

fn read_member(text: &str) -> Result<IdentityCommitment, String> {
    text.parse().map_err(|reason| {
        let shown: String = text.chars().take(90).collect();
        format!("{shown:?} is no commitment: {reason}")
    })
}

fn refuse(bad: Vec<String>) -> Result<(), Error> {
    rows::refuse(bad, |message| {
        Error::rejected("group-rows", message).hint(
            "correct these rows: each needs a commitment in decimal, as `ostrakon identity new` prints it, once",
        )
    })
}

const CSV_HINT: &str = "put one commitment in each row, or name their column in a first row: name,commitment";
