//! [`Pages`]: the voting page, as files that are served as they are.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fmt;
use std::io::Write as _;
use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, Method, Uri, header};
use flate2::Compression;
use flate2::write::GzEncoder;

use crate::app::App;
use crate::index::{self, CSS, HTML};
use crate::problem::RequestError;
use crate::reply::{self, BYTES, Cache, JSON, Reply, TEXT};

/// The file that is shown under `/`.
const FIRST: &str = "index.html";

/// The folder of files whose names hold hashes of what is in them.
const HASHED: &str = "assets/";

/// The files of the voting page. Where there are none, the page without scripts stands in its place.
#[derive(Clone, Default)]
pub struct Pages(BTreeMap<Cow<'static, str>, File>);

#[derive(Clone)]
struct File {
    bytes: Bytes,
    /// The same compressed, where that is shorter.
    gzip: Option<Bytes>,
}

impl Pages {
    /// The page that the program was built with: no files if the page had not been built.
    #[must_use]
    pub fn embedded() -> Self {
        EMBEDDED.iter().map(|(path, bytes)| (Cow::from(*path), Cow::from(*bytes))).collect()
    }
}

/// From paths, which have no leading slash, and what is in the files.
impl FromIterator<(Cow<'static, str>, Cow<'static, [u8]>)> for Pages {
    fn from_iter<I: IntoIterator<Item = (Cow<'static, str>, Cow<'static, [u8]>)>>(files: I) -> Self {
        Self(files.into_iter().map(|(path, bytes)| (path, File::new(bytes))).collect())
    }
}

/// Megabytes of files are left out.
impl fmt::Debug for Pages {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.0.keys()).finish()
    }
}

impl File {
    fn new(bytes: Cow<'static, [u8]>) -> Self {
        let mut gzip = GzEncoder::new(Vec::new(), Compression::default());
        let gzip = gzip.write_all(&bytes).and_then(|()| gzip.finish());
        let gzip = gzip.ok().filter(|gzip| gzip.len() < bytes.len()).map(Bytes::from);
        let bytes = match bytes {
            Cow::Borrowed(bytes) => Bytes::from_static(bytes),
            Cow::Owned(bytes) => bytes.into(),
        };
        Self { bytes, gzip }
    }

    /// The answer that shows it.
    fn show(&self, path: &str, asked: &HeaderMap) -> Reply {
        // What tells which of the hashed files belong together is asked for each time.
        let cache = if path.starts_with(HASHED) { Cache::Forever } else { Cache::Check };
        let gzip = self.gzip.as_ref().filter(|_| takes_gzip(asked));
        let mut response = reply::bytes(kind(path), cache, gzip.unwrap_or(&self.bytes).clone());
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
        if gzip.is_some() {
            headers.insert(header::CONTENT_ENCODING, HeaderValue::from_static("gzip"));
        }
        if self.gzip.is_some() {
            headers.insert(header::VARY, HeaderValue::from_static("accept-encoding"));
        }
        Ok(response)
    }
}

/// `GET /`
pub(crate) async fn first(state: State<Arc<App>>, asked: HeaderMap) -> Reply {
    match state.pages.0.get(FIRST) {
        Some(file) => file.show(FIRST, &asked),
        None => index::page(state).await,
    }
}

/// What no path of the board is: a file of the page, or nothing.
pub(crate) async fn file(State(app): State<Arc<App>>, method: Method, uri: Uri, asked: HeaderMap) -> Reply {
    let path = uri.path().strip_prefix('/').unwrap_or_default();
    let file = app.pages.0.get(path).ok_or(RequestError::Route)?;
    if method != Method::GET && method != Method::HEAD {
        return Err(RequestError::Method.into());
    }
    file.show(path, &asked)
}

fn takes_gzip(asked: &HeaderMap) -> bool {
    let takes = |coding: &str| {
        let mut parts = coding.split(';').map(str::trim);
        // Whoever gives it the weight 0 does not take it.
        parts.next().is_some_and(|name| name.eq_ignore_ascii_case("gzip"))
            && !parts.any(|weight| weight.starts_with("q=0") && !weight.contains(|c| matches!(c, '1'..='9')))
    };
    let given = asked.get_all(header::ACCEPT_ENCODING).iter().filter_map(|value| value.to_str().ok());
    given.flat_map(|codings| codings.split(',')).any(takes)
}

/// The media type of a file, by the end of its name.
fn kind(path: &str) -> &'static str {
    match path.rsplit_once('.').map_or("", |(_, end)| end) {
        "css" => CSS,
        "html" => HTML,
        "ico" => "image/x-icon",
        "js" => "text/javascript; charset=utf-8",
        "json" => JSON,
        "png" => "image/png",
        "svg" => "image/svg+xml",
        "txt" => TEXT,
        "wasm" => "application/wasm",
        "webmanifest" => "application/manifest+json",
        "woff2" => "font/woff2",
        _ => BYTES,
    }
}

/// Lets the page run its own scripts and modules, and ask this server, and nothing and nobody else. Workers take
/// theirs from the answer with their script.
const POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; \
    connect-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; manifest-src 'self'; \
    base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

/// Path and bytes of each file that the page was built into.
const EMBEDDED: &[(&str, &[u8])] = include!(concat!(env!("OUT_DIR"), "/pages.rs"));
