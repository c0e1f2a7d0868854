//! The lines between the crates and folders, as tests.
//!
//! Cargo already refuses what a manifest does not list; these refuse the manifest, and what no
//! manifest can see. To move a line on purpose, change its row here and `ARCHITECTURE.md` with it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Component, Path, PathBuf};
use std::process::Command;

use serde_json::Value;

fn root() -> PathBuf {
    let here = std::env::var_os("CARGO_MANIFEST_DIR").expect("cargo says where it runs a test");
    Path::new(&here).parent().expect("xtask lies in the root").to_owned()
}

// ── crates ──────────────────────────────────────────────────────────────────────────────────────

/// Crates that decide what a crate is about. Each of ours may have those of its row.
const HEAVY: [&str; 9] =
    ["axum", "clap", "fluent-bundle", "keyring", "reqwest", "sqlx", "tauri", "tokio", "zbus"];

struct Row {
    name: &'static str,
    heavy: &'static [&'static str],
    ours: &'static [&'static str],
    ours_in_tests: &'static [&'static str],
}

const ROWS: &[Row] = &[
    Row { name: "domain", heavy: &[], ours: &[], ours_in_tests: &[] },
    Row { name: "checksum", heavy: &[], ours: &[], ours_in_tests: &[] },
    Row {
        name: "store",
        heavy: &["sqlx", "keyring", "tokio"],
        ours: &["domain"],
        ours_in_tests: &[],
    },
    Row {
        name: "providers",
        heavy: &["reqwest", "tokio"],
        ours: &["domain"],
        ours_in_tests: &["simulator"],
    },
    Row {
        name: "engine",
        heavy: &["tokio"],
        ours: &["store", "checksum", "domain"],
        ours_in_tests: &["providers", "simulator"],
    },
    Row { name: "words", heavy: &["fluent-bundle"], ours: &["domain"], ours_in_tests: &[] },
    Row { name: "link", heavy: &["zbus", "tokio"], ours: &["domain"], ours_in_tests: &[] },
    Row {
        name: "survival",
        heavy: &["clap", "tokio"],
        ours: &["engine", "store", "providers", "domain", "simulator"],
        ours_in_tests: &[],
    },
    Row { name: "simulator", heavy: &["axum", "clap", "tokio"], ours: &[], ours_in_tests: &[] },
    Row { name: "sink", heavy: &["tokio"], ours: &[], ours_in_tests: &[] },
    Row {
        name: "cli",
        heavy: &["clap", "tokio"],
        ours: &["engine", "link", "store", "providers", "words", "domain"],
        ours_in_tests: &["simulator"],
    },
    Row {
        name: "labrun",
        heavy: &["tauri", "clap", "tokio"],
        ours: &["engine", "link", "store", "providers", "words", "domain"],
        ours_in_tests: &["simulator"],
    },
    Row { name: "xtask", heavy: &[], ours: &[], ours_in_tests: &[] },
];

struct Package {
    name: String,
    /// What it needs to be built and run, and what its tests need besides.
    needs: BTreeSet<String>,
    needs_in_tests: BTreeSet<String>,
}

fn packages() -> Vec<Package> {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--no-deps", "--format-version=1"])
        .current_dir(root())
        .output()
        .expect("cargo starts");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let metadata: Value = serde_json::from_slice(&output.stdout).expect("cargo writes JSON");
    let packages = metadata["packages"].as_array().expect("a list of packages");
    packages
        .iter()
        .map(|package| {
            let needed = |in_tests: bool| {
                let dependencies = package["dependencies"].as_array().into_iter().flatten();
                dependencies
                    .filter(|one| (one["kind"] == "dev") == in_tests)
                    .filter_map(|one| one["name"].as_str().map(str::to_owned))
                    .collect()
            };
            Package {
                name: package["name"].as_str().expect("a name").to_owned(),
                needs: needed(false),
                needs_in_tests: needed(true),
            }
        })
        .collect()
}

