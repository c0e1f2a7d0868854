//! `cargo xtask survive --hours N [--seed S]`: the long form of the tests of survival. What the
//! short form is made of, it says itself: `cargo xtask survive --help`.

use std::process::Command;

use anyhow::Result;

use crate::program;

pub fn run(words: &[&str]) -> Result<()> {
    let run = ["run", "--package", "survival", "--bin", "survive", "--"];
    program::run(Command::new(program::cargo()).args(run).args(words).env("PATH", program::path()))
}
