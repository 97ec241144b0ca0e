//! The real program, on a free port, with a log that must stay clean.

use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, ChildStderr, Command, Stdio};
use std::sync::{Arc, Mutex, PoisonError, mpsc};
use std::thread::JoinHandle;
use std::time::Duration;

use crate::wait::wait_until;

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
    log: Log,
}

/// What a program says on its standard error, while it runs.
struct Log {
    text: Arc<Mutex<String>>,
    reader: Option<JoinHandle<()>>,
}

impl Log {
    fn of(stderr: ChildStderr) -> Self {
        let text = Arc::new(Mutex::new(String::new()));
        let written = Arc::clone(&text);
        let reader = std::thread::spawn(move || {
            // A log that is no UTF-8 would show in the assertion on it.
            for line in BufReader::new(stderr).split(b'\n').map_while(Result::ok) {
                let mut text = written.lock().unwrap_or_else(PoisonError::into_inner);
                text.push_str(&String::from_utf8_lossy(&line));
                text.push('\n');
            }
        });
        Self { text, reader: Some(reader) }
    }

    fn so_far(&self) -> String {
        self.text.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// All of it, once the program has ended.
    fn whole(&mut self) -> String {
        self.reader.take().map(JoinHandle::join);
        self.so_far()
    }
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
        let stdout = child.stdout.take().expect("piped");
        let mut log = Log::of(child.stderr.take().expect("piped"));
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
            panic!("the server did not start: {}", log.whole());
        };
        Self { child, base, said, log }
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
        self.log.whole()
    }

    /// Waits until the log says something.
    ///
    /// # Panics
    /// When it has not after a minute.
    pub fn wait_until_it_logs(&self, words: &str) {
        wait_until(&format!("{words:?} in the log"), || self.log.so_far().contains(words));
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
