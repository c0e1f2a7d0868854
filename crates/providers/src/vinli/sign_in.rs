//! The page in the browser, and tokens.

use super::error::from_token_call;
use super::{CODE, IMPLICIT, Vinli, WEB_CLIENT_ID, assumed, places};
use crate::http::{Answer, Fields};
use crate::oauth;
use domain::provider::{CLIENT_ID, CLIENT_SECRET};
use domain::{
    BrowserAnswer, BrowserAsk, Client, CloudError, ErrorKind, Grant, Left, Secret, Tokens,
};
use std::time::Duration;
use url::Url;

/// [Authorize](https://docs.vin.li/en/latest/web/general/authentication.html)
pub fn page(cloud: &Vinli, client: &Client, ask: &BrowserAsk) -> Result<Url, CloudError> {
    let mut page = cloud.auth.clone();
    page.set_path("/oauth/authorization/new");
    let id = id_of(client)?;
    match client.way.as_str() {
        // Vinli documents neither scope nor PKCE; the challenge does no harm.
        CODE => Ok(oauth::code_page(page, id.reveal(), None, ask)),
        IMPLICIT => {
            page.query_pairs_mut()
                .append_pair("response_type", "token")
                .append_pair("client_id", id.reveal())
                .append_pair("redirect_uri", ask.redirect.as_str())
                .append_pair("state", ask.state.reveal());
            Ok(page)
        }
        _ => Err(no_such_way()),
    }
}

/// A token that comes with the code way's redirect was not asked for, and is not looked at.
pub async fn redeem(
    cloud: &Vinli,
    client: &Client,
    answer: &BrowserAnswer,
) -> Result<Grant, CloudError> {
    match client.way.as_str() {
        CODE => {
            let code = oauth::brought_code(&answer.fields)?;
            let answer = token_call(cloud, client, oauth::exchange_request(code, answer)).await?;
            let why = "the code from the browser is spent or too old, sign in again";
            let tokens = read_tokens(cloud, &answer);
            let tokens = tokens.ok_or_else(|| from_token_call(&answer, why))?;
            Ok(Grant { tokens, person: None, lasting: true })
        }
        // Nobody has vouched for a token out of a browser: it is tried before it is believed, and
        // the person is asked whether the name is theirs.
        IMPLICIT => {
            let tokens = brought_token(cloud, answer)?;
            let person = Some(places::whose(cloud, &tokens.access).await?);
            Ok(Grant { tokens, person, lasting: true })
        }
        _ => Err(no_such_way()),
    }
}

/// Neither documented nor in any of Vinli's libraries. Should a refresh token ever come, this is
/// how the standard would use it.
pub async fn refresh(
    cloud: &Vinli,
    client: &Client,
    refresh_token: &Secret,
) -> Result<Tokens, CloudError> {
    let fields = vec![
        ("grant_type", Secret::new("refresh_token")),
        ("refresh_token", refresh_token.clone()),
    ];
    let answer = token_call(cloud, client, fields).await?;
    let why = "the refresh token is no longer good";
    read_tokens(cloud, &answer).ok_or_else(|| from_token_call(&answer, why))
}

/// Vinli has no call for it; its own libraries just forget the token.
pub const LEFT: Left = Left {
    vendor_side: false,
    said: "Vinli has no call to end a sign-in. To end it there too, remove this app's access in \
           MyVinli.",
};

/// [Token](https://github.com/vinli/vinli-node/blob/master/lib/auth.js). A code works once, so it
/// is sent once.
async fn token_call(cloud: &Vinli, client: &Client, fields: Fields) -> Result<Answer, CloudError> {
    let secret = client.keys.get(CLIENT_SECRET.name).ok_or_else(|| {
        CloudError::new(ErrorKind::WrongSecret, "a client secret is needed first")
    })?;
    let call = cloud.http.post("/oauth/token").at(&cloud.auth).basic(id_of(client)?, secret);
    let call = call.header("accept", "application/json").on_its_own_line();
    match assumed::EXCHANGE_IN_A_FORM {
        true => call.urlencoded(fields),
        false => call.json_fields(fields),
    }
    .send()
    .await
}

fn read_tokens(cloud: &Vinli, answer: &Answer) -> Option<Tokens> {
    if !answer.is_success() || answer.is_html() {
        return None;
    }
    oauth::read_tokens(&answer.body, (cloud.now)(), assumed::DEFAULTS).ok()
}

/// [RFC 6749 §4.2.2](https://www.rfc-editor.org/rfc/rfc6749#section-4.2.2). No refresh token may
/// come this way, so none is taken.
fn brought_token(cloud: &Vinli, answer: &BrowserAnswer) -> Result<Tokens, CloudError> {
    if let Some(refused) = oauth::refused_there(&answer.fields) {
        return Err(refused);
    }
    let access = answer.fields.get("access_token").cloned().ok_or_else(|| {
        CloudError::new(ErrorKind::Rejected, "the browser came back without a token")
    })?;
    let seconds = answer.fields.text("expires_in").and_then(|text| text.parse().ok());
    let life = seconds.map_or(assumed::DEFAULTS.access_life, Duration::from_secs);
    let issued_at = (cloud.now)();
    Ok(Tokens { access, refresh: None, issued_at, expires_at: issued_at.after(life) })
}

fn id_of(client: &Client) -> Result<&Secret, CloudError> {
    let field = if client.way.as_str() == IMPLICIT { WEB_CLIENT_ID } else { CLIENT_ID };
    let known = client.keys.get(field.name);
    known.ok_or_else(|| CloudError::new(ErrorKind::WrongSecret, "a client ID is needed first"))
}

fn no_such_way() -> CloudError {
    CloudError::new(ErrorKind::Rejected, "Vinli cannot be signed in to like that")
}
