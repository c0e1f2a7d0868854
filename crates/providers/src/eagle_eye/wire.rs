//! The shapes of CameraManager's answers. Only what we use: unknown keys are ignored, and so are
//! missing ones wherever we can do without.

use domain::Secret;
use serde::{Deserialize, Deserializer};
use serde_json::Value;
use std::time::Duration;

/// [`GET /users/self`](https://developer.cameramanager.com/dp/rest-api/user-api), and an entry of
/// [the users of an account](https://developer.cameramanager.com/dp/rest-api/provisioning-api/reseller-api/accounts-api/account-users-api).
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct User {
    #[serde(default, deserialize_with = "number")]
    pub user_id: Option<u64>,
    #[serde(default, deserialize_with = "number")]
    pub account_id: Option<u64>,
    #[serde(default, deserialize_with = "words")]
    pub email: Option<String>,
    #[serde(default, deserialize_with = "words")]
    pub first_name: Option<String>,
    #[serde(default, deserialize_with = "words")]
    pub last_name: Option<String>,
}

impl User {
    /// First and last name, or the e-mail address.
    pub fn name(&self) -> Option<String> {
        joined(&self.first_name, &self.last_name).or_else(|| self.email.clone())
    }
}

/// An [end customer](https://developer.cameramanager.com/dp/rest-api/provisioning-api/reseller-api/accounts-api)
/// of a dealer. Which keys there are is known in part.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Account {
    #[serde(default, alias = "id", deserialize_with = "number")]
    pub account_id: Option<u64>,
    #[serde(default, deserialize_with = "words")]
    pub name: Option<String>,
    #[serde(default, deserialize_with = "words")]
    pub company_name: Option<String>,
    #[serde(default, deserialize_with = "words")]
    pub first_name: Option<String>,
    #[serde(default, deserialize_with = "words")]
    pub last_name: Option<String>,
    #[serde(default, deserialize_with = "words")]
    pub contact_email: Option<String>,
}

impl Account {
    pub fn shown_name(&self) -> Option<String> {
        let given = self.name.clone().or_else(|| self.company_name.clone());
        given
            .or_else(|| joined(&self.first_name, &self.last_name))
            .or_else(|| self.contact_email.clone())
    }
}

/// The token of a user, made by a dealer. The
/// [guide](https://developer.cameramanager.com/docs/user-authentication-via-dealer-accounts) and
/// the [schema](https://developer.cameramanager.com/dp/rest-api/provisioning-api/reseller-api/accounts-api/token-generation-api)
/// spell it in two ways.
#[derive(Deserialize)]
pub struct Generated {
    #[serde(alias = "accessToken", deserialize_with = "secret")]
    pub access_token: Secret,
    #[serde(default, alias = "expiresIn", deserialize_with = "number")]
    expires_in: Option<u64>,
}

impl Generated {
    /// Zero is in every sample, and explained nowhere: no limit is announced.
    pub fn life(&self) -> Option<Duration> {
        self.expires_in.filter(|seconds| *seconds > 0).map(Duration::from_secs)
    }
}

/// `GET /cameras` and `GET /cameras/{cameraId}`
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Camera {
    #[serde(default, deserialize_with = "number")]
    pub camera_id: Option<u64>,
    #[serde(default, deserialize_with = "words")]
    pub name: Option<String>,
    #[serde(default, deserialize_with = "number")]
    pub zone_id: Option<u64>,
}

/// An entry of `GET /cameras/all/status`
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Status {
    #[serde(default, deserialize_with = "number")]
    pub camera_id: Option<u64>,
    pub online: Option<bool>,
}

/// An entry of [`GET /zones`](https://developer.cameramanager.com/docs/introduction)
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Zone {
    #[serde(default, deserialize_with = "number")]
    pub zone_id: Option<u64>,
    #[serde(default, deserialize_with = "words")]
    pub name: Option<String>,
}

/// Both error objects at once: that of OAuth, and that of the REST endpoints, where `code` is what
/// counts and `title` may change. Every value may be anything: an error about an error helps
/// nobody.
#[derive(Default, Deserialize)]
pub struct Refused {
    #[serde(default)]
    pub error: Value,
    #[serde(default)]
    pub code: Value,
}

fn joined(first: &Option<String>, last: &Option<String>) -> Option<String> {
    let both: Vec<&str> = [first, last].into_iter().flatten().map(String::as_str).collect();
    (!both.is_empty()).then(|| both.join(" "))
}

/// A number, or one as text; anything else counts as missing.
fn number<'de, D: Deserializer<'de>>(from: D) -> Result<Option<u64>, D::Error> {
    let wire = Value::deserialize(from)?;
    Ok(wire.as_u64().or_else(|| wire.as_str().and_then(|text| text.trim().parse().ok())))
}

/// Text with something in it; anything else counts as missing.
fn words<'de, D: Deserializer<'de>>(from: D) -> Result<Option<String>, D::Error> {
    let wire = Value::deserialize(from)?;
    let text = wire.as_str().map(str::trim).filter(|text| !text.is_empty());
    Ok(text.map(str::to_owned))
}

fn secret<'de, D: Deserializer<'de>>(from: D) -> Result<Secret, D::Error> {
    String::deserialize(from).map(Secret::new)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_generated_token_is_read_in_both_spellings_and_zero_is_no_end() {
        let read = |json: &str| serde_json::from_str::<Generated>(json).unwrap();
        let snake = read(r#"{"access_token":"u:1","token_type":"bearer","expires_in":0}"#);
        assert_eq!((snake.access_token.reveal(), snake.life()), ("u:1", None));
        let camel = read(r#"{"accessToken":"u:2","tokenType":"bearer","expiresIn":60}"#);
        let minute = Some(Duration::from_secs(60));
        assert_eq!((camel.access_token.reveal(), camel.life()), ("u:2", minute));
        assert_eq!(read(r#"{"accessToken":"u:3"}"#).life(), None);
        assert!(serde_json::from_str::<Generated>(r#"{"token":"u"}"#).is_err());
    }

    #[test]
    fn an_account_is_called_by_whatever_it_has() {
        let name = |json: &str| serde_json::from_str::<Account>(json).unwrap().shown_name();
        assert_eq!(name(r#"{"name":"Harbour","firstName":"Ana"}"#).as_deref(), Some("Harbour"));
        assert_eq!(name(r#"{"name":" ","companyName":"Docks"}"#).as_deref(), Some("Docks"));
        assert_eq!(name(r#"{"firstName":"Ana","lastName":"Lima"}"#).as_deref(), Some("Ana Lima"));
        assert_eq!(name(r#"{"contactEmail":"a@b.c","name":7}"#).as_deref(), Some("a@b.c"));
        assert_eq!(name("{}"), None);
    }

    #[test]
    fn ids_come_as_numbers_or_as_text() {
        let id = |json: &str| serde_json::from_str::<Camera>(json).unwrap().camera_id;
        assert_eq!(id(r#"{"cameraId":1001,"name":"Dock 3"}"#), Some(1001));
        assert_eq!(id(r#"{"cameraId":"1001"}"#), Some(1001));
        assert_eq!(id(r#"{"cameraId":-1}"#), None);
        assert_eq!(id("{}"), None);
    }
}
