//! An [`EnrolmentRequest`] is what somebody with a code hands in to get into the group.

use ark_bn254::Fr;
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::{Code, CodeDigest, Enrolment, EnrolmentId};
use crate::eddsa::{Signature, SignatureError};
use crate::field::{self, FieldError};
use crate::identity::{IdentityCommitment, IdentitySecret, PublicKey, PublicKeyError};
use crate::json::{self, JsonError};

/// Most bytes that a request may have.
pub const MAX_REQUEST_BYTES: usize = 2048;

/// A code with a public key and its signature, as a document; nothing in it is believed before
/// [`Self::check`].
///
/// It holds a code, so its bytes are a secret until the code is used up.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EnrolmentRequest {
    format: Format,
    enrolment: EnrolmentId,
    code: Code,
    public_key: Point,
    signature: SignatureParts,
}

#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
enum Format {
    #[serde(rename = "ostrakon/enrolment-request/1")]
    V1,
}

/// Coordinates in decimal, as received.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Point {
    x: String,
    y: String,
}

/// R8 and S in decimal, as received.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct SignatureParts {
    x: String,
    y: String,
    s: String,
}

/// Why a request enrols nobody.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum EnrolmentError {
    /// A coordinate of the public key is not canonical.
    #[error("the public key holds a number that is not canonical: {0}")]
    Coordinate(#[from] FieldError),
    /// The request is for another enrolment.
    #[error("the request is for enrolment {found}, not for {expected}")]
    Enrolment {
        /// The enrolment asked about.
        expected: EnrolmentId,
        /// The one in the request.
        found: EnrolmentId,
    },
    /// The coordinates are not those of any identity's public key.
    #[error(transparent)]
    PublicKey(#[from] PublicKeyError),
    /// The signature is none, or not by this key of this code in this enrolment.
    #[error(transparent)]
    Signature(#[from] SignatureError),
}

impl EnrolmentError {
    /// A stable code for programs.
    #[must_use]
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Coordinate(_) | Self::PublicKey(_) => "enrolment-public-key",
            Self::Enrolment { .. } => "enrolment-id",
            Self::Signature(_) => "enrolment-signature",
        }
    }
}

impl EnrolmentRequest {
    /// The request of an identity to be enrolled with a code.
    #[must_use]
    pub fn new(enrolment: &Enrolment, code: Code, secret: &IdentitySecret) -> Self {
        let message = enrolment.message(code.digest(enrolment.id()));
        Self::from_parts(
            enrolment.id(),
            code,
            secret.public_key(),
            &Signature::sign(secret, message.to_field()),
        )
    }

    /// A request with a signature that another program made, of [`Enrolment::message`] as a field element.
    #[must_use]
    pub fn from_parts(
        enrolment: EnrolmentId,
        code: Code,
        public_key: &PublicKey,
        signature: &Signature,
    ) -> Self {
        let (x, y) = public_key.coordinates();
        let (r8_x, r8_y, s) = signature.to_parts();
        let [x, y, r8_x, r8_y] = [x, y, r8_x, r8_y].map(|number| field::to_decimal(&number));
        Self {
            format: Format::V1,
            enrolment,
            code,
            public_key: Point { x, y },
            signature: SignatureParts { x: r8_x, y: r8_y, s },
        }
    }

