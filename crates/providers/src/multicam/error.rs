//! From a machine's answers to kinds of trouble: one table. The body may be anything, since
//! equipment on the way answers too.

use super::{assumed, wire};
use crate::http::Answer;
use domain::{CloudError, ErrorKind};

/// Neither a success nor a state of the machine.
pub fn from_machine(answer: &Answer) -> CloudError {
    if let Some(error) = answer.said_on_the_way() {
        return error;
    }
    let page = answer.is_html();
    let kind = kind(answer.status, page);
    match wire::reason(&answer.body) {
        _ if page => answer.a_page(kind),
        Some(reason) => answer.refusal(kind, &reason),
        None => answer.without_a_reason(kind),
    }
}

fn kind(status: u16, page: bool) -> ErrorKind {
    match status {
        408 | 429 | 500.. => ErrorKind::Busy,
        401 if assumed::A_PAGE_CAN_END_THE_SESSION => ErrorKind::NotAuthorized,
        // What writes pages is not the API.
        _ if page => ErrorKind::Busy,
        401 => ErrorKind::NotAuthorized,
        403 if assumed::FORBIDDEN_MEANS_NOT_TAKEN => ErrorKind::NotAuthorized,
        _ => ErrorKind::Rejected,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fmt::Write;

    #[test]
    fn the_whole_table_of_the_machine() {
        let mut table = String::new();
        for status in [400, 401, 403, 404, 405, 408, 409, 429, 500, 502, 503] {
            let (answer, page) = (kind(status, false).code(), kind(status, true).code());
            writeln!(table, "{status}: {answer}, as a page {page}").unwrap();
        }
        assert_eq!(
            table,
            "\
400: rejected, as a page busy
401: not_authorized, as a page busy
403: not_authorized, as a page busy
404: rejected, as a page busy
405: rejected, as a page busy
408: busy, as a page busy
409: rejected, as a page busy
429: busy, as a page busy
500: busy, as a page busy
502: busy, as a page busy
503: busy, as a page busy
"
        );
    }
}
