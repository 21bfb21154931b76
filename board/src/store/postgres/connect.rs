//! The way to the database, from its URL.

use std::time::Duration;

use sqlx::postgres::{PgConnectOptions, PgPool, PgPoolOptions};
use sqlx::{ConnectOptions as _, Executor as _};

use crate::store::{StoreError, unknown};

/// What a URL may say behind the `?`.
const PARAMETERS: [&str; 12] = [
    "application_name",
    "dbname",
    "host",
    "hostaddr",
    "options",
    "password",
    "port",
    "sslcert",
    "sslkey",
    "sslmode",
    "sslrootcert",
    "user",
];

/// Connections of one process. More do not make a log grow faster: appends to it wait for each other.
const CONNECTIONS: u32 = 10;

/// How long to wait for one of them, or for a new one.
const WAIT: Duration = Duration::from_secs(10);

/// What a URL says. Errors tell nothing of it but the scheme: it may hold a password.
pub(super) fn options(url: &str) -> Result<PgConnectOptions, StoreError> {
    // What it does not know the library would write to the log, with its value.
    let (_, query) = url.split_once('?').unwrap_or((url, ""));
    let mut names =
        query.split('&').filter_map(|pair| pair.split('=').next()).filter(|name| !name.is_empty());
    if !names.all(|name| PARAMETERS.contains(&name)) {
        return Err(unknown(url));
    }
    let options: PgConnectOptions = url.parse().map_err(|_| unknown(url))?;
    Ok(options.disable_statement_logging())
}

pub(super) async fn pool(options: PgConnectOptions) -> Result<PgPool, StoreError> {
    let pool = PgPoolOptions::new().max_connections(CONNECTIONS).acquire_timeout(WAIT);
    // Every query finds its rows by an index. A connection would else keep plans that it made while a table was
    // small, and go on to read through the whole of it.
    let pool = pool.after_connect(|connection, _| {
        Box::pin(async move {
            connection.execute("SET enable_seqscan = off").await?;
            Ok(())
        })
    });
    Ok(pool.connect_with(options).await?)
}

#[cfg(test)]
mod tests {
    use super::options;
    use crate::store::StoreError;

    #[test]
    fn a_url_says_where_the_database_is() {
        let options = options("postgres://ann@db.example/board?port=5433&sslmode=verify-full").unwrap();
        assert_eq!(
            (options.get_username(), options.get_host(), options.get_port(), options.get_database()),
            ("ann", "db.example", 5433, Some("board"))
        );
    }

    #[test]
    fn errors_tell_no_password() {
        for url in [
            "postgres://ann:hunter2@db.example:x/board",
            "postgres://ann@db.example:hunter2/board",
            "postgres://ann@db.example/board?pasword=hunter2",
            "postgres://ann@db.example/board?sslmode=hunter2",
        ] {
            let error = options(url).unwrap_err();
            assert!(matches!(error, StoreError::Url(_)), "{url}");
            assert!(!format!("{error} {error:?}").contains("hunter2"), "{url}: {error:?}");
        }
    }
}