    /// Reads a request from its canonical bytes.
    ///
    /// # Errors
    /// [`JsonError`] for bytes that are not the one spelling of a request. It quotes nothing of them: they
    /// may hold a code.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, JsonError> {
        json::from_canonical(bytes, MAX_REQUEST_BYTES).map_err(|error| match error {
            JsonError::Shape(_) => JsonError::Shape(
                "an enrolment request has format, enrolment, code, public_key with x and y, and signature with \
                 x, y and s"
                    .to_owned(),
            ),
            other => other,
        })
    }

    /// The canonical bytes. A secret, until the code is used up.
    #[must_use]
    pub fn to_bytes(&self) -> Zeroizing<Vec<u8>> {
        Zeroizing::new(json::to_canonical(self))
    }

    /// The enrolment that the request names.
    #[must_use]
    pub const fn enrolment(&self) -> EnrolmentId {
        self.enrolment
    }

    /// What to look up among the codes issued, before anything dearer.
    #[must_use]
    pub fn code_digest(&self) -> CodeDigest {
        self.code.digest(self.enrolment)
    }

    /// Checks that whoever made the request has the secret of the commitment it enrols, and made it with this
    /// code for this enrolment. Whether the code was issued, and is not used up, is for the registrar to
    /// look up by its digest.
    ///
    /// The commitment is computed from the public key, which is in the subgroup: the root of a tree of
    /// identities cannot be enrolled, nor half of somebody's key.
    ///
    /// # Errors
    /// One [`EnrolmentError`] per cause: the enrolment, then the public key, then the signature.
    pub fn check(&self, enrolment: &Enrolment) -> Result<(CodeDigest, IdentityCommitment), EnrolmentError> {
        let expected = enrolment.id();
        if self.enrolment != expected {
            return Err(EnrolmentError::Enrolment { expected, found: self.enrolment });
        }
        let Point { x, y } = &self.public_key;
        let public_key = PublicKey::from_coordinates(field::from_decimal(x)?, field::from_decimal(y)?)?;
        let code = self.code_digest();
        let signature = self.signature.read()?;
        signature.verify(&public_key, enrolment.message(code).to_field())?;
        Ok((code, public_key.commitment()))
    }
}

impl SignatureParts {
    fn read(&self) -> Result<Signature, SignatureError> {
        let [x, y]: [Fr; 2] = [field::from_decimal(&self.x)?, field::from_decimal(&self.y)?];
        Signature::from_parts(x, y, &self.s)
    }
}

#[cfg(test)]
mod tests {
    use ark_std::rand::{SeedableRng, rngs::StdRng};
    use serde_json::{Value, json};

    use super::*;
    use crate::poseidon;

    const CODE: &str = "ABCD-EFGH-JKMN-PQRS";
    const R: &str = "21888242871839275222246405745257275088548364400416034343698204186575808495617";

    fn enrolment(seed: u64) -> Enrolment {
        Enrolment::generate("Members of 2026".parse().unwrap(), &mut StdRng::seed_from_u64(seed))
    }

    fn identity(key: &[u8]) -> IdentitySecret {
        IdentitySecret::from_private_key(key).unwrap()
    }

    fn document() -> Value {
        let request = EnrolmentRequest::new(&enrolment(1), CODE.parse().unwrap(), &identity(b"ann"));
        serde_json::from_slice(&request.to_bytes()).unwrap()
    }

    fn check(document: &Value) -> Result<(CodeDigest, IdentityCommitment), EnrolmentError> {
        EnrolmentRequest::from_bytes(&json::to_canonical(document)).unwrap().check(&enrolment(1))
    }

