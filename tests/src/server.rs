//! The real program, on a free port, with a log that must stay clean.

use std::io::{BufRead, BufReader, Read};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::time::Duration;

/// How long a server may take to say where it listens (a debug build, on a loaded machine).
const START: Duration = Duration::from_mins(1);

/// The program that `cargo test --workspace` built beside the tests; it knows buckets, for the tests ask for them.
///
/// # Panics
/// When it is not there, with the command that builds it.
pub fn binary() -> PathBuf {
    let test = std::env::current_exe().expect("a test knows where it is");
    let folder = test.parent().and_then(|deps| deps.parent()).expect("tests lie in target/<profile>/deps");
    let program = folder.join("technopolice");
    assert!(program.exists(), "{} is missing: run `cargo test --workspace`", program.display());
    program
}

/// A running server; stopped when dropped.
pub struct Server {
    child: Child,
    base: String,
    said: Vec<String>,
    log: Option<std::thread::JoinHandle<String>>,
}

/// The demonstration on a free port.
pub fn demo() -> Server {
    Server::start(Command::new(binary()).args(["demo", "--listen", "127.0.0.1:0"]))
}

impl Server {
    /// Starts a command that prints `http://…` when it is ready.
    ///
    /// # Panics
    /// When it ends or stays silent instead.
    pub fn start(command: &mut Command) -> Self {
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().expect("the program starts");
        let (stdout, mut stderr) = (child.stdout.take().expect("piped"), child.stderr.take().expect("piped"));
        let log = std::thread::spawn(move || {
            let mut text = String::new();
            // A log that is no UTF-8 would show in the assertion on it.
            let _read = stderr.read_to_string(&mut text);
            text
        });
        let (send, receive) = mpsc::channel();
        std::thread::spawn(move || {
            let mut said = Vec::new();
            for line in BufReader::new(stdout).lines().map_while(Result::ok) {
                if let Some(at) = line.find("http://") {
                    // The test may have given up waiting.
                    let _sent = send.send((line[at..].trim().to_owned(), std::mem::take(&mut said)));
                } else {
                    said.push(line);
                }
            }
        });
        let Ok((base, said)) = receive.recv_timeout(START) else {
            let _killed = child.kill();
            panic!("the server did not start: {}", log.join().unwrap_or_default());
        };
        Self { child, base, said, log: Some(log) }
    }

    /// The address of a path.
    pub fn url(&self, path: &str) -> String {
        format!("{}{path}", self.base)
    }

    /// What the program printed before its address.
    pub fn said(&self) -> &[String] {
        &self.said
    }

    /// The process, for tests that kill it.
    pub fn child(&mut self) -> &mut Child {
        &mut self.child
    }

    /// Asks the server to stop and gives back what it logged.
    pub fn stop(mut self) -> String {
        self.terminate();
        self.log.take().and_then(|log| log.join().ok()).unwrap_or_default()
    }

    fn terminate(&mut self) {
        let _asked = Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status();
        let _ended = self.child.wait();
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.terminate();
    }
}
