//! What a request proves itself with, and whether it should have.

use axum::http::{HeaderMap, Uri, header};
use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;

fn scheme<'a>(headers: &'a HeaderMap, wanted: &str) -> Option<&'a str> {
    let (scheme, rest) = headers.get(header::AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case(wanted).then_some(rest)
}

pub fn bearer(headers: &HeaderMap) -> Option<&str> {
    scheme(headers, "bearer")
}

/// Both halves, joined raw as these vendors join them.
pub fn basic(headers: &HeaderMap) -> Option<(String, String)> {
    let clear = String::from_utf8(BASE64.decode(scheme(headers, "basic")?).ok()?).ok()?;
    let (id, secret) = clear.split_once(':')?;
    Some((id.to_owned(), secret.to_owned()))
}

/// Names of fields that hold something to keep.
const KEPT: [&str; 8] = [
    "access_token",
    "refresh_token",
    "client_secret",
    "password",
    "code",
    "code_verifier",
    "device_code",
    "token",
];

/// The first kept field in a query or a form.
pub fn kept_field(form: &[u8]) -> Option<&'static str> {
    let mut fields = url::form_urlencoded::parse(form);
    fields.find_map(|(name, _)| KEPT.into_iter().find(|kept| *kept == name))
}

/// What a request carries that only its own cloud may see, in words.
pub fn carried(headers: &HeaderMap, uri: &Uri, body: &[u8]) -> Option<String> {
    let mut names = ["authorization", "x-apikey", "cookie"].into_iter();
    if let Some(name) = names.find(|name| headers.contains_key(*name)) {
        return Some(format!("the header {name}"));
    }
    let query = uri.query().unwrap_or("").as_bytes();
    let field = kept_field(query).or_else(|| kept_field(body))?;
    Some(format!("the field {field}"))
}
