//! `technopolice`: the census as one program.

use std::process::ExitCode;

use tikv_jemallocator::Jemalloc;

/// Gives freed memory back to the system, SQLite's too (`.cargo/config.toml` says when): glibc keeps most of what reading
/// a million devices at the start took, for as long as the server runs.
#[global_allocator]
static ALLOCATOR: Jemalloc = Jemalloc;

fn main() -> ExitCode {
    technopolice::main()
}
