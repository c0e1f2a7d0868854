//! Creating an asset and sending its parts. There is no call to finish: the cloud puts the asset
//! together once it has every part.

use super::error::{from_api, from_part_host, is_part_error};
use super::{Frameio, assumed, wire};
use crate::http::takes_parts;
use domain::part::cut;
use domain::{
    Accepted, AssetId, CloudError, CreatedAsset, ErrorKind, MediaAge, NewAsset, PartBody,
    PartTarget, Session,
};
use reqwest::header::{CONTENT_TYPE, HeaderMap, HeaderValue};
use serde_json::{Value, json};
use url::Url;

/// [Create an asset](https://developer.frame.io/camera-to-cloud/how-to-basic-upload)
pub async fn create(
    cloud: &Frameio,
    session: &Session,
    asset: &NewAsset,
) -> Result<CreatedAsset, CloudError> {
    let answer = cloud
        .http
        .post("/v2/devices/assets")
        .session(&session.access)
        .json(request(asset))
        .largest_answer(assumed::LARGEST_CREATED)
        .send()
        .await?;
    if !answer.is_success() {
        return Err(from_api(&answer));
    }
    let created: wire::Asset =
        serde_json::from_slice(&answer.body).map_err(|_| answer.not_as_expected())?;
    targets(created, asset.size).map_err(|why| answer.error(ErrorKind::Rejected, why))
}

/// [Put a part](https://developer.frame.io/camera-to-cloud/how-to-basic-upload) where the cloud
/// said. Both headers are part of the signature; a session is not, and would spoil it.
pub async fn send_part(
    cloud: &Frameio,
    target: &PartTarget,
    mime: &str,
    body: PartBody,
) -> Result<Accepted, CloudError> {
    let mime = HeaderValue::from_str(mime)
        .map_err(|_| CloudError::new(ErrorKind::Internal, "a MIME type is not fit for a header"))?;
    let mut headers = HeaderMap::new();
    headers.insert(CONTENT_TYPE, mime);
    headers.insert("x-amz-acl", HeaderValue::from_static("private"));
    let answer = cloud.http.put_part(target.reveal(), headers, body).await?;
    if is_part_error(&answer) {
        return Err(from_part_host(&answer));
    }
    if answer.is_html() {
        return Err(answer.not_as_expected());
    }
    if assumed::AN_ACCEPTED_PART_IS_ANSWERED_WITH_NOTHING && !answer.body.trim_ascii().is_empty() {
        return Err(
            answer.error(ErrorKind::PartRefused, "what answered is not the cloud's part host")
        );
    }
    Ok(Accepted { tag: answer.tag })
}

fn request(asset: &NewAsset) -> Value {
    json!({
        "name": asset.name,
        "filetype": asset.mime,
        "filesize": asset.size,
        "offset": offset(asset.age),
        "channel": assumed::CHANNEL,
    })
}

pub(super) fn offset(age: MediaAge) -> i64 {
    let age = i64::try_from(age.seconds).unwrap_or(i64::MAX);
    if assumed::AGE_IS_POSITIVE { age } else { -age }
}

fn targets(created: wire::Asset, size: u64) -> Result<CreatedAsset, &'static str> {
    let count = created.upload_urls.len();
    if created.id.trim().is_empty() {
        return Err("the cloud gave an asset without an id");
    }
    if count == 0 || count > assumed::MOST_PARTS {
        return Err("the cloud gave an asset with no part targets, or with too many");
    }
    let parts = cut(size, count as u32);
    let mut targets = Vec::with_capacity(count);
    for (wanted, part) in created.upload_urls.into_iter().zip(parts) {
        targets.push(target(wanted, part.length)?);
    }
    Ok(CreatedAsset { id: AssetId::new(created.id), targets })
}

/// Where a part of so many bytes is sent.
pub(super) fn target(wanted: wire::UploadUrl, length: u64) -> Result<PartTarget, &'static str> {
    let address = match wanted {
        wire::UploadUrl::Plain(address) => address,
        wire::UploadUrl::Sized { size: Some(size), .. } if size != length => {
            return Err("the cloud cuts the file in a way that this version does not know");
        }
        wire::UploadUrl::Sized { url, .. } => url,
    };
    if Url::parse(&address).map_or(true, |url| takes_parts(&url).is_err()) {
        return Err("the cloud gave a part target that is no https address");
    }
    Ok(PartTarget::new(address))
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::MediaAge;

    fn read(json: &str, size: u64) -> Result<CreatedAsset, &'static str> {
        targets(serde_json::from_str(json).map_err(|_| "no asset")?, size)
    }

    #[test]
    fn the_age_is_told_as_positive_seconds() {
        let asset = NewAsset {
            name: "A001_C004.mov".into(),
            mime: "video/quicktime",
            size: 21_136_250,
            age: MediaAge { seconds: 10 },
        };
        assert_eq!(
            request(&asset).to_string(),
            r#"{"channel":0,"filesize":21136250,"filetype":"video/quicktime","name":"A001_C004.mov","offset":10}"#
        );
    }

    #[test]
    fn targets_come_as_text_or_with_their_size() {
        let plain = read(r#"{"id":"a","upload_urls":["https://h/1","https://h/2"],"x":0}"#, 3);
        let sized = read(
            r#"{"id":"a","upload_urls":[{"size":2,"url":"https://h/1"},{"url":"https://h/2"}]}"#,
            3,
        );
        assert_eq!(plain, sized);
        let targets: Vec<_> =
            plain.unwrap().targets.iter().map(|t| t.reveal().to_owned()).collect();
        assert_eq!(targets, ["https://h/1", "https://h/2"]);
    }

    #[test]
    fn an_asset_that_cannot_be_filled_is_refused() {
        for json in [
            "{}",
            r#"{"id":"a"}"#,
            r#"{"id":"","upload_urls":["https://h/1"]}"#,
            r#"{"id":"a","upload_urls":[]}"#,
            r#"{"id":"a","upload_urls":["http://h/1"]}"#,
            r#"{"id":"a","upload_urls":["not an address"]}"#,
            r#"{"id":"a","upload_urls":[{"size":1,"url":"https://h/1"}]}"#,
        ] {
            assert!(read(json, 3).is_err(), "{json}");
        }
    }
}
