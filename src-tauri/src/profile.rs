//! Which profile to open, and where its log goes.

use crate::diagnostics::redaction::{People, redact};
use std::ffi::OsString;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use tracing_appender::rolling::RollingFileAppender;
use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt::MakeWriter;

/// What the command line asked for.
#[derive(Debug, Default, PartialEq)]
pub struct Asked {
    pub profile: Option<PathBuf>,
    /// Start in the tray, without a window.
    pub hidden: bool,
    /// Only say which Labrun this is.
    pub version: bool,
    /// To be uploaded.
    pub files: Vec<PathBuf>,
}

/// `here` is the folder that they were typed in.
pub fn asked_for(mut words: impl Iterator<Item = OsString>, here: &Path) -> Result<Asked, String> {
    const USAGE: &str = "usage: labrun [--profile FOLDER] [--hidden] [FILE…] | --version";
    let mut asked = Asked::default();
    while let Some(word) = words.next() {
        match word.to_str() {
            Some("--profile") => {
                let folder = words.next().ok_or_else(|| USAGE.to_owned())?;
                asked.profile = Some(folder.into());
            }
            Some("--hidden") => asked.hidden = true,
            Some("--version") => asked.version = true,
            Some("--") => {
                asked.files.extend(words.by_ref().map(|file| here.join(file)));
            }
            Some(other) if other.starts_with('-') => {
                return Err(format!("{other} is not understood; {USAGE}"));
            }
            _ => asked.files.push(here.join(word)),
        }
    }
    Ok(asked)
}

/// One file a day in the profile, the last week of them. Secrets never get here: their type
/// cannot be printed, and errors leave addresses' queries out. What should slip through all the same
/// is taken out on the way.
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
    let file = Redacted(Mutex::new(file));
    let log = tracing_subscriber::fmt().with_ansi(false).with_env_filter(wanted).with_writer(file);
    // A second call in one process only happens in tests.
    let _ = log.try_init();
    let before = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        tracing::error!(at = ?panic.location(), "Labrun broke: {panic}");
        before(panic);
    }));
}

/// Whatever is logged passes the one place that takes out what nobody else may read. An event comes
/// as one write.
struct Redacted(Mutex<RollingFileAppender>);

impl Write for &Redacted {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        let text = redact(&String::from_utf8_lossy(line), &People::nobody());
        self.0.lock().expect("nobody panics with the lock").write_all(text.as_bytes())?;
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        self.0.lock().expect("nobody panics with the lock").flush()
    }
}

impl<'a> MakeWriter<'a> for Redacted {
    type Writer = &'a Redacted;

    fn make_writer(&'a self) -> Self::Writer {
        self
    }
}

/// A program that is to be updated in a test says at its end which version it is, so that the one it
/// is updated to can be this very build.
#[cfg(feature = "e2e")]
pub fn call_yourself<R: tauri::Runtime>(context: &mut tauri::Context<R>) {
    use std::io::{Read, Seek, SeekFrom};
    const LENGTH: i64 = 64;
    let tail = std::env::current_exe().and_then(std::fs::File::open).and_then(|mut program| {
        program.seek(SeekFrom::End(-LENGTH))?;
        let mut tail = Vec::new();
        program.read_to_end(&mut tail)?;
        Ok(tail)
    });
    let tail = String::from_utf8_lossy(tail.as_deref().unwrap_or_default()).into_owned();
    let Some((_, version)) = tail.rsplit_once("\nlabrun-version:") else { return };
    if let Ok(version) = version.trim().parse() {
        context.package_info_mut().version = version;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(words: &[&str]) -> Result<Asked, String> {
        asked_for(words.iter().map(OsString::from), Path::new("/card"))
    }

    #[test]
    fn a_profile_can_be_named_and_a_slip_is_said() {
        assert_eq!(asked(&[]), Ok(Asked::default()));
        let expected = Asked { profile: Some("x".into()), hidden: true, ..Asked::default() };
        assert_eq!(asked(&["--profile", "x", "--hidden"]), Ok(expected));
        assert!(asked(&["--profile"]).is_err());
        assert!(asked(&["--porfile", "x"]).unwrap_err().contains("--porfile"));
    }

    #[test]
    fn files_are_meant_from_where_they_were_typed() {
        let files = |words: &[&str]| asked(words).unwrap().files;
        assert_eq!(files(&["A001.mov"]), [PathBuf::from("/card/A001.mov")]);
        assert_eq!(files(&["/other/A002.mov"]), [PathBuf::from("/other/A002.mov")]);
        assert_eq!(files(&["--hidden", "--", "--odd"]), [PathBuf::from("/card/--odd")]);
    }
}
