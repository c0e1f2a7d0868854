//! Which profile to open, and where its log goes.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use tracing_subscriber::EnvFilter;

/// What the command line asked for.
#[derive(Debug, Default, PartialEq)]
pub struct Asked {
    pub profile: Option<PathBuf>,
    /// Start in the tray, without a window.
    pub hidden: bool,
}

pub fn asked_for(mut words: impl Iterator<Item = OsString>) -> Result<Asked, String> {
    const USAGE: &str = "usage: labrun [--profile FOLDER] [--hidden]";
    let mut asked = Asked::default();
    while let Some(word) = words.next() {
        match word.to_str() {
            Some("--profile") => {
                let folder = words.next().ok_or_else(|| USAGE.to_owned())?;
                asked.profile = Some(folder.into());
            }
            Some("--hidden") => asked.hidden = true,
            _ => return Err(format!("{} is not understood; {USAGE}", word.display())),
        }
    }
    Ok(asked)
}

/// One file a day in the profile, the last week of them. Secrets never get here: their type
/// cannot be printed, and errors leave addresses' queries out.
pub fn write_log(profile: &Path) {
    let file = tracing_appender::rolling::Builder::new()
        .rotation(tracing_appender::rolling::Rotation::DAILY)
        .filename_prefix("labrun")
        .filename_suffix("log")
        .max_log_files(7)
        .build(profile.join("logs"));
    let Ok(file) = file else {
        eprintln!("Labrun cannot write its log in {}", profile.display());
        return;
    };
    let wanted = EnvFilter::try_from_env("LABRUN_LOG").unwrap_or_else(|_| {
        EnvFilter::new("warn,labrun=info,engine=info,providers=info,store=info")
    });
    let log = tracing_subscriber::fmt().with_ansi(false).with_env_filter(wanted).with_writer(file);
    // A second call in one process only happens in tests.
    let _ = log.try_init();
    let before = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        tracing::error!(at = ?panic.location(), "Labrun broke: {panic}");
        before(panic);
    }));
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(words: &[&str]) -> Result<Asked, String> {
        asked_for(words.iter().map(OsString::from))
    }

    #[test]
    fn a_profile_can_be_named_and_a_slip_is_said() {
        assert_eq!(asked(&[]), Ok(Asked::default()));
        let expected = Asked { profile: Some("x".into()), hidden: true };
        assert_eq!(asked(&["--profile", "x", "--hidden"]), Ok(expected));
        assert!(asked(&["--profile"]).is_err());
        assert!(asked(&["--porfile", "x"]).unwrap_err().contains("--porfile"));
    }
}
