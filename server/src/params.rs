//! The parts of a path that vary.

use axum::extract::{FromRequestParts, RawPathParams};
use axum::http::request;
use ostrakon_board::service::LookupError;
use ostrakon_board::service::enrolling::EnrolError;
use ostrakon_core::ballot::BallotId;
use ostrakon_core::enrolment::EnrolmentId;
use ostrakon_core::hash::Digest;
use ostrakon_core::poll::PollId;

use crate::problem::{Problem, RequestError};

/// The parts by name. An id that is written in another way than ids are is one that the board does not have.
pub(crate) struct Params(RawPathParams);

impl<S: Send + Sync> FromRequestParts<S> for Params {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut request::Parts, state: &S) -> Result<Self, Problem> {
        let params = RawPathParams::from_request_parts(parts, state).await;
        params.map(Self).map_err(|_| RequestError::Route.into())
    }
}

impl Params {
    pub(crate) fn get(&self, name: &str) -> &str {
        self.0.iter().find_map(|(key, value)| (key == name).then_some(value)).unwrap_or_default()
    }

    pub(crate) fn poll(&self) -> Result<PollId, LookupError> {
        self.get("id").parse().map_err(|_| LookupError::UnknownPoll)
    }

    pub(crate) fn ballot(&self) -> Result<BallotId, LookupError> {
        let digest = self.get("ballot").parse::<Digest>().map_err(|_| LookupError::Missing("ballot"))?;
        Ok(BallotId::from_bytes(digest.to_bytes()))
    }

    pub(crate) fn enrolment(&self) -> Result<EnrolmentId, EnrolError> {
        self.get("id").parse().map_err(|_| EnrolError::Unknown)
    }
}
