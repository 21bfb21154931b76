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

/// A server.
#[derive(Debug)]
pub struct Cluster {
    folder: PathBuf,
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
        let as_user = |program: &str| -> Vec<PathBuf> {
            let user = ["setpriv", "--reuid=postgres", "--regid=postgres", "--clear-groups"];
            let prefix = user.iter().filter(|_| is_root).map(PathBuf::from);
            prefix.chain([programs.join(program)]).collect()
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
        let cluster = Self { folder, databases: AtomicU32::new(0), _keeper: (keeper, pipe) };
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

    /// Ends the server by a signal, such as `-KILL`, after which it starts again.
    pub fn kill(&self, signal: &str) {
        let file = fs::read_to_string(self.folder.join("data/postmaster.pid")).unwrap();
        run(Command::new("kill").args([signal, file.lines().next().unwrap()]));
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
