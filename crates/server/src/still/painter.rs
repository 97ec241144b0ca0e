//! The other painter: a program of its own that draws the ground of pictures (`crates/still-maplibre`), where the
//! operator named one. While it is absent, fails or is slow, tiny-skia paints the same.

use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::sync::{Mutex, TryLockError};
use std::time::{Duration, Instant};

use still::{Answer, Ground, Picture, UnreadableAnswer};

/// How long one picture may take, the preparation of Vulkan included.
const PATIENCE: Duration = Duration::from_secs(3);
/// How long it is left alone after it failed.
const REST: Duration = Duration::from_mins(1);

/// Draws one ground at a time.
pub(crate) struct Painter {
    program: PathBuf,
    state: Mutex<State>,
}

enum State {
    /// Not started yet, or it rests until this moment.
    Resting(Option<Instant>),
    Running(Running),
}

/// The program with its pipes; a thread reads its answers, so that nobody waits for one longer than he wants.
struct Running {
    child: Child,
    input: ChildStdin,
    answers: Receiver<io::Result<Vec<u8>>>,
}

/// Why there is no picture.
#[derive(Debug, thiserror::Error)]
enum Failure {
    #[error("it cannot be started or asked: {0}")]
    Pipe(#[from] io::Error),
    #[error("it did not answer within {} s", PATIENCE.as_secs())]
    Slow,
    #[error("it ended")]
    Ended,
    #[error(transparent)]
    Answer(#[from] UnreadableAnswer),
}

impl Painter {
    pub(crate) fn new(program: PathBuf) -> Self {
        Self { program, state: Mutex::new(State::Resting(None)) }
    }

    /// The ground, or nothing: when it is too large, when the program draws another one, rests, or has just failed.
    pub(crate) fn paint(&self, ground: &Ground) -> Option<Picture> {
        let request = ground.request()?;
        let mut state = match self.state.try_lock() {
            Ok(state) => state,
            Err(TryLockError::Poisoned(poisoned)) => poisoned.into_inner(),
            Err(TryLockError::WouldBlock) => return None,
        };
        if matches!(&*state, State::Resting(Some(until)) if *until > Instant::now()) {
            return None;
        }
        match asked(&mut state, &self.program, &request, ground) {
            Ok(picture) => Some(picture),
            Err(failure) => {
                let program = self.program.display();
                tracing::warn!(%program, %failure, "The other painter is left alone for a minute; pictures are painted without it");
                *state = State::Resting(Some(Instant::now() + REST));
                None
            }
        }
    }
}

/// Starts the program where it does not run yet, and asks it.
fn asked(state: &mut State, program: &Path, request: &[u8], ground: &Ground) -> Result<Picture, Failure> {
    if let State::Resting(_) = state {
        *state = State::Running(Running::start(program)?);
    }
    let State::Running(running) = state else { return Err(Failure::Ended) };
    running.input.write_all(request)?;
    running.input.flush()?;
    match running.answers.recv_timeout(PATIENCE) {
        Ok(bytes) => Ok(Answer::read(&bytes?, ground.width, ground.height)?),
        Err(RecvTimeoutError::Timeout) => Err(Failure::Slow),
        Err(RecvTimeoutError::Disconnected) => Err(Failure::Ended),
    }
}

impl Running {
    fn start(program: &Path) -> Result<Self, Failure> {
        let piped = Command::new(program).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn();
        let mut child = piped?;
        let (input, output) = (child.stdin.take().ok_or(Failure::Ended)?, child.stdout.take().ok_or(Failure::Ended)?);
        let (send, answers) = channel();
        std::thread::spawn(move || {
            let mut output = io::BufReader::new(output);
            // Ends with the program, or when nobody waits for its answers any more.
            loop {
                let answer = next(&mut output);
                let ended = answer.is_err();
                if send.send(answer).is_err() || ended {
                    return;
                }
            }
        });
        Ok(Self { child, input, answers })
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _killed = self.child.kill();
        let _reaped = self.child.wait();
    }
}

/// The next answer, without its length.
fn next(output: &mut impl Read) -> io::Result<Vec<u8>> {
    let mut prefix = [0; 4];
    output.read_exact(&mut prefix)?;
    let length = Answer::length(prefix).map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error))?;
    let mut bytes = vec![0; length];
    output.read_exact(&mut bytes)?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    fn program(folder: &Path, text: &str) -> PathBuf {
        let path = folder.join("painter");
        std::fs::write(&path, text).expect("a file");
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).expect("it may run");
        path
    }

    fn ground() -> Ground {
        Ground { width: 64, height: 48, background: [1, 2, 3], layers: Vec::new() }
    }

    #[test]
    fn a_program_that_is_absent_ends_or_refuses_is_left_alone() {
        let folder = tempfile::tempdir().expect("a folder");
        let refusing = "#!/bin/sh\nhead -c 4 >/dev/null\nprintf '\\000\\000\\000\\006\\001sorry'\nsleep 5\n";
        let programs = [folder.path().join("absent"), program(folder.path(), "#!/bin/sh\nexit 3\n")];
        for program in programs {
            let painter = Painter::new(program);
            assert!(painter.paint(&ground()).is_none());
            assert!(matches!(&*painter.state.lock().expect("no panic"), State::Resting(Some(_))));
        }
        let painter = Painter::new(program(folder.path(), refusing));
        let started = Instant::now();
        assert!(painter.paint(&ground()).is_none());
        assert!(painter.paint(&ground()).is_none(), "it rests");
        assert!(started.elapsed() < PATIENCE, "a refusal is heard at once");
    }
}
