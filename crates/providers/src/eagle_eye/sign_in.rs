//! The hosted page, the dealers' passwords, renewing and leaving.

use super::error::from_token;
use super::user::{self, Ended};
use super::{EMAIL, EagleEye, PASSWORD, SESSION_ONLY, assumed};
use crate::http::{Answer, Fields, Request};
use crate::oauth;
use domain::provider::{CLIENT_ID, CLIENT_SECRET};
use domain::{
    Answers, BrowserAnswer, BrowserAsk, Client, CloudError, ErrorKind, Grant, Left, Person, Secret,
    Tokens,
};
use url::Url;

/// The [login panel](https://developer.cameramanager.com/dp/guides/oauth-login-panel-+-refresh-token).
/// Neither `state` nor PKCE is mentioned there. Both are sent: the one is demanded back, the other
/// does no harm.
pub fn page(cloud: &EagleEye, client: &Client, ask: &BrowserAsk) -> Result<Url, CloudError> {
    let (id, _) = key_of(client)?;
    let mut page = cloud.http.base().clone();
    page.set_path(assumed::AUTHORIZE);
    Ok(oauth::code_page(page, id.reveal(), Some(assumed::SCOPE), ask))
}

pub async fn redeem(
    cloud: &EagleEye,
    client: &Client,
    answer: &BrowserAnswer,
) -> Result<Grant, CloudError> {
    let code = oauth::brought_code(&answer.fields)?;
    let mut fields = oauth::exchange_request(code, answer);
    fields.push(scope());
    let why = "the code from the browser is spent or too old, sign in again";
    let answer = token_call(cloud, client, fields, (ErrorKind::NotAuthorized, why)).await?;
    let tokens = read_tokens(cloud, &answer)?;
    Ok(Grant { tokens, person: None, lasting: true })
}

/// [A dealer's password](https://developer.cameramanager.com/docs/user-authentication-via-dealer-accounts),
/// for want of any other way. It is in the request and nowhere else.
pub async fn enter(
    cloud: &EagleEye,
    client: &Client,
    typed: &Answers,
) -> Result<Grant, CloudError> {
    let (Some(email), Some(password)) = (typed.text(EMAIL), typed.get(PASSWORD)) else {
        let said = "the e-mail address and the password of the dealer are needed";
        return Err(CloudError::new(ErrorKind::WrongLogin, said));
    };
    let fields = vec![
        ("grant_type", Secret::new("password")),
        scope(),
        ("username", Secret::new(email)),
        ("password", password.clone()),
    ];
    let why = "the cloud does not take this e-mail address and password";
    let answer = token_call(cloud, client, fields, (ErrorKind::WrongLogin, why)).await?;
    let tokens = read_tokens(cloud, &answer)?;
    let person = Person { name: email.to_owned(), email: Some(email.to_owned()) };
    Ok(Grant { tokens, person: Some(person), lasting: !typed.is_on(SESSION_ONLY) })
}

/// [Refresh](https://developer.cameramanager.com/docs/oauth-emailpassword). The token stays the
/// same; should another one come, it takes its place.
pub async fn refresh(
    cloud: &EagleEye,
    client: &Client,
    refresh_token: &Secret,
) -> Result<Tokens, CloudError> {
    let fields = vec![
        ("grant_type", Secret::new("refresh_token")),
        scope(),
        ("refresh_token", refresh_token.clone()),
    ];
    let why = "the refresh token is no longer good";
    let answer = token_call(cloud, client, fields, (ErrorKind::NotAuthorized, why)).await?;
    let tokens = read_tokens(cloud, &answer)?;
    let kept = tokens.refresh.or_else(|| Some(refresh_token.clone()));
    Ok(Tokens { refresh: kept, ..tokens })
}

/// Generated tokens first, then the session itself. A refresh token has no known end, so a session
/// that is too old to end itself is renewed for it.
pub async fn sign_out(
    cloud: &EagleEye,
    client: &Client,
    tokens: &Tokens,
) -> Result<Left, CloudError> {
    cloud.generated.end_those_of(cloud, &tokens.access).await?;
    let first = user::end(cloud, &tokens.access).await;
    let (Err(error), Some(last)) = (&first, &tokens.refresh) else { return took(first) };
    if error.kind != ErrorKind::NotAuthorized {
        return took(first);
    }
    match refresh(cloud, client, last).await {
        Ok(fresh) => took(user::end(cloud, &fresh.access).await),
        // Dead already, or out of our reach for want of the key.
        Err(error) if matches!(error.kind, ErrorKind::NotAuthorized | ErrorKind::WrongSecret) => {
            Ok(LEFT)
        }
        Err(error) => Err(error),
    }
}

fn took(outcome: Result<Ended, CloudError>) -> Result<Left, CloudError> {
    match outcome {
        Ok(Ended::There) => Ok(LEFT),
        Ok(Ended::NotLet) => Ok(NOT_LET),
        Err(error) if error.kind == ErrorKind::NotAuthorized => Ok(LEFT),
        Err(error) => Err(error),
    }
}

const LEFT: Left = Left { vendor_side: true, said: "The session has ended there as well." };

const NOT_LET: Left = Left {
    vendor_side: false,
    said: "CameraManager did not let us end the session there. It is forgotten here; changing the \
           password there ends it for good.",
};

fn scope() -> (&'static str, Secret) {
    ("scope", Secret::new(assumed::SCOPE))
}

fn key_of(client: &Client) -> Result<(&Secret, &Secret), CloudError> {
    let known = client.keys.get(CLIENT_ID.name).zip(client.keys.get(CLIENT_SECRET.name));
    known.ok_or_else(|| CloudError::new(ErrorKind::WrongSecret, "the API key is needed first"))
}

/// A success, as it came. On a connection of its own: what is spent must not be sent into one that
/// died unnoticed.
async fn token_call(
    cloud: &EagleEye,
    client: &Client,
    fields: Fields,
    invalid_grant: (ErrorKind, &str),
) -> Result<Answer, CloudError> {
    let (id, secret) = key_of(client)?;
    let call = cloud.http.post(assumed::TOKEN).basic(id, secret).on_its_own_line();
    let answer = with_parameters(call, fields).send().await?;
    match answer.is_success() {
        true => Ok(answer),
        false => Err(from_token(&answer, invalid_grant)),
    }
}

fn with_parameters(call: Request<'_>, fields: Fields) -> Request<'_> {
    if assumed::PARAMETERS_IN_THE_BODY {
        return call.urlencoded(fields);
    }
    fields.iter().fold(call, |call, (name, value)| call.secret_query(name, value))
}

fn read_tokens(cloud: &EagleEye, answer: &Answer) -> Result<Tokens, CloudError> {
    let tokens = oauth::read_tokens(&answer.body, (cloud.now)(), assumed::DEFAULTS)
        .map_err(|_| answer.not_as_expected())?;
    // A zero announces nothing here, see `wire::Generated`; it would mean to renew at once.
    let expires_at = match tokens.expires_at > tokens.issued_at {
        true => tokens.expires_at,
        false => tokens.issued_at.after(assumed::DEFAULTS.access_life),
    };
    Ok(Tokens { expires_at, ..tokens })
}
