//! A command of the system, asked for what it prints.

use std::io::Read;
use std::process::{Child, Command, Stdio};
use std::sync::mpsc::channel;
use std::time::Duration;

/// PowerShell alone takes two seconds to begin on a slow computer.
const PATIENCE: Duration = Duration::from_secs(10);

/// `None` when there is no such command, when it fails, and when it takes too long.
pub fn ask(program: &str, arguments: &[&str]) -> Option<String> {
    ask_within(PATIENCE, program, arguments)
}

fn ask_within(patience: Duration, program: &str, arguments: &[&str]) -> Option<String> {
    let mut command = Command::new(program);
    command.args(arguments).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::null());
    #[cfg(windows)]
    {
        use std::os::windows::process::CommandExt;
        /// [CREATE_NO_WINDOW](https://learn.microsoft.com/windows/win32/procthread/process-creation-flags):
        /// a black window would flash up each time.
        const CREATE_NO_WINDOW: u32 = 0x0800_0000;
        command.creation_flags(CREATE_NO_WINDOW);
    }
    let mut child = command.spawn().ok()?;
    let printed = printed(&mut child, patience);
    if printed.is_none() {
        // It may have ended by itself in this very moment.
        let _ = child.kill();
    }
    let ended = child.wait().ok()?;
    printed.filter(|_| ended.success())
}

fn printed(child: &mut Child, patience: Duration) -> Option<String> {
    let mut out = child.stdout.take()?;
    let (sender, read) = channel();
    std::thread::spawn(move || {
        let mut bytes = Vec::new();
        let whole = out.read_to_end(&mut bytes).is_ok();
        // Nobody waits any more for what comes too late.
        let _ = sender.send(whole.then(|| String::from_utf8_lossy(&bytes).into_owned()));
    });
    read.recv_timeout(patience).ok()?
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use std::time::Instant;

    #[test]
    fn what_a_command_prints_is_an_answer_and_a_failure_is_none() {
        assert_eq!(ask("sh", &["-c", "echo en0"]).as_deref(), Some("en0\n"));
        assert_eq!(ask("sh", &["-c", "echo en0; exit 1"]), None);
        assert_eq!(ask("there is no such command", &[]), None);
    }

    #[test]
    fn a_command_that_never_ends_is_ended() {
        let began = Instant::now();
        assert_eq!(ask_within(Duration::from_millis(50), "sleep", &["600"]), None);
        assert!(began.elapsed() < Duration::from_secs(300), "it was waited for");
    }
}
