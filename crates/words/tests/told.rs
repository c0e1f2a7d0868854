//! What the crates say that know no catalogue is in it, to the letter: the sources are read for it.

use domain::{Language, sentence};
use fluent_syntax::ast::{Entry, Expression, InlineExpression, PatternElement};
use fluent_syntax::parser::parse;
use proc_macro2::{TokenStream, TokenTree};
use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::{Path, PathBuf};
use words::Words;

/// Whose errors and reasons a person may read.
const SAY: [&str; 4] = ["domain", "engine", "providers", "store"];

/// Sources that speak otherwise: a cloud that is only there for tests, the browser's pages, which are
/// handed to the engine, what only tests read, and statements that are put together from pieces.
const APART: [&str; 8] = [
    "providers/src/memory",
    "engine/src/loopback/page.rs",
    "store/src/costs.rs",
    "store/src/plans.rs",
    "store/src/list.rs",
    "store/src/memory.rs",
    "store/src/order.rs",
    "/tests.rs",
];

/// One text in the sources that is said in several ways.
const SEVERAL: [(&str, &str, &[&str]); 2] = [
    ("could not {what} {}: {error}", "{what}", &["create", "read", "write", "lock"]),
    (
        "That is not possible while it is {}.",
        "{}",
        &[
            "queued",
            "uploading",
            "waiting",
            "paused",
            "offered",
            "failed",
            "skipped",
            "done",
            "cancelled",
            "not authorized",
            "not connected",
            "connected",
            "starting",
            "awaiting approval",
            "awaiting confirmation",
            "authorized",
        ],
    ),
];

/// Read by nobody but whoever helps, or by another machine; or a name, which is never translated.
const NOT_SAID: &[&str] = &[
    // Names.
    "Eagle Eye CameraManager",
    "Multicam Systems",
    // A move in the log, which has the whole of `NotAllowed`.
    "{event} is not possible while {state}",
    "asking again",
    "being answered",
    "being approved",
    "being authorized",
    "being cancelled",
    "being claimed",
    "being disconnected",
    "being interrupted",
    "being paused",
    "being planned",
    "being planned a second time",
    "being prompted",
    "being ready again",
    "being resumed",
    "being retried",
    "being skipped",
    "beginning to wait",
    "changing its file",
    "choosing a project",
    "failing to ask",
    "growing of what is whole",
    "losing the authorization",
    "renaming the project",
    "starting over",
    // Where in the database something is that nobody can read.
    "a file without an answer",
    "accepted bytes",
    "address of farewell {id}",
    "one file, no answer",
    "path of upload {upload}",
    "{column} of a part",
    "{what} of connection {id}",
    "{what} of upload {id}",
    "{what} of watched folder {id}",
    // A notice, which the view says from its type.
    "This connection points at {now} now. {files} meant for {meant} {is} paused: resume them to send them to {now}.",
    // In a receipt, which is read by whoever it is handed to.
    "it could not be worked out",
    "it was sent by a version that wrote no hashes down",
    "not known: the connection was signed in anew since",
    "the file is not at its place any more",
    "the file on the disk is not the one that was sent",
    // Steps that a test counts.
    "one file copied",
    "one file on the disk",
    // A picture that is missing is not talked about.
    "no picture",
    "no picture that we know",
    "the picture is always somewhere else",
    "the picture took too long",
    "this picture has no host",
    // A body that nobody waits for any more.
    "the part is not sent on",
    // Statements.
    "begin immediate",
    "insert into parts (upload, number, start, length, target) ",
    // What others call things: a cloud, a library, a system.
    "Application not launched!",
    "SOCKS error: ",
    "Channel Paused",
    "Not Authorized",
    "credentials not accepted",
    "failed to create underlying connection",
    "offline device.connect asset.create",
    "proxy authorization required",
    "server does not support user/pass authentication",
    "server implements authentication incorrectly",
    "system volume information",
    "tunnel error: ",
];

fn workspace() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for entry in std::fs::read_dir(folder).unwrap().flatten() {
        let path = entry.path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            found.push(path);
        }
    }
}

