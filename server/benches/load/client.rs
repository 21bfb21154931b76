//! A client that takes little of the machine it shares with the server: all connections in one thread, requests
//! ready as bytes, and of an answer no more looked at than its status and length.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::task::JoinSet;

use crate::usage;

/// The request with a number, as bytes.
pub(crate) type Request = Arc<dyn Fn(usize) -> Vec<u8> + Send + Sync>;

/// What so many requests took.
pub(crate) struct Run {
    /// Until all were answered.
    pub(crate) time: Duration,
    /// Processor time of the client.
    pub(crate) client: Duration,
    /// Processor time of client and server.
    pub(crate) both: Duration,
    latencies: Vec<Duration>,
}

impl Run {
    /// Sends requests over so many connections, over each the next one as soon as it has its answer.
    pub(crate) fn of(address: SocketAddr, connections: usize, count: usize, request: &Request) -> Self {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async {
            let mut streams = Vec::new();
            for _ in 0..connections {
                let stream = TcpStream::connect(address).await.unwrap();
                stream.set_nodelay(true).unwrap();
                streams.push(stream);
            }
            let (start, client, both) = (Instant::now(), usage::of_thread(), usage::of_process());
            let next = Arc::new(AtomicUsize::new(0));
            let send = |stream| send(stream, next.clone(), count, request.clone());
            let latencies = streams.into_iter().map(send).collect::<JoinSet<_>>().join_all().await.concat();
            Self {
                time: start.elapsed(),
                client: usage::of_thread() - client,
                both: usage::of_process() - both,
                latencies,
            }
        })
    }

    /// Both together, one after the other.
    pub(crate) fn and(mut self, other: Self) -> Self {
        self.time += other.time;
        self.client += other.client;
        self.both += other.both;
        self.latencies.extend(other.latencies);
        self
    }

    /// Requests a second.
    pub(crate) fn rate(&self) -> f64 {
        self.latencies.len() as f64 / self.time.as_secs_f64()
    }

    /// Microseconds for each request.
    pub(crate) fn each(&self, time: Duration) -> f64 {
        time.as_secs_f64() * 1e6 / self.latencies.len() as f64
    }

    /// Milliseconds within which so many of a hundred were answered.
    pub(crate) fn within(&self, percent: usize) -> f64 {
        let mut latencies = self.latencies.clone();
        latencies.sort_unstable();
        latencies[(latencies.len() - 1) * percent / 100].as_secs_f64() * 1e3
    }
}

/// Sends what is left of the requests over a connection.
async fn send(
    mut stream: TcpStream,
    next: Arc<AtomicUsize>,
    count: usize,
    request: Request,
) -> Vec<Duration> {
    let (mut latencies, mut answer) = (Vec::new(), Vec::new());
    loop {
        let number = next.fetch_add(1, Ordering::Relaxed);
        if number >= count {
            return latencies;
        }
        let start = Instant::now();
        stream.write_all(&request(number)).await.unwrap();
        answer.clear();
        while !is_whole(&answer) {
            assert!(stream.read_buf(&mut answer).await.unwrap() > 0, "the server hung up");
        }
        latencies.push(start.elapsed());
    }
}

/// Whether this is all of an answer, which has to be a good one.
fn is_whole(answer: &[u8]) -> bool {
    let Some(end) = answer.windows(4).position(|bytes| bytes == b"\r\n\r\n") else { return false };
    let (head, body) = answer.split_at(end + 4);
    let head = std::str::from_utf8(head).unwrap().to_ascii_lowercase();
    assert!(head.starts_with("http/1.1 200 "), "{head}");
    let (_, length) = head.split_once("content-length: ").expect("answers tell their length");
    let (length, _) = length.split_once('\r').unwrap();
    body.len() == length.parse::<usize>().unwrap()
}
