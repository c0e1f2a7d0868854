//! From Vinli's answers to kinds of trouble: one table for its services, and the words of the
//! token call. The body may be anything, since equipment on the way answers too.

use super::{assumed, wire};
use crate::http::Answer;
use crate::oauth::Refusal;
use domain::{CloudError, ErrorKind};

/// An answer of a service that is no success.
pub fn from_service(answer: &Answer) -> CloudError {
    if let Some(error) = answer.said_on_the_way() {
        return error;
    }
    let page = answer.is_html();
    let reason = wire::reason(&answer.body);
    let kind = kind(answer.status, page, reason.is_some());
    match reason {
        _ if page => answer.a_page(kind),
        Some(reason) => answer.refusal(kind, &reason),
        None => answer.without_a_reason(kind),
    }
}

fn kind(status: u16, page: bool, has_a_reason: bool) -> ErrorKind {
    match status {
        408 | 429 | 500.. => ErrorKind::Busy,
        // What writes pages is not the API: it does not know our session.
        _ if page => ErrorKind::Busy,
        401 => ErrorKind::NotAuthorized,
        402 => ErrorKind::PlanLimit,
        404 if !has_a_reason => ErrorKind::Busy,
        _ => ErrorKind::Rejected,
    }
}

/// What a token call said other than tokens. `wrong_grant` is what it means that a code or a
/// refresh token is not taken.
pub fn from_token_call(answer: &Answer, wrong_grant: &str) -> CloudError {
    if assumed::FALSE_MEANS_ANOTHER_CLIENT && wire::is_false(&answer.body) {
        let why = "Vinli does not take this client. The ID and the secret must be those of the \
                   client that the page was opened with, of type server";
        return answer.error(ErrorKind::WrongSecret, why);
    }
    if answer.is_success() {
        return answer.not_as_expected();
    }
    let error = from_service(answer);
    let refusal = wire::word(&answer.body).as_deref().and_then(Refusal::from_word);
    match refusal {
        Some(Refusal::InvalidGrant) if !answer.is_html() => {
            answer.error(ErrorKind::NotAuthorized, wrong_grant)
        }
        _ if error.kind == ErrorKind::NotAuthorized || refusal == Some(Refusal::InvalidClient) => {
            answer.error(ErrorKind::WrongSecret, "Vinli does not know this client ID and secret")
        }
        _ => error,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fmt::Write;

    #[test]
    fn the_whole_table_of_the_services() {
        let mut table = String::new();
        for status in [400, 401, 402, 403, 404, 408, 429, 500, 502, 503] {
            let said = [(false, true), (false, false), (true, false)]
                .map(|(page, has_a_reason)| kind(status, page, has_a_reason).code());
            writeln!(table, "{status}: {}", said.join(" | ")).unwrap();
        }
        assert_eq!(
            table,
            "\
400: rejected | rejected | busy
401: not_authorized | not_authorized | busy
402: plan_limit | plan_limit | busy
403: rejected | rejected | busy
404: rejected | busy | busy
408: busy | busy | busy
429: busy | busy | busy
500: busy | busy | busy
502: busy | busy | busy
503: busy | busy | busy
"
        );
    }
}
