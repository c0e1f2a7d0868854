//! What an end user's token may ask for: who they are, and their cameras. All of it is reading.
//!
//! The type is the point: a dealer's token is another one, so neither can be sent where only the
//! other belongs.

use super::error::from_rest;
use super::rest::{find, read};
use super::{EagleEye, assumed, wire};
use crate::http::{LARGEST_LIST, Request};
use domain::{CloudError, ErrorKind, Secret, Session};

/// An end user's own, or made for them by a dealer.
#[derive(Clone)]
pub struct UserToken(Secret);

impl UserToken {
    /// Of whoever signed in on the hosted page.
    pub fn own(session: &Session) -> Self {
        Self(session.access.clone())
    }

    pub fn generated(token: Secret) -> Self {
        Self(token)
    }
}

/// [`GET /users/self`](https://developer.cameramanager.com/dp/rest-api/user-api)
pub async fn myself(cloud: &EagleEye, token: &UserToken) -> Result<wire::User, CloudError> {
    read(ask(cloud, token, "/rest/v2.3/users/self")).await
}

pub async fn cameras(cloud: &EagleEye, token: &UserToken) -> Result<Vec<wire::Camera>, CloudError> {
    read(ask(cloud, token, "/rest/v2.4/cameras").largest_answer(LARGEST_LIST)).await
}

pub async fn camera(
    cloud: &EagleEye,
    token: &UserToken,
    id: u64,
) -> Result<Option<wire::Camera>, CloudError> {
    find(ask(cloud, token, &format!("/rest/v2.4/cameras/{id}"))).await
}

pub async fn statuses(
    cloud: &EagleEye,
    token: &UserToken,
) -> Result<Vec<wire::Status>, CloudError> {
    let asked = ask(cloud, token, "/rest/v2.4/cameras/all/status").largest_answer(LARGEST_LIST);
    beside(read(asked).await)
}

pub async fn zones(cloud: &EagleEye, token: &UserToken) -> Result<Vec<wire::Zone>, CloudError> {
    beside(read(ask(cloud, token, "/rest/v2.1/zones").largest_answer(LARGEST_LIST)).await)
}

/// How the cloud took it that a session ends itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ended {
    There,
    /// Not with what this session may do.
    NotLet,
}

pub async fn log_out(cloud: &EagleEye, token: &UserToken) -> Result<Ended, CloudError> {
    end(cloud, &token.0).await
}

/// [`DELETE`](https://developer.cameramanager.com/docs/oauth-emailpassword) of the session that
/// asks, with its refresh token: the one path that both kinds of token may go to.
pub async fn end(cloud: &EagleEye, access: &Secret) -> Result<Ended, CloudError> {
    let answer = cloud.http.delete(assumed::LOG_OUT).session(access).send().await?;
    match answer.is_success() {
        true if answer.is_html() => Err(answer.not_as_expected()),
        true => Ok(Ended::There),
        false
            if assumed::LOGGING_OUT_MAY_BE_REFUSED && answer.status == 403 && !answer.is_html() =>
        {
            Ok(Ended::NotLet)
        }
        false => Err(from_rest(&answer)),
    }
}

fn ask<'a>(cloud: &'a EagleEye, token: &UserToken, path: &str) -> Request<'a> {
    cloud.http.get(path).session(&token.0)
}

/// What a picker can do without: a missing right must not hide the cameras.
fn beside<T>(outcome: Result<Vec<T>, CloudError>) -> Result<Vec<T>, CloudError> {
    match outcome {
        Err(error) if error.kind == ErrorKind::Rejected => Ok(Vec::new()),
        outcome => outcome,
    }
}
