//! A test that needs a process of its own starts itself again: the same test function, told by
//! the environment that it is the other half.

use std::process::{Command, Stdio};

const WHICH: &str = "LABRUN_OTHER_HALF";

/// What the first half said, if this is the other half.
pub fn other_half() -> Option<String> {
    std::env::var(WHICH).ok()
}

/// Runs the one test of this name as the other half. Its output can be read.
pub fn myself(test: &str, said: &str) -> Command {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["--exact", test, "--nocapture"]).env(WHICH, said).stdout(Stdio::piped());
    command
}
