//! A person's picture, fetched from wherever the cloud says it is: without any token, over https,
//! and only up to a size. What is no picture by its own first bytes is none, whatever its header
//! says.

use crate::Patience;
use crate::http::{Http, Transport, only_https};
use crate::route::Shared;
use bytes::Bytes;
use domain::{CloudError, Endpoint, ErrorKind, Picture, PictureKind};
use reqwest::header::HeaderMap;
use tokio::time::timeout;
use url::Url;

/// A face at the size of a button, with room.
const LARGEST: usize = 256 * 1024;
const MOST_REDIRECTS: u32 = 3;

/// `endpoint` lends its certificate authority, and nothing else.
pub async fn fetch(
    endpoint: &Endpoint,
    patience: Patience,
    route: &Shared,
    link: &Url,
) -> Result<Picture, CloudError> {
    let at = Endpoint { address: link.clone(), extra_ca: endpoint.extra_ca.clone() };
    let http = Http::new(&at, patience, route, Transport::OnlyHttps, HeaderMap::new())?;
    match timeout(patience.answer, follow(&http, link)).await {
        Ok(outcome) => outcome,
        Err(_) => Err(CloudError::new(ErrorKind::Offline, "the picture took too long")),
    }
}

async fn follow(http: &Http, link: &Url) -> Result<Picture, CloudError> {
    let mut link = bare(link)?;
    for _ in 0..=MOST_REDIRECTS {
        let answer = http.get_elsewhere(&link).largest_answer(LARGEST).send().await?;
        if let Some(next) = &answer.location {
            link = bare(next)?;
            continue;
        }
        if !answer.is_success() {
            return Err(answer.error(ErrorKind::Rejected, "no picture"));
        }
        let kind = kind_of(&answer.body)
            .ok_or_else(|| answer.error(ErrorKind::Rejected, "no picture that we know"))?;
        return Ok(Picture { kind, bytes: Bytes::copy_from_slice(&answer.body) });
    }
    Err(CloudError::new(ErrorKind::Rejected, "the picture is always somewhere else"))
}

/// https, and without a name and a password that would be sent along.
fn bare(link: &Url) -> Result<Url, CloudError> {
    only_https(link)?;
    let mut link = link.clone();
    link.set_fragment(None);
    if link.set_username("").and(link.set_password(None)).is_err() {
        return Err(CloudError::new(ErrorKind::Rejected, "this picture has no host"));
    }
    Ok(link)
}

/// By the [signatures](https://mimesniff.spec.whatwg.org/#matching-an-image-type-pattern) of the
/// formats.
fn kind_of(bytes: &[u8]) -> Option<PictureKind> {
    match bytes {
        [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n', ..] => Some(PictureKind::Png),
        [0xff, 0xd8, 0xff, ..] => Some(PictureKind::Jpeg),
        [b'G', b'I', b'F', b'8', b'7' | b'9', b'a', ..] => Some(PictureKind::Gif),
        [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => Some(PictureKind::Webp),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_picture_is_known_by_its_first_bytes() {
        assert_eq!(kind_of(b"\x89PNG\r\n\x1a\nrest"), Some(PictureKind::Png));
        assert_eq!(kind_of(b"\xff\xd8\xff\xe0rest"), Some(PictureKind::Jpeg));
        assert_eq!(kind_of(b"GIF87a"), Some(PictureKind::Gif));
        assert_eq!(kind_of(b"GIF89arest"), Some(PictureKind::Gif));
        assert_eq!(kind_of(b"RIFF\x00\x01\x02\x03WEBPVP8 "), Some(PictureKind::Webp));
        for other in [
            &b""[..],
            b"\x89PNG",
            b"GIF88a",
            b"RIFF\x00\x01\x02\x03WAVE",
            b"<svg xmlns='http://www.w3.org/2000/svg'/>",
            b"<!doctype html>",
            b"BM rest",
        ] {
            assert_eq!(kind_of(other), None, "{other:?}");
        }
    }
}
