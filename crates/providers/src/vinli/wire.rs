//! The shapes of Vinli's answers. Only what a picker shows: telephone numbers, VINs and positions
//! are not read at all.

use serde::Deserialize;
use serde_json::Value;

/// `GET /api/v1/users/_current`, as Vinli's own
/// [library for Android](https://github.com/vinli/android-net) reads it.
#[derive(Deserialize)]
pub struct CurrentUser {
    pub user: User,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct User {
    pub id: String,
    pub first_name: Option<String>,
    pub last_name: Option<String>,
    pub email: Option<String>,
    pub image: Option<String>,
}

/// [`GET /api/v1/devices`](https://docs.vin.li/en/latest/web/platform-services/device-service.html)
#[derive(Deserialize)]
pub struct Devices {
    pub devices: Vec<Device>,
    pub meta: Option<Meta>,
}

/// [`GET /api/v1/devices/{id}`](https://docs.vin.li/en/latest/web/platform-services/device-service.html)
#[derive(Deserialize)]
pub struct OneDevice {
    pub device: Device,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Device {
    pub id: String,
    pub name: Option<String>,
    pub chip_id: Option<String>,
}

/// [Pagination](https://docs.vin.li/en/latest/web/general/pagination.html)
#[derive(Deserialize)]
pub struct Meta {
    pub pagination: Option<Pagination>,
}

#[derive(Deserialize)]
pub struct Pagination {
    pub total: Option<u64>,
    pub links: Option<Links>,
}

#[derive(Deserialize)]
pub struct Links {
    pub next: Option<String>,
}

impl Devices {
    pub fn total(&self) -> Option<u64> {
        self.meta.as_ref()?.pagination.as_ref()?.total
    }

    /// Absent on the last page.
    pub fn next(&self) -> Option<&str> {
        self.meta.as_ref()?.pagination.as_ref()?.links.as_ref()?.next.as_deref()
    }
}

/// [`GET /api/v1/devices/{id}/vehicles/_latest`](https://docs.vin.li/en/latest/web/platform-services/vehicle-service.html)
#[derive(Deserialize)]
pub struct LatestVehicle {
    pub vehicle: Option<Vehicle>,
}

/// A new one has nothing of this until Vinli has looked it up.
#[derive(Deserialize)]
pub struct Vehicle {
    #[serde(default)]
    pub year: Value,
    pub make: Option<String>,
    pub model: Option<String>,
}

/// The error of a service (`statusCode`, `error`, `message`) and of the token call (`error`,
/// `error_description`) at once. Every value may be anything.
#[derive(Deserialize)]
struct Refused {
    #[serde(default)]
    message: Value,
    #[serde(default)]
    error_description: Value,
    #[serde(default)]
    error: Value,
}

/// What says most of it.
pub fn reason(body: &[u8]) -> Option<String> {
    let refused: Refused = serde_json::from_slice(body).ok()?;
    let words = [refused.message, refused.error_description, refused.error];
    words.iter().find_map(said)
}

/// The word of a closed list, if it is one of OAuth's.
pub fn word(body: &[u8]) -> Option<String> {
    let refused: Refused = serde_json::from_slice(body).ok()?;
    said(&refused.error)
}

pub fn is_false(body: &[u8]) -> bool {
    body.trim_ascii() == b"false"
}

fn said(value: &Value) -> Option<String> {
    value.as_str().map(str::trim).filter(|text| !text.is_empty()).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bodies_of_any_shape_are_survived() {
        for body in ["", "null", "false", "[]", "7", "{", "{}", r#"{"error":7,"message":{}}"#] {
            assert_eq!((reason(body.as_bytes()), word(body.as_bytes())), (None, None), "{body}");
        }
        let service = br#"{"statusCode":404,"error":"Not Found","message":"Device not found"}"#;
        assert_eq!(reason(service).as_deref(), Some("Device not found"));
        assert_eq!(word(br#"{"error":"invalid_grant"}"#).as_deref(), Some("invalid_grant"));
        assert!(is_false(b" false\n") && !is_false(b"\"false\"") && !is_false(b""));
    }

    #[test]
    fn a_list_without_its_frills_is_still_a_list() {
        for (body, next, total) in [
            (r#"{"devices":[]}"#, None, None),
            (r#"{"devices":[],"meta":null}"#, None, None),
            (r#"{"devices":[],"meta":{"pagination":{"total":1,"links":null}}}"#, None, Some(1)),
            (
                r#"{"devices":[],"meta":{"pagination":{"links":{"next":"?o=1"}}}}"#,
                Some("?o=1"),
                None,
            ),
        ] {
            let read: Devices = serde_json::from_str(body).unwrap();
            assert_eq!((read.next(), read.total()), (next, total), "{body}");
        }
    }
}
