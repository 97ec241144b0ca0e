//! A tap on the wire between a program and a server: what passed, in both directions.

use std::io::{Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

use technopolice_tests::Server;

/// Passes connections on to a server, and keeps what goes by.
pub(crate) struct Tap {
    address: SocketAddr,
    passed: Passed,
}

/// What the program sent, and what the server answered.
type Passed = Arc<Mutex<[Vec<u8>; 2]>>;

impl Tap {
    pub(crate) fn on(server: &Server) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = listener.local_addr().expect("an address");
        let there = server.url("").trim_start_matches("http://").to_owned();
        let passed = Passed::default();
        let kept = Arc::clone(&passed);
        thread::spawn(move || {
            for here in listener.incoming().map_while(Result::ok) {
                let Ok(there) = TcpStream::connect(&there) else { break };
                for (place, from, to) in [(0, &here, &there), (1, &there, &here)] {
                    let ends = (from.try_clone().expect("a socket"), to.try_clone().expect("a socket"));
                    let kept = Arc::clone(&kept);
                    thread::spawn(move || pass(ends, place, &kept));
                }
            }
        });
        Self { address, passed }
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// What passed since it was asked last.
    pub(crate) fn take(&self) -> [String; 2] {
        let passed = std::mem::take(&mut *self.passed.lock().expect("no panic"));
        passed.map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
    }
}

fn pass((mut from, mut to): (TcpStream, TcpStream), place: usize, passed: &Passed) {
    let mut bytes = vec![0; 1 << 16];
    while let Ok(count @ 1..) = from.read(&mut bytes) {
        passed.lock().expect("no panic")[place].extend(&bytes[..count]);
        if to.write_all(&bytes[..count]).is_err() {
            break;
        }
    }
    // Either end may have gone already.
    let _closed = to.shutdown(Shutdown::Write);
}
