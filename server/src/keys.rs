//! [`Keys`]: the proving keys that browsers fetch to make ballots.
//!
//! A server is not trusted with them: whoever fetches one checks it against the pin of its depth.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::State;
use ostrakon_core::path::Depth;

use crate::app::App;
use crate::params::Params;
use crate::problem::RequestError;
use crate::reply::{self, BYTES, Cache, Reply};

/// The bytes of Semaphore's proving keys, artifacts 4.13.0, of some depths.
#[derive(Clone, Default)]
pub struct Keys {
    /// By the last part of their paths: a depth has one spelling.
    by_name: BTreeMap<String, Bytes>,
}

impl FromIterator<(Depth, Cow<'static, [u8]>)> for Keys {
    fn from_iter<I: IntoIterator<Item = (Depth, Cow<'static, [u8]>)>>(keys: I) -> Self {
        let named = |(depth, key): (Depth, Cow<'static, [u8]>)| {
            let key = match key {
                Cow::Borrowed(key) => Bytes::from_static(key),
                Cow::Owned(key) => key.into(),
            };
            (format!("{depth}.zkey"), key)
        };
        Self { by_name: keys.into_iter().map(named).collect() }
    }
}

/// Megabytes of keys are left out.
impl fmt::Debug for Keys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.by_name.keys()).finish()
    }
}

/// `GET /keys/semaphore-4.13.0/{depth}.zkey`
pub(crate) async fn key(State(app): State<Arc<App>>, params: Params) -> Reply {
    let key = app.keys.by_name.get(params.get("name")).ok_or(RequestError::Key)?;
    Ok(reply::bytes(BYTES, Cache::Forever, key.clone()))
}
