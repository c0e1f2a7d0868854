//! The application sign-in, for who holds a `client_id` of Frame.io's and no secret: the system
//! browser, a code, and PKCE. Its pages and tokens are at a host of their own.
//!
//! The vendor's guide is under
//! [Deprecated](https://developer.frame.io/platform/v2/implementing-c2c-authentication-and-authorization-c2c-application);
//! the calls of [`projects`](super::projects) belong to it.

use super::error::{from_api, is_detailed, reason};
use super::{Frameio, assumed};
use crate::http::{Answer, Fields};
use crate::oauth;
use domain::provider::CLIENT_ID;
use domain::{
    BrowserAnswer, BrowserAsk, Client, CloudError, ErrorKind, Grant, Left, Secret, Tokens,
};
use std::sync::{Mutex, PoisonError};
use url::{Host, Url};

const VENDOR: &str = "api.frame.io";
const VENDOR_APPLICATIONS: &str = "applications.frame.io";

/// Where the pages and the tokens are: a host of their own at the vendor, and any other cloud does
/// it all at one.
pub fn pages_of(cloud: &Url) -> Url {
    let mut pages = cloud.clone();
    if cloud.host() == Some(Host::Domain(VENDOR))
        && pages.set_host(Some(VENDOR_APPLICATIONS)).is_ok()
    {
        pages.set_path("");
    }
    pages
}

/// [Authorize](https://developer.frame.io/docs/oauth-2-applications/oauth-2-code-authorization-flow).
pub fn page(cloud: &Frameio, client: &Client, ask: &BrowserAsk) -> Result<Url, CloudError> {
    let mut page = cloud.pages.clone();
    page.set_path(assumed::AUTHORIZE);
    let scope = Some(assumed::APPLICATION_SCOPE);
    let mut page = oauth::code_page(page, id_of(client)?.reveal(), scope, ask);
    if let Some(name) = assumed::INSTALLATION_PARAMETER {
        let id = assumed::application_device(cloud.client_id.reveal());
        page.query_pairs_mut().append_pair(name, &id);
    }
    Ok(page)
}

/// [Token](https://developer.frame.io/platform/v2/how-to-authorization-management-application).
/// With PKCE there is neither a secret nor an `Authorization` header.
pub async fn redeem(
    cloud: &Frameio,
    client: &Client,
    answer: &BrowserAnswer,
) -> Result<Grant, CloudError> {
    let code = oauth::brought_code(&answer.fields)?;
    let mut fields = oauth::exchange_request(code, answer);
    fields.push(("client_id", id_of(client)?.clone()));
    let answer = token_call(cloud, fields).await?;
    if answer.is_success() {
        let tokens = read_tokens(cloud, &answer)?;
        return Ok(Grant { tokens, person: None, lasting: true });
    }
    if reason(&answer).as_deref() == Some("invalid_grant") {
        let why = "the code from the browser is spent or too old, sign in again";
        return Err(answer.error(ErrorKind::NotAuthorized, why));
    }
    Err(from_api(&answer))
}

/// A refresh token works once here too; another word says that it is spent.
pub async fn refresh(
    cloud: &Frameio,
    client: &Client,
    refresh_token: &Secret,
) -> Result<Tokens, CloudError> {
    let fields = vec![
        ("client_id", id_of(client)?.clone()),
        ("grant_type", Secret::new("refresh_token")),
        ("refresh_token", refresh_token.clone()),
        ("scope", Secret::new(assumed::APPLICATION_SCOPE)),
    ];
    let answer = token_call(cloud, fields).await?;
    if answer.is_success() {
        return read_tokens(cloud, &answer);
    }
    let is_over =
        reason(&answer).is_some_and(|word| assumed::REFRESH_IS_OVER.contains(&word.as_str()));
    if is_over && !answer.is_html() {
        return Err(answer.error(ErrorKind::NotAuthorized, "the refresh token is no longer good"));
    }
    Err(from_api(&answer))
}

