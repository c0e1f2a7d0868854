//! Three ways in, none of them through a browser.

use super::asks::Page;
use super::error::from_machine;
use super::{API_KEY, KEY, Multicam, TOKEN, TRUSTED, USER, assumed, wire};
use crate::http::Answer;
use crate::oauth;
use domain::{
    Answers, Client, CloudError, ErrorKind, Grant, Left, Person, Secret, Session, Timestamp, Tokens,
};
use serde_json::Value;

/// One way never turns into another by itself: that would send the key in another form than the
/// person chose.
pub async fn enter(
    machine: &Multicam,
    client: &Client,
    typed: &Answers,
) -> Result<Grant, CloudError> {
    match client.way.as_str() {
        KEY => with_key(machine, client, typed).await,
        TOKEN => with_token(machine, typed).await,
        TRUSTED => as_trusted(machine, client).await,
        _ => Err(CloudError::new(
            ErrorKind::Rejected,
            "a Multicam machine cannot be signed in to like that",
        )),
    }
}

/// Multicam 10: the key is the session. It is tried at once, so that a wrong one is told here.
async fn with_key(
    machine: &Multicam,
    client: &Client,
    typed: &Answers,
) -> Result<Grant, CloudError> {
    let key = needed(typed, API_KEY.name, "Type the API key first")?;
    if !key.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Err(CloudError::new(
            ErrorKind::WrongLogin,
            "That is no API key: it has blanks or letters in it that no such key has",
        ));
    }
    let session = Session { way: client.way.clone(), access: Secret::new(key) };
    let answer = machine.asks.read(Page::System, &session).await?;
    match check(&answer) {
        Err(error) if error.kind == ErrorKind::NotAuthorized => {
            let why = match machine.asks.has_a_token_page().await {
                true => {
                    "the machine does not take this API key. It may be Multicam 9 or older: try \
                     “User and key”"
                }
                false => "the machine does not take this API key",
            };
            Err(answer.error(ErrorKind::WrongLogin, why))
        }
        checked => checked.map(|()| machine.endless(session.access, "API key")),
    }
}

/// Multicam 9. A wrong user, a wrong key and a text that the machine cannot decrypt are answered
/// alike.
async fn with_token(machine: &Multicam, typed: &Answers) -> Result<Grant, CloudError> {
    let user = needed(typed, USER, "Type the API user first")?;
    let sealed = machine.key.encrypt(needed(typed, API_KEY.name, "Type the API key first")?)?;
    let answer = machine.asks.token(&Secret::new(user), &sealed).await?;
    if answer.is_success() {
        let tokens = read_tokens(machine, &answer)?;
        let email = user.contains('@').then(|| user.to_owned());
        let person = Some(Person { name: user.to_owned(), email });
        return Ok(Grant { tokens, person, lasting: true });
    }
    if assumed::NO_SUCH_SIGN_IN.contains(&answer.status) {
        let why = "this machine knows no users. It may be Multicam 10 or newer: try “API key”";
        return Err(answer.error(ErrorKind::Rejected, why));
    }
    let error = from_machine(&answer);
    let refused = wire::reason(&answer.body).as_deref().and_then(oauth::Refusal::from_word);
    if error.kind == ErrorKind::NotAuthorized || refused == Some(oauth::Refusal::InvalidGrant) {
        let why = "the machine does not take this user and key. Check both";
        return Err(answer.error(ErrorKind::WrongLogin, why));
    }
    Err(error)
}

/// There is nothing to send, so all that can be found out is whether an answer comes.
async fn as_trusted(machine: &Multicam, client: &Client) -> Result<Grant, CloudError> {
    let session = Session { way: client.way.clone(), access: Secret::new("") };
    let answer = machine.asks.read(Page::System, &session).await?;
    match check(&answer) {
        Err(error) if error.kind == ErrorKind::NotAuthorized => {
            let why = "the machine does not trust this computer. Add its IP address in Multicam: \
                       Settings > Systems > API > Machine Address";
            Err(answer.error(ErrorKind::Denied, why))
        }
        checked => checked.map(|()| machine.endless(session.access, "This computer")),
    }
}

/// What the person can do where nothing can be ended from here.
pub fn leave(client: &Client) -> Left {
    let said = match client.way.as_str() {
        TOKEN => {
            "The sign-in stays good on the machine for up to 14 days. To end it there, disable the \
             API user in Multicam."
        }
        TRUSTED => {
            "The machine still trusts this computer. To end that, take its IP address off the list \
             in Multicam: Settings > Systems > API > Machine Address."
        }
        _ => "The API key stays good until it is removed in Multicam: Settings > Systems > API.",
    };
    Left { vendor_side: false, said }
}

fn needed<'a>(typed: &'a Answers, field: &str, said: &str) -> Result<&'a str, CloudError> {
    typed.text(field).ok_or_else(|| CloudError::new(ErrorKind::Rejected, said))
}

/// Does it look like a machine that takes us.
fn check(answer: &Answer) -> Result<(), CloudError> {
    if wire::says_not_launched(answer) {
        return Ok(());
    }
    if answer.is_success() {
        return wire::system(answer).map(drop);
    }
    match from_machine(answer) {
        error if error.kind == ErrorKind::Rejected => Err(answer.error(
            error.kind,
            "there is something at this address, but not Multicam's API. Check host and port",
        )),
        error => Err(error),
    }
}

/// No machine renews a token, so what looks like the means for it is not kept.
fn read_tokens(machine: &Multicam, answer: &Answer) -> Result<Tokens, CloudError> {
    let kind = serde_json::from_slice::<Value>(&answer.body).unwrap_or_default();
    let is_bearer = match &kind["token_type"] {
        Value::Null => true,
        kind => kind.as_str().is_some_and(|kind| kind.eq_ignore_ascii_case("bearer")),
    };
    let tokens = oauth::read_tokens(&answer.body, (machine.now)(), assumed::DEFAULTS);
    match tokens {
        Ok(tokens) if is_bearer => Ok(Tokens { refresh: None, ..tokens }),
        _ => Err(answer.not_as_expected()),
    }
}

impl Multicam {
    /// Neither a key nor an address runs out by itself, and neither tells whose it is.
    fn endless(&self, access: Secret, name: &str) -> Grant {
        let issued_at = (self.now)();
        let tokens = Tokens { access, refresh: None, issued_at, expires_at: Timestamp::NEVER };
        let person = Some(Person { name: name.to_owned(), email: None });
        Grant { tokens, person, lasting: true }
    }
}
