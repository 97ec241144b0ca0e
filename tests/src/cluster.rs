//! A PostgreSQL cluster for one test process: made on first use, stopped and removed when the process ends.

use std::io;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;

/// Names a server to use instead, as `postgres://…` of a user who may create databases.
const OTHER_SERVER: &str = "TECHNOPOLICE_TEST_POSTGRES";

/// Where a database of a name would be; `None` when there is no PostgreSQL here.
pub(crate) fn url_of(database: &str) -> Option<String> {
    static CLUSTER: OnceLock<Option<Cluster>> = OnceLock::new();
    if let Ok(server) = std::env::var(OTHER_SERVER) {
        return Some(with_database(&server, database));
    }
    let cluster = CLUSTER.get_or_init(|| match Cluster::start() {
        Ok(cluster) => Some(cluster),
        Err(reason) => {
            crate::skipped(&format!("PostgreSQL not found ({reason})"));
            None
        }
    });
    let cluster = cluster.as_ref()?;
    Some(format!("postgres://postgres@localhost/{database}?host={}", cluster.folder.display()))
}

/// Puts a name in the place of the path of a URL.
fn with_database(server: &str, database: &str) -> String {
    let (address, query) = server.split_once('?').map_or((server, None), |(address, query)| (address, Some(query)));
    let host_end = address.find("://").map_or(0, |at| at + 3);
    let end = address[host_end..].find('/').map_or(address.len(), |at| host_end + at);
    let query = query.map(|query| format!("?{query}")).unwrap_or_default();
    format!("{}/{database}{query}", &address[..end])
}

struct Cluster {
    /// Holds the data and the socket.
    folder: PathBuf,
    /// Stops the cluster when the pipe to it closes, however this process ends.
    _watchman: Child,
}

/// Waits for the end of its input, then stops the cluster and removes the folder.
const WATCH: &str = r#"cat > /dev/null; "$@" stop -m immediate > /dev/null 2>&1; rm -rf "$FOLDER""#;

impl Cluster {
    fn start() -> io::Result<Self> {
        let programs = programs().ok_or_else(|| io::Error::other("no initdb in /usr/lib/postgresql or PATH"))?;
        let folder = tempfile::Builder::new().prefix("technopolice-postgres-").tempdir()?.keep();
        let data = folder.join("data");
        if is_root() {
            succeed(Command::new("chown").arg("postgres").arg(&folder))?;
        }
        let initdb = [programs.join("initdb").display().to_string()];
        succeed(
            as_postgres(&initdb)
                .args(["--username=postgres", "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync", "-D"])
                .arg(&data),
        )?;
        let control = [programs.join("pg_ctl").display().to_string()];
        // Tests ask what is kept, not what survives a power cut: that has tests of its own.
        let options = format!(
            "-k {} -c listen_addresses= -c fsync=off -c full_page_writes=off -c max_connections=300",
            folder.display()
        );
        let log = folder.join("log");
        let mut start = as_postgres(&control);
        succeed(start.arg("-D").arg(&data).arg("-l").arg(log).args(["-w", "-o", &options, "start"]))?;
        let watchman = watch(&folder, &control, &data)?;
        Ok(Self { folder, _watchman: watchman })
    }
}

fn watch(folder: &Path, control: &[String], data: &Path) -> io::Result<Child> {
    let stop = as_postgres(control);
    Command::new("setsid")
        .args(["sh", "-c", WATCH, "watchman"])
        .arg(stop.get_program())
        .args(stop.get_args())
        .arg("-D")
        .arg(data)
        .env("FOLDER", folder)
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
}

/// The folder with the newest `initdb`.
fn programs() -> Option<PathBuf> {
    let installed = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let mut found: Vec<PathBuf> = installed.map(|version| version.path().join("bin")).collect();
    found.sort_by_key(|path| path.to_string_lossy().bytes().filter(u8::is_ascii_digit).collect::<Vec<u8>>());
    let path = std::env::var_os("PATH").unwrap_or_default();
    let mut candidates: Vec<PathBuf> = std::env::split_paths(&path).collect();
    candidates.extend(found);
    candidates.into_iter().rev().find(|folder| folder.join("initdb").is_file() && folder.join("pg_ctl").is_file())
}

/// PostgreSQL refuses to run as root: then its own user runs it.
fn as_postgres(command: &[String]) -> Command {
    let lowered = ["runuser".to_owned(), "-u".to_owned(), "postgres".to_owned(), "--".to_owned()];
    let prefix: &[String] = if is_root() { &lowered } else { &[] };
    let mut words = prefix.iter().chain(command);
    let mut process = Command::new(words.next().map_or("", String::as_str));
    process.args(words).current_dir("/").stdin(Stdio::null());
    process
}

fn is_root() -> bool {
    Command::new("id").arg("-u").output().is_ok_and(|answer| answer.stdout.trim_ascii() == b"0")
}

/// The output goes to a file and not to a pipe, which a daemon would keep open.
fn succeed(command: &mut Command) -> io::Result<()> {
    let status = command.stdout(Stdio::null()).stderr(Stdio::null()).status()?;
    if status.success() { Ok(()) } else { Err(io::Error::other(format!("{command:?} failed with {status}"))) }
}
