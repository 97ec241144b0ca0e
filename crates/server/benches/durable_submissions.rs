//! How many durable contributions a second, through HTTP, with 64 clients: beside a bare handler that inserts the same
//! bytes with the same pragmas, one commit a request, in the same run.
//!
//! `cargo bench -p server --bench durable_submissions [-- SECONDS ROUNDS]`

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::post;
use census::RefusedWords;
use geodata::territory::{Coverage, Territories};
use server::{AppState, Places, Settings};
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{Executor, SqlitePool};
use store::{Options, Publication, Store, SystemWorld};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use uuid::Uuid;

const CLIENTS: usize = 64;

#[tokio::main]
async fn main() {
    let numbers: Vec<u64> = std::env::args().filter_map(|argument| argument.parse().ok()).collect();
    let (seconds, rounds) = (numbers.first().copied().unwrap_or(4), numbers.get(1).copied().unwrap_or(3));
    let folder = tempfile::tempdir().expect("a folder");
    let bare = spawn(bare(folder.path().join("bare.db")).await).await;
    let census = spawn(census(folder.path().join("census.db")).await).await;
    let mut ratios = Vec::new();
    for round in 1..=rounds {
        let plain = rate(bare, seconds).await;
        let ours = rate(census, seconds).await;
        println!("round {round}: bare {plain:.0}/s, census {ours:.0}/s, ratio {:.2}", ours / plain);
        ratios.push(ours / plain);
    }
    ratios.sort_by(f64::total_cmp);
    println!("median ratio {:.2} (at least 0.5 is asked for)", ratios[ratios.len() / 2]);
}

async fn spawn(app: Router) -> std::net::SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
    let address = listener.local_addr().expect("a bound address");
    let (sender, stop) = watch::channel(false);
    tokio::spawn(async move {
        server::serve(listener, app, stop).await.expect("a served bench");
        drop(sender);
    });
    address
}

/// The limit: parse nothing, insert the body, commit, answer.
async fn bare(file: std::path::PathBuf) -> Router {
    let options = SqliteConnectOptions::new()
        .filename(file)
        .create_if_missing(true)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full);
    let pool = SqlitePoolOptions::new().max_connections(1).connect_with(options).await.expect("a database");
    pool.execute("create table report (id blob primary key, body blob not null) strict").await.expect("a table");
    Router::new().route("/api/v1/contributions", post(insert)).with_state(pool)
}

async fn insert(State(pool): State<SqlitePool>, body: Bytes) -> StatusCode {
    let id = Uuid::new_v4();
    let query = sqlx::query("insert into report (id, body) values ($1, $2)").bind(id).bind(body.as_ref());
    match query.execute(&pool).await {
        Ok(_) => StatusCode::CREATED,
        Err(_) => StatusCode::SERVICE_UNAVAILABLE,
    }
}

async fn census(file: std::path::PathBuf) -> Router {
    let places = Places::new(Territories::embedded(), Coverage::default());
    let options = Options { publication: Publication::Immediate, ..Options::default() };
    let url = format!("sqlite://{}", file.display()).parse().expect("an address");
    let store = Store::open(&url, options).await.expect("a census");
    let settings = Settings {
        release_key: None,
        demo: false,
        base_url: None,
        contact: None,
        publication: Publication::Immediate,
        releases: release::Shelf::folder(std::path::Path::new("/nonexistent")).expect("a shelf"),
        moderated: false,
        refused_words: RefusedWords::default(),
        trusted_proxies: Vec::new(),
        passkeys: true,
        loopback: true,
        mirror_of: None,
        signing: None,
        rate_limits: false,
        tile_cache: 16 << 20,
        still_painter: None,
    };
    let state = AppState::new(
        store,
        places,
        settings,
        server::Background::Embedded,
        server::Shelf::in_memory(),
        Arc::new(SystemWorld),
    )
    .await
    .expect("a state");
    let follower = state.clone();
    let (sender, stop) = watch::channel(false);
    tokio::spawn(async move {
        follower.follow(stop).await;
        drop(sender);
    });
    server::router(state)
}

/// Accepted contributions a second, sent by 64 clients that wait for each answer.
async fn rate(address: std::net::SocketAddr, seconds: u64) -> f64 {
    let accepted = Arc::new(AtomicU64::new(0));
    let start = Instant::now();
    let end = start + Duration::from_secs(seconds);
    let clients = (0..CLIENTS).map(|client| tokio::spawn(contribute(address, client, end, Arc::clone(&accepted))));
    for client in clients.collect::<Vec<_>>() {
        client.await.expect("a client that ends");
    }
    accepted.load(Ordering::Relaxed) as f64 / start.elapsed().as_secs_f64()
}

async fn contribute(address: std::net::SocketAddr, client: usize, end: Instant, accepted: Arc<AtomicU64>) {
    let mut stream = TcpStream::connect(address).await.expect("a connection");
    stream.set_nodelay(true).expect("a socket option");
    let mut answer = vec![0; 16 * 1024];
    let mut n = 0_u32;
    while Instant::now() < end {
        n += 1;
        let (longitude, latitude) = (2.0 + client as f64 * 0.01, 46.0 + f64::from(n % 10_000) * 1e-4);
        let body = format!(
            r#"{{"client_id":"{}","intent":"new","patch":{{"kind":"camera","position":[{longitude:.5},{latitude:.5}],"form":"dome","mount":"pole"}},"basis":{{"kind":"seen"}}}}"#,
            Uuid::new_v4()
        );
        let request = format!(
            "POST /api/v1/contributions HTTP/1.1\r\nhost: bench\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n{body}",
            body.len()
        );
        stream.write_all(request.as_bytes()).await.expect("a request");
        let status = read(&mut stream, &mut answer).await;
        assert_eq!(status, 201, "{}", String::from_utf8_lossy(&answer));
        accepted.fetch_add(1, Ordering::Relaxed);
    }
}

/// Reads one answer and gives its status.
async fn read(stream: &mut TcpStream, buffer: &mut [u8]) -> u16 {
    let mut length = 0;
    loop {
        let read = stream.read(&mut buffer[length..]).await.expect("an answer");
        assert!(read > 0, "the server hung up");
        length += read;
        let text = String::from_utf8_lossy(&buffer[..length]).to_ascii_lowercase();
        let Some((head, body)) = text.split_once("\r\n\r\n") else { continue };
        let announced = head.split("content-length: ").nth(1).and_then(|rest| rest.split("\r\n").next()?.parse().ok());
        if body.len() >= announced.unwrap_or(0) {
            return head.get(9..12).and_then(|status| status.parse().ok()).unwrap_or(0);
        }
    }
}
