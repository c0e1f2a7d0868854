//! From CameraManager's answers to kinds of trouble: one table for its endpoints, one for
//! `/oauth/token`. The body may be anything, since equipment on the way answers too.

use super::wire;
use crate::http::Answer;
use crate::oauth::Refusal;
use domain::{CloudError, ErrorKind};

/// Of the [REST endpoints](https://developer.cameramanager.com/dp/rest-api/user-api). Told by
/// status and `code`; the title is not for display and may change.
pub fn from_rest(answer: &Answer) -> CloudError {
    if let Some(error) = said_on_the_way(answer) {
        return error;
    }
    let said = Said::read(&answer.body);
    let kind = rest_kind(answer.status, &said);
    match (&said.word, said.code) {
        (_, Some(code)) => answer.refusal(kind, &format!("error {code}")),
        (Some(word), None) => answer.refusal(kind, word),
        (None, None) => answer.without_a_reason(kind),
    }
}

/// Of the [token endpoint](https://developer.cameramanager.com/dp/rest-api/authentication-api).
/// `invalid_grant` is about a password, a code or a refresh token, and the caller knows which.
pub fn from_token(answer: &Answer, invalid_grant: (ErrorKind, &str)) -> CloudError {
    if let Some(error) = said_on_the_way(answer) {
        return error;
    }
    let said = Said::read(&answer.body);
    match token_kind(answer.status, &said, invalid_grant.0) {
        ErrorKind::WrongSecret => {
            answer.error(ErrorKind::WrongSecret, "the cloud does not know this API key")
        }
        kind if kind == invalid_grant.0 => answer.error(kind, invalid_grant.1),
        kind => match said.word {
            Some(word) => answer.refusal(kind, &word),
            None => answer.without_a_reason(kind),
        },
    }
}

/// The cloud itself says that there is no such thing, and not something on the way.
pub fn is_unknown(answer: &Answer) -> bool {
    answer.status == 404 && !answer.is_html() && Said::read(&answer.body).code.is_some()
}

/// What something between the cloud and us says.
fn said_on_the_way(answer: &Answer) -> Option<CloudError> {
    // What writes pages is not the API: it knows neither our session nor our cameras.
    let page = || answer.a_page(ErrorKind::Busy);
    answer.said_on_the_way().or_else(|| answer.is_html().then(page))
}

struct Said {
    /// OAuth's word.
    word: Option<String>,
    /// The number of a REST error.
    code: Option<i64>,
}

impl Said {
    fn read(body: &[u8]) -> Self {
        let refused: wire::Refused = serde_json::from_slice(body).unwrap_or_default();
        Self { word: refused.error.as_str().map(str::to_owned), code: refused.code.as_i64() }
    }
}

fn rest_kind(status: u16, said: &Said) -> ErrorKind {
    match status {
        401 => ErrorKind::NotAuthorized,
        408 | 429 | 500.. => ErrorKind::Busy,
        // Without a code it is not the cloud that does not know the place.
        404 if said.code.is_none() => ErrorKind::Busy,
        // 403 as well: a missing permission ends no session.
        _ => ErrorKind::Rejected,
    }
}

fn token_kind(status: u16, said: &Said, invalid_grant: ErrorKind) -> ErrorKind {
    match status {
        408 | 429 | 500.. => return ErrorKind::Busy,
        401 => return ErrorKind::WrongSecret,
        _ => {}
    }
    match said.word.as_deref() {
        Some("unauthorized") => ErrorKind::WrongSecret,
        Some(word) => match Refusal::from_word(word) {
            Some(Refusal::InvalidGrant) => invalid_grant,
            Some(Refusal::InvalidClient) => ErrorKind::WrongSecret,
            Some(Refusal::AccessDenied) => ErrorKind::Denied,
            _ => ErrorKind::Rejected,
        },
        None if status == 404 => ErrorKind::Busy,
        None => ErrorKind::Rejected,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fmt::Write;

    const STATUSES: [u16; 10] = [400, 401, 403, 404, 406, 408, 429, 500, 502, 503];

    fn table(bodies: &[&str], kind: impl Fn(u16, &Said) -> ErrorKind) -> String {
        let mut table = String::new();
        for status in STATUSES {
            let read = |body: &&str| kind(status, &Said::read(body.as_bytes())).code();
            let row: Vec<_> = bodies.iter().map(read).collect();
            writeln!(table, "{status}: {}", row.join(" | ")).unwrap();
        }
        table
    }

    #[test]
    fn the_whole_table_of_the_endpoints() {
        let bodies = ["", r#"{"code":4711,"title":"x"}"#, r#"{"error":"invalid_token"}"#];
        assert_eq!(
            table(&bodies, rest_kind),
            "\
400: rejected | rejected | rejected
401: not_authorized | not_authorized | not_authorized
403: rejected | rejected | rejected
404: busy | rejected | busy
406: rejected | rejected | rejected
408: busy | busy | busy
429: busy | busy | busy
500: busy | busy | busy
502: busy | busy | busy
503: busy | busy | busy
"
        );
    }

    #[test]
    fn the_whole_table_of_the_token_endpoint() {
        let bodies = [
            "",
            r#"{"error":"invalid_grant","error_description":"Invalid credentials"}"#,
            r#"{"error":"invalid_client"}"#,
            r#"{"error":"unauthorized"}"#,
            r#"{"error":"invalid_scope"}"#,
        ];
        let kind = |status, said: &Said| token_kind(status, said, ErrorKind::WrongLogin);
        assert_eq!(
            table(&bodies, kind),
            "\
400: rejected | wrong_login | wrong_secret | wrong_secret | rejected
401: wrong_secret | wrong_secret | wrong_secret | wrong_secret | wrong_secret
403: rejected | wrong_login | wrong_secret | wrong_secret | rejected
404: busy | wrong_login | wrong_secret | wrong_secret | rejected
406: rejected | wrong_login | wrong_secret | wrong_secret | rejected
408: busy | busy | busy | busy | busy
429: busy | busy | busy | busy | busy
500: busy | busy | busy | busy | busy
502: busy | busy | busy | busy | busy
503: busy | busy | busy | busy | busy
"
        );
    }

    #[test]
    fn bodies_of_any_shape_are_survived() {
        for body in ["", "null", "[]", "7", "{", "{}", r#"{"error":{},"code":"x"}"#] {
            let said = Said::read(body.as_bytes());
            assert_eq!((said.word, said.code), (None, None), "{body}");
        }
    }
}