fn row(package: &Package) -> &'static Row {
    ROWS.iter().find(|row| row.name == package.name).unwrap_or_else(|| {
        panic!(
            "{} is a new crate: give it a row in xtask/tests/house.rs and one in ARCHITECTURE.md, \
             saying what it is about and what it never hears of",
            package.name
        )
    })
}

#[test]
fn each_crate_has_the_heavy_dependencies_of_its_row_and_no_other() {
    for package in packages() {
        for heavy in HEAVY.iter().filter(|heavy| package.needs.contains(**heavy)) {
            assert!(
                row(&package).heavy.contains(heavy),
                "{} now depends on {heavy}. That usually means that the code is in the wrong \
                 crate: look in ARCHITECTURE.md for the one that is about {heavy}.",
                package.name
            );
        }
    }
}

#[test]
fn the_arrows_between_our_crates_point_the_way_architecture_md_says() {
    let packages = packages();
    let ours: Vec<&str> = packages.iter().map(|package| package.name.as_str()).collect();
    for package in &packages {
        let row = row(package);
        for other in ours.iter().filter(|other| package.needs.contains(**other)) {
            assert!(
                row.ours.contains(other),
                "{} may not use {other}: pass what it needs in as an argument, or put the code \
                 where the arrow already points",
                package.name
            );
        }
        for other in ours.iter().filter(|other| package.needs_in_tests.contains(**other)) {
            assert!(
                row.ours.contains(other) || row.ours_in_tests.contains(other),
                "{}'s tests may not use {other}: the test belongs to a crate that knows both",
                package.name
            );
        }
    }
}

#[test]
fn only_the_root_package_and_nobodys_tests_know_tauri() {
    for package in packages().iter().filter(|package| package.name != "labrun") {
        let all = package.needs.union(&package.needs_in_tests);
        let tauri: Vec<_> = all.filter(|name| name.starts_with("tauri")).collect();
        assert!(
            tauri.is_empty(),
            "{} depends on {tauri:?}: the window is src-tauri's business; send it an event or \
             take an argument instead",
            package.name
        );
    }
}

// ── texts ───────────────────────────────────────────────────────────────────────────────────────

struct Text {
    /// From the root, with `/` on every system.
    path: String,
    code: String,
}

/// Every file of ours with one of these endings, as it lies on disk.
fn texts(endings: &[&str]) -> Vec<Text> {
    let mut found = Vec::new();
    collect(&root(), endings, &mut found);
    found.sort_by(|one, other| one.path.cmp(&other.path));
    found
}

fn collect(folder: &Path, endings: &[&str], found: &mut Vec<Text>) {
    for entry in std::fs::read_dir(folder).expect("a folder of ours can be read") {
        let path = entry.expect("an entry of it, too").path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        if path.is_dir() {
            let made = ["target", "gen", "dist", "node_modules"].contains(&name.as_str());
            if !made && !name.starts_with('.') {
                collect(&path, endings, found);
            }
        } else if path.extension().is_some_and(|end| endings.iter().any(|one| end == *one))
            // A file may go between being listed and being read.
            && let Ok(code) = std::fs::read_to_string(&path)
        {
            let path = path.strip_prefix(root()).unwrap_or(&path).to_string_lossy();
            found.push(Text { path: path.replace('\\', "/"), code });
        }
    }
}

fn in_one_of(path: &str, folders: &[&str]) -> bool {
    folders.iter().any(|folder| path.starts_with(folder))
}

impl Text {
    fn is_test(&self) -> bool {
        self.path.contains("/tests/")
            || self.path.starts_with("tests/")
            || self.path.ends_with(".test.ts")
            || self.path.ends_with("/tests.rs")
    }

    /// Numbered lines without comments; in Rust only those before the tests at the file's end.
    fn shipped_lines(&self) -> impl Iterator<Item = (usize, &str)> {
        let rust = self.path.ends_with(".rs");
        self.code
            .lines()
            .zip(1..)
            .take_while(move |(line, _)| !(rust && line.starts_with("#[cfg(test)]")))
            .map(|(line, number)| (number, line))
            .filter(|(_, line)| {
                let line = line.trim_start();
                !["//", "/*", "* ", "<!--"].iter().any(|mark| line.starts_with(mark))
            })
    }

