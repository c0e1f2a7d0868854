//! What a cloud can do, and what it says of itself.

use super::{ProviderKind, Way};
use serde::{Deserialize, Serialize};
use std::collections::HashSet;
use words::Words;

#[cfg(test)]
use ts_rs::TS;

/// A switch is answered with "on" or left out.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS))]
#[serde(rename_all = "snake_case")]
pub enum FieldKind {
    Text,
    Email,
    Secret,
    Address,
    Switch,
}

impl From<domain::FieldKind> for FieldKind {
    fn from(kind: domain::FieldKind) -> Self {
        match kind {
            domain::FieldKind::Text => Self::Text,
            domain::FieldKind::Email => Self::Email,
            domain::FieldKind::Secret => Self::Secret,
            domain::FieldKind::Address => Self::Address,
            domain::FieldKind::Switch => Self::Switch,
        }
    }
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS))]
pub struct FieldSpec {
    pub name: String,
    pub label: String,
    pub kind: FieldKind,
    /// Where to find it, or what follows from it. May be empty.
    pub hint: String,
    pub optional: bool,
    /// In the vault already: asked for only when the person wants to replace it.
    pub known: bool,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS))]
pub struct WaySpec {
    /// Unique within the provider; what start_sign_in takes.
    pub id: String,
    pub way: Way,
    pub label: String,
    /// Whom it is for, in one short sentence.
    pub about: String,
    /// What the person types before it starts.
    pub fields: Vec<FieldSpec>,
    /// Account and project are picked here; otherwise on the cloud's own page.
    pub picks: bool,
    /// The typed keys can be tried before anyone signs in: check_set_up.
    pub checks_set_up: bool,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS))]
pub struct ProviderSpec {
    pub provider: ProviderKind,
    pub name: String,
    /// The cloud's own word for what a connection points at: "project", "room", ...
    pub project_word: String,
    /// The cloud's own word for what groups them: "account", "machine", "customer", ...
    pub account_word: String,
    pub uploads: bool,
    /// Why it takes no uploads, in a sentence. Empty where it does.
    pub no_uploads: String,
    /// Said when the list of accounts is empty, with what to do; beside it the link to support.
    pub no_accounts: String,
    pub no_projects: String,
    pub support: String,
    /// Accounts can also be looked for at the cloud, by this ("e-mail address"). Null: the list is all there is.
    pub finds_accounts_by: Option<String>,
    pub ways: Vec<WaySpec>,
}

impl ProviderSpec {
    /// `known` are the names of the fields that are in the vault already.
    pub fn new(able: &domain::Capabilities, known: &HashSet<&'static str>, words: &Words) -> Self {
        let said = Said { cloud: able.provider, words };
        let field = |field: &domain::FieldSpec| FieldSpec {
            name: field.name.to_owned(),
            label: said.of_field(field, "label", field.label),
            kind: field.kind.into(),
            hint: said.of_field(field, "hint", field.hint),
            optional: field.optional,
            known: known.contains(field.name),
        };
        let way = |way: &domain::WaySpec| WaySpec {
            id: way.id.to_owned(),
            way: way.way.into(),
            label: said.of(way.id, "label", way.label),
            about: said.of(way.id, "about", way.about),
            fields: way.fields.iter().map(field).collect(),
            picks: way.picks,
            checks_set_up: way.checks_set_up,
        };
        Self {
            provider: able.provider.into(),
            name: able.name.to_owned(),
            // Codes by which the window finds gender and case, and no words yet.
            project_word: able.project_word.to_owned(),
            account_word: able.account_word.to_owned(),
            uploads: able.uploads.is_some(),
            no_uploads: said.of("no", "uploads", able.no_uploads),
            no_accounts: said.of("no", "accounts", able.no_accounts),
            no_projects: said.of("no", "projects", able.no_projects),
            support: able.support.to_owned(),
            finds_accounts_by: able.finds_accounts_by.map(str::to_owned),
            ways: able.ways.iter().map(way).collect(),
        }
    }
}

