//! A clip that is still being recorded: an asset without a size, and targets for one part after
//! the other. The bytes go the same way as all others.
//!
//! [Real-time uploads](https://developer.frame.io/camera-to-cloud/how-to-upload-realtime)

use super::assets::{offset, target};
use super::error::{from_api, is_detailed};
use super::{Frameio, assumed, wire};
use domain::{AssetId, CloudError, ErrorKind, GrowingPart, NewGrowingAsset, PartTarget, Session};
use serde_json::{Value, json};
use url::form_urlencoded;

/// Answered with an id and no targets.
pub async fn create(
    cloud: &Frameio,
    session: &Session,
    asset: &NewGrowingAsset,
) -> Result<AssetId, CloudError> {
    let call = cloud.http.post("/v2/devices/assets").session(&session.access);
    let answer = call.json(request(asset)).send().await?;
    if !answer.is_success() {
        return Err(from_api(&answer));
    }
    let created: wire::GrowingAsset =
        serde_json::from_slice(&answer.body).map_err(|_| answer.not_as_expected())?;
    match created.id.trim() {
        "" => Err(answer.error(ErrorKind::Rejected, "the cloud gave an asset without an id")),
        id => Ok(AssetId::new(id)),
    }
}

/// [Part targets](https://developer.frame.io/platform/v2/api-reference/assets/create-realtime-upload-parts),
/// in the order asked for. Numbers may be left out, and asked for in any order.
pub async fn targets(
    cloud: &Frameio,
    session: &Session,
    asset: &AssetId,
    parts: &[GrowingPart],
    total: Option<u64>,
) -> Result<Vec<PartTarget>, CloudError> {
    let id: String = form_urlencoded::byte_serialize(asset.as_str().as_bytes()).collect();
    let path = format!("/v2/devices/assets/{id}/realtime_upload/parts");
    let call = cloud.http.post(&path).session(&session.access).json(wanted(parts, total));
    let answer = call.largest_answer(assumed::LARGEST_CREATED).send().await?;
    if answer.status == 404 && is_detailed(&answer) {
        return Err(
            answer.error(ErrorKind::AssetGone, "the cloud does not know this asset any more")
        );
    }
    if !answer.is_success() {
        return Err(from_api(&answer));
    }
    let given: wire::Targets =
        serde_json::from_slice(&answer.body).map_err(|_| answer.not_as_expected())?;
    read(given, parts).map_err(|why| answer.error(ErrorKind::Rejected, why))
}

fn request(asset: &NewGrowingAsset) -> Value {
    json!({
        "name": asset.name,
        "filetype": asset.mime,
        "is_realtime_upload": true,
        "offset": offset(asset.age),
        "channel": assumed::CHANNEL,
    })
}

fn wanted(parts: &[GrowingPart], total: Option<u64>) -> Value {
    let parts: Vec<Value> = parts
        .iter()
        .map(
            |part| json!({ "number": part.number.0, "size": part.size, "is_final": part.is_final }),
        )
        .collect();
    match total {
        Some(total) => json!({ "parts": parts, "asset_filesize": total }),
        None => json!({ "parts": parts }),
    }
}

fn read(given: wire::Targets, parts: &[GrowingPart]) -> Result<Vec<PartTarget>, &'static str> {
    if given.upload_urls.len() != parts.len() {
        return Err("the cloud gave another number of part targets than was asked for");
    }
    given.upload_urls.into_iter().zip(parts).map(|(url, part)| target(url, part.size)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::{MediaAge, PartNumber};

    fn part(number: u32, size: u64, is_final: bool) -> GrowingPart {
        GrowingPart { number: PartNumber(number), size, is_final }
    }

    #[test]
    fn a_clip_without_a_size_is_asked_for_as_published() {
        let asset = NewGrowingAsset {
            name: "A001_C005.mov".into(),
            mime: "video/quicktime",
            age: MediaAge { seconds: 0 },
        };
        assert_eq!(
            request(&asset).to_string(),
            r#"{"channel":0,"filetype":"video/quicktime","is_realtime_upload":true,"name":"A001_C005.mov","offset":0}"#
        );
    }

    #[test]
    fn the_whole_size_goes_along_with_the_final_part_only() {
        assert_eq!(
            wanted(&[part(1, 10_568_125, false)], None).to_string(),
            r#"{"parts":[{"is_final":false,"number":1,"size":10568125}]}"#
        );
        assert_eq!(
            wanted(&[part(2, 10_568_125, true)], Some(21_136_250)).to_string(),
            r#"{"asset_filesize":21136250,"parts":[{"is_final":true,"number":2,"size":10568125}]}"#
        );
    }

    #[test]
    fn as_many_targets_as_parts_or_none() {
        let read = |json: &str| {
            read(serde_json::from_str(json).unwrap(), &[part(2, 5, false), part(9, 7, true)])
        };
        let targets = read(r#"{"upload_urls":["https://h/2",{"size":7,"url":"https://h/9"}]}"#);
        let targets: Vec<_> =
            targets.unwrap().iter().map(|target| target.reveal().to_owned()).collect();
        assert_eq!(targets, ["https://h/2", "https://h/9"]);
        for json in [
            r#"{"upload_urls":[]}"#,
            r#"{"upload_urls":["https://h/2"]}"#,
            r#"{"upload_urls":["https://h/2","https://h/9","https://h/10"]}"#,
            r#"{"upload_urls":["https://h/2","http://h/9"]}"#,
            r#"{"upload_urls":["https://h/2",{"size":8,"url":"https://h/9"}]}"#,
        ] {
            assert!(read(json).is_err(), "{json}");
        }
    }
}
