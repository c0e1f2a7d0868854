//! What a browser gets to see after a sign-in: pages that never change, and the one that hands over
//! what is behind a `#`.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};
use std::sync::Arc;

pub(super) struct Page {
    pub status: &'static str,
    pub body: String,
    /// The only script that may run.
    script: Option<&'static str>,
}

const STYLE: &str = "body{font:1.1rem/1.5 system-ui,sans-serif;margin:4rem auto;max-width:32rem;\
    padding:0 1rem;color:#1c1c1e;background:#fff}h1{font-size:1.4rem}\
    @media(prefers-color-scheme:dark){body{color:#f2f2f7;background:#1c1c1e}}";

/// Clears the address before anything else, so that what was in it is in no history. The nonce
/// shows that the answer comes from the page that we gave out.
const HAND_OVER: &str = "\
const brought = location.hash.slice(1);\
history.replaceState(null, '', location.pathname);\
const show = (id) => { for (const one of document.querySelectorAll('main'))\
 one.hidden = one.id !== id; };\
const nonce = document.querySelector('meta[name=nonce]').content;\
fetch(location.pathname, { method: 'POST', body: brought, credentials: 'omit',\
 cache: 'no-store', redirect: 'error', referrerPolicy: 'no-referrer',\
 headers: { 'content-type': 'application/x-www-form-urlencoded', 'x-labrun-nonce': nonce } })\
.then((answer) => show(answer.ok ? 'done' : 'failed'), () => show('failed'));";

/// What the pages say. English, unless whoever starts the engine says it in another language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageWords {
    /// For the `lang` of the page.
    pub language: String,
    pub done: PageText,
    pub not_ours: PageText,
    pub not_here: PageText,
    pub not_so: PageText,
    pub too_long: PageText,
    pub waiting: PageText,
}

/// Of one page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageText {
    /// In the browser's tab.
    pub title: String,
    pub heading: String,
    /// Below it; may be empty. For the waiting page: what is shown where no script may run.
    pub words: String,
}

/// Asked anew for each sign-in: a person may have chosen another language meanwhile.
pub type Pages = Arc<dyn Fn() -> PageWords + Send + Sync>;

impl PageText {
    pub fn new(title: &str, heading: &str, words: &str) -> Self {
        Self { title: title.to_owned(), heading: heading.to_owned(), words: words.to_owned() }
    }

    fn main(&self) -> String {
        let words = match self.words.as_str() {
            "" => String::new(),
            words => format!("<p>{}</p>", escaped(words)),
        };
        format!("<h1>{}</h1>{words}", escaped(&self.heading))
    }
}

impl Default for PageWords {
    fn default() -> Self {
        Self {
            language: "en".to_owned(),
            done: PageText::new(
                "Signed in",
                "Labrun has the answer",
                "You can close this page and go back to Labrun.",
            ),
            not_ours: PageText::new(
                "Not for Labrun",
                "This answer is not for the sign-in that Labrun waits for",
                "Go back to Labrun and press Try again there.",
            ),
            not_here: PageText::new("Nothing here", "There is nothing here", ""),
            not_so: PageText::new("Not so", "This page is opened, and nothing else", ""),
            too_long: PageText::new("Too long", "That is too long to be an answer", ""),
            waiting: PageText::new(
                "Signing in",
                "One moment",
                "This page needs JavaScript to hand the answer over to Labrun.",
            ),
        }
    }
}

impl Page {
    fn plain(status: &'static str, text: &PageText, words: &PageWords) -> Self {
        let main = format!("<main>{}</main>", text.main());
        Self { status, body: document(&text.title, &words.language, "", &main), script: None }
    }

    pub fn done(words: &PageWords) -> Self {
        Self::plain("200 OK", &words.done, words)
    }

    pub fn not_ours(words: &PageWords) -> Self {
        Self::plain("400 Bad Request", &words.not_ours, words)
    }

    pub fn not_here(words: &PageWords) -> Self {
        Self::plain("404 Not Found", &words.not_here, words)
    }

    pub fn not_so(words: &PageWords) -> Self {
        Self::plain("405 Method Not Allowed", &words.not_so, words)
    }

    pub fn too_long(words: &PageWords) -> Self {
        Self::plain("431 Request Header Fields Too Large", &words.too_long, words)
    }

    /// `nonce` is base64url: nothing in it needs escaping.
    pub fn hand_over(nonce: &str, words: &PageWords) -> Self {
        let head = format!("<meta name=\"nonce\" content=\"{nonce}\">");
        let PageText { title, heading, words: no_script } = &words.waiting;
        let main = format!(
            "<main id=\"waiting\"><h1>{heading}</h1><noscript><p>{no_script}</p></noscript></main>\
             <main id=\"done\" hidden>{done}</main>\
             <main id=\"failed\" hidden>{not_ours}</main><script>{HAND_OVER}</script>",
            heading = escaped(heading),
            no_script = escaped(no_script),
            done = words.done.main(),
            not_ours = words.not_ours.main(),
        );
        Self {
            status: "200 OK",
            body: document(title, &words.language, &head, &main),
            script: Some(HAND_OVER),
        }
    }

    /// Nothing may be loaded, framed, stored or sent on.
    pub fn head(&self) -> String {
        let script = self
            .script
            .map(|script| format!("; script-src 'sha256-{}'; connect-src 'self'", hash(script)));
        format!(
            "HTTP/1.1 {status}\r\n\
             Content-Type: text/html; charset=utf-8\r\n\
             Content-Length: {length}\r\n\
             Cache-Control: no-store\r\n\
             Referrer-Policy: no-referrer\r\n\
             X-Content-Type-Options: nosniff\r\n\
             Cross-Origin-Resource-Policy: same-origin\r\n\
             Content-Security-Policy: default-src 'none'; style-src 'sha256-{style}'; \
             base-uri 'none'; form-action 'none'; frame-ancestors 'none'{script}\r\n\
             {allow}Connection: close\r\n\r\n",
            status = self.status,
            length = self.body.len(),
            style = hash(STYLE),
            script = script.unwrap_or_default(),
            allow = if self.status.starts_with("405") { "Allow: GET\r\n" } else { "" },
        )
    }
}

fn document(title: &str, language: &str, head: &str, main: &str) -> String {
    format!(
        "<!doctype html><html lang=\"{language}\"><head><meta charset=\"utf-8\">{head}\
         <title>{title} – Labrun</title><style>{STYLE}</style></head><body>{main}</body></html>",
        language = escaped(language),
        title = escaped(title),
    )
}

/// As text in a page, whatever a translator wrote.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('"', "&quot;")
}

fn hash(text: &str) -> String {
    STANDARD.encode(Sha256::digest(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_says_what_it_is_given_as_text_and_never_as_markup() {
        let done = PageText::new("Fertig", "Labrun hat <die> Antwort", "Auf & zu.");
        let words = PageWords { language: "de".to_owned(), done, ..PageWords::default() };
        let page = Page::done(&words);
        assert!(page.body.contains("<html lang=\"de\">"), "{}", page.body);
        let said = "<h1>Labrun hat &lt;die> Antwort</h1><p>Auf &amp; zu.</p>";
        assert!(page.body.contains(said), "{}", page.body);
        let handed = Page::hand_over("nonce", &words);
        assert!(handed.body.contains(said) && handed.body.contains("One moment"));
    }
}
