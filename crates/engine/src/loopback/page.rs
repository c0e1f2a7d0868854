//! What a browser gets to see after a sign-in: pages that never change, and the one that hands over
//! what is behind a `#`.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

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

const DONE: &str = "<h1>Labrun has the answer</h1><p>You can close this page and go back to \
    Labrun.</p>";
const NOT_OURS: &str = "<h1>This answer is not for the sign-in that Labrun waits for</h1>\
    <p>Go back to Labrun and press Try again there.</p>";

impl Page {
    fn plain(status: &'static str, title: &str, main: &str) -> Self {
        Self { status, body: document(title, "", &format!("<main>{main}</main>")), script: None }
    }

    pub fn done() -> Self {
        Self::plain("200 OK", "Signed in", DONE)
    }

    pub fn not_ours() -> Self {
        Self::plain("400 Bad Request", "Not for Labrun", NOT_OURS)
    }

    pub fn not_here() -> Self {
        Self::plain("404 Not Found", "Nothing here", "<h1>There is nothing here</h1>")
    }

    pub fn not_so() -> Self {
        let main = "<h1>This page is opened, and nothing else</h1>";
        Self::plain("405 Method Not Allowed", "Not so", main)
    }

    pub fn too_long() -> Self {
        let main = "<h1>That is too long to be an answer</h1>";
        Self::plain("431 Request Header Fields Too Large", "Too long", main)
    }

    /// `nonce` is base64url: nothing in it needs escaping.
    pub fn hand_over(nonce: &str) -> Self {
        let head = format!("<meta name=\"nonce\" content=\"{nonce}\">");
        let main = format!(
            "<main id=\"waiting\"><h1>One moment</h1><noscript><p>This page needs JavaScript to \
             hand the answer over to Labrun.</p></noscript></main>\
             <main id=\"done\" hidden>{DONE}</main><main id=\"failed\" hidden>{NOT_OURS}</main>\
             <script>{HAND_OVER}</script>"
        );
        Self {
            status: "200 OK",
            body: document("Signing in", &head, &main),
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

fn document(title: &str, head: &str, main: &str) -> String {
    format!(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">{head}\
         <title>{title} – Labrun</title><style>{STYLE}</style></head><body>{main}</body></html>"
    )
}

fn hash(text: &str) -> String {
    STANDARD.encode(Sha256::digest(text))
}
