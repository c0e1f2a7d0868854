//! What goes out beside the code: packages, pages, workflows. Each of these can be wrong for months
//! before anybody installs, reads or releases; here it is wrong at once.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

fn root() -> PathBuf {
    let here = std::env::var_os("CARGO_MANIFEST_DIR").expect("cargo says where it runs a test");
    Path::new(&here).parent().expect("xtask lies in the root").to_owned()
}

fn text(path: &str) -> String {
    std::fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn json(path: &str) -> Value {
    serde_json::from_str(&text(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// From the root, with `/` on every system.
fn files(folder: &str, ending: &str) -> Vec<String> {
    let entries = std::fs::read_dir(root().join(folder));
    let entries = entries.unwrap_or_else(|error| panic!("{folder}: {error}"));
    let names = entries.map(|entry| entry.expect("an entry").file_name());
    let mut files: Vec<String> = names
        .filter_map(|name| name.into_string().ok())
        .filter(|name| name.ends_with(ending))
        .map(|name| format!("{folder}/{name}"))
        .collect();
    files.sort();
    files
}

// ── packages ────────────────────────────────────────────────────────────────────────────────────

#[test]
fn the_version_stands_in_cargo_toml_and_nowhere_else() {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--no-deps", "--format-version=1"])
        .current_dir(root())
        .output()
        .expect("cargo starts");
    let metadata: Value = serde_json::from_slice(&output.stdout).expect("cargo writes JSON");
    let packages = metadata["packages"].as_array().expect("a list of packages");
    let versions: BTreeSet<&str> =
        packages.iter().filter_map(|package| package["version"].as_str()).collect();
    assert_eq!(versions.len(), 1, "each package says `version.workspace = true`: {versions:?}");

    for file in ["tauri.conf.json", "ui/package.json"] {
        assert!(json(file)["version"].is_null(), "{file} has a version of its own: take it out");
    }
    let version = versions.first().expect("one version");
    let heading = format!("## {version}");
    assert!(
        text("CHANGELOG.md").lines().any(|line| line.starts_with(&heading)),
        "CHANGELOG.md has no heading for {version}"
    );
}

#[test]
fn packages_are_configured_for_three_systems_and_made_of_files_that_are_there() {
    let bundle = json("tauri.conf.json")["bundle"].clone();
    let targets: Vec<&str> =
        bundle["targets"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    for kind in ["deb", "rpm", "appimage", "dmg", "app", "nsis", "msi"] {
        assert!(targets.contains(&kind), "tauri.conf.json configures no package of kind {kind}");
    }

    let mut needed: Vec<&Value> = vec![&bundle["licenseFile"]];
    needed.extend(bundle["icon"].as_array().expect("a list of icons"));
    for kind in ["deb", "rpm", "appimage"] {
        let linux = &bundle["linux"][kind];
        needed.extend(linux["files"].as_object().expect("files besides the program").values());
        if kind != "appimage" {
            needed.push(&linux["desktopTemplate"]);
        }
    }
    for file in needed {
        let file = file.as_str().expect("a path");
        assert!(root().join(file).is_file(), "tauri.conf.json names {file}, which is not there");
    }
}

#[test]
fn the_software_centre_is_told_what_the_app_calls_itself() {
    let (config, about) =
        (json("tauri.conf.json"), text("xtask/packaging/app.labrun.desktop.metainfo.xml"));
    let holds = |what: &str, value: &Value| {
        let value = value.as_str().expect("a word");
        let element = format!("<{what}>{value}</{what}>");
        assert!(about.contains(&element), "the software centre's page has no {element}");
    };
    holds("id", &config["identifier"]);
    holds("name", &config["productName"]);
    holds("summary", &config["bundle"]["shortDescription"]);
    holds("project_license", &config["bundle"]["license"]);
}

#[test]
fn one_licence_is_named_everywhere() {
    let licence = "MIT OR Apache-2.0";
    assert!(text("Cargo.toml").contains(&format!("license = \"{licence}\"")));
    assert_eq!(json("tauri.conf.json")["bundle"]["license"], licence);
    assert!(text("LICENSE-MIT").starts_with("MIT License"));
    assert!(text("LICENSE-APACHE").contains("Version 2.0, January 2004"));
}

// ── pages ───────────────────────────────────────────────────────────────────────────────────────

fn pages() -> Vec<String> {
    let mut pages = files("docs", ".md");
    pages.extend(["README.md", "ARCHITECTURE.md", "CHANGELOG.md"].map(str::to_owned));
    pages
}

/// The targets of `[words](target)`, pictures too.
fn links(page: &str) -> Vec<String> {
    let starts = page.match_indices("](").map(|(at, mark)| &page[at + mark.len()..]);
    starts.filter_map(|rest| rest.split_once(')')).map(|(link, _)| link.to_owned()).collect()
}

/// What a heading is called in a link: small letters, blanks as dashes, and no other marks.
fn anchors(page: &str) -> BTreeSet<String> {
    let headings = page.lines().filter(|line| line.starts_with('#'));
    headings
        .map(|line| line.trim_start_matches('#').trim().to_lowercase())
        .map(|words| words.replace(' ', "-"))
        .map(|words| {
            words.chars().filter(|one| one.is_alphanumeric() || "-_".contains(*one)).collect()
        })
        .collect()
}

#[test]
fn every_link_of_a_page_leads_somewhere() {
    for page in pages() {
        let content = text(&page);
        let folder = root().join(&page);
        let folder = folder.parent().expect("a page lies in a folder");
        for link in links(&content).iter().filter(|link| !link.contains("://")) {
            let (file, anchor) = link.split_once('#').unwrap_or((link, ""));
            let there = if file.is_empty() { root().join(&page) } else { folder.join(file) };
            assert!(there.exists(), "{page} leads to {link}, which is not there");
            if !anchor.is_empty() {
                let content = std::fs::read_to_string(&there).expect("a page can be read");
                let known = anchors(&content);
                assert!(known.contains(anchor), "{page} leads to {link}; there is {known:?}");
            }
        }
    }
}

#[test]
fn every_page_can_be_reached_from_the_readme() {
    let all = links(&text("README.md"));
    for page in files("docs", ".md") {
        assert!(all.contains(&page), "README.md does not lead to {page}");
    }
}

#[test]
fn every_failure_that_the_window_names_is_on_the_page_of_symptoms() {
    let catalogue = "crates/words/en/errors.ftl";
    let (words, page) = (text(catalogue), text("docs/troubleshooting.md"));
    let titles: Vec<&str> = words
        .lines()
        .filter_map(|line| line.split_once(" = "))
        .filter(|(id, _)| id.ends_with("-title"))
        .map(|(_, title)| title.trim())
        .collect();
    assert!(titles.len() > 20, "{catalogue} no longer reads as it did: {titles:?}");
    for title in titles {
        assert!(page.contains(title), "docs/troubleshooting.md says nothing of “{title}”");
    }
}

#[test]
fn a_page_or_workflow_names_only_commands_that_there_are() {
    let commands = text("xtask/src/main.rs");
    let mut all = pages();
    all.extend(files(".github/workflows", ".yml"));
    for page in all {
        for after in text(&page).split("cargo xtask ").skip(1) {
            let word: String = after.chars().take_while(|one| one.is_ascii_lowercase()).collect();
            let known = word.is_empty() || commands.contains(&format!("[\"{word}\""));
            assert!(known, "{page} names `cargo xtask {word}`, and there is no such command");
        }
    }
}

// ── workflows ───────────────────────────────────────────────────────────────────────────────────

#[test]
fn the_release_is_built_on_three_systems_and_nothing_goes_out_unsigned() {
    let release = text(".github/workflows/release.yml");
    for needed in [
        "ubuntu-",
        "macos-",
        "windows-",
        "TAURI_SIGNING_PRIVATE_KEY",
        "cargo xtask dist",
        "cargo xtask feed",
        "cyclonedx",
        "SHA256SUMS",
    ] {
        assert!(release.contains(needed), "release.yml has lost its {needed}");
    }
}

#[test]
fn ci_runs_what_the_build_machine_runs_and_tests_on_three_systems() {
    let ci = text(".github/workflows/ci.yml");
    let last = text(".ci/run").lines().last().map(str::trim).map(str::to_owned);
    let command = last.expect(".ci/run does something");
    assert!(ci.contains(&command) || ci.contains(".ci/run"), "ci.yml does not run `{command}`");
    for system in ["ubuntu-", "macos-", "windows-"] {
        assert!(ci.contains(system), "ci.yml runs nothing on {system}");
    }
}
