//! The log of a poll on a server, and what to do about one that is not as it has to be.

use std::pin::pin;
use std::task::{Context, Poll as Polled, Waker};

use ostrakon_board::note::VerifierKey;
use ostrakon_board::shown::{Parts, ShownError, Trouble};
use ostrakon_core::poll::{Poll, PollId};

use crate::error::Error;
use crate::remote::Remote;

/// What a server has below the path of a poll.
pub(crate) struct OnServer<'a> {
    remote: &'a Remote,
    poll: PollId,
}

impl<'a> OnServer<'a> {
    pub(crate) const fn new(remote: &'a Remote, poll: PollId) -> Self {
        Self { remote, poll }
    }
}

impl Parts for OnServer<'_> {
    type Error = Error;

    async fn part(&self, name: &str, limit: usize) -> Result<Vec<u8>, Error> {
        self.remote.get(&format!("/polls/{}/{name}", self.poll), limit)
    }
}

/// What comes of work with parts on a server, which are there as soon as they are asked for.
pub(crate) fn done<T>(work: impl Future<Output = T>) -> T {
    match pin!(work).poll(&mut Context::from_waker(Waker::noop())) {
        Polled::Ready(result) => result,
        Polled::Pending => unreachable!("nothing here is waited for"),
    }
}

/// The key with which the board of a poll signs.
pub(crate) fn board_key(poll: &Poll) -> Result<VerifierKey, Error> {
    VerifierKey::of_board(poll).map_err(|error| ShownError::Key(error).into())
}

impl From<ShownError> for Error {
    fn from(error: ShownError) -> Self {
        let told = Self::rejected(error.code(), &error);
        match error {
            ShownError::Key(_) => told.hint("this poll has no public log: its ballots are collected by hand"),
            ShownError::Long(_) => told.hint("the board is broken, or dishonest: tell the organiser"),
            ShownError::OldCopy { .. } => told.hint(
                "this is an old copy of the log, and shows nothing against the board: look again without the cache or mirror \
                 that stands between, and keep the receipt as it is",
            ),
            ShownError::Overdue(_) => told.hint(
                "this is an old copy of the log, or the board is late: look again without a cache or mirror that stands \
                 between; if it stays so, keep the receipt and tell the organiser",
            ),
            ShownError::Root => {
                told.hint("try again; if it stays so, the server is broken or dishonest: tell the organiser")
            }
            _ => told,
        }
    }
}

impl From<Error> for Trouble<Error> {
    fn from(error: Error) -> Self {
        Self::Fetch(error)
    }
}

impl From<Trouble<Self>> for Error {
    fn from(trouble: Trouble<Self>) -> Self {
        match trouble {
            Trouble::Caught { error, .. } | Trouble::Refused(error) => error.into(),
            Trouble::Fetch(error) => error,
        }
    }
}