/// What a cloud says of itself, in the person's language. The clouds themselves say it in English;
/// in the catalogue it stands under an id that is made of the names of cloud, way and field.
struct Said<'a> {
    cloud: domain::ProviderKind,
    words: &'a Words,
}

impl Said<'_> {
    /// A sentence that the catalogue lacks is said as the cloud says it.
    fn of(&self, whose: &str, what: &str, english: &str) -> String {
        if english.is_empty() {
            return String::new();
        }
        let id = format!("clouds-{}-{whose}-{what}", self.cloud.code()).replace('_', "-");
        self.words.find(&id, &[]).unwrap_or_else(|| english.to_owned())
    }

    /// A field is the same in every way of its cloud.
    fn of_field(&self, field: &domain::FieldSpec, what: &str, english: &str) -> String {
        self.of(&format!("field-{}", field.name), what, english)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::{Capabilities, Clouds, Language, Secret};
    use providers::{Identity, Patience, Providers};

    fn clouds() -> Vec<Capabilities> {
        let identity = Identity { client_id: Secret::new("anybody"), version: "1.0.0".into() };
        Providers::new(identity, Patience::default()).capabilities()
    }

    /// What a cloud says of itself.
    fn own(able: &Capabilities) -> Vec<&'static str> {
        let of_the_ways = able.ways.iter().flat_map(|way| {
            let fields = way.fields.iter().flat_map(|field| [field.label, field.hint]);
            [way.label, way.about].into_iter().chain(fields)
        });
        let all = [able.no_uploads, able.no_accounts, able.no_projects].into_iter();
        all.chain(of_the_ways).collect()
    }

    /// The same as the window is given it, and in the same order.
    fn given(spec: &ProviderSpec) -> Vec<&str> {
        let of_the_ways = spec.ways.iter().flat_map(|way| {
            let fields = way.fields.iter().flat_map(|field| [&field.label, &field.hint]);
            [&way.label, &way.about].into_iter().chain(fields)
        });
        let all = [&spec.no_uploads, &spec.no_accounts, &spec.no_projects].into_iter();
        all.chain(of_the_ways).map(String::as_str).collect()
    }

    /// The same cloud, with nothing of its own that could be fallen back to.
    fn wordless(able: &Capabilities) -> Capabilities {
        let unsaid = |said: &'static str| if said.is_empty() { "" } else { "unsaid" };
        let field = |field: &domain::FieldSpec| domain::FieldSpec {
            label: unsaid(field.label),
            hint: unsaid(field.hint),
            ..field.clone()
        };
        let way = |way: &domain::WaySpec| domain::WaySpec {
            label: unsaid(way.label),
            about: unsaid(way.about),
            fields: way.fields.iter().map(field).collect::<Vec<_>>().leak(),
            ..way.clone()
        };
        Capabilities {
            ways: able.ways.iter().map(way).collect::<Vec<_>>().leak(),
            no_uploads: unsaid(able.no_uploads),
            no_accounts: unsaid(able.no_accounts),
            no_projects: unsaid(able.no_projects),
            ..able.clone()
        }
    }

    #[test]
    fn what_a_cloud_says_is_in_the_catalogue_to_the_letter_and_in_every_language() {
        for able in clouds() {
            let in_words = |language| {
                ProviderSpec::new(&wordless(&able), &HashSet::new(), Words::of(language))
            };
            assert_eq!(given(&in_words(Language::English)), own(&able), "{}", able.name);
            for language in Language::ALL {
                let spec = in_words(language);
                assert!(!given(&spec).contains(&"unsaid"), "{language:?}: {spec:#?}");
            }
        }
    }

    #[test]
    fn nothing_is_in_the_catalogue_that_no_cloud_says() {
        let clouds = clouds();
        let said: HashSet<&str> = clouds.iter().flat_map(own).collect();
        let catalogue = include_str!("../../../crates/words/en/clouds.ftl");
        let idle: Vec<_> = catalogue
            .lines()
            .filter_map(|line| line.split_once(" = "))
            .filter(|(_, text)| !said.contains(text))
            .collect();
        assert!(idle.is_empty(), "{idle:?}");
    }
}
