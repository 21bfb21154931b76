//! Enrolment: who has a one-time code enters one commitment, and nobody keeps which.

use bytes::Bytes;
use ostrakon_core::enrolment::{CodeDigest, Enrolment, EnrolmentError, EnrolmentId, EnrolmentRequest};
use ostrakon_core::group::Group;
use ostrakon_core::identity::IdentityCommitment;
use ostrakon_core::json::JsonError;

use super::Board;
use crate::store::{Enrolled, EnrolmentRecord, NewEnrolment, StoreError};

/// Most codes of one enrolment.
pub const MAX_CODES: usize = 1_000_000;

/// Why somebody is not enrolled, or an enrolment not opened.
#[derive(Debug, Clone, thiserror::Error)]
#[non_exhaustive]
pub enum EnrolError {
    /// The bytes are no enrolment, or no request.
    #[error(transparent)]
    Json(#[from] JsonError),
    /// The request does not prove what it has to.
    #[error(transparent)]
    Request(#[from] EnrolmentError),
    /// There are no codes, or more than [`MAX_CODES`].
    #[error("{0} codes, 1 to {MAX_CODES} are needed")]
    Codes(usize),
    /// The board has no such enrolment.
    #[error("this board has no such enrolment")]
    Unknown,
    /// The enrolment has no such code.
    #[error("the enrolment has no such code: check how it is written")]
    NoSuchCode,
    /// The code was used for another commitment.
    #[error("the code was used already, for another identity")]
    CodeUsed,
    /// The commitment is in, by another code.
    #[error("this identity is enrolled already, with another code: this one is not used up")]
    AlreadyIn,
    /// The enrolment is closed.
    #[error("the enrolment is closed")]
    Closed,
    /// The enrolment is not closed yet.
    #[error("the enrolment is not closed yet: its group is published when it is")]
    NotClosed,
    /// The store failed.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl EnrolError {
    /// A stable code for programs.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Json(error) => error.code(),
            Self::Request(error) => error.code(),
            Self::Codes(_) => "enrolment-codes",
            Self::Unknown => "unknown-enrolment",
            Self::NoSuchCode => "enrolment-no-such-code",
            Self::CodeUsed => "enrolment-code-used",
            Self::AlreadyIn => "enrolment-already-in",
            Self::Closed => "enrolment-closed",
            Self::NotClosed => "enrolment-not-closed",
            Self::Store(error) => error.code(),
        }
    }
}

impl Board {
    /// Opens an enrolment with the digests of its codes, and says whether it is new.
    ///
    /// # Errors
    /// [`EnrolError`].
    pub async fn add_enrolment(
        &self,
        document: Vec<u8>,
        codes: Vec<CodeDigest>,
    ) -> Result<(EnrolmentId, bool), EnrolError> {
        let id = Enrolment::from_bytes(&document)?.id();
        if codes.is_empty() || codes.len() > MAX_CODES {
            return Err(EnrolError::Codes(codes.len()));
        }
        Ok((id, self.store.add_enrolment(NewEnrolment { id, document, codes }).await?))
    }

    /// Enters the commitment of somebody who has a code and the secret of the commitment. Says whether it is
    /// new: the same request again is answered as the first time.
    ///
    /// # Errors
    /// [`EnrolError`].
    pub async fn enrol(
        &self,
        id: EnrolmentId,
        request: &[u8],
    ) -> Result<(IdentityCommitment, bool), EnrolError> {
        let request = EnrolmentRequest::from_bytes(request)?;
        let (code, member) = request.check(&self.document(id).await?)?;
        let _place = self.enrolling.acquire().await;
        match self.store.enrol(id, code, member).await? {
            Enrolled::New => Ok((member, true)),
            Enrolled::Repeated => Ok((member, false)),
            Enrolled::CodeUsed => Err(EnrolError::CodeUsed),
            Enrolled::NoSuchCode => Err(EnrolError::NoSuchCode),
            Enrolled::AlreadyIn => Err(EnrolError::AlreadyIn),
            Enrolled::Closed => Err(EnrolError::Closed),
        }
    }

    /// What is known of an enrolment.
    ///
    /// # Errors
    /// [`EnrolError::Unknown`], or the store's.
    pub async fn enrolment(&self, id: EnrolmentId) -> Result<EnrolmentRecord, EnrolError> {
        self.store.enrolment(id).await?.ok_or(EnrolError::Unknown)
    }

    /// Closes an enrolment: nobody else is let in, and the group is public.
    ///
    /// # Errors
    /// [`EnrolError::Unknown`], or the store's.
    pub async fn close_enrolment(&self, id: EnrolmentId) -> Result<(), EnrolError> {
        self.enrolment(id).await?;
        Ok(self.store.close_enrolment(id).await?)
    }

    /// The group of a closed enrolment, as its bytes: the commitments in ascending order.
    ///
    /// # Errors
    /// [`EnrolError::NotClosed`], [`EnrolError::Unknown`], or the store's.
    pub async fn enrolled_group(&self, id: EnrolmentId) -> Result<Bytes, EnrolError> {
        if !self.enrolment(id).await?.closed {
            return Err(EnrolError::NotClosed);
        }
        // It takes long, and anybody may ask.
        let made = async {
            let members = self.store.enrolled(id).await?;
            let group = tokio::task::spawn_blocking(move || {
                Group::from_places(members.into_iter().map(Some)).map(|group| group.to_bytes())
            });
            let group = group.await.map_err(StoreError::database)?;
            let group = group.map_err(|_| StoreError::Damaged("a member stands twice"))?;
            let size = group.len();
            Ok((Bytes::from(group), size))
        };
        self.enrolled.get_or_make(id, made).await
    }

    async fn document(&self, id: EnrolmentId) -> Result<Enrolment, EnrolError> {
        let document = self.enrolment(id).await?.document;
        let damaged = StoreError::Damaged("a document is not that of its enrolment");
        Ok(Enrolment::from_bytes(&document).map_err(|_| damaged)?)
    }
}
