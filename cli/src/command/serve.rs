//! `ostrakon serve`.

use std::borrow::Cow;
use std::fs;
use std::future::Future;
use std::io;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;

use ostrakon_board::service::{Board, BoardKey};
use ostrakon_board::store::{self, StoreError};
use ostrakon_server::tls::TlsError;
use ostrakon_server::{Config, Limits, Pages, Tls, Token};
use serde_json::json;
use tokio::net::TcpListener;
use tracing::level_filters::LevelFilter;

use crate::cli::Serve;
use crate::clock::now;
use crate::error::Error;
use crate::io::Source;
use crate::keys;
use crate::report::Report;

/// Most bytes of a chain of certificates.
const MAX_CHAIN_BYTES: usize = 1 << 20;

pub(super) fn run(arguments: &Serve, as_json: bool) -> Result<Report, Error> {
    let key = key(arguments)?;
    let token = token(arguments)?;
    let tls = tls(arguments)?;
    let pages = pages(arguments)?;
    log_to_stderr(as_json);
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    let runtime = runtime.map_err(|error| {
        Error::usage("threads", format!("the system gives no threads: {error}")).hint("try again")
    })?;
    runtime.block_on(serve(arguments, key, token, tls, pages))?;
    Ok(Report::new("", json!({"stopped": true})))
}

async fn serve(
    arguments: &Serve,
    key: BoardKey,
    token: Token,
    tls: Option<Tls>,
    pages: Pages,
) -> Result<(), Error> {
    let Serve { store: url, listen, metrics, host, .. } = arguments;
    let stop = stop_signal()?;
    let store = store::open(url).await.map_err(|error| refused(&error))?;
    let listener = listen_on(*listen).await?;
    let address = listener.local_addr().map_err(|error| cannot_listen(*listen, &error))?;
    let metrics = match metrics {
        Some(address) => Some(listen_on(*address).await?),
        None => None,
    };
    let board = Board::new(host.clone(), key, store, Arc::new(now));
    tracing::info!(%address, %host, key = %board.key(), "the board is served");
    let (keys, limits) = (keys::at_hand().into_iter().collect(), Limits::default());
    ostrakon_server::serve(listener, Config { board, token, limits, keys, pages, tls, metrics }, stop).await;
    tracing::info!("the board is stopped");
    Ok(())
}

async fn listen_on(address: SocketAddr) -> Result<TcpListener, Error> {
    TcpListener::bind(address).await.map_err(|error| cannot_listen(address, &error))
}

fn cannot_listen(address: SocketAddr, error: &io::Error) -> Error {
    Error::usage("listen", format!("cannot listen on {address}: {error}"))
        .hint("see whether another program listens there, or choose another address")
}

fn key(arguments: &Serve) -> Result<BoardKey, Error> {
    let path = &arguments.key;
    Source::read_secret(path)?.trim().parse().map_err(|error| {
        Error::rejected("board-key-file", error)
            .about(path.display())
            .hint("use a file that `ostrakon board key` wrote")
    })
}

fn token(arguments: &Serve) -> Result<Token, Error> {
    let path = &arguments.token_file;
    Token::new(Source::read_secret(path)?.trim()).map_err(|error| {
        Error::rejected("board-token-file", error)
            .about(path.display())
            .hint("use a file that `ostrakon board token` wrote")
    })
}

fn tls(arguments: &Serve) -> Result<Option<Tls>, Error> {
    let (Some(certificate), Some(key)) = (&arguments.tls_certificate, &arguments.tls_key) else {
        return Ok(None);
    };
    let chain = Source::from(certificate.clone()).read(MAX_CHAIN_BYTES, "file-read")?;
    let secret = Source::read_secret(key)?;
    Tls::from_pem(&chain, secret.as_bytes()).map(Some).map_err(|error| {
        let file = if matches!(error, TlsError::Certificate) { certificate } else { key };
        Error::rejected(error.code(), &error)
            .about(file.display())
            .hint("give a chain of certificates, the server's own first, and its private key, both as PEM")
    })
}

/// The voting page: that in the folder, if there is one.
fn pages(arguments: &Serve) -> Result<Pages, Error> {
    let Some(folder) = &arguments.page else { return Ok(Pages::embedded()) };
    let mut files = Vec::new();
    collect(folder, "", &mut files).map_err(|error| {
        Error::usage("file-read", format!("cannot be read: {error}"))
            .about(folder.display())
            .hint("give the folder of a built page, with index.html in it")
    })?;
    if !files.iter().any(|(path, _)| path == "index.html") {
        return Err(Error::usage("file-read", "holds no index.html")
            .about(folder.display())
            .hint("give the folder of a built page"));
    }
    Ok(files.into_iter().collect())
}

/// Adds each file in a folder, by its path from the page's own folder.
fn collect(
    folder: &Path,
    prefix: &str,
    files: &mut Vec<(Cow<'static, str>, Cow<'static, [u8]>)>,
) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        // A name that is not Unicode is in no address.
        let Some(name) = path.file_name().and_then(|name| name.to_str()) else { continue };
        let name = format!("{prefix}{name}");
        if path.is_dir() {
            collect(&path, &format!("{name}/"), files)?;
        } else {
            files.push((name.into(), fs::read(&path)?.into()));
        }
    }
    Ok(())
}

fn refused(error: &StoreError) -> Error {
    Error::usage(error.code(), error).hint(match error {
        StoreError::Url(_) => "give --store redb:FILE or --store postgres://USER@HOST/DATABASE",
        _ => {
            "check that the folder exists, that you may write there, and that no other server has the file open; \
             or that the database is up and lets you in"
        }
    })
}

/// Ends at SIGTERM or Ctrl-C.
pub(super) fn stop_signal() -> Result<impl Future<Output = ()>, Error> {
    let unable =
        |error| Error::usage("threads", format!("the system gives no signals: {error}")).hint("try again");
    #[cfg(unix)]
    let mut terminated =
        tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()).map_err(unable)?;
    let interrupted = tokio::signal::ctrl_c();
    Ok(async move {
        #[cfg(unix)]
        tokio::select! {
            _ = terminated.recv() => {}
            _ = interrupted => {}
        }
        #[cfg(not(unix))]
        let _ = interrupted.await;
    })
}

fn log_to_stderr(as_json: bool) {
    // Where nobody reads any more, the board goes on: to tell of it, the library would panic.
    let log = tracing_subscriber::fmt()
        .with_writer(io::stderr)
        .log_internal_errors(false)
        .with_max_level(LevelFilter::INFO)
        .with_target(false);
    if as_json {
        log.json().init();
    } else {
        log.with_ansi(false).init();
    }
}
