//! Tables of people who are to get codes: a first row with the names of columns, then one person a row.

use std::collections::BTreeMap;

use csv::StringRecord;
use ostrakon_board::service::enrolling::MAX_CODES;
use ostrakon_core::enrolment::Code;
use zeroize::Zeroizing;

use crate::error::Error;
use crate::io::Source;
use crate::rows;

/// Most bytes of a table.
const LIMIT: usize = 256 * 1024 * 1024;

/// The column that is added.
const CODE: &str = "code";

/// People, with whatever is known of each.
pub(crate) struct People {
    columns: StringRecord,
    rows: Vec<StringRecord>,
}

impl People {
    /// Reads a table, and refuses it whole if a row of it is bad.
    pub(crate) fn read(source: &Source) -> Result<Self, Error> {
        Self::parse(&source.read(LIMIT, "csv")?).map_err(|error| error.about(source))
    }

    fn parse(bytes: &[u8]) -> Result<Self, Error> {
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .trim(csv::Trim::All)
            .from_reader(bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes));
        let mut records = reader.records();
        let table = |message: String| Error::rejected("csv", message).hint(HINT);
        let columns = match records.next() {
            Some(Ok(columns)) => columns,
            Some(Err(error)) => return Err(table(error.to_string())),
            None => return Err(table("the table is empty".to_owned())),
        };
        if columns.iter().any(|name| name.eq_ignore_ascii_case(CODE)) {
            return Err(table("there is a column called code already".to_owned()));
        }
        let (mut rows, mut bad, mut seen) = (Vec::new(), Vec::new(), BTreeMap::new());
        for record in records {
            let record = record.map_err(|error| table(error.to_string()))?;
            let line = record.position().map_or(0, csv::Position::line);
            let key: Vec<String> = record.iter().map(str::to_owned).collect();
            if record.iter().all(str::is_empty) {
                bad.push(format!("line {line}: nobody stands here"));
            } else if record.len() != columns.len() {
                bad.push(format!(
                    "line {line}: {} cells in a table of {} columns",
                    record.len(),
                    columns.len()
                ));
            } else if let Some(first) = seen.insert(key, line) {
                bad.push(format!("line {line}: the same as line {first}"));
            } else {
                rows.push(record);
            }
        }
        rows::refuse(bad, |message| Error::rejected("people-rows", message).hint("correct these rows"))?;
        match rows.len() {
            0 => Err(table("there is nobody below the first row".to_owned())),
            1..=MAX_CODES => Ok(Self { columns, rows }),
            more => Err(table(format!("{more} people: one enrolment takes {MAX_CODES}"))),
        }
    }

    /// How many they are.
    pub(crate) fn len(&self) -> usize {
        self.rows.len()
    }

    /// The table with a code for each. A secret.
    pub(crate) fn with_codes(&self, codes: &[Code]) -> Zeroizing<Vec<u8>> {
        let mut table = Zeroizing::new(Vec::new());
        let mut writer = csv::Writer::from_writer(&mut *table);
        let mut write = |row: &StringRecord, code: &str| {
            writer.write_record(row.iter().chain([code])).expect("memory takes what is written");
        };
        write(&self.columns, CODE);
        for (row, code) in self.rows.iter().zip(codes) {
            write(row, &code.to_text());
        }
        writer.flush().expect("memory takes what is written");
        drop(writer);
        table
    }
}

const HINT: &str = "give CSV in UTF-8 with the names of its columns in the first row, such as name,email";

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(table: &str) -> (String, String) {
        let Err(error) = People::parse(table.as_bytes()) else { panic!("{table}") };
        (error.code().to_owned(), error.to_text())
    }

    #[test]
    fn each_person_gets_a_code_beside_what_is_known_of_them() {
        let people = People::parse("\u{feff}name,email\n\"Ann, of X\",a@x\nBob,\n".as_bytes()).unwrap();
        let codes = ["0123-4567-89AB-CDEF", "ZZZZ-ZZZZ-ZZZZ-ZZZZ"].map(|code| code.parse().unwrap());
        let table = people.with_codes(&codes);
        assert_eq!(
            std::str::from_utf8(&table).unwrap(),
            "name,email,code\n\"Ann, of X\",a@x,0123-4567-89AB-CDEF\nBob,,ZZZZ-ZZZZ-ZZZZ-ZZZZ\n"
        );
    }

    #[test]
    fn all_bad_rows_are_named() {
        let (code, text) = refused("name,email\nAnn,a\nBob\n,\nCem,c,d\nAnn,a\n");
        assert_eq!(code, "people-rows");
        for told in [
            "4 bad rows",
            "line 3: 1 cells",
            "line 4: nobody",
            "line 5: 3 cells",
            "line 6: the same as line 2",
        ] {
            assert!(text.contains(told), "{told}: {text}");
        }
    }

    #[test]
    fn tables_without_people_or_with_codes_are_refused() {
        for table in ["", "name\n", "name,Code\nAnn,1\n"] {
            assert_eq!(refused(table).0, "csv", "{table}");
        }
    }
}
