//! A [`Paced`] connection is given up where whoever asked reads the answer too slowly: no such reader holds one
//! for longer than the answer's length allows.

use std::io::{self, ErrorKind, IoSlice};
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::time::{Instant, Sleep, sleep};

/// A stream whose writes fail where fewer than `pace` bytes get out in each `period`.
#[derive(Debug)]
pub(crate) struct Paced<S> {
    stream: S,
    period: Duration,
    pace: usize,
    /// While something waits to get out.
    waiting: Option<Waiting>,
}

#[derive(Debug)]
struct Waiting {
    end: Pin<Box<Sleep>>,
    /// Bytes that got out since the period began.
    out: usize,
}

impl<S> Paced<S> {
    pub(crate) const fn new(stream: S, period: Duration, pace: usize) -> Self {
        Self { stream, period, pace, waiting: None }
    }

    /// What becomes of a write of which this much got out, or which has to wait.
    fn judge(
        &mut self,
        context: &mut Context<'_>,
        written: Poll<io::Result<usize>>,
    ) -> Poll<io::Result<usize>> {
        if let Poll::Ready(written) = written {
            if let (Some(waiting), Ok(bytes)) = (&mut self.waiting, &written) {
                waiting.out = waiting.out.saturating_add(*bytes);
            }
            return Poll::Ready(written);
        }
        let period = self.period;
        let waiting = self.waiting.get_or_insert_with(|| Waiting { end: Box::pin(sleep(period)), out: 0 });
        loop {
            ready!(waiting.end.as_mut().poll(context));
            if waiting.out < self.pace {
                return Poll::Ready(Err(ErrorKind::TimedOut.into()));
            }
            waiting.out = 0;
            waiting.end.as_mut().reset(Instant::now() + period);
        }
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Paced<S> {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write(context, bytes);
        self.judge(context, written)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write_vectored(context, bytes);
        self.judge(context, written)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    /// Called when all that there was is written: nothing waits any more.
    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.waiting = None;
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Paced<S> {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(context, buffer)
    }
}

#[cfg(test)]
mod tests {
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _, duplex};

    use super::*;

    /// Sends this many bytes to somebody who reads some of them each second, 100 of which are asked for in 30
    /// seconds, and as many again after an hour.
    async fn send(bytes: usize, each_second: usize) -> io::Result<()> {
        let (ours, mut theirs) = duplex(16);
        tokio::spawn(async move {
            let mut read = vec![0; each_second];
            loop {
                sleep(Duration::from_secs(1)).await;
                if theirs.read_exact(&mut read).await.is_err() {
                    return;
                }
            }
        });
        let mut stream = Paced::new(ours, Duration::from_secs(30), 100);
        for _ in 0..2 {
            stream.write_all(&vec![0; bytes]).await?;
            stream.flush().await?;
            sleep(Duration::from_secs(3600)).await;
        }
        Ok(())
    }

    #[tokio::test(start_paused = true)]
    async fn whoever_reads_at_the_pace_gets_all_of_a_long_answer() {
        send(100_000, 4).await.unwrap();
    }

    #[tokio::test(start_paused = true)]
    async fn whoever_trickles_is_given_up() {
        assert_eq!(send(1_000, 1).await.unwrap_err().kind(), ErrorKind::TimedOut);
        // A short answer is out before the first period ends.
        send(40, 1).await.unwrap();
    }
}
