//! The program answers its own questions. (This test also makes `cargo test` build the program that `tests/` drives.)

use std::process::Command;

#[test]
fn the_program_says_what_it_is_and_what_it_can_do() {
    let program = env!("CARGO_BIN_EXE_technopolice");
    let help = Command::new(program).arg("--help").output().expect("the program runs");
    let text = String::from_utf8(help.stdout).expect("the help is text");
    assert!(help.status.success());
    for command in ["serve", "demo", "import", "territories", "sample", "check", "revert", "redact", "migrate"] {
        assert!(text.contains(command), "{command} is not in the help");
    }
    let unknown = Command::new(program).arg("launch").output().expect("the program runs");
    assert!(!unknown.status.success());
}
