//! One answer of a REST endpoint, read into its shape.

use super::error::{from_rest, is_unknown};
use crate::http::Request;
use domain::CloudError;
use serde::de::DeserializeOwned;

pub async fn read<T: DeserializeOwned>(request: Request<'_>) -> Result<T, CloudError> {
    let answer = request.send().await?;
    if !answer.is_success() {
        return Err(from_rest(&answer));
    }
    serde_json::from_slice(&answer.body).map_err(|_| answer.not_as_expected())
}

/// `None`: the cloud says that there is no such thing, or not for this session.
pub async fn find<T: DeserializeOwned>(request: Request<'_>) -> Result<Option<T>, CloudError> {
    let answer = request.send().await?;
    if is_unknown(&answer) {
        return Ok(None);
    }
    if !answer.is_success() {
        return Err(from_rest(&answer));
    }
    serde_json::from_slice(&answer.body).map(Some).map_err(|_| answer.not_as_expected())
}
