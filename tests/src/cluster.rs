//! A PostgreSQL server of the tests' own: on a Unix socket in a temporary folder, both gone with the process.
//! What goes wrong with it fails the test.
#![allow(
    clippy::missing_panics_doc,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

use std::fs;
use std::path::PathBuf;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use sqlx::postgres::PgConnection;
use sqlx::{Connection as _, Executor as _};

/// Starts the server again whenever it ends and is not to stay down, until nobody holds the other end of standard input. Then there
/// is nothing left of it.
const KEEPER: &str = r#"
folder=$1
shift
(while [ ! -e "$folder/end" ]; do [ -e "$folder/down" ] || "$@" >> "$folder/log" 2>&1; sleep 0.1; done) &
cat > /dev/null
touch "$folder/end"
while kill -QUIT "$(head -n 1 "$folder/data/postmaster.pid" 2> /dev/null)" 2> /dev/null; do sleep 0.1; done
wait
rm -rf "$folder"
"#;

/// What initdb makes the superuser of.
const USER: &str = "ostrakon";

/// Runs a program as PostgreSQL's user, in place of root.
const AS_POSTGRES: [&str; 4] = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"];

/// A server.
#[derive(Debug)]
pub struct Cluster {
    folder: PathBuf,
    /// What makes a program run as the user that the server runs as.
    user: &'static [&'static str],
    databases: AtomicU32,
    _keeper: (Child, ChildStdin),
}

impl Cluster {
    /// Makes a server and starts it.
    pub async fn start() -> Self {
        let programs = programs();
        let folder = tempfile::Builder::new().prefix("ostrakon-pg-").tempdir().unwrap().keep();
        // PostgreSQL does not run as root.
        let is_root = run(Command::new("id").arg("-u")) == "0\n";
        if is_root {
            run(Command::new("chown").arg("postgres:").arg(&folder));
        }
        let user: &[&str] = if is_root { &AS_POSTGRES } else { &[] };
        let as_user = |program: &str| -> Vec<PathBuf> {
            user.iter().map(PathBuf::from).chain([programs.join(program)]).collect()
        };
        let data = folder.join("data");
        let initdb = as_user("initdb");
        let options = ["--no-sync", "--auth=trust", "--encoding=UTF8", "--locale=C", "--username", USER];
        run(Command::new(&initdb[0]).args(&initdb[1..]).args(options).arg(&data).current_dir(&folder));
        let mut keeper = Command::new("sh");
        keeper.args(["-c", KEEPER, "sh"]).arg(&folder).args(as_user("postgres")).arg("-D").arg(&data);
        keeper.args(["-c", "listen_addresses=", "-c", "fsync=on", "-c", "max_connections=200"]);
        if cfg!(target_os = "linux") {
            // Without this a server that was killed takes seconds to look at each of its files.
            keeper.args(["-c", "recovery_init_sync_method=syncfs"]);
        }
        let mut keeper =
            keeper.arg("-k").arg(&folder).current_dir(&folder).stdin(Stdio::piped()).spawn().unwrap();
        let pipe = keeper.stdin.take().unwrap();
        let cluster = Self { folder, user, databases: AtomicU32::new(0), _keeper: (keeper, pipe) };
        cluster.connect("postgres").await;
        cluster
    }

    /// The URL of a new database.
    pub async fn database(&self) -> String {
        let name = format!("board{}", self.databases.fetch_add(1, Ordering::Relaxed));
        self.connect("postgres").await.execute(&*format!("CREATE DATABASE {name}")).await.unwrap();
        self.url(&name)
    }

    fn url(&self, database: &str) -> String {
        format!("postgres:///{database}?host={}&user={USER}", self.folder.display())
    }

    /// A connection to a database, once the server is up.
    pub async fn connect(&self, database: &str) -> PgConnection {
        let began = Instant::now();
        loop {
            match PgConnection::connect(&self.url(database)).await {
                Ok(connection) => return connection,
                Err(error) if began.elapsed() > Duration::from_secs(60) => {
                    let log = fs::read_to_string(self.folder.join("log")).unwrap_or_default();
                    panic!("PostgreSQL does not come up: {error}\n{log}");
                }
                Err(_) => tokio::time::sleep(Duration::from_millis(20)).await,
            }
        }
    }

    /// Ends the server, until [`Self::up`].
    pub async fn down(&self) {
        fs::write(self.folder.join("down"), "").unwrap();
        self.kill("-QUIT");
        while PgConnection::connect(&self.url("postgres")).await.is_ok() {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// Starts the server again.
    pub async fn up(&self) {
        fs::remove_file(self.folder.join("down")).unwrap();
        self.connect("postgres").await;
    }

    /// Lets the server's files grow to so many bytes and no further, which fails as on a full disk; without a
    /// number, as far as they like. Needs Linux.
    pub async fn limit_files(&self, bytes: Option<u64>) {
        let limit = bytes.map_or_else(|| "unlimited:".to_owned(), |bytes| format!("{bytes}:"));
        // Also root in a container may do this only to processes of its own user.
        let set = |id: &str| {
            let words: Vec<_> = self.user.iter().chain(&["prlimit", "--pid", id]).copied().collect();
            Command::new(words[0]).args(&words[1..]).arg(format!("--fsize={limit}")).status()
        };
        // Those that start from now on have it from the first.
        assert!(set(&self.first_process()).unwrap().success());
        let query = sqlx::query_scalar::<_, i32>("SELECT pid FROM pg_stat_activity");
        for id in query.fetch_all(&mut self.connect("postgres").await).await.unwrap() {
            // Fails where it has ended.
            let _ = set(&id.to_string()).unwrap();
        }
    }

    /// Ends the server by a signal, such as `-KILL`, after which it starts again.
    pub fn kill(&self, signal: &str) {
        run(Command::new("kill").args([signal, &self.first_process()]));
    }

    /// The id of the process that starts the others.
    fn first_process(&self) -> String {
        let file = fs::read_to_string(self.folder.join("data/postmaster.pid")).unwrap();
        file.lines().next().unwrap().to_owned()
    }
}

/// The folder of PostgreSQL's programs: Debian's of the latest version, or where the path has them.
fn programs() -> PathBuf {
    let versions = fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let versions = versions.filter_map(|version| {
        let folder = version.path().join("bin");
        let number: u32 = version.file_name().to_str()?.parse().ok()?;
        folder.join("initdb").exists().then_some((number, folder))
    });
    let path = std::env::var_os("PATH").unwrap_or_default();
    let on_path = std::env::split_paths(&path).find(|folder: &PathBuf| folder.join("initdb").exists());
    let folder = versions.max().map(|(_, folder)| folder).or(on_path);
    folder.expect("this test needs PostgreSQL: install Debian's package postgresql")
}

fn run(command: &mut Command) -> String {
    let output = command.output().unwrap();
    assert!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// The database's name in a URL of [`Cluster::database`].
#[must_use]
pub fn name(url: &str) -> &str {
    url.strip_prefix("postgres:///").unwrap().split('?').next().unwrap()
}
