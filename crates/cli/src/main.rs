//! `technopolice`: the census as one program.

use std::process::ExitCode;

fn main() -> ExitCode {
    technopolice::main()
}
