//! What there is to tell about updates: which sentence and what is put into it, and no language.
//! The window says it in the one that is in force when it looks; the log says it in English.

use domain::Language;
use std::fmt;
use words::Words;

#[derive(Clone, PartialEq)]
pub enum Said {
    Ours {
        id: &'static str,
        parts: Vec<(&'static str, Said)>,
    },
    /// By the system or a library, as it came.
    Theirs(String),
}

impl Said {
    pub fn ours(id: &'static str) -> Self {
        Self::with(id, [])
    }

    pub fn with<const PARTS: usize>(
        id: &'static str,
        parts: [(&'static str, Said); PARTS],
    ) -> Self {
        Self::Ours { id, parts: parts.into() }
    }

    pub fn text(&self, words: &Words) -> String {
        match self {
            Self::Ours { id, parts } => {
                let part = |(name, said): &(&'static str, Said)| (*name, said.text(words).into());
                words.say(id, &parts.iter().map(part).collect::<Vec<_>>())
            }
            Self::Theirs(text) => words.told_as_it_stands(text),
        }
    }
}

impl From<String> for Said {
    fn from(text: String) -> Self {
        Self::Theirs(text)
    }
}

impl From<&str> for Said {
    fn from(text: &str) -> Self {
        Self::Theirs(text.to_owned())
    }
}

/// For the log.
impl fmt::Display for Said {
    fn fmt(&self, to: &mut fmt::Formatter) -> fmt::Result {
        to.write_str(&self.text(Words::of(Language::English)))
    }
}

impl fmt::Debug for Said {
    fn fmt(&self, to: &mut fmt::Formatter) -> fmt::Result {
        fmt::Debug::fmt(&self.to_string(), to)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    /// Each sentence to the letter, with 1.3.0 put in where a version is, and "why." for a reason.
    const ALL: [(&str, &str, &str); 21] = [
        ("updates-closing", "Labrun is closing.", "Labrun wird gerade beendet."),
        (
            "updates-off-elsewhere",
            "This Labrun was not installed from one of its packages, so whoever put it here \
             replaces it.",
            "Dieses Labrun wurde nicht aus einem seiner Pakete installiert. Wer es hier abgelegt \
             hat, ersetzt es auch.",
        ),
        (
            "updates-off-no-key",
            "This Labrun was built without a key to tell real updates by.",
            "Diesem Labrun fehlt der Schlüssel, an dem es echte Updates erkennt.",
        ),
        (
            "updates-off-no-address",
            "This Labrun was built without an address to look for updates at.",
            "Diesem Labrun fehlt die Adresse, unter der es nach Updates sucht.",
        ),
        (
            "updates-off-not-built-in",
            "This Labrun was built without updates.",
            "Dieses Labrun wurde ohne Updates gebaut.",
        ),
        (
            "updates-off-not-https",
            "Updates are taken over https only, and http://one is not.",
            "Updates kommen nur über https, und http://one ist kein https.",
        ),
        (
            "updates-open-line",
            "Labrun 1.3.0 was refused: it would have come over a line that anybody can read and \
             change.",
            "Labrun 1.3.0 wurde abgelehnt: Es wäre unverschlüsselt gekommen, und alle unterwegs \
             hätten es lesen und ändern können.",
        ),
        (
            "updates-older",
            "Labrun 1.3.0 was offered and refused: it is older than this one, 1.4.0.",
            "Labrun 1.3.0 wurde angeboten und abgelehnt: Es ist älter als dieses, 1.4.0.",
        ),
        (
            "updates-not-whole",
            "Labrun 1.3.0 did not arrive whole. Nothing was installed; Labrun tries again later.",
            "Labrun 1.3.0 kam nicht vollständig an. Es wurde nichts installiert; Labrun versucht \
             es später erneut.",
        ),
        ("updates-refused", "Labrun 1.3.0 was refused: why.", "Labrun 1.3.0 wurde abgelehnt: why."),
        (
            "updates-not-kept",
            "Labrun 1.3.0 could not be written down: why.",
            "Labrun 1.3.0 konnte nicht gespeichert werden: why.",
        ),
        (
            "updates-not-installed",
            "Labrun 1.3.0 could not be installed: why.",
            "Labrun 1.3.0 konnte nicht installiert werden: why.",
        ),
        (
            "updates-why-signature",
            "its signature does not fit. It was damaged or changed on the way, or is not from \
             Labrun's makers. Nothing was installed.",
            "Die Signatur passt nicht. Es wurde unterwegs beschädigt oder verändert oder stammt \
             nicht vom Hersteller von Labrun. Es wurde nichts installiert.",
        ),
        (
            "updates-why-other-version",
            "it was announced as 1.3.0 and is 1.2.0. Nothing was installed.",
            "Es war als 1.3.0 angekündigt und ist 1.2.0. Es wurde nichts installiert.",
        ),
        (
            "updates-why-no-version",
            "its signature does not say which version it is. Nothing was installed.",
            "Die Signatur nennt keine Version. Es wurde nichts installiert.",
        ),
        (
            "updates-https-only",
            "Updates are taken over https only.",
            "Updates kommen nur über https.",
        ),
        (
            "updates-why-https-only",
            "updates are taken over https only. Nothing was installed.",
            "Updates kommen nur über https. Es wurde nichts installiert.",
        ),
        (
            "updates-no-answer",
            "Updates cannot be looked for at the moment: the place they come from does not \
             answer. Labrun tries again later.",
            "Im Moment lässt sich nicht nach Updates suchen: Der Server dafür antwortet nicht. \
             Labrun versucht es später erneut.",
        ),
        (
            "updates-no-sense",
            "The place that updates come from has no answer that makes sense. Labrun tries again \
             later.",
            "Der Server für Updates gibt keine brauchbare Antwort. Labrun versucht es später \
             erneut.",
        ),
        (
            "updates-not-for-this-computer",
            "There is a new version, but not for this kind of computer.",
            "Es gibt eine neue Version, aber nicht für diese Art von Computer.",
        ),
        (
            "updates-why-password",
            "nobody allowed it with a password. Nothing was installed.",
            "Niemand hat es mit einem Passwort erlaubt. Es wurde nichts installiert.",
        ),
    ];

    /// With all that any sentence has put into it.
    fn said(id: &'static str) -> Said {
        let parts = [
            ("version", "1.3.0".into()),
            ("ours", "1.4.0".into()),
            ("announced", "1.3.0".into()),
            ("signed", "1.2.0".into()),
            ("feed", "http://one".into()),
            // Only here the sentence brings the full stop itself.
            ("why", if id == "updates-not-kept" { "why".into() } else { "why.".into() }),
        ];
        Said::with(id, parts)
    }

    #[test]
    fn every_sentence_is_said_to_the_letter_in_both_languages() {
        for (id, english, german) in ALL {
            assert_eq!(said(id).text(Words::of(Language::English)), english);
            assert_eq!(said(id).text(Words::of(Language::German)), german);
            assert_eq!(format!("{:?}", said(id)), format!("{english:?}"), "in the log");
        }
    }

    #[test]
    fn no_other_sentence_is_told_about_updates() {
        let sources =
            [include_str!("fetch.rs"), include_str!("install.rs"), include_str!("source.rs")];
        let told: BTreeSet<&str> = sources
            .iter()
            .flat_map(|source| source.split('"').skip(1).step_by(2))
            .filter(|text| text.starts_with("updates-"))
            .collect();
        assert_eq!(told, ALL.iter().map(|(id, ..)| *id).collect());
    }

    #[test]
    fn a_reason_is_in_the_language_of_its_sentence_and_a_systems_own_as_it_came() {
        let refused = |why| {
            Said::with("updates-refused", [("version", "1.3.0".into()), ("why", why)])
                .text(Words::of(Language::German))
        };
        assert_eq!(
            refused(Said::ours("updates-why-no-version")),
            "Labrun 1.3.0 wurde abgelehnt: Die Signatur nennt keine Version. Es wurde nichts \
             installiert."
        );
        assert_eq!(refused("disk full.".into()), "Labrun 1.3.0 wurde abgelehnt: disk full.");
    }
}