/// Every text of a program in it, but for what goes into the log, what only tests say, and comments.
fn texts(stream: TokenStream, found: &mut Vec<String>) {
    let tokens: Vec<TokenTree> = stream.into_iter().collect();
    let mut at = 0;
    while at < tokens.len() {
        let word = |ahead: usize| match tokens.get(at + ahead) {
            Some(TokenTree::Ident(ident)) => ident.to_string(),
            Some(TokenTree::Punct(punct)) => punct.to_string(),
            _ => String::new(),
        };
        let is_log = word(0) == "tracing" && word(1) == ":" && word(4) == "!";
        let is_a_promise = word(0) == "expect" || word(0).starts_with("query");
        match &tokens[at] {
            _ if is_log => at += 5,
            _ if is_a_promise => at += 1,
            _ if word(0) == "assert" || word(0) == "debug_assert" => at += 2,
            TokenTree::Punct(punct) if punct.as_char() == '#' => {
                at += if word(1) == "!" { 2 } else { 1 };
                let attribute = tokens[at].to_string();
                if attribute.starts_with("[error") {
                    let TokenTree::Group(group) = &tokens[at] else { unreachable!("just seen") };
                    texts(group.stream(), found);
                }
                if attribute.starts_with("[cfg") && attribute.contains("test") {
                    let ends = |token: &TokenTree| match token {
                        TokenTree::Group(group) => {
                            group.delimiter() == proc_macro2::Delimiter::Brace
                        }
                        TokenTree::Punct(punct) => punct.as_char() == ';',
                        _ => false,
                    };
                    at += tokens[at..].iter().position(ends).unwrap_or_default();
                }
            }
            TokenTree::Group(group) => texts(group.stream(), found),
            TokenTree::Literal(literal) => {
                if let Ok(text) = syn::parse_str::<syn::LitStr>(&literal.to_string()) {
                    found.push(text.value());
                }
            }
            _ => {}
        }
        at += 1;
    }
}

fn texts_of(folder: &str) -> BTreeMap<String, String> {
    let mut files = Vec::new();
    sources(&workspace().join(folder), &mut files);
    assert!(!files.is_empty(), "{folder}");
    let mut all = BTreeMap::new();
    for file in files {
        let name = file.to_string_lossy().replace('\\', "/");
        if APART.iter().any(|apart| name.contains(apart)) {
            continue;
        }
        let mut found = Vec::new();
        let source = std::fs::read_to_string(&file).unwrap();
        texts(source.parse().unwrap_or_else(|error| panic!("{name}: {error}")), &mut found);
        for text in found {
            let several = SEVERAL.iter().find(|(known, _, _)| *known == text);
            match several {
                Some((_, what, ways)) => {
                    all.extend(ways.iter().map(|way| (text.replacen(what, way, 1), name.clone())))
                }
                None => drop(all.insert(text, name.clone())),
            }
        }
    }
    all
}

/// Words of a language, and not of a machine.
fn is_prose(text: &str) -> bool {
    let words = text.split(' ').filter(|word| {
        word.len() > 1
            && word.chars().all(|letter| letter.is_alphabetic() || ",.:;'".contains(letter))
    });
    words.count() > 1 && !text.contains(['<', '\n', '='])
}

/// Without the names of what is put in. A capital and a stop are what tells a sentence from a reason,
/// and where the last is put in, it brings its own stop.
fn shape(text: &str) -> String {
    let mut shape = String::new();
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        shape.push_str(before);
        shape.push_str("{}");
        rest = after.split_once('}').map_or("", |(_, behind)| behind);
    }
    shape.push_str(rest);
    let shape = sentence(&shape);
    shape.strip_suffix("{}.").map_or(shape.clone(), |begin| format!("{begin}{{}}"))
}

/// By id. What is decided by a number is left out.
fn catalogue(language: Language, areas: &[&str]) -> BTreeMap<String, String> {
    let mut all = BTreeMap::new();
    for area in areas {
        let path = format!("crates/words/{}/{area}.ftl", language.code());
        let text = std::fs::read_to_string(workspace().join(path)).unwrap();
        for entry in parse(text.as_str()).unwrap().body {
            let Entry::Message(message) = entry else { continue };
            let mut said = Some(String::new());
            for element in message.value.unwrap().elements {
                let piece = match element {
                    PatternElement::TextElement { value } => Some(value.to_owned()),
                    PatternElement::Placeable {
                        expression: Expression::Inline(InlineExpression::VariableReference { id }),
                    } => Some(format!("{{{}}}", id.name)),
                    PatternElement::Placeable { .. } => None,
                };
                said = said.zip(piece).map(|(said, piece)| said + &piece);
            }
            all.extend(said.map(|said| (message.id.name.to_owned(), said)));
        }
    }
    all
}

