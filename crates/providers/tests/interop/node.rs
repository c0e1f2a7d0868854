//! A program of `node/`, running.

use std::io::Write;
use std::path::PathBuf;
use std::process::Stdio;
use std::time::Duration;
use tokio::io::{AsyncBufReadExt, BufReader, Lines};
use tokio::process::{Child, ChildStdin, ChildStdout, Command};

pub struct Node {
    lines: Lines<BufReader<ChildStdout>>,
    // Its programs end when this does.
    _stdin: ChildStdin,
    _child: Child,
}

fn folder() -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests/interop/node");
    assert!(
        folder.join("node_modules").exists(),
        "its packages are missing: run `npm ci` in {}, or `cargo xtask test`",
        folder.display()
    );
    folder
}

impl Node {
    pub fn start(script: &str, arguments: &[&str]) -> Self {
        let mut child = Command::new("node")
            .arg(folder().join(script))
            .args(arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
            .expect("node starts");
        let stdout = child.stdout.take().expect("it was piped");
        Self {
            lines: BufReader::new(stdout).lines(),
            _stdin: child.stdin.take().expect("it was piped"),
            _child: child,
        }
    }

    /// The next line that begins so. It has a minute.
    pub async fn says(&mut self, beginning: &str) -> String {
        let told = async {
            loop {
                let line = self.lines.next_line().await.expect("it is text");
                let line = line.unwrap_or_else(|| panic!("it ended without {beginning:?}"));
                if line.starts_with(beginning) {
                    return line;
                }
            }
        };
        let told = tokio::time::timeout(Duration::from_secs(60), told).await;
        told.unwrap_or_else(|_| panic!("it never said {beginning:?}"))
    }
}

/// One run: `input` in, what it prints out.
pub fn run(script: &str, arguments: &[&str], input: &str) -> String {
    let mut child = std::process::Command::new("node")
        .arg(folder().join(script))
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("node starts");
    child.stdin.take().expect("it was piped").write_all(input.as_bytes()).expect("it reads");
    let output = child.wait_with_output().expect("it ends");
    assert!(output.status.success(), "{script} failed");
    String::from_utf8(output.stdout).expect("it is text")
}
