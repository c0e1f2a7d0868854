//! From Frame.io's answers to kinds of trouble: one table for the API, one for the part host.
//! Both bodies may be anything, since equipment on the way answers too.

use super::{assumed, wire};
use crate::http::Answer;
use crate::oauth::Refusal;
use domain::{CloudError, ErrorKind};
use serde_json::Value;

/// [How to handle errors](https://developer.frame.io/camera-to-cloud/how-to-handle-errors)
pub fn from_api(answer: &Answer) -> CloudError {
    if let Some(error) = answer.said_on_the_way() {
        return error;
    }
    let page = answer.is_html();
    let kind = api_kind(answer.status, page, &Reasons::read(&answer.body));
    match reason(answer) {
        _ if page => answer.a_page(kind),
        Some(reason) => answer.refusal(kind, &reason),
        None => answer.without_a_reason(kind),
    }
}

/// [S3's errors](https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html), told by
/// their code: several that pass by themselves have status 400.
pub fn from_part_host(answer: &Answer) -> CloudError {
    let code = xml_code(&answer.body);
    // S3 sends elsewhere as well, and says so in its own way.
    if code.is_none()
        && let Some(error) = answer.said_on_the_way()
    {
        return error;
    }
    let kind = part_kind(answer.status, code.as_deref());
    match code {
        Some(code) => answer.refusal(kind, &code),
        None => answer.without_a_reason(kind),
    }
}

/// S3 can say an error in a 200.
pub fn is_part_error(answer: &Answer) -> bool {
    !answer.is_success() || xml_code(&answer.body).is_some()
}

/// The word that says most: the simple format's, else the detailed one's.
pub fn reason(answer: &Answer) -> Option<String> {
    Reasons::read(&answer.body).words.into_iter().next()
}

/// In the format that only the API itself writes.
pub fn is_detailed(answer: &Answer) -> bool {
    !answer.is_html() && Reasons::read(&answer.body).detailed
}

#[derive(Default)]
struct Reasons {
    /// The title before the message: it is the closed one of the two.
    words: Vec<String>,
    detailed: bool,
}

impl Reasons {
    fn read(body: &[u8]) -> Self {
        let Ok(refused) = serde_json::from_slice::<wire::Refused>(body) else {
            return Self::default();
        };
        let text = |value: &Value| value.as_str().map(str::to_owned);
        let titles = refused.errors.as_array().into_iter().flatten().map(|error| &error["title"]);
        let words: Vec<String> = std::iter::once(&refused.error)
            .chain(titles)
            .chain(std::iter::once(&refused.message))
            .filter_map(text)
            .collect();
        Self { words, detailed: refused.errors.is_array() }
    }

    fn say(&self, word: &str) -> bool {
        self.words.iter().any(|said| said.eq_ignore_ascii_case(word))
    }
}

fn api_kind(status: u16, page: bool, reasons: &Reasons) -> ErrorKind {
    let refusals = || reasons.words.iter().filter_map(|word| Refusal::from_word(word));
    match status {
        408 | 429 | 500.. => return ErrorKind::Busy,
        // What writes pages is not the API: it knows neither our session nor our asset.
        _ if page => return ErrorKind::Busy,
        _ => {}
    }
    if let Some(refusal) = refusals().next() {
        match refusal {
            Refusal::InvalidClient => return ErrorKind::WrongSecret,
            Refusal::AccessDenied => return ErrorKind::Denied,
            Refusal::SlowDown => return ErrorKind::Busy,
            _ => {}
        }
    }
    match status {
        401 | 403 => ErrorKind::NotAuthorized,
        402 => ErrorKind::PlanLimit,
        404 if !reasons.detailed => ErrorKind::Busy,
        409 if reasons.say(assumed::CHANNEL_PAUSED) => ErrorKind::RecordedWhilePaused,
        409 if reasons.say(assumed::NOT_AUTHORIZED) => ErrorKind::NotAuthorized,
        _ => ErrorKind::Rejected,
    }
}

fn part_kind(status: u16, code: Option<&str>) -> ErrorKind {
    match code {
        Some("BadDigest" | "OperationAborted" | "TemporaryRedirect") => ErrorKind::PartRefused,
        Some("InternalError" | "ServiceUnavailable" | "SlowDown") => ErrorKind::Busy,
        // The bytes stalled or broke off on their way. That is the line's doing, and must not count
        // against the file, however often it happens.
        Some("RequestTimeout" | "IncompleteBody") => ErrorKind::Busy,
        Some("RequestTimeTooSkewed") => ErrorKind::ClockWrong,
        Some("AccessDenied" | "ExpiredToken") => ErrorKind::TargetExpired,
        Some("NoSuchUpload" | "NoSuchKey" | "NoSuchBucket") => ErrorKind::AssetGone,
        Some(_) if status < 500 => ErrorKind::Rejected,
        Some("NotImplemented") => ErrorKind::Rejected,
        _ => match status {
            408 | 429 | 500.. => ErrorKind::Busy,
            // Not S3's way of speaking, so not its last word either.
            _ => ErrorKind::PartRefused,
        },
    }
}

