//! A folder to work in, with a board.

use std::cell::RefCell;
use std::fs;
use std::io::{BufRead as _, BufReader, Write as _};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::Duration;

use serde_json::Value;
use tempfile::TempDir;

/// A folder in which commands run, which remembers all that they printed.
pub(crate) struct Desk {
    folder: TempDir,
    printed: RefCell<String>,
}

/// What a command did.
#[derive(Debug)]
pub(crate) struct Done {
    pub(crate) code: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Done {
    /// The code of the error that a command with `--json` ended in.
    pub(crate) fn error(&self) -> String {
        let json: Value = serde_json::from_str(&self.stdout).unwrap();
        json.pointer("/error/code").unwrap_or_else(|| panic!("{json}")).as_str().unwrap().to_owned()
    }
}

/// A board that is served until this is dropped.
pub(crate) struct Served {
    child: Child,
    /// Its address as a URL.
    pub(crate) url: String,
}

impl Drop for Served {
    fn drop(&mut self) {
        // Fails where it has ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Desk {
    pub(crate) fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap(), printed: RefCell::default() }
    }

    /// A desk with a board.
    pub(crate) fn with_board() -> (Self, Served) {
        let desk = Self::new();
        let board = desk.serve();
        (desk, board)
    }

    /// A desk with a board, which holds a poll of Ann and Bob until tomorrow, and the poll's id.
    pub(crate) fn with_poll() -> (Self, Served, String) {
        let (desk, board) = Self::with_board();
        desk.group(&["ann", "bob"]);
        let id = desk.poll("+1d");
        desk.publish(&board.url);
        (desk, board, id)
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap()
    }

    pub(crate) fn write(&self, name: &str, text: &str) {
        fs::write(self.path(name), text).unwrap();
    }

