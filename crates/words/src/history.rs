//! The history of an upload, line by line.

use crate::{Value, Words, bytes};
use domain::{Failure, Happened};

impl Words {
    pub fn happened(&self, what: &Happened) -> String {
        let size = |count: u64| bytes(count, self.language());
        match what {
            Happened::Queued => self.say("history-queued", &[]),
            Happened::Offered => self.say("history-offered", &[]),
            Happened::Uploading => self.say("history-uploading", &[]),
            Happened::WaitsForTime(failure) => self.failed("history-waits-for-time", failure, &[]),
            Happened::WaitsForNetwork => self.say("history-waits-for-network", &[]),
            Happened::WaitsForAuthorization => self.say("history-waits-for-authorization", &[]),
            Happened::Paused => self.say("history-paused", &[]),
            Happened::Failed(failure) => self.failed("history-failed", failure, &[]),
            Happened::Skipped => self.say("history-skipped", &[]),
            Happened::Done { asset } => {
                self.say("history-done", &[("asset", asset.as_str().into())])
            }
            Happened::Cancelled => self.say("history-cancelled", &[]),
            Happened::Planned { asset, parts } => {
                let asset = asset.as_str().into();
                self.say("history-planned", &[("asset", asset), ("parts", (*parts).into())])
            }
            Happened::BegunGrowing { asset } => {
                self.say("history-begun-growing", &[("asset", asset.as_str().into())])
            }
            Happened::RecordingEnded { bytes } => {
                self.say("history-recording-ended", &[("size", size(*bytes).into())])
            }
            Happened::QueuedTwice { other } => {
                // As a text: nobody writes marks into the number of an upload.
                self.say("history-queued-twice", &[("other", other.to_string().into())])
            }
            Happened::GaveUp { asset, sent, parts, why } => self.with_reason(
                "history-gave-up",
                why,
                &[
                    ("asset", asset.as_str().into()),
                    ("sent", (*sent).into()),
                    ("parts", (*parts).into()),
                ],
            ),
            Happened::GoesWhole { placeholder: true, why } => {
                self.with_reason("history-goes-whole-and-leaves-one", why, &[])
            }
            Happened::GoesWhole { placeholder: false, why } => {
                self.with_reason("history-goes-whole", why, &[])
            }
            Happened::WrittenAnew { parts } => {
                self.say("history-written-anew", &[("parts", (*parts).into())])
            }
            Happened::GoesOn { part, sent, parts: Some(parts) } => {
                let (sent, parts) = ((*sent).into(), (*parts).into());
                let part = (*part).into();
                self.say("history-goes-on", &[("part", part), ("sent", sent), ("parts", parts)])
            }
            Happened::GoesOn { part, sent, parts: None } => {
                let (part, sent) = ((*part).into(), (*sent).into());
                self.say("history-goes-on-growing", &[("part", part), ("sent", sent)])
            }
            Happened::PartAgain { part, bytes, failure } => {
                let args = [("part", (*part).into()), ("size", size(*bytes).into())];
                self.failed("history-part-again", failure, &args)
            }
            Happened::LineBroke { why } => self.with_reason("history-line-broke", why, &[]),
            Happened::Stopped { parts, bytes } => {
                let args = [("parts", (*parts).into()), ("size", size(*bytes).into())];
                self.say("history-stopped", &args)
            }
            Happened::NetworkChanged { parts, bytes } => {
                let args = [("parts", (*parts).into()), ("size", size(*bytes).into())];
                self.say("history-network-changed", &args)
            }
            Happened::ProgramEnded => self.say("history-program-ended", &[]),
            Happened::TakenUnsettled { why } => {
                self.with_reason("history-taken-unsettled", why, &[])
            }
            Happened::Said { words } => words.clone(),
        }
    }

    fn failed(&self, id: &str, failure: &Failure, args: &[(&str, Value)]) -> String {
        let mut args = args.to_vec();
        args.push(("attempts", failure.attempts.into()));
        self.with_reason(id, &failure.said, &args)
    }

    fn with_reason(&self, id: &str, why: &str, args: &[(&str, Value)]) -> String {
        let mut args = args.to_vec();
        args.push(("why", self.told(why).into()));
        // Without a reason nothing stands behind it.
        self.say(id, &args).trim_end().to_owned()
    }
}
