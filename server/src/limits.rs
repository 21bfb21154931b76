//! How much the server takes: bounds on time, numbers and bytes.

use std::time::Duration;

use ostrakon_board::note::MAX_NOTE_BYTES;
use ostrakon_board::service::enrolling::MAX_CODES;
use ostrakon_board::tile::entries::MAX_ENTRY_BYTES;
use ostrakon_core::enrolment::{MAX_ENROLMENT_BYTES, MAX_REQUEST_BYTES};
use ostrakon_core::group::MAX_GROUP_BYTES;
use ostrakon_core::lottery::opening::MAX_OPENING_BYTES;
use ostrakon_core::poll::MAX_BOARD_POLL_BYTES;

/// Most bytes of a new poll with its group.
pub(crate) const POLL_BODY: usize = MAX_GROUP_BYTES + MAX_BOARD_POLL_BYTES + 1024;

/// Most bytes of a ballot: what fits into a log, and line feeds up to a multiple of 4,096.
pub(crate) const BALLOT_BODY: usize = MAX_ENTRY_BYTES.next_multiple_of(4096);

/// Most bytes of a cosigned checkpoint.
pub(crate) const NOTE_BODY: usize = MAX_NOTE_BYTES;

/// Most bytes of what a lottery source gave.
pub(crate) const OPENING_BODY: usize = MAX_OPENING_BYTES;

/// Most bytes of a new enrolment: a code's digest takes 67.
pub(crate) const ENROLMENT_BODY: usize = 67 * MAX_CODES + MAX_ENROLMENT_BYTES + 1024;

/// Most bytes of a request to enrol.
pub(crate) const REQUEST_BODY: usize = MAX_REQUEST_BYTES;

/// Bounds on time and numbers. The default is for one machine on the open Internet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Most connections at a time. More wait until one ends.
    pub connections: usize,
    /// Most requests that are served at a time, from when their bodies are there. More are told to try again.
    pub requests: usize,
    /// Most bodies of requests that are read at a time: fewer than connections, so that bodies that come slowly
    /// leave some to others. More are told to try again.
    pub bodies: usize,
    /// Longest time until a request's head is there. A connection that is idle for so long is closed.
    pub head: Duration,
    /// Longest time from a request's head to its answer.
    pub request: Duration,
    /// The same for what an organiser sends, which may be large, and for the result, which has to be
    /// counted first.
    pub long_request: Duration,
    /// How long an answer may wait for room on its connection until [`Self::pace`] bytes of it are read. After
    /// that the connection is closed.
    pub unread: Duration,
    /// Least bytes of an answer that are read in each [`Self::unread`], as long as there are more.
    pub pace: usize,
    /// Longest time that requests under way get when the server is stopped.
    pub stop: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connections: 8192,
            requests: 4096,
            bodies: 6144,
            head: Duration::from_secs(20),
            request: Duration::from_secs(30),
            long_request: Duration::from_secs(600),
            unread: Duration::from_secs(30),
            pace: 1 << 17,
            stop: Duration::from_secs(30),
        }
    }
}