#[test]
fn what_others_say_in_english_is_in_the_catalogue_to_the_letter() {
    let known: BTreeSet<String> =
        catalogue(Language::English, &["clouds", "engine", "health", "told"])
            .values()
            .map(|said| shape(said))
            .collect();
    let mut unknown = Vec::new();
    let mut idle: BTreeSet<&str> = NOT_SAID.iter().copied().collect();
    for name in SAY {
        for (text, file) in texts_of(&format!("crates/{name}/src")) {
            let is_known = known.contains(&shape(&text));
            if idle.remove(text.as_str()) {
                assert!(!is_known, "{text:?} is said after all");
            } else if is_prose(&text) && !is_known {
                unknown.push(format!("{file}: {text:?}"));
            }
        }
    }
    assert!(unknown.is_empty(), "in no catalogue:\n{}", unknown.join("\n"));
    assert!(idle.is_empty(), "nobody says {idle:?} any more");
}

#[test]
fn nothing_is_in_the_catalogue_that_nobody_says() {
    let mut said: BTreeSet<String> = BTreeSet::new();
    for name in SAY {
        said.extend(texts_of(&format!("crates/{name}/src")).keys().map(|text| shape(text)));
    }
    said.extend(texts_of("src-tauri/src").keys().map(|text| shape(text)));
    let idle: Vec<String> = catalogue(Language::English, &["engine", "told"])
        .into_iter()
        .filter(|(id, text)| !id.starts_with("told-system-") && !said.contains(&shape(text)))
        .map(|(id, _)| id)
        .collect();
    assert!(idle.is_empty(), "{idle:#?}");
}

#[test]
fn each_is_told_in_every_language_with_all_that_is_put_into_it() {
    let english = catalogue(Language::English, &["engine", "told"]);
    assert!(english.len() > 300, "{}", english.len());
    for language in Language::ALL {
        let words = Words::of(language);
        for (id, text) in &english {
            let puts: Vec<&str> =
                text.split('{').skip(1).filter_map(|one| one.split('}').next()).collect();
            let mut asked = text.clone();
            for (number, name) in puts.iter().enumerate() {
                asked = asked.replacen(&format!("{{{name}}}"), &format!("⟦{number}⟧"), 1);
            }
            let told = words.known(&asked).unwrap_or_else(|| panic!("{id}: {asked}"));
            for number in 0..puts.len() {
                assert!(told.contains(&format!("⟦{number}⟧")), "{id}: {told}");
            }
            assert_eq!(told == asked, language == Language::English, "{id}: {told}");
        }
    }
}

#[test]
fn what_rust_calls_the_systems_errors_of_a_line_is_known() {
    let kinds = [
        io::ErrorKind::ConnectionRefused,
        io::ErrorKind::ConnectionReset,
        io::ErrorKind::ConnectionAborted,
        io::ErrorKind::HostUnreachable,
        io::ErrorKind::NetworkUnreachable,
        io::ErrorKind::NetworkDown,
        io::ErrorKind::NotConnected,
        io::ErrorKind::BrokenPipe,
        io::ErrorKind::TimedOut,
        io::ErrorKind::UnexpectedEof,
    ];
    let known: BTreeSet<String> = catalogue(Language::English, &["told"])
        .into_iter()
        .filter(|(id, _)| id.starts_with("told-system-"))
        .map(|(_, said)| said)
        .collect();
    assert_eq!(known, kinds.map(|kind| sentence(&kind.to_string())).into());
}

#[test]
fn a_reason_within_a_reason_is_told_as_well() {
    let german = Words::of(Language::German);
    assert_eq!(
        german.told("/card/A001.mov could not be opened: the file is empty"),
        "/card/A001.mov ließ sich nicht öffnen: Die Datei ist leer."
    );
    assert_eq!(
        german.told("cloud.example cannot be asked: disk I/O error"),
        "cloud.example lässt sich nicht fragen: disk I/O error."
    );
    assert_eq!(
        german.told("Client secret is needed first"),
        "Zuerst wird gebraucht: Client-Secret."
    );
    assert_eq!(
        german.told(
            "This computer is disconnected. The other side could not be told yet. It does not \
             answer. Labrun tells it as soon as it can."
        ),
        "Dieser Computer ist getrennt. Die Gegenseite ließ sich noch nicht benachrichtigen. \
         Sie antwortet nicht. Labrun holt es nach, sobald es geht."
    );
    assert_eq!(
        german.told("This computer is disconnected. It was signed out already."),
        "Dieser Computer ist getrennt. Er war schon abgemeldet."
    );
    assert_eq!(
        german.told("database disk image is malformed"),
        "Database disk image is malformed."
    );
    assert_eq!(german.told(""), "");
}
