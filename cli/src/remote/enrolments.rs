//! What a server has of an enrolment.

use ostrakon_core::enrolment::{Enrolment, EnrolmentId, EnrolmentRequest};
use ostrakon_core::group::{Group, MAX_GROUP_BYTES};
use ostrakon_core::identity::IdentityCommitment;
use serde::Deserialize;

use super::{MAX_ANSWER_BYTES, NOT_A_BOARD, Remote};
use crate::error::Error;

/// How far an enrolment is, by the server's word.
#[derive(Debug, Deserialize)]
pub(crate) struct EnrolmentState {
    pub(crate) closed: bool,
    pub(crate) enrolment: Enrolment,
    pub(crate) issued: u64,
    pub(crate) used: u64,
}

#[derive(Deserialize)]
struct Entered {
    commitment: IdentityCommitment,
}

impl Remote {
    /// The enrolment with an id.
    pub(crate) fn enrolment(&self, id: EnrolmentId) -> Result<EnrolmentState, Error> {
        let bytes = self.get(&format!("/enrolments/{id}"), MAX_ANSWER_BYTES)?;
        let state: EnrolmentState = self.parse(&bytes)?;
        if state.enrolment.id() == id {
            return Ok(state);
        }
        Err(Error::rejected("enrolment-other", "the server shows another enrolment than the one asked for")
            .about(self)
            .hint(NOT_A_BOARD))
    }

    /// Hands in a request, and returns the commitment that the server says it has entered.
    pub(crate) fn enrol(&self, request: &EnrolmentRequest) -> Result<IdentityCommitment, Error> {
        self.expect_private()?;
        let path = format!("/enrolments/{}/requests", request.enrolment());
        let entered: Entered = self.parse(&self.post(&path, &request.to_bytes())?)?;
        Ok(entered.commitment)
    }

    /// The group of a closed enrolment.
    pub(crate) fn enrolled(&self, id: EnrolmentId) -> Result<Group, Error> {
        let bytes = self.get(&format!("/enrolments/{id}/group.json"), MAX_GROUP_BYTES)?;
        Group::from_bytes(bytes).map_err(|error| Error::rejected(error.code(), &error).about(self))
    }

    fn parse<T: for<'de> Deserialize<'de>>(&self, bytes: &[u8]) -> Result<T, Error> {
        serde_json::from_slice(bytes).map_err(|_| {
            Error::rejected("server-answer", "the answer is not one that a board gives")
                .about(self)
                .hint(NOT_A_BOARD)
        })
    }
}
