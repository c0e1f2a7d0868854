//! Codes and tokens.

use super::error::{from_api, reason};
use super::{Frameio, assumed};
use crate::http::{Answer, Fields};
use crate::oauth::{self, Refusal};
use domain::provider::CLIENT_SECRET;
use domain::{Client, CloudError, DeviceCodePrompt, ErrorKind, Left, Poll, Secret, Tokens};

/// [Request a code](https://developer.frame.io/camera-to-cloud/api-reference/authentication/device-request-code)
pub async fn request_code(
    cloud: &Frameio,
    client: &Client,
) -> Result<DeviceCodePrompt, CloudError> {
    let fields = oauth::code_request(&cloud.client_id, secret_of(client)?, assumed::SCOPE);
    let answer = cloud
        .http
        .post("/v2/auth/device/code")
        .header("x-client-platypus-enabled", "true")
        .form(fields)
        .on_its_own_line()
        .send()
        .await?;
    if !answer.is_success() {
        return Err(from_api(&answer));
    }
    oauth::read_code(&answer.body, cloud.http.base(), assumed::DEFAULTS)
        .map_err(|_| answer.not_as_expected())
}

/// [Poll](https://developer.frame.io/camera-to-cloud/api-reference/authentication/auth-device-token)
pub async fn poll_code(
    cloud: &Frameio,
    client: &Client,
    device_code: &Secret,
) -> Result<Poll, CloudError> {
    let fields = oauth::poll_request(&cloud.client_id, secret_of(client)?, device_code);
    let answer = token_call(cloud, fields).await?;
    if answer.is_success() {
        return read_tokens(cloud, &answer).map(Poll::Approved);
    }
    match reason(&answer).as_deref().and_then(Refusal::from_word) {
        Some(Refusal::AuthorizationPending) => Ok(Poll::Pending),
        Some(Refusal::SlowDown) => Ok(Poll::SlowDown),
        Some(Refusal::ExpiredToken) => Ok(Poll::Expired),
        Some(Refusal::InvalidGrant) if assumed::INVALID_GRANT_MEANS_A_NEW_CODE => Ok(Poll::Expired),
        _ => Err(from_api(&answer)),
    }
}

/// [Refresh](https://developer.frame.io/camera-to-cloud/how-to-authorization-management). On a
/// connection of its own: sent into one that died unnoticed, the token would be spent as far as
/// we know.
pub async fn refresh(
    cloud: &Frameio,
    client: &Client,
    refresh_token: &Secret,
) -> Result<Tokens, CloudError> {
    let fields = oauth::refresh_request(&cloud.client_id, secret_of(client)?, refresh_token);
    let answer = token_call(cloud, fields).await?;
    if answer.is_success() {
        return read_tokens(cloud, &answer);
    }
    let is_over =
        reason(&answer).is_some_and(|word| assumed::REFRESH_IS_OVER.contains(&word.as_str()));
    if is_over {
        return Err(answer.error(ErrorKind::NotAuthorized, "the refresh token is no longer good"));
    }
    Err(from_api(&answer))
}

/// [Revoke](https://developer.frame.io/camera-to-cloud/api-reference/authentication/auth-device-revoke-token)
pub async fn sign_out(
    cloud: &Frameio,
    client: &Client,
    tokens: &Tokens,
) -> Result<Left, CloudError> {
    // The refresh token outlives the access token: revoking it ends both.
    let token = tokens.refresh.as_ref().unwrap_or(&tokens.access);
    let fields = oauth::revoke_request(&cloud.client_id, secret_of(client)?, token);
    let answer = cloud.http.post(assumed::REVOKE).form(fields).send().await?;
    if answer.is_html() {
        return Err(answer.not_as_expected());
    }
    if answer.is_success() {
        return Ok(LEFT);
    }
    let error = from_api(&answer);
    if assumed::REVOKING_A_DEAD_TOKEN_IS_FINE && error.kind == ErrorKind::NotAuthorized {
        return Ok(LEFT);
    }
    Err(error)
}

const LEFT: Left =
    Left { vendor_side: true, said: "This computer is no longer listed in the project there." };

fn secret_of(client: &Client) -> Result<&Secret, CloudError> {
    let known = client.keys.get(CLIENT_SECRET.name);
    known.ok_or_else(|| CloudError::new(ErrorKind::WrongSecret, "a client secret is needed first"))
}

async fn token_call(cloud: &Frameio, fields: Fields) -> Result<Answer, CloudError> {
    cloud.http.post("/v2/auth/token").form(fields).on_its_own_line().send().await
}

fn read_tokens(cloud: &Frameio, answer: &Answer) -> Result<Tokens, CloudError> {
    oauth::read_tokens(&answer.body, (cloud.now)(), assumed::DEFAULTS)
        .map_err(|_| answer.not_as_expected())
}
