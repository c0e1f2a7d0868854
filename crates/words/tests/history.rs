//! Every line of a history, said.

use domain::{AssetId, ErrorKind, Failure, Happened, Language, UploadId};
use words::Words;

fn all(count: u32) -> Vec<Happened> {
    let asset = || AssetId::new("0d8b");
    let failure = || Failure {
        kind: ErrorKind::Offline,
        said: "The line broke: connection reset.".into(),
        attempts: count,
    };
    let why = || "The file changed.".to_owned();
    vec![
        Happened::Queued,
        Happened::Offered,
        Happened::Uploading,
        Happened::WaitsForTime(failure()),
        Happened::WaitsForNetwork,
        Happened::WaitsForAuthorization,
        Happened::Paused,
        Happened::Failed(failure()),
        Happened::Skipped,
        Happened::Done { asset: asset() },
        Happened::Cancelled,
        Happened::Planned { asset: asset(), parts: count },
        Happened::BegunGrowing { asset: asset() },
        Happened::RecordingEnded { bytes: 84_200_000_000 },
        Happened::QueuedTwice { other: UploadId(12_345) },
        Happened::GaveUp { asset: asset(), sent: 1, parts: count, why: why() },
        Happened::GoesWhole { placeholder: false, why: why() },
        Happened::GoesWhole { placeholder: true, why: why() },
        Happened::WrittenAnew { parts: count },
        Happened::GoesOn { part: 3, sent: 2, parts: Some(count) },
        Happened::GoesOn { part: 3, sent: 2, parts: None },
        Happened::PartAgain { part: 3, bytes: 10_500_000, failure: failure() },
        Happened::LineBroke { why: why() },
        Happened::Stopped { parts: count, bytes: 10_500_000 },
        Happened::NetworkChanged { parts: count, bytes: 10_500_000 },
        Happened::ProgramEnded,
        Happened::TakenUnsettled { why: "Its footer is not closed yet.".into() },
    ]
}

/// So that a line that is new is said here too.
fn kind(what: &Happened) -> &'static str {
    match what {
        Happened::Queued => "queued",
        Happened::Offered => "offered",
        Happened::Uploading => "uploading",
        Happened::WaitsForTime(_) => "waits for time",
        Happened::WaitsForNetwork => "waits for network",
        Happened::WaitsForAuthorization => "waits for authorization",
        Happened::Paused => "paused",
        Happened::Failed(_) => "failed",
        Happened::Skipped => "skipped",
        Happened::Done { .. } => "done",
        Happened::Cancelled => "cancelled",
        Happened::Planned { .. } => "planned",
        Happened::BegunGrowing { .. } => "begun growing",
        Happened::RecordingEnded { .. } => "recording ended",
        Happened::QueuedTwice { .. } => "queued twice",
        Happened::GaveUp { .. } => "gave up",
        Happened::GoesWhole { .. } => "goes whole",
        Happened::WrittenAnew { .. } => "written anew",
        Happened::GoesOn { .. } => "goes on",
        Happened::PartAgain { .. } => "part again",
        Happened::LineBroke { .. } => "line broke",
        Happened::Stopped { .. } => "stopped",
        Happened::NetworkChanged { .. } => "network changed",
        Happened::ProgramEnded => "program ended",
        Happened::TakenUnsettled { .. } => "taken unsettled",
        Happened::Said { .. } => "said",
    }
}

#[test]
fn every_line_is_whole_sentences_and_another_in_every_language() {
    let kinds: std::collections::BTreeSet<_> = all(1).iter().map(kind).collect();
    assert_eq!(kinds.len(), 25, "all but words that are words already");
    let (english, german) = (Words::of(Language::English), Words::of(Language::German));
    for what in all(1).into_iter().chain(all(12)) {
        let both = [english.happened(&what), german.happened(&what)];
        assert_ne!(both[0], both[1]);
        for said in both {
            assert!(
                said.starts_with(|first: char| first.is_uppercase() || first.is_numeric()),
                "{said}"
            );
            assert!(said.ends_with('.') && !said.ends_with(".."), "{said}");
            assert!(!said.contains('{') && !said.contains("  "), "{said}");
        }
    }
}

#[test]
fn numbers_amounts_and_reasons_are_said_as_the_language_does() {
    let failure = Failure {
        kind: ErrorKind::Offline,
        said: "The line broke: connection reset.".into(),
        attempts: 3,
    };
    let again = Happened::PartAgain { part: 7, bytes: 10_500_000, failure };
    assert_eq!(
        Words::of(Language::English).happened(&again),
        "Part 7 is sent again, 10.5 MB, after 3 attempts. The line broke: connection reset."
    );
    assert_eq!(
        Words::of(Language::German).happened(&again),
        "Teil 7 wird noch einmal gesendet, 10,5\u{a0}MB, nach 3 Versuchen. Die Verbindung ist \
         abgerissen: Die Verbindung wurde zurückgesetzt."
    );
    let silent = Failure { kind: ErrorKind::Busy, said: String::new(), attempts: 1 };
    let failed = Happened::Failed(silent);
    assert_eq!(Words::of(Language::German).happened(&failed), "Zurückgestellt.");
    let old = Happened::Said { words: "waiting for the network".into() };
    assert_eq!(Words::of(Language::German).happened(&old), "waiting for the network");
}
