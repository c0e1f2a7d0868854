//! Words on a terminal, or one JSON object a line for programs.

use domain::{Connection, Project, Timestamp, Upload, UploadState, WaitingFor};
use engine::{Added, Disconnected};
use serde_json::{Value, json};
use std::io::Write;
use std::path::Path;

pub struct Say {
    pub json: bool,
}

impl Say {
    pub fn new(json: bool) -> Self {
        Self { json }
    }

    /// A reader that went away (`| head`) is no reason to fail.
    pub fn line(&self, object: &Value, words: &str) {
        let mut out = std::io::stdout().lock();
        let _ = if self.json { writeln!(out, "{object}") } else { writeln!(out, "{words}") };
        let _ = out.flush();
    }

    pub fn error(&self, said: &str) {
        eprintln!("labrunctl: {said}");
    }

    /// By the clock on this computer's wall.
    pub fn time(&self, at: Timestamp) -> String {
        let at = jiff::Timestamp::from_millisecond(at.0).unwrap_or_default();
        let local = at.to_zoned(jiff::tz::TimeZone::system());
        local.strftime("%Y-%m-%d %H:%M:%S").to_string()
    }

    pub fn connection(&self, one: &Connection) {
        let project = one.state.project();
        let object = json!({
            "connection": one.id.as_str(),
            "provider": one.provider.code(),
            "state": one.state.name(),
            "project": project.map(project_json),
            "person": one.person.as_ref().map(|person| &person.name),
            "address": one.endpoint.authority(),
        });
        let project = project.map_or("no project", |project| project.name.as_str());
        let words = format!(
            "{}  {}  {}  {project}  at {}",
            one.id,
            one.provider.code(),
            one.state.name(),
            one.endpoint.authority()
        );
        self.line(&object, &words);
    }

    pub fn added(&self, path: &Path, added: &Added) {
        let name = path.display();
        let (outcome, id, said) = match added {
            Added::Queued(id) => ("queued", Some(id.0), format!("{name}: queued")),
            Added::AlreadyQueued(id) => {
                ("already_queued", Some(id.0), format!("{name}: is in the queue already"))
            }
            Added::AlreadySent(id) => {
                ("already_sent", Some(id.0), format!("{name}: was uploaded already"))
            }
            Added::Folder { found, queued, known, refused } => {
                let words = format!(
                    "{name}: {found} files, {queued} queued, {known} known, {refused} refused"
                );
                ("folder", None, words)
            }
            Added::Refused(refusal) => ("refused", None, format!("{name}: {refusal}")),
        };
        let error = match added {
            Added::Refused(refusal) => Some(refusal.code()),
            _ => None,
        };
        let mut object = json!({
            "path": path.to_string_lossy(), "outcome": outcome, "upload": id, "error": error,
            "said": said,
        });
        if let Added::Folder { found, queued, known, refused } = added {
            object["files"] = json!({
                "found": found, "queued": queued, "known": known, "refused": refused,
            });
        }
        self.line(&object, &said);
    }

    pub fn upload(&self, upload: &Upload) {
        let (error, words) = match &upload.state {
            UploadState::Failed(failure)
            | UploadState::Waiting(WaitingFor::Time { failure, .. }) => {
                (Some(failure.kind.code()), format!(" ({})", failure.said))
            }
            UploadState::Waiting(WaitingFor::Network) => (None, " for the network".to_owned()),
            UploadState::Waiting(WaitingFor::Authorization) => (None, " for a sign-in".to_owned()),
            _ => (None, String::new()),
        };
        let parts = upload.part_count.map_or(0, |count| count);
        let object = json!({
            "upload": upload.id.0,
            "connection": upload.connection.as_str(),
            "name": upload.file.name(),
            "path": upload.file.path.to_string_lossy(),
            "size": upload.file.size,
            "state": upload.state.name(),
            "error": error,
            "said": if words.is_empty() { None } else { Some(words.trim()) },
            "asset": upload.asset.as_ref().map(|asset| asset.as_str()),
            "accepted_bytes": upload.accepted_bytes,
            "parts_sent": upload.parts_sent,
            "part_count": upload.part_count,
        });
        let words = format!(
            "{:>5}  {}  {}{words}  {} of {parts} parts  {} bytes",
            upload.id.0,
            upload.file.name(),
            upload.state.name(),
            upload.parts_sent,
            upload.file.size
        );
        self.line(&object, &words);
    }

    pub fn disconnected(&self, id: &str, left: &Disconnected) {
        let object = json!({
            "event": "disconnected", "connection": id, "vendor_side": left.vendor_side,
            "said": left.said,
        });
        self.line(&object, &left.said);
    }

    pub fn set_aside(&self, kept: &Path) {
        let words = format!("The old queue is kept as {}.", kept.display());
        self.line(&json!({ "event": "set_aside", "kept": kept.to_string_lossy() }), &words);
    }
}

pub fn project_json(project: &Project) -> Value {
    json!({ "id": project.id.as_str(), "name": project.name })
}
