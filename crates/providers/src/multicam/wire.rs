//! The shapes of a machine's answers. Only what we use. The two sources that show them spell
//! their keys differently (`ComputerName`, `computerName`), so case is ignored throughout.

use super::assumed;
use crate::http::Answer;
use domain::CloudError;
use serde_json::Value;

/// What a page holds, or the state that explains why it holds nothing.
#[derive(Debug, PartialEq, Eq)]
pub enum Read<T> {
    It(T),
    /// No application runs on the machine. No error.
    NotLaunched,
}

/// `GET /api/application/system`
#[derive(Debug, Default, PartialEq, Eq)]
pub struct System {
    pub multicam_name: Option<String>,
    pub computer_name: Option<String>,
}

/// One of `GET /api/application/rooms` or `GET /api/v3/medialist`.
#[derive(Debug, PartialEq, Eq)]
pub struct Entry {
    pub id: String,
    pub name: String,
}

/// Is it the state, in whatever type it comes: bare text, or a JSON text.
pub fn says_not_launched(answer: &Answer) -> bool {
    let Ok(text) = std::str::from_utf8(&answer.body) else { return false };
    let text = text.trim_start_matches('\u{feff}').trim();
    let text = text.strip_prefix('"').and_then(|text| text.strip_suffix('"')).unwrap_or(text);
    text.trim().eq_ignore_ascii_case(assumed::NOT_LAUNCHED)
}

/// A machine that leaves its names out has none to tell.
pub fn system(answer: &Answer) -> Result<System, CloudError> {
    let value = json(answer)?;
    if !value.is_object() {
        return Err(answer.not_as_expected());
    }
    Ok(System {
        multicam_name: text(&value, "MulticamName"),
        computer_name: text(&value, "ComputerName"),
    })
}

/// Elements that cannot be chosen again, having neither id nor name, are left out. A bare text is
/// its own id.
pub fn entries(answer: &Answer) -> Result<Vec<Entry>, CloudError> {
    match json(answer)? {
        Value::Array(elements) => {
            let mut entries: Vec<Entry> = Vec::new();
            let mut known = std::collections::HashSet::new();
            for entry in elements.iter().filter_map(entry) {
                if known.insert(entry.id.clone()) {
                    entries.push(entry);
                }
            }
            Ok(entries)
        }
        _ => Err(answer.not_as_expected()),
    }
}

fn entry(element: &Value) -> Option<Entry> {
    let name = spoken(element).or_else(|| text(element, "Name"));
    let id = spoken(element).or_else(|| text(element, "Id"));
    let id = id.or_else(|| name.clone())?;
    Some(Entry { name: name.unwrap_or_else(|| id.clone()), id })
}

/// Why not, in the machine's words: `application/problem+json`
/// ([RFC 9457](https://www.rfc-editor.org/rfc/rfc9457)), or OAuth's `error`.
pub fn reason(body: &[u8]) -> Option<String> {
    let value: Value = serde_json::from_slice(body).ok()?;
    ["detail", "title", "error"].into_iter().find_map(|key| text(&value, key))
}

pub fn is_problem(answer: &Answer) -> bool {
    answer.media_type == "application/problem+json"
}

/// By the type it claims to be. Machines write JSON as plain text, too.
fn json(answer: &Answer) -> Result<Value, CloudError> {
    let mime = answer.media_type.as_str();
    let may_be_json = mime.ends_with("json") || matches!(mime, "" | "text/plain");
    if !may_be_json || is_problem(answer) {
        return Err(answer.not_as_expected());
    }
    let bytes = answer.body.strip_prefix("\u{feff}".as_bytes()).unwrap_or(&answer.body);
    serde_json::from_slice(bytes).map_err(|_| answer.not_as_expected())
}

fn text(value: &Value, key: &str) -> Option<String> {
    let found = value.as_object()?.iter().find(|(name, _)| name.eq_ignore_ascii_case(key))?;
    spoken(found.1)
}

/// Ids come as numbers as well.
fn spoken(value: &Value) -> Option<String> {
    let text = match value {
        Value::String(text) => text.trim().to_owned(),
        Value::Number(number) => number.to_string(),
        _ => return None,
    };
    Some(text).filter(|text| !text.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_room_is_a_text_or_an_object_in_any_spelling() {
        let read = |value: Value| entry(&value).map(|entry| (entry.id, entry.name));
        let is = |id: &str, name: &str| Some((id.to_owned(), name.to_owned()));
        assert_eq!(read(json!("Main room")), is("Main room", "Main room"));
        assert_eq!(read(json!({"Id": "room-1", "Name": "Main room"})), is("room-1", "Main room"));
        assert_eq!(read(json!({"id": 7, "name": "Main room"})), is("7", "Main room"));
        assert_eq!(read(json!({"Name": "Main room"})), is("Main room", "Main room"));
        assert_eq!(read(json!({"ID": "room-1", "Name": null})), is("room-1", "room-1"));
        for nothing in [json!({}), json!(null), json!(" "), json!([]), json!({"Id": {}})] {
            assert_eq!(read(nothing), None);
        }
    }

    #[test]
    fn a_reason_is_found_in_whatever_has_one() {
        let said = |body: &str| reason(body.as_bytes());
        let problem = r#"{"type":"about:blank","title":"Not Found","detail":"No scene"}"#;
        assert_eq!(said(problem).as_deref(), Some("No scene"));
        assert_eq!(said(r#"{"error":"invalid_grant"}"#).as_deref(), Some("invalid_grant"));
        for nothing in ["", "null", "[]", "{", r#"{"detail":{}}"#, "<html>"] {
            assert_eq!(said(nothing), None, "{nothing}");
        }
    }
}
