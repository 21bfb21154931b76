//! The file with a cosigner's key: its name and the seed of an Ed25519 key (RFC 8032), in hexadecimal digits.

use std::path::Path;

use ostrakon_board::note::{Purpose, Signer};
use ostrakon_core::board::CosignerName;
use rand_core::OsRng;
use zeroize::{Zeroize as _, Zeroizing};

use crate::error::Error;
use crate::io::Source;

/// A new key under a name, and the text of its file.
pub(crate) fn generate(name: &CosignerName) -> (Signer, Zeroizing<String>) {
    let seed = Signer::generate_seed(&mut OsRng);
    let digits = Zeroizing::new(hex::encode(seed.as_slice()));
    let mut text = Zeroizing::new(String::with_capacity(name.as_str().len() + digits.len() + 2));
    for part in [name.as_str(), " ", &digits, "\n"] {
        text.push_str(part);
    }
    (signer(name, &seed), text)
}

/// The key in a file.
pub(crate) fn read(path: &Path) -> Result<Signer, Error> {
    let text = Source::read_secret(path)?;
    parse(&text).ok_or_else(|| {
        Error::rejected("cosigner-key-file", "this is not the key of a cosigner")
            .about(path.display())
            .hint("use a file that `ostrakon board cosigner-key` wrote")
    })
}

fn parse(text: &str) -> Option<Signer> {
    let (name, digits) = text.trim().split_once(' ')?;
    let mut seed = [0; 32];
    hex::decode_to_slice(digits, &mut seed).ok()?;
    let signer = signer(&name.parse().ok()?, &seed);
    seed.zeroize();
    Some(signer)
}

fn signer(name: &CosignerName, seed: &[u8; 32]) -> Signer {
    let name = name.as_str().parse().expect("a cosigner's name is a key's");
    Signer::new(name, Purpose::Cosignature, seed)
}
