//! What leaves this computer, in the log and in the bundle, goes through here: secrets, people and
//! the private part of addresses are taken out.
//!
//! Secrets have a type of their own that cannot be printed, so nothing of this should ever find
//! one. It stands behind that type as a net does behind a rope.

use regex::{Captures, Regex};
use std::borrow::Cow;
use std::sync::LazyLock;

/// What stands for whatever was taken out.
const GONE: &str = "…";

struct Rule {
    finds: Regex,
    leaves: &'static str,
}

impl Rule {
    fn new(finds: &str, leaves: &'static str) -> Self {
        Self { finds: Regex::new(finds).expect("the rules of this file are sound"), leaves }
    }
}

static RULES: LazyLock<Vec<Rule>> = LazyLock::new(|| {
    vec![
        // Signed addresses carry their signature behind the question mark, answers of a browser
        // behind the hash, and old ones a password before the host.
        Rule::new(r"(?i)\b(https?|wss?)://[^/\s@]+@", "$1://…@"),
        Rule::new(r#"(?i)\b((?:https?|wss?)://[^\s"'<>?#]+)[?#][^\s"'<>]*"#, "$1?…"),
        Rule::new(r"(?i)\b(bearer|basic|digest)\s+[a-z0-9._~+/=-]{6,}", "$1 …"),
        Rule::new(
            r#"(?ix)
            ( ["']? [a-z0-9_-]*
              (?: token | secret | password | passphrase | api[_-]?key | authorization | signature
                | cookie | credential | device_code | user_code | code_verifier )
              ["']? \s* [:=] \s* )
            (?: (?: bearer | basic | digest ) \s+ \S+ | "[^"]*" | '[^']*' | [^\s,;&}]+ )"#,
            "$1…",
        ),
        Rule::new(r"\beyJ[A-Za-z0-9_-]{6,}\.[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]*)?", GONE),
        Rule::new(r"(?i)\b[\w.+-]+@[\w-]+(?:\.[\w-]+)+", "…@…"),
    ]
});

/// As long as a token is, and no name of a file: letters of both kinds and digits, without a break.
static BLOB: LazyLock<Regex> =
    LazyLock::new(|| Regex::new(r"[A-Za-z0-9+_=-]{40,}").expect("it is sound"));

/// The folder of a person, and who that is.
pub struct People {
    home: Option<String>,
    names: Option<Regex>,
}

impl People {
    pub fn new<'a>(home: Option<&'a str>, names: impl IntoIterator<Item = &'a str>) -> Self {
        let own = home.and_then(|home| home.rsplit(['/', '\\']).next());
        let mut names: Vec<String> = own
            .into_iter()
            // Everybody's, and a word of its own.
            .filter(|name| *name != "root")
            .chain(names)
            .map(str::trim)
            .filter(|name| name.chars().count() > 2)
            .map(regex::escape)
            .collect();
        // The longest first: a name may begin another.
        names.sort_by_key(|name| std::cmp::Reverse(name.len()));
        let any = (!names.is_empty()).then(|| format!(r"(?i)\b(?:{})\b", names.join("|")));
        Self {
            home: home.map(str::to_owned).filter(|home| home.len() > 1),
            names: any.and_then(|any| Regex::new(&any).ok()),
        }
    }

    pub fn nobody() -> Self {
        Self { home: None, names: None }
    }
}

/// The same text, fit to be shown to somebody else.
pub fn redact(text: &str, people: &People) -> String {
    let mut text = Cow::Borrowed(text);
    for rule in RULES.iter() {
        if let Cow::Owned(changed) = rule.finds.replace_all(&text, rule.leaves) {
            text = Cow::Owned(changed);
        }
    }
    if let Cow::Owned(changed) = BLOB.replace_all(&text, |found: &Captures<'_>| {
        let blob = &found[0];
        let of = |is: fn(&char) -> bool| blob.chars().any(|letter| is(&letter));
        let mixed = of(char::is_ascii_uppercase) && of(char::is_ascii_lowercase);
        if mixed && of(char::is_ascii_digit) { GONE.to_owned() } else { blob.to_owned() }
    }) {
        text = Cow::Owned(changed);
    }
    if let Some(home) = people.home.as_deref().filter(|home| text.contains(*home)) {
        text = Cow::Owned(text.replace(home, "~"));
    }
    if let Some(names) = &people.names
        && let Cow::Owned(changed) = names.replace_all(&text, "somebody")
    {
        text = Cow::Owned(changed);
    }
    text.into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(text: &str) -> String {
        redact(text, &People::nobody())
    }

    #[test]
    fn addresses_keep_their_place_and_lose_what_signs_them() {
        let signed =
            "PUT https://s3.example/bucket/A001.mov?X-Amz-Signature=abc&X-Amz-Date=1 failed";
        assert_eq!(plain(signed), "PUT https://s3.example/bucket/A001.mov?… failed");
        assert_eq!(plain("http://127.0.0.1:53682/#access_token=abc"), "http://127.0.0.1:53682/?…");
        assert_eq!(plain("via http://mara:pw@proxy:3128/ then"), "via http://…@proxy:3128/ then");
        assert_eq!(plain("https://api.frame.io/v2/devices"), "https://api.frame.io/v2/devices");
    }

    #[test]
    fn whatever_is_called_a_secret_is_one() {
        assert_eq!(plain("Authorization: Bearer abc.def-123"), "Authorization: …");
        assert_eq!(plain("sent bearer abcdef123 along"), "sent bearer … along");
        assert_eq!(plain(r#"{"refresh_token":"a b","x":1}"#), r#"{"refresh_token":…,"x":1}"#);
        assert_eq!(plain("x-apikey=12345, next"), "x-apikey=…, next");
        assert_eq!(plain("client_secret = 'a b c' and"), "client_secret = … and");
        let jwt = "got eyJhbGciOiJI.eyJzdWIiOiIx.c2ln for it";
        assert_eq!(plain(jwt), "got … for it");
        let blob = "code Zm9vYmFyMTIzNDU2Nzg5MGFiY2RlZmdoaWprbG1ub3A9 came";
        assert_eq!(plain(blob), "code … came");
    }

    #[test]
    fn what_helps_stays() {
        for text in [
            "part 12 of A001_C004_1125XK.mov is sent again, 20.0 MB: busy, attempt 2: 503 from host",
            "fingerprint fa12a5f9e249fc63578cc71e0aa823d6",
            "waiting for authorization",
            "sha256 e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        ] {
            assert_eq!(plain(text), text);
        }
    }

    #[test]
    fn people_are_nobody_in_particular() {
        let people = People::new(Some("/home/mara"), ["Mara Lindqvist", "m@x"]);
        let text =
            "/home/mara/card/A001.mov of Mara Lindqvist <mara@tidewater.example>, /media/mara/A001";
        assert_eq!(
            redact(text, &people),
            "~/card/A001.mov of somebody <…@…>, /media/somebody/A001"
        );
        // A word that only begins like a name is left.
        assert_eq!(redact("maraschino", &people), "maraschino");
        assert_eq!(redact("root of it", &People::new(Some("/root"), [])), "root of it");
    }
}
