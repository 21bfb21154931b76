//! The [`Token`] of a board's organisers.

use std::fmt;

use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq as _;

/// Fewest characters of a token.
pub const MIN_TOKEN: usize = 32;

/// What a request has to carry as `Authorization: Bearer TOKEN` to bring a poll or an enrolment. Only its
/// SHA-256 is kept, so that comparing takes the same time for tokens of any length.
#[derive(Clone)]
pub struct Token([u8; 32]);

/// Text that is no token. It does not tell the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a token: {MIN_TOKEN} or more letters, digits and signs are needed, without spaces")]
pub struct TokenError;

impl Token {
    /// A token from its text.
    ///
    /// # Errors
    /// [`TokenError`] for fewer than [`MIN_TOKEN`] characters, or any that a header cannot carry.
    pub fn new(text: &str) -> Result<Self, TokenError> {
        let sound = text.len() >= MIN_TOKEN && text.bytes().all(|byte| byte.is_ascii_graphic());
        if sound { Ok(Self(hash(text.as_bytes()))) } else { Err(TokenError) }
    }

    /// Whether this is the token, in constant time.
    #[must_use]
    pub fn is(&self, text: &[u8]) -> bool {
        self.0.ct_eq(&hash(text)).into()
    }
}

fn hash(text: &[u8]) -> [u8; 32] {
    Sha256::digest(text).into()
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Token(<redacted>)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_what_it_was_made_of() {
        let text = "a".repeat(MIN_TOKEN);
        let token = Token::new(&text).unwrap();
        assert!(token.is(text.as_bytes()));
        assert!(!token.is(&text.as_bytes()[1..]));
        assert!(!token.is(b""));
    }

    #[test]
    fn short_texts_and_texts_with_spaces_are_no_tokens() {
        for text in ["", "secret", &"a".repeat(MIN_TOKEN - 1), &format!("{} a", "a".repeat(MIN_TOKEN))] {
            assert_eq!(Token::new(text).unwrap_err(), TokenError);
        }
    }
}
