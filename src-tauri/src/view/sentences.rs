//! Sentences that the engine says in English, because it knows no catalogue: found there by what they
//! say. Each is a whole sentence with nothing put into it.

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

/// Why a network is no better.
pub fn of_network(english: &str, words: &Words) -> String {
    words.same(&NETWORK, english)
}

/// Why so many files and parts at once.
pub fn of_lanes(english: &str, words: &Words) -> String {
    words.same(&LANES, english)
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::Language;
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
    fn a_sentence_that_nobody_knows_is_said_as_it_came() {
        let german = Words::of(Language::German);
        assert_eq!(of_network("Answers take long.", german), "Antworten dauern lange.");
        assert_eq!(of_network("Something new.", german), "Something new.");
        assert_eq!(of_network("", german), "");
    }
}
