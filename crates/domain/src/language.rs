//! What Labrun can speak.

use serde::{Deserialize, Deserializer, Serialize};

/// Each has a folder of its own in the catalogue (`crates/words`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
pub enum Language {
    #[default]
    #[serde(rename = "en")]
    English,
    #[serde(rename = "de")]
    German,
}

impl Language {
    pub const ALL: [Language; 2] = [Language::English, Language::German];

    /// As in BCP 47, without a country.
    pub fn code(self) -> &'static str {
        match self {
            Language::English => "en",
            Language::German => "de",
        }
    }

    /// By what a system calls it: `de-AT`, `de_DE.UTF-8`, `DE`. `None`: not one of ours.
    pub fn of_locale(locale: &str) -> Option<Self> {
        let code = locale.split(['-', '_', '.', '@']).next().unwrap_or_default();
        Self::ALL.into_iter().find(|one| one.code().eq_ignore_ascii_case(code))
    }
}

/// A language that a newer Labrun knew is none here, and no reason to lose all the other settings.
pub(crate) fn known_language<'de, D>(from: D) -> Result<Option<Language>, D::Error>
where
    D: Deserializer<'de>,
{
    let code = Option::<String>::deserialize(from)?;
    Ok(code.and_then(|code| Language::ALL.into_iter().find(|one| one.code() == code)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Settings;

    #[test]
    fn a_locale_is_read_by_its_language_whatever_the_country() {
        for german in ["de", "de-AT", "de_DE.UTF-8", "de_CH@euro", "DE"] {
            assert_eq!(Language::of_locale(german), Some(Language::German), "{german}");
        }
        assert_eq!(Language::of_locale("en-GB"), Some(Language::English));
        for other in ["", "C", "C.UTF-8", "POSIX", "nl_NL", "den", "fr-DE"] {
            assert_eq!(Language::of_locale(other), None, "{other}");
        }
    }

    #[test]
    fn a_language_of_a_newer_version_is_none_and_the_other_settings_are_kept() {
        let read = |text| serde_json::from_str::<Settings>(text).unwrap();
        assert_eq!(read(r#"{"language":"de"}"#).language, Some(Language::German));
        assert_eq!(read("{}").language, None);
        let newer = read(r#"{"language":"nl","limit_mbit":40}"#);
        assert_eq!((newer.language, newer.limit_mbit), (None, Some(40)));
    }
}
