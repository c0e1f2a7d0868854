//! Every language says the same things, and nothing in the catalogue is unreadable.

use domain::Language;
use fluent_syntax::ast::{Entry, Expression, InlineExpression, Pattern, PatternElement};
use fluent_syntax::parser::parse;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use words::{Value, Words};

fn folder(language: Language) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(language.code())
}

fn files(language: Language) -> BTreeMap<String, String> {
    std::fs::read_dir(folder(language))
        .unwrap_or_else(|error| panic!("{language:?} has no folder: {error}"))
        .flatten()
        .filter(|entry| entry.path().extension().is_some_and(|ending| ending == "ftl"))
        .map(|entry| {
            let text = std::fs::read_to_string(entry.path()).unwrap();
            (entry.file_name().into_string().unwrap(), text)
        })
        .collect()
}

/// What an id needs put into it, and which others it is made of.
#[derive(Default)]
struct Needs {
    variables: BTreeSet<String>,
    others: BTreeSet<String>,
}

impl Needs {
    fn pattern(&mut self, pattern: &Pattern<&str>) {
        for element in &pattern.elements {
            let PatternElement::Placeable { expression } = element else { continue };
            self.expression(expression);
        }
    }

    fn expression(&mut self, expression: &Expression<&str>) {
        match expression {
            Expression::Inline(inline) => self.inline(inline),
            Expression::Select { selector, variants } => {
                self.inline(selector);
                for variant in variants {
                    self.pattern(&variant.value);
                }
            }
        }
    }

    fn inline(&mut self, inline: &InlineExpression<&str>) {
        match inline {
            InlineExpression::VariableReference { id } => {
                self.variables.insert(id.name.to_owned());
            }
            InlineExpression::MessageReference { id, .. } => {
                self.others.insert(id.name.to_owned());
            }
            InlineExpression::FunctionReference { arguments, .. } => {
                for argument in &arguments.positional {
                    self.inline(argument);
                }
            }
            InlineExpression::Placeable { expression } => self.expression(expression),
            _ => {}
        }
    }
}

/// Every id of a language with what has to be put into it, directly or by way of another id.
fn messages(language: Language) -> BTreeMap<String, BTreeSet<String>> {
    let mut all = BTreeMap::new();
    for (file, text) in files(language) {
        let read = parse(text.as_str());
        let resource =
            read.unwrap_or_else(|(_, errors)| panic!("{language:?} {file}: {errors:#?}"));
        for entry in &resource.body {
            let Entry::Message(message) = entry else { continue };
            let id = message.id.name.to_owned();
            let area = file.trim_end_matches(".ftl");
            assert!(id.starts_with(&format!("{area}-")), "{id} is in {file}");
            let mut needs = Needs::default();
            needs.pattern(message.value.as_ref().unwrap_or_else(|| panic!("{id} says nothing")));
            let twice = all.insert(id.clone(), needs);
            assert!(twice.is_none(), "{id} is said twice in {language:?}");
        }
    }
    let ids: Vec<String> = all.keys().cloned().collect();
    ids.into_iter().map(|id| (id.clone(), variables(&id, &all))).collect()
}

fn variables(id: &str, all: &BTreeMap<String, Needs>) -> BTreeSet<String> {
    let needs = all.get(id).unwrap_or_else(|| panic!("{id} is referred to and is not there"));
    let of_others = needs.others.iter().flat_map(|other| variables(other, all));
    needs.variables.iter().cloned().chain(of_others).collect()
}

#[test]
fn every_language_has_the_same_ids_and_puts_the_same_into_them() {
    let english = messages(Language::English);
    assert!(english.len() > 100, "{}", english.len());
    for language in Language::ALL {
        let here = messages(language);
        for (id, needs) in &english {
            assert_eq!(here.get(id), Some(needs), "{id} in {language:?}");
        }
        let more: Vec<_> = here.keys().filter(|id| !english.contains_key(*id)).collect();
        assert!(more.is_empty(), "only {language:?} has {more:?}");
    }
}

#[test]
fn every_folder_of_the_catalogue_is_a_language_and_has_a_name_of_its_own() {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let folders: BTreeSet<String> = std::fs::read_dir(here)
        .unwrap()
        .flatten()
        .filter(|entry| entry.path().is_dir())
        .map(|entry| entry.file_name().into_string().unwrap())
        .filter(|name| !["src", "tests"].contains(&name.as_str()))
        .collect();
    let codes = Language::ALL.map(|language| language.code().to_owned());
    assert_eq!(folders, BTreeSet::from(codes));
}

/// Numbers and texts alike: whatever a sentence does with them, it must come out without an error.
#[test]
fn every_sentence_that_is_said_outside_the_window_can_be_said() {
    let spoken = [
        "clouds",
        "dialogs",
        "engine",
        "health",
        "history",
        "notifications",
        "pages",
        "told",
        "tray",
        "updates",
    ];
    for language in Language::ALL {
        let words = Words::of(language);
        let messages = messages(language);
        let ours = messages
            .iter()
            .filter(|(id, _)| id.split_once('-').is_some_and(|(area, _)| spoken.contains(&area)));
        let mut said = 0;
        for (id, variables) in ours {
            for number in [0u32, 1, 2, 1_234] {
                let args: Vec<(&str, Value)> =
                    variables.iter().map(|name| (name.as_str(), number.into())).collect();
                let text = words.find(id, &args).unwrap_or_else(|| panic!("{id}: {language:?}"));
                assert!(!text.is_empty() && !text.contains("{$"), "{id}: {text}");
                said += 1;
            }
        }
        assert!(said > 400, "{said}");
    }
}

#[test]
fn one_and_many_are_told_apart_and_no_mark_stands_around_a_name() {
    let say = |language, id, args: &[(&str, Value)]| Words::of(language).say(id, args);
    let left = |language, files: u64| say(language, "tray-attention", &[("files", files.into())]);
    assert_eq!(left(Language::English, 1), "1 file needs attention");
    assert_eq!(left(Language::English, 12_345), "12,345 files need attention");
    assert_eq!(left(Language::German, 1), "1 Datei braucht Aufmerksamkeit");
    assert_eq!(left(Language::German, 12_345), "12.345 Dateien brauchen Aufmerksamkeit");
    let place = [("place", "Pilot".into())];
    let out = say(Language::English, "notifications-signed-out-title", &place);
    assert_eq!(out, "Pilot is signed out");
}
