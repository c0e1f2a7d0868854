//! One run from its beginning to its verdict.

use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::plan::{Plan, Size};
use crate::stage::Stage;
use crate::verdict::Verdict;

/// Tells the copy of us that has the namespace that it has it.
const MARK: &str = "SURVIVAL_IS_ALONE";

/// Gets a mount namespace of our own, by starting anew in one where that is allowed; what is
/// mounted in it goes when we do, however we go.
pub fn alone() -> bool {
    if std::env::var_os(MARK).is_some() {
        return true;
    }
    #[cfg(target_os = "linux")]
    {
        use std::os::unix::process::CommandExt;
        let words = ["--mount", "--propagation", "private"];
        let allowed = Command::new("unshare")
            .args(words)
            .args(["mount", "-t", "tmpfs", "survival", "/mnt"])
            .output()
            .is_ok_and(|output| output.status.success());
        if allowed && let Ok(me) = std::env::current_exe() {
            let error = Command::new("unshare")
                .args(words)
                .arg(me)
                .args(std::env::args_os().skip(1))
                .env(MARK, "1")
                .exec();
            println!("no namespace after all: {error}");
        }
    }
    false
}

/// Returns the folder it worked in as well; gone if it survived.
pub async fn survive(
    plan: &Plan,
    size: Size,
    keep: Option<&Path>,
    alone: bool,
) -> io::Result<(Verdict, PathBuf)> {
    let folder = match keep {
        Some(folder) => folder.to_owned(),
        None => tempfile::Builder::new().prefix("survival-").tempdir()?.keep(),
    };
    let program = std::env::current_exe()?;
    let mut stage = Stage::set(&folder, &program, plan, alone, None).await?;
    stage.loud = true;
    let played = stage.play(size.span).await?;
    let noticed = std::mem::take(&mut stage.noticed);
    let mut verdict = stage.judge().await?;
    if let Err(said) = played {
        verdict.failures.push(said);
    }
    if !verdict.failures.is_empty() {
        for said in noticed {
            println!("noticed: {said}");
        }
        // What is mounted goes with us.
        if alone {
            let _ = copy_out(&folder.join("profile"), &folder.join("profile-at-the-end"));
        }
    } else if keep.is_none() {
        leave(&folder)?;
    }
    Ok((verdict, folder))
}

fn copy_out(from: &Path, to: &Path) -> io::Result<()> {
    std::fs::create_dir_all(to)?;
    for entry in std::fs::read_dir(from)? {
        let path = entry?.path();
        if let (true, Some(name)) = (path.is_file(), path.file_name()) {
            std::fs::copy(&path, to.join(name))?;
        }
    }
    Ok(())
}

fn leave(folder: &Path) -> io::Result<()> {
    let profile = folder.join("profile");
    // Nothing is mounted where nothing may be.
    let _ = Command::new("umount").arg(&profile).output();
    std::fs::remove_dir_all(folder)
}
