//! A server that passes requests on to a board, and answers some of them itself.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use ostrakon_board::checkpoint::SignedCheckpoint;
use ostrakon_board::note::{Purpose, Signer};
use ostrakon_board::tile::entries::push_entry;
use ostrakon_board::tile::{self, TILE_WIDTH};
use ostrakon_board::tree::{Frontier, leaf_hash};
use serde_json::Value;

use crate::desk::Desk;

/// What to answer to a path, with a status; nothing where the board's own answer is passed on.
type Lie = dyn Fn(&str) -> Option<(u16, Vec<u8>)> + Send + Sync;

/// Starts a liar in front of the board at `url`, and returns its own URL.
pub(crate) fn lie(url: &str, lie: impl Fn(&str) -> Option<(u16, Vec<u8>)> + Send + Sync + 'static) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let liar = format!("http://{}", listener.local_addr().unwrap());
    let board = url.strip_prefix("http://").unwrap().to_owned();
    let lie: Box<Lie> = Box::new(lie);
    thread::spawn(move || {
        for stream in listener.incoming() {
            serve(stream.unwrap(), &board, &lie);
        }
    });
    liar
}

/// Answers one request, and closes the connection. A client that goes away is none of its business.
fn serve(mut stream: TcpStream, board: &str, lie: &Lie) {
    let mut reader = BufReader::new(stream.try_clone().unwrap());
    let (mut head, mut length) = (String::new(), 0);
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line).unwrap_or(0) == 0 {
            return;
        }
        if line == "\r\n" {
            break;
        }
        let lower = line.to_lowercase();
        if let Some(value) = lower.strip_prefix("content-length:") {
            length = value.trim().parse().unwrap();
        }
        if !lower.starts_with("connection:") {
            head += &line;
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).unwrap();
    let path = head.split(' ').nth(1).unwrap();
    assert!(!path.ends_with("/ballots") || length % 2048 == 0, "the length tells of the ballot: {length}");
    if let Some((status, answer)) = lie(path) {
        let head = format!(
            "HTTP/1.1 {status} Said\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
            answer.len()
        );
        let _ = stream.write_all(head.as_bytes()).and_then(|()| stream.write_all(&answer));
        return;
    }
    let mut upstream = TcpStream::connect(board).unwrap();
    upstream.write_all(format!("{head}Connection: close\r\n\r\n").as_bytes()).unwrap();
    upstream.write_all(&body).unwrap();
    let _ = std::io::copy(&mut upstream, &mut stream);
}

/// A log that the board's key has signed, whatever is in it.
#[derive(Clone)]
pub(crate) struct Log {
    pub(crate) checkpoint: Vec<u8>,
    pub(crate) tile: Vec<u8>,
    bundles: Vec<Vec<u8>>,
}

impl Log {
    /// Signs entries with the key of a desk's board.
    pub(crate) fn sign(desk: &Desk, entries: &[&str]) -> Self {
        let (mut frontier, mut leaves, mut bundles) = (Frontier::new(), Vec::new(), Vec::new());
        for part in entries.chunks(TILE_WIDTH.into()) {
            let mut bundle = Vec::new();
            for entry in part {
                leaves.push(leaf_hash(entry.as_bytes()));
                frontier.push(leaf_hash(entry.as_bytes()));
                push_entry(&mut bundle, entry.as_bytes()).unwrap();
            }
            bundles.push(bundle);
        }
        let poll: Value = serde_json::from_str(&desk.read("poll.json")).unwrap();
        let origin = format!("localhost/{}", poll["salt"].as_str().unwrap());
        let seed = hex::decode(desk.read("board.key").trim()).unwrap().try_into().unwrap();
        let signer = Signer::new(origin.parse().unwrap(), Purpose::Note, &seed);
        let checkpoint = SignedCheckpoint::sign(frontier.size(), frontier.root(), &signer).unwrap();
        Self { checkpoint: checkpoint.to_bytes(), tile: tile::to_bytes(&leaves), bundles }
    }

    /// What is under a path of the log.
    pub(crate) fn answer(&self, path: &str) -> Option<(u16, Vec<u8>)> {
        let answer = match path.split('/').skip(3).collect::<Vec<_>>().as_slice() {
            ["checkpoint"] => &self.checkpoint,
            ["tile", "0", ..] => &self.tile,
            ["tile", "entries", part, ..] => {
                &self.bundles[part.trim_end_matches(".p").parse::<usize>().unwrap()]
            }
            _ => return None,
        };
        Some((200, answer.clone()))
    }

    /// What the board signed of this log, with tiles and entries of another, as a mirror can show them.
    pub(crate) fn showing(self, other: &Self) -> Self {
        Self { checkpoint: self.checkpoint, ..other.clone() }
    }

    /// Serves this log in place of a board's.
    pub(crate) fn served(&self, url: &str) -> String {
        let log = self.clone();
        lie(url, move |path| log.answer(path))
    }

    /// Serves this log until its checkpoint is asked for a second time, then another.
    pub(crate) fn served_before(self, other: Self, url: &str) -> String {
        let asked = AtomicUsize::new(0);
        lie(url, move |path| {
            let asked = asked.fetch_add(path.ends_with("/checkpoint").into(), Ordering::Relaxed);
            if asked < 1 || (asked == 1 && !path.ends_with("/checkpoint")) {
                self.answer(path)
            } else {
                other.answer(path)
            }
        })
    }
}
