//! What went wrong with an upload, before and after the one table has judged it.

use crate::EngineError;
use crate::engine::Inner;
use domain::{
    CloudError, ErrorKind, Failure, MediaFile, Trouble, UploadId, Verdict, retry, sentence,
};
use std::time::Duration;

/// What went wrong, before anyone judges it.
#[derive(Debug)]
pub(crate) struct Problem {
    pub kind: ErrorKind,
    /// As a sentence for a person.
    pub said: String,
    /// What was tried and against which host, for the log.
    pub asked: Option<String>,
    pub retry_after: Option<Duration>,
}

/// The same, judged.
pub(crate) struct Judged {
    pub verdict: Verdict,
    pub failure: Failure,
}

/// Why a step did not get through.
pub(crate) enum Cut {
    Judged(Judged),
    Stopped,
}

impl From<CloudError> for Problem {
    fn from(error: CloudError) -> Self {
        let said = error.sentence();
        Self { kind: error.kind, retry_after: error.retry_after, said, asked: error.asked }
    }
}

impl From<EngineError> for Problem {
    fn from(error: EngineError) -> Self {
        match error {
            EngineError::Cloud(error) => error.into(),
            other => Self::new(other.kind(), &other.sentence()),
        }
    }
}

impl From<store::StoreError> for Problem {
    fn from(error: store::StoreError) -> Self {
        EngineError::from(error).into()
    }
}

impl Problem {
    pub fn new(kind: ErrorKind, said: &str) -> Self {
        Self { kind, said: sentence(said), asked: None, retry_after: None }
    }

    pub fn with_file(kind: ErrorKind, file: &MediaFile) -> Self {
        let path = file.path.display();
        let said = match kind {
            ErrorKind::FileMissing => format!("{path} is not there any more"),
            ErrorKind::FileChanged => format!("{path} was changed after it was queued"),
            _ => format!("{path} cannot be read"),
        };
        Self::new(kind, &said)
    }
}

impl Inner {
    /// Counts a trouble and asks the one table what to do.
    pub fn judge(&self, upload: UploadId, problem: Problem) -> Judged {
        if problem.kind.is_on_the_way() {
            self.lines.heard(Err(problem.kind));
        }
        let attempts = {
            let mut troubles = self.troubles.lock().expect("nobody panics with the lock");
            let count = troubles.entry(upload).or_default().entry(problem.kind).or_default();
            *count += 1;
            *count
        };
        let trouble =
            Trouble { kind: problem.kind, attempt: attempts, retry_after: problem.retry_after };
        let verdict = retry::verdict(trouble, rand::random());
        let (asked, said) = (problem.asked.unwrap_or_default(), &problem.said);
        tracing::warn!(%upload, ?verdict, attempts, asked, said, "trouble");
        Judged { verdict, failure: Failure { kind: problem.kind, said: problem.said, attempts } }
    }

    /// Bytes were accepted. Only the count of new assets goes on: a file that is never done
    /// within the life of its targets must come to an end some time.
    pub fn trouble_is_over(&self, upload: UploadId) {
        let mut troubles = self.troubles.lock().expect("nobody panics with the lock");
        if let Some(kinds) = troubles.get_mut(&upload) {
            kinds.retain(|kind, _| matches!(kind, ErrorKind::TargetExpired | ErrorKind::AssetGone));
        }
    }

    /// They end, or a person wants them tried anew.
    pub fn forget_troubles(&self, uploads: &[UploadId]) {
        let mut troubles = self.troubles.lock().expect("nobody panics with the lock");
        for upload in uploads {
            troubles.remove(upload);
        }
    }
}