    /// `path:line: the line` for each line that shows `sign`.
    fn lines_where(&self, sign: impl Fn(&str) -> bool) -> Vec<String> {
        self.shipped_lines()
            .filter(|(_, line)| sign(line))
            .map(|(number, line)| format!("  {}:{number}: {}", self.path, line.trim()))
            .collect()
    }
}

fn expect_none(found: Vec<String>, what_to_do: &str) {
    assert!(found.is_empty(), "{what_to_do}\n{}", found.join("\n"));
}

/// `word` as a path's first segment: `sqlx::query`, and not `mysqlx::query`.
fn uses_crate(line: &str, word: &str) -> bool {
    let path = format!("{word}::");
    let starts_a_word =
        |at: usize| !line[..at].ends_with(|before: char| before.is_alphanumeric() || before == '_');
    line.match_indices(&path).any(|(at, _)| starts_a_word(at))
        || line.contains(&format!("use {word};"))
}

#[test]
fn only_the_store_writes_sql() {
    let found = texts(&["rs"])
        .iter()
        .filter(|text| !in_one_of(&text.path, &["crates/store/", "xtask/"]))
        .flat_map(|text| text.lines_where(|line| uses_crate(line, "sqlx")))
        .collect();
    expect_none(
        found,
        "SQL belongs to crates/store: give Store a function that says what is wanted",
    );
}

#[test]
fn only_the_providers_know_the_address_of_anybody() {
    let at_home = ["crates/providers/", "crates/simulator/", "xtask/", "ui/src/ipc/fake"];
    let found = texts(&["rs", "ts", "svelte"])
        .iter()
        .filter(|text| !text.is_test() && !in_one_of(&text.path, &at_home))
        .flat_map(|text| text.lines_where(names_a_host))
        .collect();
    expect_none(
        found,
        "an address of a cloud belongs to crates/providers, which hands it on as a value \
         (capabilities, a prompt's link); elsewhere it is an argument",
    );
}

/// This machine is nobody, a bare `https://` is a question about a scheme, and a namespace of XML is
/// a name that happens to look like an address.
fn names_a_host(line: &str) -> bool {
    ["http://", "https://"].iter().any(|scheme| {
        line.match_indices(scheme).any(|(at, _)| {
            let host = &line[at + scheme.len()..];
            host.starts_with(|first: char| first.is_alphanumeric())
                && !["127.0.0.1", "localhost", "www.w3.org/"]
                    .iter()
                    .any(|name| host.starts_with(name))
        })
    })
}

#[test]
fn only_src_tauri_calls_tauri() {
    let found = texts(&["rs"])
        .iter()
        .filter(|text| !in_one_of(&text.path, &["src-tauri/", "xtask/"]))
        .flat_map(|text| text.lines_where(|line| uses_crate(line, "tauri")))
        .collect();
    expect_none(found, "tauri belongs to src-tauri: let it listen to an event, or pass a value in");
}

#[test]
fn only_the_ipc_folder_of_the_ui_imports_tauri() {
    let found = texts(&["ts", "svelte", "js", "html"])
        .iter()
        .filter(|text| in_one_of(&text.path, &["ui/"]) && !in_one_of(&text.path, &["ui/src/ipc/"]))
        .flat_map(|text| text.lines_where(|line| line.contains("@tauri-apps")))
        .collect();
    expect_none(found, "wrap it as a typed function in ui/src/ipc and import that");
}

// ── the UI's folders ────────────────────────────────────────────────────────────────────────────

