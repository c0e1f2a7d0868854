//! Requests on one connection, one after the other, and what is answered. Fed with bytes as they
//! come, whatever they came through.

use std::io;
use std::sync::Arc;
use std::time::Instant;

use crate::tally::Tally;

const MOST_HEAD: usize = 64 * 1024;
const MOST_HEADERS: usize = 64;

pub struct Exchange {
    tally: Arc<Tally>,
    began: Instant,
    /// A request of a measurement has come over this connection.
    counted: bool,
    head: Vec<u8>,
    current: Option<Request>,
    over: bool,
}

struct Request {
    method: String,
    target: String,
    /// Of the body, still to come.
    left: u64,
    length: u64,
    last: bool,
}

impl Request {
    fn path(&self) -> &str {
        self.target.split('?').next().unwrap_or_default()
    }

    /// Whether the query has this word as a name.
    fn asks_for(&self, word: &str) -> bool {
        let query = self.target.split_once('?').map_or("", |(_, query)| query);
        query.split('&').any(|pair| pair.split('=').next() == Some(word))
    }

    fn is_desk(&self) -> bool {
        self.target.starts_with("/desk/")
    }
}

impl Exchange {
    pub fn new(tally: Arc<Tally>) -> Self {
        let began = Instant::now();
        Self { tally, began, counted: false, head: Vec::new(), current: None, over: false }
    }

    /// Of the request that is under way.
    pub fn body_left(&self) -> u64 {
        self.current.as_ref().map_or(0, |request| request.left)
    }

    /// The connection is to be closed.
    pub fn is_over(&self) -> bool {
        self.over
    }

    pub fn take(&mut self, mut bytes: &[u8], answers: &mut Vec<u8>) -> io::Result<()> {
        while !bytes.is_empty() && !self.over {
            let left = self.body_left();
            if left > 0 {
                let mine = bytes.len().min(usize::try_from(left).unwrap_or(usize::MAX));
                self.skip(mine as u64, answers);
                bytes = &bytes[mine..];
                continue;
            }
            let before = self.head.len();
            self.head.extend_from_slice(bytes);
            let Some(end) = end_of_head(&self.head) else {
                if self.head.len() > MOST_HEAD {
                    return Err(io::Error::other("a head without an end"));
                }
                return Ok(());
            };
            bytes = &bytes[end - before..];
            let head = std::mem::take(&mut self.head);
            self.begin(&head[..end], answers)?;
        }
        Ok(())
    }

    /// So much of the body has come and is gone.
    pub fn skip(&mut self, bytes: u64, answers: &mut Vec<u8>) {
        let Some(request) = &mut self.current else { return };
        request.left = request.left.saturating_sub(bytes);
        if request.left == 0
            && let Some(request) = self.current.take()
        {
            self.answer(&request, answers);
        }
    }

    fn begin(&mut self, head: &[u8], answers: &mut Vec<u8>) -> io::Result<()> {
        let mut headers = [httparse::EMPTY_HEADER; MOST_HEADERS];
        let mut parsed = httparse::Request::new(&mut headers);
        parsed.parse(head).map_err(io::Error::other)?;
        let header = |name: &str| {
            let found = parsed.headers.iter().find(|one| one.name.eq_ignore_ascii_case(name))?;
            std::str::from_utf8(found.value).ok()
        };
        let says =
            |name: &str, word: &str| header(name).is_some_and(|it| it.eq_ignore_ascii_case(word));
        let length = match header("content-length") {
            None if header("transfer-encoding").is_some() => {
                let said = b"HTTP/1.1 411 Length Required\r\ncontent-length: 0\r\n\r\n";
                answers.extend_from_slice(said);
                self.over = true;
                return Ok(());
            }
            None => 0,
            Some(digits) => digits.trim().parse().map_err(io::Error::other)?,
        };
        let request = Request {
            method: parsed.method.unwrap_or_default().to_owned(),
            target: parsed.path.unwrap_or_default().to_owned(),
            left: length,
            length,
            last: parsed.version == Some(0) || says("connection", "close"),
        };
        if !request.is_desk() {
            if !std::mem::replace(&mut self.counted, true) {
                self.tally.connected(self.began);
            }
            self.tally.asked();
            if request.method == "PUT" {
                self.tally.upload_began(&request.target);
            }
        }
        if says("expect", "100-continue") && length > 0 {
            answers.extend_from_slice(b"HTTP/1.1 100 Continue\r\n\r\n");
        }
        if length > 0 {
            self.current = Some(request);
        } else {
            self.answer(&request, answers);
        }
        Ok(())
    }

    fn answer(&mut self, request: &Request, answers: &mut Vec<u8>) {
        let (status, headers, body) = self.reply(request);
        let length = match request.method.as_str() {
            // Of what a GET would bring; `reply` has said it.
            "HEAD" => String::new(),
            _ => format!("content-length: {}\r\n", body.len()),
        };
        let said = format!("HTTP/1.1 {status}\r\n{headers}{length}\r\n{body}");
        answers.extend_from_slice(said.as_bytes());
        self.over |= request.last;
        if !request.is_desk() {
            self.tally.answered();
        }
    }