/// The text of the first `<Code>`. No XML parser: nothing else in there is used.
fn xml_code(body: &[u8]) -> Option<String> {
    let text = std::str::from_utf8(body).ok()?;
    let (_, rest) = text.split_once("<Code>")?;
    let (code, _) = rest.split_once("</Code>")?;
    Some(code.trim().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fmt::Write;

    const HTML: &str = "<!DOCTYPE html><title>no</title>";

    fn detailed(title: &str) -> String {
        format!(
            r#"{{"code":0,"message":"m","errors":[{{"code":0,"status":0,"title":"{title}"}}]}}"#
        )
    }

    fn simple(word: &str) -> String {
        format!(r#"{{"error":"{word}"}}"#)
    }

    #[test]
    fn the_whole_table_of_the_api() {
        let bodies = [
            String::new(),
            HTML.to_owned(),
            detailed("Something Else"),
            detailed("Channel Paused"),
            detailed("Not Authorized"),
            simple("invalid_client"),
            simple("invalid_request"),
            simple("slow_down"),
            simple("access_denied"),
        ];
        let mut table = String::new();
        for status in [400, 401, 402, 403, 404, 408, 409, 422, 429, 500, 502, 503, 504] {
            let row: Vec<_> = bodies
                .iter()
                .map(|body| {
                    let reasons = Reasons::read(body.as_bytes());
                    api_kind(status, body == HTML, &reasons).code()
                })
                .collect();
            writeln!(table, "{status}: {}", row.join(" | ")).unwrap();
        }
        assert_eq!(
            table,
            "\
400: rejected | busy | rejected | rejected | rejected | wrong_secret | rejected | busy | denied
401: not_authorized | busy | not_authorized | not_authorized | not_authorized | wrong_secret | not_authorized | busy | denied
402: plan_limit | busy | plan_limit | plan_limit | plan_limit | wrong_secret | plan_limit | busy | denied
403: not_authorized | busy | not_authorized | not_authorized | not_authorized | wrong_secret | not_authorized | busy | denied
404: busy | busy | rejected | rejected | rejected | wrong_secret | busy | busy | denied
408: busy | busy | busy | busy | busy | busy | busy | busy | busy
409: rejected | busy | rejected | recorded_while_paused | not_authorized | wrong_secret | rejected | busy | denied
422: rejected | busy | rejected | rejected | rejected | wrong_secret | rejected | busy | denied
429: busy | busy | busy | busy | busy | busy | busy | busy | busy
500: busy | busy | busy | busy | busy | busy | busy | busy | busy
502: busy | busy | busy | busy | busy | busy | busy | busy | busy
503: busy | busy | busy | busy | busy | busy | busy | busy | busy
504: busy | busy | busy | busy | busy | busy | busy | busy | busy
"
        );
    }

    #[test]
    fn the_whole_table_of_the_part_host() {
        let codes = [
            (500, "InternalError"),
            (503, "ServiceUnavailable"),
            (503, "SlowDown"),
            (400, "RequestTimeout"),
            (400, "IncompleteBody"),
            (400, "BadDigest"),
            (409, "OperationAborted"),
            (307, "TemporaryRedirect"),
            (403, "RequestTimeTooSkewed"),
            (403, "AccessDenied"),
            (400, "ExpiredToken"),
            (403, "SignatureDoesNotMatch"),
            (404, "NoSuchUpload"),
            (404, "NoSuchKey"),
            (404, "NoSuchBucket"),
            (400, "EntityTooLarge"),
            (400, "EntityTooSmall"),
            (400, "InvalidArgument"),
            (400, "InvalidRequest"),
            (411, "MissingContentLength"),
            (501, "NotImplemented"),
            (405, "MethodNotAllowed"),
            (400, "SomethingNew"),
            (500, "SomethingNew"),
            (200, "InternalError"),
        ];
        let mut table = String::new();
        for (status, code) in codes {
            let body = format!("<?xml version=\"1.0\"?>\n<Error><Code>{code}</Code></Error>");
            let read = xml_code(body.as_bytes());
            assert_eq!(read.as_deref(), Some(code));
            let kind = part_kind(status, read.as_deref());
            writeln!(table, "{status} {code} => {}", kind.code()).unwrap();
        }
        for status in [307, 400, 403, 404, 408, 413, 429, 500, 502, 503] {
            assert_eq!(xml_code(HTML.as_bytes()), None);
            writeln!(table, "{status} without a code => {}", part_kind(status, None).code())
                .unwrap();
        }
        assert_eq!(
            table,
            "\
500 InternalError => busy
503 ServiceUnavailable => busy
503 SlowDown => busy
400 RequestTimeout => busy
400 IncompleteBody => busy
400 BadDigest => part_refused
409 OperationAborted => part_refused
307 TemporaryRedirect => part_refused
403 RequestTimeTooSkewed => clock_wrong
403 AccessDenied => target_expired
400 ExpiredToken => target_expired
403 SignatureDoesNotMatch => rejected
404 NoSuchUpload => asset_gone
404 NoSuchKey => asset_gone
404 NoSuchBucket => asset_gone
400 EntityTooLarge => rejected
400 EntityTooSmall => rejected
400 InvalidArgument => rejected
400 InvalidRequest => rejected
411 MissingContentLength => rejected
501 NotImplemented => rejected
405 MethodNotAllowed => rejected
400 SomethingNew => rejected
500 SomethingNew => busy
200 InternalError => busy
307 without a code => part_refused
400 without a code => part_refused
403 without a code => part_refused
404 without a code => part_refused
408 without a code => busy
413 without a code => part_refused
429 without a code => busy
500 without a code => busy
502 without a code => busy
503 without a code => busy
"
        );
    }

    #[test]
    fn bodies_of_any_shape_are_survived() {
        for body in [
            "",
            "null",
            "[]",
            "7",
            "\"x\"",
            "{",
            "{}",
            r#"{"errors":7,"error":{},"message":[]}"#,
            r#"{"errors":[7,null,{"title":7}]}"#,
            "<Code>",
            "<Code>a",
            "</Code><Code>",
        ] {
            assert!(Reasons::read(body.as_bytes()).words.is_empty(), "{body}");
            assert_eq!(xml_code(body.as_bytes()), None, "{body}");
        }
        assert_eq!(xml_code(&[0xff, 0xfe]), None);
    }
}