    /// All that commands have printed.
    pub(crate) fn printed(&self) -> String {
        self.printed.borrow().clone()
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_ostrakon"));
        command.args(arguments).current_dir(self.folder.path());
        for name in ["ALL_PROXY", "HTTPS_PROXY", "HTTP_PROXY", "NO_PROXY"] {
            command.env_remove(name).env_remove(name.to_lowercase());
        }
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    fn finish(&self, mut command: Command, input: &str) -> Done {
        let mut child = command.spawn().unwrap();
        // A command that does not read its input may have ended already.
        let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
        self.end(child)
    }

    /// Starts a command that ends by itself when its work is done.
    pub(crate) fn begin(&self, arguments: &[&str]) -> Child {
        self.command(arguments).spawn().unwrap()
    }

    /// Waits until a command has ended.
    pub(crate) fn end(&self, child: Child) -> Done {
        let output = child.wait_with_output().unwrap();
        let text = |bytes| String::from_utf8(bytes).unwrap();
        let (stdout, stderr) = (text(output.stdout), text(output.stderr));
        self.printed.borrow_mut().push_str(&format!("{stdout}{stderr}"));
        Done { code: output.status.code().unwrap(), stdout, stderr }
    }

    pub(crate) fn with_input(&self, arguments: &[&str], input: &str) -> Done {
        self.finish(self.command(arguments), input)
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> Done {
        self.with_input(arguments, "")
    }

    pub(crate) fn run_with(&self, variable: (&str, &str), arguments: &[&str]) -> Done {
        let mut command = self.command(arguments);
        command.env(variable.0, variable.1);
        self.finish(command, "")
    }

    /// Runs a command that has to succeed.
    pub(crate) fn fine(&self, arguments: &[&str]) -> Done {
        let done = self.run(arguments);
        assert_eq!(done.code, 0, "{arguments:?}: {}{}", done.stdout, done.stderr);
        done
    }

    /// Runs a command with `--json` that has to succeed.
    pub(crate) fn json(&self, arguments: &[&str]) -> Value {
        let done = self.fine(&[&["--json"], arguments].concat());
        serde_json::from_str(&done.stdout).unwrap()
    }

    /// Runs a command with `--json` that has to fail, and returns its exit code and its error's.
    pub(crate) fn refused(&self, arguments: &[&str]) -> (i32, String) {
        let done = self.run(&[&["--json"], arguments].concat());
        assert_ne!(done.code, 0, "{arguments:?}: {}", done.stdout);
        (done.code, done.error())
    }

    /// Serves a board that keeps things in a file.
    pub(crate) fn serve(&self) -> Served {
        self.serve_on("redb:board.redb")
    }

    /// Serves a board that keeps things in a store. Nobody reads what it logs.
    pub(crate) fn serve_on(&self, store: &str) -> Served {
        self.fine(&["board", "token", "organiser.token"]);
        let key = self.json(&["board", "key", "board.key"])["key"].as_str().unwrap().to_owned();
        self.write("board.public", &key);
        let arguments = [
            "--json",
            "serve",
            "--store",
            store,
            "--listen",
            "127.0.0.1:0",
            "--host",
            "localhost",
            "--key",
            "board.key",
            "--token-file",
            "organiser.token",
        ];
        let mut child = self.command(&arguments).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stderr.take().unwrap()).read_line(&mut line).unwrap();
        let started: Value = serde_json::from_str(&line).unwrap();
        let address = started.pointer("/fields/address").unwrap().as_str().unwrap();
        Served { url: format!("http://{address}"), child }
    }

    /// Makes identities, and the group of them.
    pub(crate) fn group(&self, voters: &[&str]) {
        let mut list = String::new();
        for voter in voters {
            let file = format!("{voter}.id");
            self.fine(&["identity", "new", "-o", &file]);
            list += &format!("{}\n", self.json(&["identity", "show", &file])["commitment"].as_str().unwrap());
        }
        let done = self.with_input(&["group", "new", "--from", "-"], &list);
        assert_eq!(done.code, 0, "{}", done.stderr);
    }

    /// Makes a poll of the group that closes after so much time, such as `+7d`, and returns its id.
    pub(crate) fn poll(&self, closes: &str) -> String {
        self.poll_with(closes, "")
    }

    /// As [`Self::poll`], with more about the board.
    fn poll_with(&self, closes: &str, board: &str) -> String {
        let key = self.read("board.public");
        let draft = format!(
            "title = \"Lunch\"\nrevisions = 1\ncloses = \"{closes}\"\n\
             [board]\nhost = \"localhost\"\nkey = \"{key}\"\ngrace = 10{board}\n\
             [[questions]]\nid = \"lunch\"\nprompt = \"Where?\"\noptions = [\"Thai\", \"Soup\"]\n"
        );
        let done = self.with_input(&["--json", "poll", "new", "-", "--force"], &draft);
        assert_eq!(done.code, 0, "{}", done.stdout);
        serde_json::from_str::<Value>(&done.stdout).unwrap()["id"].as_str().unwrap().to_owned()
    }

    /// As [`Self::poll`], with one cosigner, Alice, whose key is made if there is none.
    pub(crate) fn poll_with_alice(&self, closes: &str) -> String {
        if !self.path("alice.key").exists() {
            let made = self.json(&["board", "cosigner-key", "alice.example", "alice.key"]);
            self.write("alice.public", &made["key"].to_string());
        }
        let key = self.read("alice.public");
        let keys = format!("[{{ name = \"alice.example\", key = {key} }}]");
        self.poll_with(closes, &format!("\ncosigners = {{ threshold = 1, keys = {keys} }}"))
    }

    /// Waits until a poll's log is closed: what the check of a receipt says then.
    pub(crate) fn closed(&self, receipt: &str, url: &str) -> Value {
        for _ in 0..120 {
            let found = self.json(&["receipt", "check", receipt, "--server", url]);
            if found["closed"] == true {
                return found;
            }
            sleep(Duration::from_millis(500));
        }
        panic!("the log is not closed");
    }

    /// Brings the poll to a board.
    pub(crate) fn publish(&self, url: &str) {
        self.fine(&["poll", "publish", "--server", url, "--token-file", "organiser.token"]);
    }

    /// The arguments with which a voter votes; ballot and receipt are named after the voter.
    pub(crate) fn vote(&self, url: &str, id: &str, voter: &str, answer: &str, more: &[&str]) -> Done {
        let (identity, ballot, receipt) =
            (format!("{voter}.id"), format!("{voter}.ballot"), format!("{voter}.receipt"));
        let arguments = [
            "--json",
            "vote",
            "--server",
            url,
            "--poll",
            id,
            "-i",
            &identity,
            "-a",
            answer,
            "-o",
            &ballot,
            "--receipt",
            &receipt,
        ];
        self.run(&[&arguments, more].concat())
    }
}
