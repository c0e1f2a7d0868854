//! Sentences that the engine says in English, because it knows no catalogue: found there by what they
//! say. Each is a whole sentence, and but for one nothing is put into it.

use domain::Language;
use words::Words;

const NETWORK: [&str; 13] = [
    "engine-network-absent",
    "engine-network-login",
    "engine-network-proxy",
    "engine-network-untrusted",
    "engine-network-away",
    "engine-network-breaks",
    "engine-network-slowest",
    "engine-network-hardly",
    "engine-network-one-away",
    "engine-network-some-break",
    "engine-network-weak",
    "engine-network-slow",
    "engine-network-less",
];

const LANES: [&str; 9] = [
    "engine-lanes-set",
    "engine-lanes-beginning",
    "engine-lanes-climbing",
    "engine-lanes-no-more",
    "engine-lanes-top",
    "engine-lanes-broken",
    "engine-lanes-slow",
    "engine-lanes-changed",
    "engine-lanes-limit",
];

const WITHDRAWN: [&str; 4] = [
    "engine-withdrawn-frameio",
    "engine-withdrawn-vinli",
    "engine-withdrawn-eagle-eye",
    "engine-withdrawn-multicam",
];

const LEFT: [&str; 12] = [
    "engine-left-hand",
    "engine-left-forgotten",
    "engine-left-unreadable",
    "engine-left-signed-out",
    "engine-left-frameio",
    "engine-left-frameio-application",
    "engine-left-vinli",
    "engine-left-eagle-eye",
    "engine-left-eagle-eye-not-let",
    "engine-left-multicam-token",
    "engine-left-multicam-trusted",
    "engine-left-multicam-key",
];

/// Why a network is no better.
pub fn of_network(english: &str, words: &Words) -> String {
    words.same(&NETWORK, english)
}

/// Why so many files and parts at once.
pub fn of_lanes(english: &str, words: &Words) -> String {
    words.same(&LANES, english)
}

/// Where a connection's project has gone.
pub fn of_withdrawal(english: &str, words: &Words) -> String {
    words.same(&WITHDRAWN, english)
}

/// What became of a sign-in that a person has ended: two sentences, the second by the cloud.
pub fn of_leaving(english: &str, words: &Words) -> String {
    let ours = Words::of(Language::English);
    let Some(rest) = english.strip_prefix(&ours.say("engine-left", &[])) else {
        return english.to_owned();
    };
    let rest = rest.trim_start();
    let rest = match why_later(rest, ours) {
        Some(why) => {
            let why = words.same(&["engine-left-silent"], why).into();
            words.say("engine-left-later", &[("why", why)])
        }
        None => words.same(&LEFT, rest),
    };
    format!("{} {rest}", words.say("engine-left", &[])).trim_end().to_owned()
}

/// What keeps the cloud from being told now.
fn why_later<'a>(said: &'a str, ours: &Words) -> Option<&'a str> {
    let around = ours.say("engine-left-later", &[("why", "\n".into())]);
    let (before, after) = around.split_once('\n')?;
    said.strip_prefix(before)?.strip_suffix(after)
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::{Clouds, Secret};
    use providers::{Identity, Patience, Providers};
    use std::collections::BTreeSet;

    /// All that a function's text says in whole sentences.
    fn sentences<'a>(source: &'a str, from: &str, to: &str) -> BTreeSet<&'a str> {
        let (_, text) = source.split_once(from).expect("where it begins");
        let (text, _) = text.split_once(to).expect("where it ends");
        text.split('"').skip(1).step_by(2).filter(|said| said.ends_with('.')).collect()
    }

    fn in_english(ids: &[&str]) -> BTreeSet<String> {
        ids.iter().map(|id| Words::of(Language::English).say(id, &[])).collect()
    }

    #[test]
    fn what_the_engine_says_is_in_the_catalogue_to_the_letter_and_nothing_else_is() {
        let health = include_str!("../../../crates/engine/src/health.rs");
        let said = sentences(health, "pub fn judge(", "/// Whether a person would");
        assert_eq!(in_english(&NETWORK), said.into_iter().map(str::to_owned).collect());
        let lanes = include_str!("../../../crates/domain/src/lanes.rs");
        let said = sentences(lanes, "impl Tuner {", "/// Another network:");
        assert_eq!(in_english(&LANES), said.into_iter().map(str::to_owned).collect());
    }

    #[test]
    fn what_every_cloud_says_of_a_project_that_is_gone_is_in_the_catalogue_to_the_letter() {
        let identity = Identity { client_id: Secret::new("anybody"), version: "1.0.0".into() };
        let clouds = Providers::new(identity, Patience::default()).capabilities();
        let said = clouds.iter().map(|able| able.withdrawn.to_owned()).collect();
        assert_eq!(in_english(&WITHDRAWN), said);
    }

    /// A text over several lines as it is said.
    fn unbroken(source: &str) -> String {
        let mut lines = source.split("\\\n");
        let first = lines.next().unwrap_or_default().to_owned();
        lines.fold(first, |text, line| text + line.trim_start())
    }

    #[test]
    fn what_is_said_of_a_leave_is_in_the_code_to_the_letter() {
        let sources = [
            include_str!("../../../crates/engine/src/connections.rs"),
            include_str!("../../../crates/engine/src/farewells.rs"),
            include_str!("../../../crates/providers/src/eagle_eye/sign_in.rs"),
            include_str!("../../../crates/providers/src/frameio/application.rs"),
            include_str!("../../../crates/providers/src/frameio/sign_in.rs"),
            include_str!("../../../crates/providers/src/multicam/sign_in.rs"),
            include_str!("../../../crates/providers/src/vinli/sign_in.rs"),
        ];
        let code = sources.map(unbroken).join("\n");
        for said in in_english(&LEFT) {
            assert!(code.contains(&format!("{said}\"")), "{said}");
        }
        let later =
            Words::of(Language::English).say("engine-left-later", &[("why", "{why}".into())]);
        let whole = format!("\"This computer is disconnected. {later}\"");
        assert!(code.contains(&whole), "{whole}");
        assert!(code.contains("\"It does not answer.\""));
    }

    #[test]
    fn a_leave_is_said_in_one_language_whatever_became_of_it() {
        let english = Words::of(Language::English);
        let german = Words::of(Language::German);
        let first = english.say("engine-left", &[]);
        for id in LEFT {
            let said = format!("{first} {}", english.say(id, &[]));
            assert_eq!(of_leaving(&said, english), said);
            let expected = format!("Dieser Computer ist getrennt. {}", german.say(id, &[]));
            assert_eq!(of_leaving(&said, german), expected);
        }
        let later = "This computer is disconnected. The other side could not be told yet. It does \
                     not answer. Labrun tells it as soon as it can.";
        assert_eq!(of_leaving(later, english), later);
        assert_eq!(
            of_leaving(later, german),
            "Dieser Computer ist getrennt. Die Gegenseite ließ sich noch nicht benachrichtigen. \
             Sie antwortet nicht. Labrun holt es nach, sobald es geht."
        );
        assert_eq!(
            of_leaving("This computer is disconnected.", german),
            "Dieser Computer ist getrennt."
        );
    }

    #[test]
    fn a_sentence_that_nobody_knows_is_said_as_it_came() {
        let german = Words::of(Language::German);
        assert_eq!(of_network("Answers take long.", german), "Antworten dauern lange.");
        assert_eq!(of_network("Something new.", german), "Something new.");
        assert_eq!(of_network("", german), "");
    }
}
