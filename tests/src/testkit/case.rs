//! A [`Case`] is one file of the kit: header lines, an empty line, then the exact bytes of the input.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// One file of the kit.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Case {
    name: String,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
}

/// What the bytes of a case are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Input {
    /// Ballots that reach whoever collects them one after the other, one a line.
    Admissions,
    /// An answer to the question in the header `question`.
    Answer,
    /// A ballot.
    Ballot,
    /// Ballots that are checked and counted at once, one a line.
    Ballots,
    /// A group.
    Group,
    /// A private key as Semaphore's JavaScript client exports it.
    Identity,
    /// An identity file of the program `ostrakon`.
    IdentityFile,
    /// A poll.
    Poll,
    /// A proving key, given as changes to the one in the header `base`.
    ProvingKey,
    /// A proof object of Semaphore's JavaScript client about the content in the header `content`.
    SemaphoreProof,
}

impl Input {
    /// Every kind of input with its name.
    pub const ALL: [(&'static str, Self); 10] = [
        ("admissions", Self::Admissions),
        ("answer", Self::Answer),
        ("ballot", Self::Ballot),
        ("ballots", Self::Ballots),
        ("group", Self::Group),
        ("identity", Self::Identity),
        ("identity-file", Self::IdentityFile),
        ("poll", Self::Poll),
        ("proving-key", Self::ProvingKey),
        ("semaphore-proof", Self::SemaphoreProof),
    ];
}

/// Why a file is not a case, or a case lacks what it needs. Says which.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CaseError(String);

impl std::fmt::Display for CaseError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for CaseError {}

impl Case {
    /// A case from its parts.
    #[must_use]
    pub const fn new(name: String, headers: Vec<(String, String)>, body: Vec<u8>) -> Self {
        Self { name, headers, body }
    }

    /// Reads a file's bytes.
    ///
    /// # Errors
    /// [`CaseError`] where the header lines cannot be read.
    pub fn parse(name: &str, bytes: &[u8]) -> Result<Self, CaseError> {
        let error = |what: &str| CaseError(format!("{name}: {what}"));
        let end = bytes.windows(2).position(|pair| pair == b"\n\n").ok_or_else(|| error("no empty line"))?;
        let (head, rest) = bytes.split_at(end);
        let head = std::str::from_utf8(head).map_err(|_| error("the headers are not UTF-8"))?;
        let header = |line: &str| match line.split_once(": ") {
            Some((key, value)) if !value.is_empty() => Ok((key.to_owned(), value.to_owned())),
            _ => Err(error(&format!("not a header: {line:?}"))),
        };
        let headers = head.lines().map(header).collect::<Result<_, _>>()?;
        Ok(Self::new(name.to_owned(), headers, rest.iter().skip(2).copied().collect()))
    }

    /// The file's bytes.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut bytes = Vec::new();
        for (key, value) in &self.headers {
            bytes.extend_from_slice(format!("{key}: {value}\n").as_bytes());
        }
        bytes.push(b'\n');
        bytes.extend_from_slice(&self.body);
        bytes
    }

    /// The file's name, which tells the defect.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The value of a header.
    #[must_use]
    pub fn header(&self, key: &str) -> Option<&str> {
        self.headers.iter().find(|(name, _)| name == key).map(|(_, value)| value.as_str())
    }

    /// The values of a header that may stand several times, in order.
    pub fn headers<'a>(&'a self, key: &'a str) -> impl Iterator<Item = &'a str> {
        self.headers.iter().filter(move |(name, _)| name == key).map(|(_, value)| value.as_str())
    }

    /// The value of a header that the case cannot do without.
    ///
    /// # Errors
    /// [`CaseError`] where it is missing.
    pub fn needs(&self, key: &str) -> Result<&str, CaseError> {
        self.header(key).ok_or_else(|| self.error(&format!("no header {key}")))
    }

    /// What the bytes are.
    ///
    /// # Errors
    /// [`CaseError`] for a kind that does not exist.
    pub fn input(&self) -> Result<Input, CaseError> {
        let name = self.needs("input")?;
        let known = Input::ALL.into_iter().find(|(known, _)| *known == name);
        known.map(|(_, input)| input).ok_or_else(|| self.error("unknown input"))
    }

    /// The outcomes demanded: one, or one for each line of the body.
    ///
    /// # Errors
    /// [`CaseError`] where there are none.
    pub fn expect(&self) -> Result<Vec<&str>, CaseError> {
        Ok(self.needs("expect")?.split(' ').collect())
    }

