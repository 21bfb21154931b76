//! Where proving keys are: in the program, in the keys folder, or nowhere yet.

use std::borrow::Cow;
use std::path::PathBuf;

use ostrakon_circuits::key::{KeyError, Pin, ProvingKey};
use ostrakon_core::path::Depth;
use ostrakon_prover::Prover;

use crate::error::Error;
use crate::io::Source;

/// Where the key of a depth is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Place {
    Embedded,
    Folder(PathBuf),
    Absent,
}

impl Place {
    /// Looks for the key of a depth, without reading it.
    pub(crate) fn of(depth: Depth) -> Self {
        if ProvingKey::embedded(depth).is_some() {
            return Self::Embedded;
        }
        match folder().map(|folder| folder.join(file_name(depth))) {
            Some(file) if file.is_file() => Self::Folder(file),
            _ => Self::Absent,
        }
    }
}

/// A prover for a depth.
pub(crate) fn prover(depth: Depth) -> Result<Prover, Error> {
    proving_key(depth).map(Prover::new)
}

/// The proving key of a depth.
pub(crate) fn proving_key(depth: Depth) -> Result<ProvingKey, Error> {
    let key = match Place::of(depth) {
        Place::Embedded => ProvingKey::from_bytes(depth, ProvingKey::embedded(depth).unwrap_or_default()),
        Place::Folder(file) => ProvingKey::from_bytes(depth, &read(depth, &Source::File(file))?),
        Place::Absent => {
            return Err(Error::usage("key-absent", format!("the proving key of depth {depth} is not here"))
                .hint(format!(
                    "get it with: npm pack @zk-kit/semaphore-artifacts@4.13.0 && \
                     ostrakon keys import zk-kit-semaphore-artifacts-4.13.0.tgz --depth {depth}"
                )));
        }
    };
    key.map_err(|error| refused(depth, &error))
}

/// The bytes of all proving keys that are here. Those in the folder that are not the ceremony's are left out.
pub(crate) fn at_hand() -> Vec<(Depth, Cow<'static, [u8]>)> {
    let mut keys = Vec::new();
    for depth in Depth::all() {
        if let Some(key) = ProvingKey::embedded(depth) {
            keys.push((depth, key.into()));
        } else if let Place::Folder(file) = Place::of(depth) {
            let key = read(depth, &Source::File(file)).and_then(|key| {
                ProvingKey::check(depth, &key).map_err(|error| refused(depth, &error))?;
                Ok(key)
            });
            match key {
                Ok(key) => keys.push((depth, key.into())),
                Err(error) => tracing::warn!(%depth, error = error.message(), "a proving key is not served"),
            }
        }
    }
    keys
}

/// The bytes of a key's file, at most as many as the key has.
pub(crate) fn read(depth: Depth, source: &Source) -> Result<Vec<u8>, Error> {
    let limit = usize::try_from(Pin::of(depth).size).unwrap_or(usize::MAX);
    let mut bytes = source.read(limit, "key-size").map_err(|error| error.hint(GET_AGAIN))?;
    Ok(std::mem::take(&mut bytes))
}

/// `$OSTRAKON_KEYS`, or `ostrakon/keys` where the system keeps data of programs.
pub(crate) fn folder() -> Option<PathBuf> {
    let variable = |name: &str| std::env::var_os(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    variable("OSTRAKON_KEYS").or_else(|| {
        let data = variable("XDG_DATA_HOME").or_else(|| variable("APPDATA"));
        let data = data.or_else(|| variable("HOME").map(|home| home.join(".local/share")));
        data.map(|data| data.join("ostrakon").join("keys"))
    })
}

/// What the ceremony calls the key of a depth.
pub(crate) fn file_name(depth: Depth) -> String {
    format!("semaphore-{depth}.zkey")
}

/// The depth that a file is called after.
pub(crate) fn depth_of(file_name: &str) -> Option<Depth> {
    Depth::all().find(|depth| self::file_name(*depth) == file_name)
}

/// What to do about a key that is not the ceremony's.
pub(crate) const GET_AGAIN: &str =
    "get the key again from @zk-kit/semaphore-artifacts 4.13.0; earlier ones let outsiders vote";

/// Bytes that are not the key of a depth.
pub(crate) fn refused(depth: Depth, error: &KeyError) -> Error {
    Error::rejected(error.code(), error).about(format!("key of depth {depth}")).hint(GET_AGAIN)
}