    fn code(change: impl Fn(&mut Value)) -> &'static str {
        let mut document = document();
        change(&mut document);
        check(&document).unwrap_err().code()
    }

    #[test]
    fn the_owner_of_an_identity_enrols_its_commitment() {
        let code: Code = CODE.parse().unwrap();
        let (digest, commitment) = check(&document()).unwrap();
        assert_eq!(digest, code.digest(enrolment(1).id()));
        assert_eq!(commitment, identity(b"ann").commitment());
    }

    #[test]
    fn a_request_is_good_for_its_code_and_enrolment_only() {
        assert_eq!(code(|request| request["code"] = json!("ABCD-EFGH-JKMN-PQRT")), "enrolment-signature");
        assert_eq!(code(|request| request["enrolment"] = json!(enrolment(2).id())), "enrolment-id");
        let request = EnrolmentRequest::new(&enrolment(1), CODE.parse().unwrap(), &identity(b"ann"));
        assert_eq!(request.check(&enrolment(2)).unwrap_err().code(), "enrolment-id");
    }

    #[test]
    fn a_signature_by_another_key_enrols_nobody() {
        let (x, y) = identity(b"bob").public_key().coordinates();
        let bob = json!({"x": field::to_decimal(&x), "y": field::to_decimal(&y)});
        assert_eq!(code(|request| request["public_key"] = bob.clone()), "enrolment-signature");
        assert_eq!(code(|request| request["signature"]["s"] = json!("1")), "enrolment-signature");
        assert_eq!(code(|request| request["signature"]["x"] = json!("1")), "enrolment-signature");
        // S and S + l would be two spellings of one signature.
        assert_eq!(code(|request| request["signature"]["s"] = json!(R)), "enrolment-signature");
    }

    #[test]
    fn a_point_that_is_no_public_key_is_refused() {
        let point = |x: Fr, y: Fr| json!({"x": field::to_decimal(&x), "y": field::to_decimal(&y)});
        let (x, y) = identity(b"ann").public_key().coordinates();
        let (zero, one) = (Fr::from(0), Fr::from(1));
        for (what, point) in [
            ("not on the curve", point(x, y + one)),
            ("swapped", point(y, x)),
            ("the identity", point(zero, one)),
            ("of order two", point(zero, -one)),
            // Adding the point of order two negates both coordinates.
            ("outside the subgroup", point(-x, -y)),
            ("not canonical", json!({"x": R, "y": "1"})),
            ("a leading zero", json!({"x": format!("0{x}"), "y": "1"})),
        ] {
            assert_eq!(
                code(|request| request["public_key"] = point.clone()),
                "enrolment-public-key",
                "{what}"
            );
        }
    }

    #[test]
    fn the_root_of_a_tree_cannot_be_enrolled() {
        let leaves = [b"one", b"two"].map(|key| identity(key).commitment().to_field());
        let root = poseidon::hash2(leaves[0], leaves[1]);
        // The root is the hash of two leaves as a commitment is of a public key, but they are no point.
        let leaves = json!({"x": field::to_decimal(&leaves[0]), "y": field::to_decimal(&leaves[1])});
        assert_eq!(code(|request| request["public_key"] = leaves.clone()), "enrolment-public-key");
        assert_ne!(check(&document()).unwrap().1.to_field(), root);
        // And a request has no place for a commitment.
        let mut request = document();
        request["commitment"] = json!(field::to_decimal(&root));
        let read = EnrolmentRequest::from_bytes(&json::to_canonical(&request));
        assert_eq!(read.unwrap_err().code(), "json-shape");
    }

    #[test]
    fn a_code_shows_neither_in_debug_output_nor_in_errors() {
        let request = EnrolmentRequest::new(&enrolment(1), CODE.parse().unwrap(), &identity(b"ann"));
        let shows = |text: String| text.contains("ABCD") || text.contains("PQRS");
        assert!(!shows(format!("{request:?}")));
        for pointer in ["/public_key", "/signature", "/format", "/enrolment", "/signature/s", "/code"] {
            let mut document = document();
            *document.pointer_mut(pointer).unwrap() = json!(format!("{CODE}{CODE}"));
            let bytes = json::to_canonical(&document);
            let error = match EnrolmentRequest::from_bytes(&bytes) {
                Err(error) => format!("{error} {error:?}"),
                Ok(request) => format!("{:?}", request.check(&enrolment(1)).unwrap_err()),
            };
            assert!(!shows(error), "{pointer}");
        }
        let forgiving =
            String::from_utf8(request.to_bytes().to_vec()).unwrap().replace(CODE, "abcdefghjkmnpqrs");
        let read = EnrolmentRequest::from_bytes(forgiving.as_bytes());
        assert_eq!(read.unwrap_err(), JsonError::NotCanonical);
    }
}
