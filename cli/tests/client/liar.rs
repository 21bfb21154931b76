//! A server that passes requests on to a board, and answers some of them itself.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{TcpListener, TcpStream};
use std::thread;

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