/// The layer a path under ui/src lies in: `app`, `ipc`, `shared`, or one feature.
fn layer(path: &Path) -> Option<String> {
    let mut names = path.strip_prefix("ui/src").ok()?.components().filter_map(|part| match part {
        Component::Normal(name) => Some(name.to_string_lossy().into_owned()),
        _ => None,
    });
    let first = names.next()?;
    let second = names.next()?;
    Some(if first == "features" { format!("features/{second}") } else { first })
}

fn imports(code: &str) -> Vec<&str> {
    let mut found = Vec::new();
    for opening in ["from ", "import ", "import("] {
        for (at, _) in code.match_indices(opening) {
            let rest = &code[at + opening.len()..];
            let Some(quote) = rest.chars().next().filter(|mark| "\"'`".contains(*mark)) else {
                continue;
            };
            found.extend(rest[1..].split(quote).next());
        }
    }
    found
}

fn resolved(from: &str, import: &str) -> Option<PathBuf> {
    if !import.starts_with('.') {
        return None;
    }
    let mut path = Path::new(from).parent()?.to_owned();
    for part in Path::new(import).components() {
        match part {
            Component::ParentDir => drop(path.pop()),
            Component::Normal(name) => path.push(name),
            _ => {}
        }
    }
    Some(path)
}

#[test]
fn in_the_ui_app_uses_features_features_use_ipc_and_shared_and_nothing_points_back() {
    let mut found = Vec::new();
    for text in texts(&["ts", "svelte"]) {
        let Some(from) = layer(Path::new(&text.path)) else { continue };
        for import in imports(&text.code) {
            let Some(to) = resolved(&text.path, import).and_then(|path| layer(&path)) else {
                continue;
            };
            let allowed = to == from
                || match from.as_str() {
                    "app" => true,
                    // What an error says is in the catalogue; nothing else of shared is for ipc.
                    "ipc" => import.trim_start_matches("../") == "shared/words.svelte",
                    "shared" => to == "ipc",
                    _ => to == "ipc" || to == "shared",
                };
            // A test may dress up a feature in anything that ships.
            if !allowed && !text.is_test() {
                found.push(format!("  {}: {import}", text.path));
            }
        }
    }
    expect_none(
        found,
        "a feature that needs another one's: move the common piece to ui/src/shared, or let \
         ui/src/app put the two side by side. ipc knows no screen, shared knows no feature.",
    );
}

#[test]
fn a_scheme_or_this_machine_is_no_address_and_a_vendor_is() {
    for line in [
        "if url.starts_with(\"https://\") {",
        "format!(\"http://127.0.0.1:{port}/back\")",
        "xmlns=\"http://www.w3.org/2000/svg\"",
        "format!(\"https://{host}/\")",
    ] {
        assert!(!names_a_host(line), "{line}");
    }
    assert!(names_a_host("let api = \"https://api.example.com\";"));
    assert!(names_a_host("both(\"http://localhost\", \"https://example.com\")"));
}

#[test]
fn a_crate_is_recognised_by_its_whole_name() {
    assert!(uses_crate("    sqlx::query(text)", "sqlx"));
    assert!(uses_crate("use sqlx;", "sqlx"));
    assert!(!uses_crate("mysqlx::query(text)", "sqlx"));
    assert!(!uses_crate("\"tauri:options\": {}", "tauri"));
}

#[test]
fn imports_are_found_in_every_form_that_the_ui_uses() {
    let code = "import Row from './Row.svelte';\nimport '../styles.css';\nexport * from \"./a\";\n\
                const late = await import('../queue/Late.svelte');";
    let mut all = imports(code);
    all.sort_unstable();
    assert_eq!(all, ["../queue/Late.svelte", "../styles.css", "./Row.svelte", "./a"]);
    let path = resolved("ui/src/features/settings/Page.svelte", "../queue/Row.svelte");
    assert_eq!(path.as_deref().and_then(layer).as_deref(), Some("features/queue"));
}

// ── tests and names ─────────────────────────────────────────────────────────────────────────────

