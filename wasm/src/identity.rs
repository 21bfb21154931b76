//! An [`Identity`]: who votes.

use std::cell::RefCell;
use std::rc::Rc;

use ostrakon_core::enrolment::{Enrolment, EnrolmentRequest};
use ostrakon_core::group::Group;
use ostrakon_core::identity::IdentitySecret;
use ostrakon_core::nullifier::Nullifier;
use ostrakon_core::poll::Poll;
use ostrakon_prover::{Prover, Session};
use rand_core::OsRng;
use wasm_bindgen::prelude::*;

use crate::number::read;
use crate::refusal::Refusal;

/// An identity with its secret, which stays in the module's memory until `free()` clears it, with all that is made
/// of it to make ballots faster.
#[wasm_bindgen]
pub struct Identity {
    secret: IdentitySecret,
    /// The session of its last ballot.
    session: RefCell<Option<Rc<Session>>>,
}

#[wasm_bindgen]
impl Identity {
    /// A new identity from the system's random numbers.
    #[must_use]
    pub fn generate() -> Self {
        IdentitySecret::generate(&mut OsRng).into()
    }

    /// An identity from the private key that Semaphore's JavaScript client exports, in base64.
    pub fn import(key: &str) -> Result<Self, Refusal> {
        Ok(IdentitySecret::import(key)?.into())
    }

    /// An identity from the bytes of a private key.
    #[wasm_bindgen(js_name = fromPrivateKey)]
    pub fn from_private_key(key: &[u8]) -> Result<Self, Refusal> {
        Ok(IdentitySecret::from_private_key(key)?.into())
    }

    /// The private key in base64. Whoever has it votes in this identity's place, and sees how it voted.
    #[must_use]
    pub fn export(&self) -> String {
        self.secret.export().to_string()
    }

    /// What the registrar lists, in decimal. Public.
    #[wasm_bindgen(getter)]
    #[must_use]
    pub fn commitment(&self) -> String {
        self.secret.commitment().to_string()
    }

    /// The nullifier of all ballots of this identity in a scope, both in decimal. Whoever knows it can
    /// tell which ballots are this voter's.
    pub fn nullifier(&self, scope: &str) -> Result<String, Refusal> {
        Ok(Nullifier::derive(read("scope", scope)?, &self.secret).to_string())
    }

    /// The request to be enrolled with a code, which the registrar gave, in an enrolment, by its document. A
    /// secret, until the code is used up.
    #[wasm_bindgen(js_name = enrolmentRequest)]
    pub fn enrolment_request(&self, enrolment: &[u8], code: &str) -> Result<Vec<u8>, Refusal> {
        let enrolment = Enrolment::from_bytes(enrolment)?;
        let code = code.trim().parse().map_err(|error| Refusal::new("code", error))?;
        Ok(EnrolmentRequest::new(&enrolment, code, &self.secret).to_bytes().to_vec())
    }
}

impl Identity {
    /// The nullifier of its ballots in a poll.
    pub(crate) fn nullifier_in(&self, poll: &Poll) -> Nullifier {
        Nullifier::derive(poll.id().scope(), &self.secret)
    }

    /// What its ballots in a group share, as the last one left it.
    pub(crate) fn session(&self, prover: &Prover, group: &Group) -> Result<Rc<Session>, Refusal> {
        let fits =
            |session: &Rc<Session>| session.depth() == prover.depth() && Some(session.root()) == group.root();
        // Two are not kept at any time.
        let kept = self.session.take().filter(fits);
        let session = match kept {
            Some(session) => session,
            None => {
                let place = group.place_of(self.secret.commitment());
                let place =
                    place.ok_or_else(|| Refusal::new("not-a-member", "the identity is not in the group"))?;
                Rc::new(prover.session(&self.secret, &group.path(place)?)?)
            }
        };
        self.session.replace(Some(Rc::clone(&session)));
        Ok(session)
    }
}

impl From<IdentitySecret> for Identity {
    fn from(secret: IdentitySecret) -> Self {
        Self { secret, session: RefCell::default() }
    }
}

/// The id, in hexadecimal, of an enrolment's document.
#[wasm_bindgen(js_name = enrolmentId)]
pub fn enrolment_id(document: &[u8]) -> Result<String, Refusal> {
    Ok(Enrolment::from_bytes(document)?.id().to_string())
}