    fn reply(&self, request: &Request) -> (&'static str, String, String) {
        let path = request.path();
        let xml = |body: String| ("200 OK", "content-type: application/xml\r\n".to_owned(), body);
        match request.method.as_str() {
            "PUT" => {
                self.tally.upload_ended(path, request.length);
                ("200 OK", ETAG.to_owned(), String::new())
            }
            "POST" if request.asks_for("uploads") => {
                self.tally.forget(path);
                xml(format!(
                    "<InitiateMultipartUploadResult>{}<UploadId>1</UploadId>\
                     </InitiateMultipartUploadResult>",
                    names(path)
                ))
            }
            "POST" if request.asks_for("uploadId") => xml(format!(
                "<CompleteMultipartUploadResult>{}<ETag>&quot;0&quot;</ETag>\
                 </CompleteMultipartUploadResult>",
                names(path)
            )),
            "POST" if path == "/desk/begin" => {
                self.tally.begin();
                ("200 OK", String::new(), String::new())
            }
            "GET" if path == "/desk/report" => {
                let json = "content-type: application/json\r\n".to_owned();
                ("200 OK", json, self.tally.report().to_string())
            }
            "HEAD" => match self.tally.size_of(path) {
                Some(size) => {
                    ("200 OK", format!("{ETAG}content-length: {size}\r\n"), String::new())
                }
                None if path.matches('/').count() < 2 => {
                    ("200 OK", "content-length: 0\r\n".to_owned(), String::new())
                }
                None => ("404 Not Found", "content-length: 0\r\n".to_owned(), String::new()),
            },
            "GET" => xml("<ListBucketResult><IsTruncated>false</IsTruncated>\
                 </ListBucketResult>"
                .to_owned()),
            "DELETE" => {
                self.tally.forget(path);
                ("204 No Content", String::new(), String::new())
            }
            _ => ("204 No Content", String::new(), String::new()),
        }
    }
}

impl Drop for Exchange {
    fn drop(&mut self) {
        if self.current.as_ref().is_some_and(|request| request.method == "PUT") {
            self.tally.upload_broke_off();
        }
    }
}

/// Of everything: nobody's bytes are looked at.
const ETAG: &str = "etag: \"00000000000000000000000000000000-1\"\r\n\
                    last-modified: Thu, 01 Jan 2026 00:00:00 GMT\r\n";

/// Bucket and key of a path, as an S3 client wants them repeated.
fn names(path: &str) -> String {
    let (bucket, key) = path.trim_start_matches('/').split_once('/').unwrap_or_default();
    format!("<Bucket>{bucket}</Bucket><Key>{key}</Key>")
}

fn end_of_head(bytes: &[u8]) -> Option<usize> {
    bytes.windows(4).position(|four| four == b"\r\n\r\n").map(|at| at + 4)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What is answered to these bytes, whether they come at once or one by one.
    fn said_to(bytes: &[u8], pieces: usize) -> (String, serde_json::Value) {
        let tally = Arc::new(Tally::default());
        let mut exchange = Exchange::new(tally.clone());
        let mut answers = Vec::new();
        for piece in bytes.chunks(pieces) {
            exchange.take(piece, &mut answers).expect("these are requests");
        }
        (String::from_utf8(answers).expect("answers are text"), tally.report())
    }

    #[test]
    fn two_parts_over_one_connection_are_counted_however_the_bytes_are_cut() {
        let part = "PUT /parts/a/1?X-Amz-Signature=x HTTP/1.1\r\nContent-Length: 5\r\n\r\nhello";
        let both = format!("{part}{part}");
        for pieces in [1, 7, 1000] {
            let (said, report) = said_to(both.as_bytes(), pieces);
            assert_eq!(said.matches("200 OK").count(), 2, "{said}");
            assert_eq!(
                (report["bytes"].as_u64(), report["requests"].as_u64()),
                (Some(10), Some(2))
            );
            assert_eq!(report["connections"], 1);
            assert_eq!(report["targets"][0], "/parts/a/1?X-Amz-Signature=x");
        }
    }

    #[test]
    fn whoever_waits_to_be_asked_for_the_body_is_asked() {
        let head = "PUT /a HTTP/1.1\r\nContent-Length: 5\r\nExpect: 100-continue\r\n\r\n";
        let (said, report) = said_to(head.as_bytes(), 1000);
        assert_eq!(said, "HTTP/1.1 100 Continue\r\n\r\n");
        assert_eq!(report["bytes"], 0, "nothing has come yet");
    }

    #[test]
    fn an_s3_client_gets_through_its_upload_and_finds_it_afterwards() {
        let trip = "POST /bucket/key?uploads HTTP/1.1\r\ncontent-length: 0\r\n\r\n\
                    PUT /bucket/key?partNumber=1&uploadId=1 HTTP/1.1\r\ncontent-length: 3\r\n\r\nabc\
                    POST /bucket/key?uploadId=1 HTTP/1.1\r\ncontent-length: 4\r\n\r\n<a/>\
                    HEAD /bucket/key HTTP/1.1\r\n\r\nHEAD /bucket/other HTTP/1.1\r\n\r\n";
        let (said, _) = said_to(trip.as_bytes(), 1000);
        assert!(said.contains("<UploadId>1</UploadId>"), "{said}");
        assert!(said.contains("<CompleteMultipartUploadResult>"), "{said}");
        assert!(said.contains("content-length: 3\r\n"), "{said}");
        assert!(said.contains("404 Not Found"), "{said}");
    }

    #[test]
    fn the_desk_is_no_part_of_what_is_measured() {
        let (said, report) = said_to(b"POST /desk/begin HTTP/1.0\r\n\r\n", 1000);
        assert!(said.starts_with("HTTP/1.1 200"), "{said}");
        assert_eq!(
            (report["requests"].as_u64(), report["connections"].as_u64()),
            (Some(0), Some(0))
        );
    }
}