    /// The input's bytes: the body, with the text of each header `repeat: AT COUNT TEXT` inserted
    /// COUNT times before the body's byte AT.
    ///
    /// # Errors
    /// [`CaseError`] for a `repeat` that cannot be read, or that does not fit the body.
    pub fn bytes(&self) -> Result<Vec<u8>, CaseError> {
        let mut bytes = Vec::new();
        let mut done = 0;
        for repeat in self.headers("repeat") {
            let bad = || self.error(&format!("repeat: {repeat}"));
            let mut parts = repeat.splitn(3, ' ');
            let mut number = || parts.next().and_then(|part| part.parse::<usize>().ok()).ok_or_else(bad);
            let (at, count) = (number()?, number()?);
            let text = parts.next().ok_or_else(bad)?;
            bytes.extend_from_slice(self.body.get(done..at).ok_or_else(bad)?);
            bytes.extend_from_slice(text.repeat(count).as_bytes());
            done = at;
        }
        bytes.extend(self.body.iter().skip(done));
        Ok(bytes)
    }

    /// The body's lines, each ending in a newline that is no part of it.
    #[must_use]
    pub fn lines(&self) -> Vec<&[u8]> {
        self.body
            .split_inclusive(|&byte| byte == b'\n')
            .map(|line| line.strip_suffix(b"\n").unwrap_or(line))
            .collect()
    }

    /// The body's line, from 0, of each ballot in a batch: line `i` as often as the header `times`
    /// says, else once.
    ///
    /// # Errors
    /// [`CaseError`] where `times` does not fit the lines.
    pub fn batch(&self) -> Result<Vec<usize>, CaseError> {
        let lines = self.lines().len();
        let times: Vec<usize> = match self.header("times") {
            Some(times) => times.split(' ').filter_map(|times| times.parse().ok()).collect(),
            None => vec![1; lines],
        };
        if times.len() != lines {
            return Err(self.error("times does not fit the lines"));
        }
        Ok(times.iter().enumerate().flat_map(|(line, &times)| std::iter::repeat_n(line, times)).collect())
    }

    /// An error about this case.
    #[must_use]
    pub fn error(&self, what: &str) -> CaseError {
        CaseError(format!("{}: {what}", self.name))
    }
}

/// All files of a kit, by name.
pub type Kit = BTreeMap<String, Case>;

/// The folder of the kit in this repository.
#[must_use]
pub fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("testkit")
}

/// Reads a folder. Files with a dot in their names are not cases.
///
/// # Errors
/// [`CaseError`] for a file that cannot be read or is not a case.
pub fn read(folder: &Path) -> Result<Kit, CaseError> {
    let error = |error: std::io::Error| CaseError(format!("{}: {error}", folder.display()));
    let mut kit = Kit::new();
    for entry in std::fs::read_dir(folder).map_err(error)? {
        let entry = entry.map_err(error)?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if !name.contains('.') {
            let case = Case::parse(&name, &std::fs::read(entry.path()).map_err(error)?)?;
            kit.insert(name, case);
        }
    }
    Ok(kit)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_headers_then_exact_bytes() {
        let file = b"input: ballot\nexpect: json-syntax\n\n\xff\n\nx\r\n";
        let case = Case::parse("name", file).unwrap();
        assert_eq!(case.bytes().unwrap(), b"\xff\n\nx\r\n");
        assert_eq!(case.to_bytes(), file);
        assert_eq!((case.input(), case.expect().unwrap()), (Ok(Input::Ballot), vec!["json-syntax"]));
        assert!(Case::parse("name", b"input: ballot\n").is_err());
        assert!(Case::parse("name", b"input\n\n").is_err());
    }

    #[test]
    fn repeats_are_inserted_where_they_say() {
        let case = Case::parse("name", b"repeat: 1 3 [\nrepeat: 1 2 ] \nrepeat: 2 1 z\n\nabc").unwrap();
        assert_eq!(case.bytes().unwrap(), b"a[[[] ] bzc");
        let beyond = Case::parse("name", b"repeat: 4 1 z\n\nabc").unwrap();
        assert!(beyond.bytes().is_err());
    }

    #[test]
    fn a_batch_repeats_lines() {
        let case = Case::parse("name", b"times: 2 0 1\n\na\nb\nc\n").unwrap();
        assert_eq!(case.lines(), [b"a", b"b", b"c"]);
        assert_eq!(case.batch().unwrap(), [0, 0, 2]);
        assert!(Case::parse("name", b"times: 2\n\na\nb\n").unwrap().batch().is_err());
    }
}
