//! Presigned part URLs: AWS signature version 4 in the query, over a key of our own.
//!
//! Really computed and really checked, since a client that sends another `content-type` than the
//! signed one must fail here as it would at S3.

use hmac::{Hmac, Mac};
use sha2::{Digest, Sha256};

const REGION: &str = "us-east-1";
const SIGNED_HEADERS: &str = "content-type;host;x-amz-acl";

/// The three signed headers, as sent or as they must be sent.
pub struct SignedHeaders<'a> {
    pub content_type: &'a str,
    pub host: &'a str,
    pub acl: &'a str,
}

/// `path?query` with the signature at the end. `amz_date` is `20250502T091433Z`.
pub fn presign(
    key: &str,
    path: &str,
    amz_date: &str,
    expires_s: u32,
    meta: &[(&str, String)],
    headers: &SignedHeaders<'_>,
) -> String {
    let mut query: Vec<(String, String)> = vec![
        ("X-Amz-Algorithm".to_owned(), "AWS4-HMAC-SHA256".to_owned()),
        ("X-Amz-Content-Sha256".to_owned(), "UNSIGNED-PAYLOAD".to_owned()),
        ("X-Amz-Credential".to_owned(), format!("SIMULATOR/{}", scope(amz_date))),
        ("X-Amz-Date".to_owned(), amz_date.to_owned()),
        ("X-Amz-Expires".to_owned(), expires_s.to_string()),
        ("X-Amz-SignedHeaders".to_owned(), SIGNED_HEADERS.to_owned()),
    ];
    query.extend(meta.iter().map(|(name, value)| (format!("x-amz-meta-{name}"), value.clone())));
    let signature = sign(key, path, amz_date, &query, headers);
    query.push(("X-Amz-Signature".to_owned(), signature));
    format!("{path}?{}", joined(&query))
}

/// Takes the signature off `query` and says whether it is ours for exactly this request.
pub fn verify(
    key: &str,
    path: &str,
    query: &[(String, String)],
    headers: &SignedHeaders<'_>,
) -> bool {
    let value = |name: &str| query.iter().find(|(n, _)| n == name).map(|(_, v)| v.as_str());
    let (Some(given), Some(amz_date)) = (value("X-Amz-Signature"), value("X-Amz-Date")) else {
        return false;
    };
    let rest: Vec<_> = query.iter().filter(|(n, _)| n != "X-Amz-Signature").cloned().collect();
    sign(key, path, amz_date, &rest, headers) == given
}

fn scope(amz_date: &str) -> String {
    let day = amz_date.get(..8).unwrap_or("");
    format!("{day}/{REGION}/s3/aws4_request")
}

fn sign(
    key: &str,
    path: &str,
    amz_date: &str,
    query: &[(String, String)],
    headers: &SignedHeaders<'_>,
) -> String {
    let mut sorted = query.to_vec();
    sorted.sort();
    let canonical = format!(
        "PUT\n{path}\n{}\ncontent-type:{}\nhost:{}\nx-amz-acl:{}\n\n{SIGNED_HEADERS}\nUNSIGNED-PAYLOAD",
        joined(&sorted),
        headers.content_type.trim(),
        headers.host.trim(),
        headers.acl.trim(),
    );
    let hashed = hex(&Sha256::digest(canonical.as_bytes()));
    let to_sign = format!("AWS4-HMAC-SHA256\n{amz_date}\n{}\n{hashed}", scope(amz_date));
    let day = amz_date.get(..8).unwrap_or("");
    let mut derived = hmac(format!("AWS4{key}").as_bytes(), day);
    for word in [REGION, "s3", "aws4_request"] {
        derived = hmac(&derived, word);
    }
    hex(&hmac(&derived, &to_sign))
}

fn hmac(key: &[u8], text: &str) -> Vec<u8> {
    match Hmac::<Sha256>::new_from_slice(key) {
        Ok(mut mac) => {
            mac.update(text.as_bytes());
            mac.finalize().into_bytes().to_vec()
        }
        // HMAC takes a key of any length.
        Err(_) => Vec::new(),
    }
}

fn joined(query: &[(String, String)]) -> String {
    let pairs: Vec<String> =
        query.iter().map(|(name, value)| format!("{}={}", encoded(name), encoded(value))).collect();
    pairs.join("&")
}

/// Percent-encoding as the signature rules want it: everything but the unreserved characters.
fn encoded(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => {
                out.push(char::from(byte));
            }
            _ => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}

pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