/// Takes us out of the project. Nothing is documented that would end the tokens themselves.
pub async fn sign_out(
    cloud: &Frameio,
    client: &Client,
    tokens: &Tokens,
) -> Result<Left, CloudError> {
    let renewed = tokens.refresh.as_ref().and_then(|spent| cloud.leaving.renewed_from(spent));
    let access = renewed.as_ref().map_or(&tokens.access, |renewed| &renewed.access);
    match disconnect(cloud, access).await {
        Err(error) if error.kind == ErrorKind::NotAuthorized => {}
        Err(error) => return Err(error),
        Ok(()) => return Ok(LEFT),
    }
    let last = renewed.as_ref().unwrap_or(tokens).refresh.as_ref();
    let Some(last) = last else { return Ok(LEFT) };
    match refresh(cloud, client, last).await {
        // Nothing of ours is good there any more: there is nothing left to take back.
        Err(error) if error.kind == ErrorKind::NotAuthorized => return Ok(LEFT),
        Err(error) => return Err(error),
        Ok(fresh) => {
            let access = fresh.access.clone();
            if let Some(known_as) = &tokens.refresh {
                cloud.leaving.remember(known_as, fresh);
            }
            match disconnect(cloud, &access).await {
                Err(error) if error.kind != ErrorKind::NotAuthorized => return Err(error),
                _ => {}
            }
        }
    }
    if let Some(known_as) = &tokens.refresh {
        cloud.leaving.forget(known_as);
    }
    Ok(LEFT)
}

const LEFT: Left = Left {
    vendor_side: true,
    said: "This computer is no longer connected to the project there. Frame.io has no call that \
           ends the sign-in itself: what it gave us is forgotten here, and runs out by itself.",
};

/// Leaving may take a refresh first, and that spends the token by which the leaving is remembered.
/// If the line breaks in between, the next try goes on with what the refresh gave. Memory only.
#[derive(Default)]
pub struct Leaving(Mutex<Vec<(Secret, Tokens)>>);

impl Leaving {
    fn renewed_from(&self, spent: &Secret) -> Option<Tokens> {
        let all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.iter().find(|(known_as, _)| known_as == spent).map(|(_, tokens)| tokens.clone())
    }

    fn remember(&self, spent: &Secret, tokens: Tokens) {
        self.forget(spent);
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push((spent.clone(), tokens));
    }

    fn forget(&self, spent: &Secret) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.retain(|(known_as, _)| known_as != spent);
    }
}

/// [Disconnect](https://developer.frame.io/camera-to-cloud/api-reference/applications-auth/device-project-disconnect).
/// Not being connected is fine.
pub async fn disconnect(cloud: &Frameio, access: &Secret) -> Result<(), CloudError> {
    let answer = cloud.http.post("/v2/devices/disconnect").session(access).send().await?;
    if answer.is_html() {
        return Err(match answer.is_success() {
            true => answer.not_as_expected(),
            false => from_api(&answer),
        });
    }
    let was_not_connected = assumed::NOT_CONNECTED.contains(&answer.status) && is_detailed(&answer);
    if answer.is_success() || was_not_connected { Ok(()) } else { Err(from_api(&answer)) }
}

fn id_of(client: &Client) -> Result<&Secret, CloudError> {
    let known = client.keys.get(CLIENT_ID.name);
    known.ok_or_else(|| CloudError::new(ErrorKind::WrongSecret, "a client ID is needed first"))
}

async fn token_call(cloud: &Frameio, fields: Fields) -> Result<Answer, CloudError> {
    let call = cloud.http.post(assumed::APPLICATION_TOKEN).at(&cloud.pages);
    call.urlencoded(fields).on_its_own_line().send().await
}

fn read_tokens(cloud: &Frameio, answer: &Answer) -> Result<Tokens, CloudError> {
    oauth::read_tokens(&answer.body, (cloud.now)(), assumed::APPLICATION_DEFAULTS)
        .map_err(|_| answer.not_as_expected())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_vendor_has_its_pages_at_another_host() {
        let pages = |cloud: &str| pages_of(&cloud.parse().unwrap()).to_string();
        assert_eq!(pages("https://api.frame.io"), "https://applications.frame.io/");
        assert_eq!(pages("https://127.0.0.1:8443"), "https://127.0.0.1:8443/");
        assert_eq!(pages("https://api.frame.io.example"), "https://api.frame.io.example/");
    }
}
