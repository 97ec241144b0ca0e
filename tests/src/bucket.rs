//! A bucket on a real S3 server (moto), and a wire to it that can be cut.

use std::io::{self, BufRead, BufReader};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;

use crate::{binary, repository, skipped};

/// Moto wants to see who asks, and believes it.
const WHO: &str =
    "AWS4-HMAC-SHA256 Credential=key/20261128/us-east-1/s3/aws4_request, SignedHeaders=host, Signature=any";

/// An empty bucket called `census`; it goes with this value.
pub struct Bucket {
    server: Child,
    /// Where the server listens, for who looks into the bucket past the program.
    there: SocketAddr,
    /// Where the program finds it, while the wire is whole.
    here: SocketAddr,
    is_cut: Arc<AtomicBool>,
    open: Arc<Mutex<Vec<TcpStream>>>,
}

impl Bucket {
    /// Starts one; `None` (after saying so) where there is no moto, or the program was built without buckets.
    ///
    /// # Panics
    /// When it does not start.
    pub fn start() -> Option<Self> {
        let Some(python) = std::env::var_os("TECHNOPOLICE_PYTHON") else {
            skipped("moto not found (set TECHNOPOLICE_PYTHON)");
            return None;
        };
        let tried = Command::new(&python).args(["-c", "import moto.server, boto3"]).output().expect("Python runs");
        if !tried.status.success() {
            skipped("moto not found (.ci/requirements.txt)");
            return None;
        }
        let put =
            Command::new(binary()).args(["release", "put", "s3://census/x", "--releases", "/nonexistent"]).output();
        if String::from_utf8_lossy(&put.expect("the program runs").stderr).contains("--features s3") {
            skipped("the program knows no buckets: `cargo test --workspace` builds one that does");
            return None;
        }
        let script = repository().join("tests/src/bucket.py");
        let mut command = Command::new(python);
        command.arg(script).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null());
        let mut server = command.spawn().expect("Python runs");
        let mut port = String::new();
        BufReader::new(server.stdout.take().expect("piped")).read_line(&mut port).expect("it tells its port");
        let there = SocketAddr::from(([127, 0, 0, 1], port.trim().parse().expect("a port")));
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let here = listener.local_addr().expect("an address");
        let bucket = Self { server, there, here, is_cut: Arc::default(), open: Arc::default() };
        let (is_cut, open) = (Arc::clone(&bucket.is_cut), Arc::clone(&bucket.open));
        thread::spawn(move || {
            for client in listener.incoming().map_while(Result::ok) {
                // Dropping it ends it.
                let Some(server) = (!is_cut.load(Ordering::SeqCst)).then(|| TcpStream::connect(there)) else {
                    continue;
                };
                join(client, server.expect("the server is there"), &open).expect("two sockets");
            }
        });
        Some(bucket)
    }

    /// What the program is told of it: `AWS_…`.
    pub fn environment(&self) -> [(&'static str, String); 5] {
        [
            ("AWS_ACCESS_KEY_ID", "key".to_owned()),
            ("AWS_SECRET_ACCESS_KEY", "secret".to_owned()),
            ("AWS_ENDPOINT", format!("http://{}", self.here)),
            ("AWS_ALLOW_HTTP", "true".to_owned()),
            ("AWS_REGION", "us-east-1".to_owned()),
        ]
    }

    /// Cuts the wire between the program and the bucket, and everything that is under way on it.
    pub fn cut(&self) {
        self.is_cut.store(true, Ordering::SeqCst);
        for socket in self.open.lock().expect("no panic").drain(..) {
            // It may be closed already.
            let _closed = socket.shutdown(Shutdown::Both);
        }
    }

    /// Mends it.
    pub fn mend(&self) {
        self.is_cut.store(false, Ordering::SeqCst);
    }

    /// The names in the bucket that begin like that.
    ///
    /// # Panics
    /// When the bucket does not answer.
    pub fn names(&self, prefix: &str) -> Vec<String> {
        let list = String::from_utf8(self.read(&format!("?list-type=2&prefix={prefix}"))).expect("XML");
        let list = roxmltree::Document::parse(&list).expect("XML");
        let keys =
            list.descendants().filter(|node| node.has_tag_name(("http://s3.amazonaws.com/doc/2006-03-01/", "Key")));
        keys.filter_map(|key| key.text().map(str::to_owned)).collect()
    }

    /// The bytes of a file in the bucket.
    ///
    /// # Panics
    /// When it is not there.
    pub fn bytes(&self, name: &str) -> Vec<u8> {
        self.read(&format!("/{name}"))
    }

    /// Puts a file into the bucket, past the program.
    ///
    /// # Panics
    /// When the bucket does not take it.
    pub fn put(&self, name: &str, bytes: &[u8]) {
        let url = format!("http://{}/census/{name}", self.there);
        ureq::put(&url).header("authorization", WHO).send(bytes).unwrap_or_else(|error| panic!("{url}: {error}"));
    }

    fn read(&self, path: &str) -> Vec<u8> {
        let url = format!("http://{}/census{path}", self.there);
        let mut answer =
            ureq::get(&url).header("authorization", WHO).call().unwrap_or_else(|error| panic!("{url}: {error}"));
        answer.body_mut().with_config().limit(1 << 30).read_to_vec().expect("a body")
    }
}

impl Drop for Bucket {
    fn drop(&mut self) {
        // The end of its input ends it.
        drop(self.server.stdin.take());
        let _ended = self.server.wait();
    }
}

/// Passes on what either end says, until one of them closes.
fn join(client: TcpStream, server: TcpStream, open: &Mutex<Vec<TcpStream>>) -> io::Result<()> {
    open.lock().expect("no panic").extend([client.try_clone()?, server.try_clone()?]);
    for (mut from, mut to) in [(client.try_clone()?, server.try_clone()?), (server, client)] {
        thread::spawn(move || {
            // Either end may have gone already.
            let _copied = io::copy(&mut from, &mut to);
            let _closed = to.shutdown(Shutdown::Write);
        });
    }
    Ok(())
}