#[test]
fn no_test_is_switched_off() {
    let rust = ["#[ignore"];
    let script = ["it", "test", "describe"]
        .iter()
        .flat_map(|word| ["skip", "only", "todo", "fails"].map(|end| format!("{word}.{end}(")));
    let script: Vec<String> = script.collect();
    let mut found = Vec::new();
    for text in texts(&["rs", "ts", "js"]).iter().filter(|text| text.path != "xtask/tests/house.rs")
    {
        for (line, number) in text.code.lines().zip(1..) {
            let line = line.trim();
            let off = if text.path.ends_with(".rs") {
                rust.iter().any(|mark| line.starts_with(mark))
            } else {
                script.iter().any(|mark| line.contains(mark.as_str()))
            };
            if off {
                found.push(format!("  {}:{number}: {line}", text.path));
            }
        }
    }
    expect_none(found, "make the test pass, or remove it and say why in the commit");
}

#[test]
fn nothing_is_called_a_manager_a_helper_or_a_util() {
    let empty = ["manager", "helper", "helpers", "util", "utils"];
    let mut found = Vec::new();
    for text in texts(&["rs", "ts", "svelte"]) {
        let path = Path::new(&text.path);
        for name in path.components().map(|part| part.as_os_str().to_string_lossy()) {
            let stem = name.split('.').next().unwrap_or_default().to_lowercase();
            if stem.split(['_', '-']).any(|word| empty.contains(&word)) {
                found.push(format!("  {}", text.path));
            }
        }
        found.extend(text.lines_where(|line| {
            ["struct ", "enum ", "trait ", "class ", "mod "].iter().any(|keyword| {
                let name = line.split_once(keyword).map(|(_, rest)| rest).unwrap_or_default();
                let end = name.find(|letter: char| !letter.is_alphanumeric() && letter != '_');
                let name = &name[..end.unwrap_or(name.len())];
                ["Manager", "Helper", "Util", "Utils"].iter().any(|word| name.ends_with(word))
            })
        }));
    }
    expect_none(
        found,
        "a name that could mean anything: what is it really? (ARCHITECTURE.md, Glossary)",
    );
}

// ── certification ───────────────────────────────────────────────────────────────────────────────

/// The names in backticks in the last column, by requirement.
fn proofs() -> BTreeMap<String, Vec<String>> {
    let page = root().join("docs/certification.md");
    let page = std::fs::read_to_string(page).expect("docs/certification.md is there");
    page.lines()
        .filter(|line| line.starts_with("| ") && !line.starts_with("| id "))
        .map(|line| {
            let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
            let [id, _, tests] = cells.as_slice() else {
                panic!("a row of docs/certification.md has not three columns: {line}");
            };
            let tests = tests.split('`').skip(1).step_by(2).map(str::to_owned).collect();
            ((*id).to_owned(), tests)
        })
        .collect()
}

#[test]
fn the_certification_page_has_a_row_for_every_requirement() {
    let groups = [('A', 12), ('M', 9), ('U', 17), ('S', 4), ('D', 5), ('P', 3)];
    let proofs = proofs();
    for (group, last) in groups {
        for number in 1..=last {
            let id = format!("{group}{number}");
            assert!(proofs.contains_key(&id), "docs/certification.md has lost its row {id}");
        }
    }
}

#[test]
fn the_certification_page_names_only_tests_that_exist() {
    let rust: String = texts(&["rs"]).into_iter().map(|text| text.code).collect();
    let script: String =
        texts(&["ts"]).into_iter().filter(Text::is_test).map(|text| text.code).collect();
    for (id, tests) in proofs() {
        for test in tests {
            // A Rust test is a path; a test of the UI is a sentence.
            let exists = if test.contains(' ') {
                script.contains(&test)
            } else {
                let name = test.rsplit("::").next().unwrap_or(&test);
                rust.contains(&format!("fn {name}("))
            };
            assert!(
                exists,
                "docs/certification.md says that `{test}` proves {id}, and there is no such test: \
                 follow its new name, or admit with a — that nothing proves {id}"
            );
        }
    }
}
