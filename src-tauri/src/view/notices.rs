//! The engine's notices, in the language of the window.

use engine::Notice;
use words::Words;

pub fn said(notice: &Notice, words: &Words) -> String {
    match notice {
        Notice::Withdrawn { project, said } => {
            format!("{project}: {}", words.told(said))
        }
        Notice::QueueHeld { files, meant, now } => {
            let (meant, now) = (meant.as_str().into(), now.as_str().into());
            let files = (*files as u64).into();
            words.say("engine-notice-held", &[("files", files), ("meant", meant), ("now", now)])
        }
        Notice::TooLarge { path } => {
            let path = path.display().to_string().into();
            words.say("engine-notice-too-large", &[("path", path)])
        }
        Notice::Left { what, said } => format!("{what}: {}", words.told(said)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::Language;

    fn held(files: usize) -> Notice {
        Notice::QueueHeld { files, meant: "Pilot".into(), now: "Finale".into() }
    }

    #[test]
    fn every_notice_is_said_to_the_letter_in_english_and_in_german() {
        let all = [
            (
                Notice::Withdrawn {
                    project: "Pilot".into(),
                    said: "Frame.io no longer lists this computer in that project.",
                },
                "Pilot: Frame.io führt diesen Computer in diesem Projekt nicht mehr.",
            ),
            (
                held(1),
                "Diese Verbindung zeigt jetzt auf Finale. 1 Datei für Pilot ist angehalten: \
                 Setzen Sie sie fort, um sie an Finale zu senden.",
            ),
            (
                held(7),
                "Diese Verbindung zeigt jetzt auf Finale. 7 Dateien für Pilot sind angehalten: \
                 Setzen Sie sie fort, um sie an Finale zu senden.",
            ),
            (
                Notice::TooLarge { path: "A001.mov".into() },
                "A001.mov ist größer, als diese Cloud annimmt.",
            ),
            (
                Notice::Left {
                    what: "Pilot".into(),
                    said: "This computer is disconnected. The session has ended there as well."
                        .into(),
                },
                "Pilot: Dieser Computer ist getrennt. Die Sitzung ist auch dort beendet.",
            ),
        ];
        for (notice, german) in all {
            assert_eq!(said(&notice, Words::of(Language::English)), notice.to_string());
            assert_eq!(said(&notice, Words::of(Language::German)), german);
        }
    }
}
