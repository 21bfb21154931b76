//! Ballots that no voter made: a store does not look inside.

use ark_bn254::Fr;
use ostrakon_board::store::{BallotKey, NewBallot, NewEnrolment, NewPoll};
use ostrakon_core::ballot::BallotId;
use ostrakon_core::enrolment::{Code, CodeDigest, Enrolment, EnrolmentId};
use ostrakon_core::identity::IdentityCommitment;
use ostrakon_core::nullifier::Nullifier;
use ostrakon_core::poll::PollId;
use rand_core::OsRng;

/// When polls of these tests close.
pub(crate) const CLOSES: i64 = 1_800_000_000;

pub(crate) fn poll_id(number: u8) -> PollId {
    PollId::from_bytes([number; 32])
}

pub(crate) fn poll(number: u8) -> NewPoll {
    NewPoll {
        id: poll_id(number),
        manifest: format!("manifest {number}").into_bytes(),
        group: format!("group {number}").into_bytes(),
        closes: CLOSES,
    }
}

/// The ballot of a voter with a revision, that says something.
pub(crate) fn ballot(voter: u64, revision: u8, says: u8) -> NewBallot {
    let nullifier = Nullifier::from_field(Fr::from(voter)).unwrap();
    let mut id = [says; 32];
    id[..8].copy_from_slice(&voter.to_be_bytes());
    id[8] = revision;
    NewBallot {
        key: BallotKey { nullifier, revision, id: BallotId::from_bytes(id) },
        bytes: format!("ballot of {voter}, revision {revision}: {says}").into_bytes(),
    }
}

pub(crate) fn member(number: u64) -> IdentityCommitment {
    IdentityCommitment::from_field(Fr::from(number)).unwrap()
}

/// An enrolment, another one each time, with these codes.
pub(crate) fn enrolment(codes: &[u64]) -> (NewEnrolment, EnrolmentId) {
    let enrolment = Enrolment::generate("Members".parse().unwrap(), &mut OsRng);
    let id = enrolment.id();
    let codes = codes.iter().map(|number| code(id, *number)).collect();
    (NewEnrolment { id, document: enrolment.to_bytes(), codes }, id)
}

pub(crate) fn code(id: EnrolmentId, number: u64) -> CodeDigest {
    let text = format!("{number:016}");
    text.parse::<Code>().unwrap().digest(id)
}
