//! The commands of the README, in Rust: `cargo xtask run`, `cargo xtask test` and a few small ones.
//!
//! What this package deliberately does not know: any of our crates. It sees the programs they
//! become, as a person with a terminal would, so a mistake in a crate cannot hide here as well.
//!
//! To add a command: one file with one public function, and one arm below.

mod app;
mod bench;
mod cloud;
mod dist;
mod headless;
mod icons;
mod machine;
mod others;
mod program;
mod repo;
mod run;
mod session;
mod shots;
mod survive;
mod test;

use anyhow::{Result, bail};

const USAGE: &str = "\
cargo xtask run [--headless]   the app beside a simulated camera cloud; without a display the same
                               trip on the terminal
cargo xtask test [STEP…]       every check there is, or the named ones: fmt clippy ui rust window
                               trip
cargo xtask survive --hours N [--seed S]
                               everything that can go wrong, for hours; a failing seed replays
cargo xtask bench [--quick | --lines | --http2 | --scale]
                               our sending path beside those of others, on lines as people have
                               them, and with a queue as long as it gets, into docs/benchmarks.md
cargo xtask others             clippy over the code for macOS and Windows, without either
cargo xtask types              writes ui/src/ipc/types.ts anew
cargo xtask icons              draws every size of every icon anew from its SVG
cargo xtask shots              a picture of every screen in both themes, and the page that shows them
cargo xtask dist [KIND…]       packages for this system, those that it can make or the named ones:
                               deb rpm appimage dmg app nsis msi
cargo xtask dist --check       installs the Linux packages into a root of their own, starts and
                               removes them
cargo xtask feed FOLDER URL    what goes out beside the packages in a folder: latest.json, SHA256SUMS
";

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    if let Err(error) = carry_out(&arguments) {
        eprintln!("\nxtask: {error:#}");
        std::process::exit(1);
    }
}

fn carry_out(arguments: &[&str]) -> Result<()> {
    std::env::set_current_dir(repo::root())?;
    match arguments {
        ["run"] => run::run(),
        ["run", "--headless"] => headless::run(),
        ["test", steps @ ..] => test::run(steps),
        ["survive", words @ ..] => survive::run(words),
        ["bench", words @ ..] => bench::run(words),
        ["others"] => others::check(),
        ["types"] => app::write_types(),
        ["icons"] => icons::draw(),
        ["shots"] => shots::run(),
        ["dist", words @ ..] => dist::run(words),
        ["feed", folder, url] => dist::feed(folder, url),
        [] | ["help" | "--help" | "-h"] => {
            print!("{USAGE}");
            Ok(())
        }
        other => bail!("there is no `{}`; this is what there is:\n\n{USAGE}", other.join(" ")),
    }
}
