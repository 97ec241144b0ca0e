//! What the heaviest pictures cost.

use std::process::Command;

use photo::sanitise;

use crate::files::plain_png;

/// Tells this program, started anew by the test, to decode and to say what it took.
const CHILD: &str = "TECHNOPOLICE_PHOTO_MEMORY";

/// Kibibytes that a process held at the most, so far.
fn peak_kib() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").expect("Linux tells");
    let line = status.lines().find(|line| line.starts_with("VmHWM:")).expect("the peak of the resident memory");
    line.split_whitespace().nth(1).and_then(|number| number.parse().ok()).expect("a number")
}

#[test]
fn the_heaviest_picture_that_is_taken_needs_less_than_300_mib() {
    if std::env::var(CHILD).is_ok() {
        // 47 million pixels with transparency: the most bytes that the limits let through.
        sanitise(&plain_png(8_000, 5_875, 8, 6), &[]).expect("within the limits");
        sanitise(&plain_png(8_000, 6_250, 8, 6), &[]).expect_err("and no more");
        println!("peak {}", peak_kib());
        return;
    }
    // A process of its own: other tests use memory too.
    let own = std::env::current_exe().expect("a test knows where it is");
    let arguments = ["--exact", "memory::the_heaviest_picture_that_is_taken_needs_less_than_300_mib", "--nocapture"];
    let answer = Command::new(own).args(arguments).env(CHILD, "1").output().expect("it runs again");
    let said = String::from_utf8_lossy(&answer.stdout).into_owned();
    let peak = said.split("peak ").nth(1).and_then(|rest| rest.split_whitespace().next()?.parse::<u64>().ok());
    let peak = peak.unwrap_or_else(|| panic!("no peak: {said}"));
    assert!(peak < 300 * 1024, "{peak} KiB");
}
