//! OAuth as two halves: the fields of a request, and what an answer means. Pure; the sending in
//! between is left to the cloud's own folder.
//!
//! The device grant is [RFC 8628](https://www.rfc-editor.org/rfc/rfc8628), the code grant
//! [RFC 6749 §4.1](https://www.rfc-editor.org/rfc/rfc6749#section-4.1) with PKCE,
//! [RFC 7636](https://www.rfc-editor.org/rfc/rfc7636).

use crate::http::Fields;
use domain::{
    Answers, BrowserAnswer, BrowserAsk, CloudError, DeviceCodePrompt, ErrorKind, Secret, Timestamp,
    Tokens,
};
use serde::{Deserialize, Deserializer};
use std::time::Duration;
use url::{Host, Url};

/// [RFC 8628 §3.1](https://www.rfc-editor.org/rfc/rfc8628#section-3.1), plus the secret by which
/// a cloud knows our product.
pub fn code_request(client_id: &Secret, client_secret: &Secret, scope: &str) -> Fields {
    vec![
        ("client_id", client_id.clone()),
        ("client_secret", client_secret.clone()),
        ("scope", Secret::new(scope)),
    ]
}

/// [RFC 8628 §3.4](https://www.rfc-editor.org/rfc/rfc8628#section-3.4)
pub fn poll_request(client_id: &Secret, client_secret: &Secret, device_code: &Secret) -> Fields {
    vec![
        ("grant_type", Secret::new("urn:ietf:params:oauth:grant-type:device_code")),
        ("client_id", client_id.clone()),
        ("client_secret", client_secret.clone()),
        ("device_code", device_code.clone()),
    ]
}

/// [RFC 6749 §6](https://www.rfc-editor.org/rfc/rfc6749#section-6)
pub fn refresh_request(client_id: &Secret, client_secret: &Secret, token: &Secret) -> Fields {
    vec![
        ("grant_type", Secret::new("refresh_token")),
        ("client_id", client_id.clone()),
        ("client_secret", client_secret.clone()),
        ("refresh_token", token.clone()),
    ]
}

/// [RFC 7009 §2.1](https://www.rfc-editor.org/rfc/rfc7009#section-2.1)
pub fn revoke_request(client_id: &Secret, client_secret: &Secret, token: &Secret) -> Fields {
    vec![
        ("client_id", client_id.clone()),
        ("client_secret", client_secret.clone()),
        ("token", token.clone()),
    ]
}

/// The page for a browser, [RFC 6749 §4.1.1](https://www.rfc-editor.org/rfc/rfc6749#section-4.1.1)
/// and [RFC 7636 §4.3](https://www.rfc-editor.org/rfc/rfc7636#section-4.3). A server that knows no
/// PKCE has to ignore the challenge ([RFC 6749 §3.1](https://www.rfc-editor.org/rfc/rfc6749#section-3.1)).
pub fn code_page(mut page: Url, client_id: &str, scope: Option<&str>, ask: &BrowserAsk) -> Url {
    let mut query = page.query_pairs_mut();
    query
        .append_pair("response_type", "code")
        .append_pair("client_id", client_id)
        // The very text: servers compare it byte by byte.
        .append_pair("redirect_uri", ask.redirect.as_str());
    if let Some(scope) = scope {
        query.append_pair("scope", scope);
    }
    query
        .append_pair("state", ask.state.reveal())
        .append_pair("code_challenge", &ask.challenge)
        .append_pair("code_challenge_method", "S256");
    drop(query);
    page
}

/// [RFC 6749 §4.1.3](https://www.rfc-editor.org/rfc/rfc6749#section-4.1.3) and
/// [RFC 7636 §4.5](https://www.rfc-editor.org/rfc/rfc7636#section-4.5). How a cloud gets to know
/// the client is added by its folder.
pub fn exchange_request(code: &Secret, answer: &BrowserAnswer) -> Fields {
    vec![
        ("grant_type", Secret::new("authorization_code")),
        ("code", code.clone()),
        ("redirect_uri", Secret::new(answer.redirect.as_str())),
        ("code_verifier", answer.verifier.clone()),
    ]
}

/// The code that a browser brought back; or why there is none,
/// [RFC 6749 §4.1.2.1](https://www.rfc-editor.org/rfc/rfc6749#section-4.1.2.1).
pub fn brought_code(fields: &Answers) -> Result<&Secret, CloudError> {
    match refused_there(fields) {
        Some(refused) => Err(refused),
        None => fields.get("code").ok_or_else(|| {
            CloudError::new(ErrorKind::Rejected, "the browser came back without a code")
        }),
    }
}

/// What the page in the browser said instead of letting us in.
pub fn refused_there(fields: &Answers) -> Option<CloudError> {
    let word = fields.text("error")?;
    let kind = match word {
        "access_denied" => ErrorKind::Denied,
        "unauthorized_client" | "invalid_client" => ErrorKind::WrongSecret,
        "server_error" | "temporarily_unavailable" => ErrorKind::Busy,
        _ => ErrorKind::Rejected,
    };
    let description = fields.text("error_description").unwrap_or_default();
    // Anybody may have written this: plain words, and few of them.
    let fit = |c: &char| c.is_alphanumeric() || matches!(c, ' ' | '_' | '-' | '.' | ',');
    let words = |text: &str| text.chars().filter(fit).take(120).collect::<String>();
    let said = match description {
        "" => format!("the page in the browser said {}", words(word)),
        more => format!("the page in the browser said {}: {}", words(word), words(more)),
    };
    Some(CloudError::new(kind, said))
}

/// What an answer leaves out, a cloud's folder fills in.
#[derive(Debug, Clone, Copy)]
pub struct Defaults {
    pub code_life: Duration,
    pub poll_interval: Duration,
    pub access_life: Duration,
}

/// The answer cannot be used. Deliberately without a reason: it would quote a secret.
#[derive(Debug, PartialEq, Eq)]
pub struct Unreadable;

/// [RFC 8628 §3.2](https://www.rfc-editor.org/rfc/rfc8628#section-3.2). The links may be missing,
/// and only such are passed on as a person may safely open. `asked` is the cloud's address.
pub fn read_code(
    body: &[u8],
    asked: &Url,
    defaults: Defaults,
) -> Result<DeviceCodePrompt, Unreadable> {
    #[derive(Deserialize)]
    struct Wire {
        #[serde(deserialize_with = "secret")]
        device_code: Secret,
        #[serde(deserialize_with = "text")]
        user_code: String,
        #[serde(default, deserialize_with = "lenient_seconds")]
        expires_in: Option<Duration>,
        #[serde(default, deserialize_with = "lenient_seconds")]
        interval: Option<Duration>,
        #[serde(default, deserialize_with = "lenient_link")]
        verification_uri: Option<Url>,
        #[serde(default, deserialize_with = "lenient_link")]
        verification_uri_complete: Option<Url>,
        // How one checklist of Frame.io spells it; the other spelling goes first.
        #[serde(default, deserialize_with = "lenient_link")]
        verification_url_complete: Option<Url>,
    }
    let wire: Wire = serde_json::from_slice(body).map_err(|_| Unreadable)?;
    if wire.device_code.is_empty() || wire.user_code.trim().is_empty() {
        return Err(Unreadable);
    }
    let link_with_code = wire.verification_uri_complete.or(wire.verification_url_complete);
    Ok(DeviceCodePrompt {
        device_code: wire.device_code,
        user_code: wire.user_code.trim().to_owned(),
        link: wire.verification_uri.filter(|link| may_be_opened(link, asked)),
        link_with_code: link_with_code.filter(|link| may_be_opened(link, asked)),
        expires_in: wire.expires_in.unwrap_or(defaults.code_life),
        interval: wire.interval.filter(|i| !i.is_zero()).unwrap_or(defaults.poll_interval),
    })
}

/// [RFC 6749 §5.1](https://www.rfc-editor.org/rfc/rfc6749#section-5.1)
pub fn read_tokens(body: &[u8], now: Timestamp, defaults: Defaults) -> Result<Tokens, Unreadable> {
    #[derive(Deserialize)]
    struct Wire {
        #[serde(deserialize_with = "secret")]
        access_token: Secret,
        #[serde(default, deserialize_with = "maybe_secret")]
        refresh_token: Option<Secret>,
        #[serde(default, deserialize_with = "lenient_seconds")]
        expires_in: Option<Duration>,
    }
    let wire: Wire = serde_json::from_slice(body).map_err(|_| Unreadable)?;
    if wire.access_token.is_empty() {
        return Err(Unreadable);
    }
    Ok(Tokens {
        access: wire.access_token,
        refresh: wire.refresh_token.filter(|token| !token.is_empty()),
        issued_at: now,
        expires_at: now.after(wire.expires_in.unwrap_or(defaults.access_life)),
    })
}

/// The error words of [RFC 6749 §5.2](https://www.rfc-editor.org/rfc/rfc6749#section-5.2) and
/// [RFC 8628 §3.5](https://www.rfc-editor.org/rfc/rfc8628#section-3.5).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    AuthorizationPending,
    SlowDown,
    ExpiredToken,
    AccessDenied,
    InvalidGrant,
    InvalidClient,
    InvalidRequest,
}

impl Refusal {
    pub fn from_word(word: &str) -> Option<Self> {
        Some(match word {
            "authorization_pending" => Refusal::AuthorizationPending,
            "slow_down" => Refusal::SlowDown,
            "expired_token" => Refusal::ExpiredToken,
            "access_denied" => Refusal::AccessDenied,
            "invalid_grant" => Refusal::InvalidGrant,
            "invalid_client" | "unauthorized_client" => Refusal::InvalidClient,
            "invalid_request" => Refusal::InvalidRequest,
            _ => return None,
        })
    }
}

fn secret<'de, D: Deserializer<'de>>(from: D) -> Result<Secret, D::Error> {
    String::deserialize(from).map(Secret::new)
}

fn maybe_secret<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Secret>, D::Error> {
    Ok(Option::<String>::deserialize(from)?.map(Secret::new))
}

/// A code of digits only may well come as a number.
fn text<'de, D: Deserializer<'de>>(from: D) -> Result<String, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Wire {
        Text(String),
        Number(u64),
    }
    Ok(match Wire::deserialize(from)? {
        Wire::Text(text) => text,
        Wire::Number(number) => format!("{number:06}"),
    })
}

/// A number, or a number as text; anything else counts as missing, and so does more than a year.
fn lenient_seconds<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Duration>, D::Error> {
    let wire = serde_json::Value::deserialize(from)?;
    let seconds = wire.as_f64().or_else(|| wire.as_str().and_then(|text| text.parse().ok()));
    const YEAR: f64 = 366.0 * 86_400.0;
    Ok(seconds.filter(|s| (0.0..YEAR).contains(s)).map(Duration::from_secs_f64))
}

fn lenient_link<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Url>, D::Error> {
    let wire = serde_json::Value::deserialize(from)?;
    Ok(wire.as_str().and_then(|text| Url::parse(text).ok()))
}

/// https; or a page on this very computer, when the cloud is on it too, as a practice cloud is.
fn may_be_opened(link: &Url, asked: &Url) -> bool {
    let is_here = |url: &Url| match url.host() {
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        _ => false,
    };
    match link.scheme() {
        "https" => true,
        "http" => is_here(link) && is_here(asked),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DEFAULTS: Defaults = Defaults {
        code_life: Duration::from_secs(120),
        poll_interval: Duration::from_secs(5),
        access_life: Duration::from_secs(28_800),
    };

    fn code(body: &str) -> Result<DeviceCodePrompt, Unreadable> {
        read_code(body.as_bytes(), &"https://cloud.example".parse().unwrap(), DEFAULTS)
    }

    #[test]
    fn a_code_comes_with_its_links() {
        let prompt = code(
            r#"{"device_code":"long","user_code":"402917","name":"x","expires_in":100,"interval":7,
                "verification_uri":"https://c.example/a",
                "verification_uri_complete":"https://c.example/a?402917"}"#,
        )
        .unwrap();
        assert_eq!(prompt.device_code.reveal(), "long");
        assert_eq!(prompt.user_code, "402917");
        assert_eq!(prompt.expires_in.as_secs(), 100);
        assert_eq!(prompt.interval.as_secs(), 7);
        assert_eq!(prompt.link.unwrap().as_str(), "https://c.example/a");
        assert_eq!(prompt.link_with_code.unwrap().as_str(), "https://c.example/a?402917");
    }

    #[test]
    fn a_code_without_links_or_times_still_works() {
        let prompt = code(r#"{"device_code":"long","user_code":"402917"}"#).unwrap();
        assert_eq!((prompt.link, prompt.link_with_code), (None, None));
        assert_eq!(
            (prompt.expires_in, prompt.interval),
            (DEFAULTS.code_life, DEFAULTS.poll_interval)
        );
    }

    #[test]
    fn the_other_spelling_of_the_complete_link_is_read_and_the_first_preferred() {
        let with = |keys: &str| {
            code(&format!(r#"{{"device_code":"d","user_code":"1",{keys}}}"#))
                .unwrap()
                .link_with_code
                .map(String::from)
        };
        let url = r#""verification_url_complete":"https://url.example/""#;
        assert_eq!(with(url).unwrap(), "https://url.example/");
        let null = format!(r#""verification_uri_complete":null,{url}"#);
        assert_eq!(with(&null).unwrap(), "https://url.example/");
        let both = format!(r#""verification_uri_complete":"https://uri.example/",{url}"#);
        assert_eq!(with(&both).unwrap(), "https://uri.example/");
    }

    #[test]
    fn a_link_that_should_not_be_opened_is_left_out() {
        for link in [
            "http://c.example/",
            "http://127.0.0.1/",
            "javascript:alert(1)",
            "file:///etc/passwd",
            "no link",
        ] {
            let body =
                format!(r#"{{"device_code":"d","user_code":"1","verification_uri":"{link}"}}"#);
            assert_eq!(code(&body).unwrap().link, None, "{link}");
        }
    }

    #[test]
    fn a_practice_cloud_on_this_computer_may_have_a_plain_page_there() {
        let body =
            br#"{"device_code":"d","user_code":"1","verification_uri":"http://127.0.0.1:8/a"}"#;
        let asked = |cloud: &str| read_code(body, &cloud.parse().unwrap(), DEFAULTS).unwrap().link;
        assert!(asked("https://127.0.0.1:9").is_some());
        assert!(asked("https://cloud.example").is_none());
    }

    #[test]
    fn odd_numbers_are_tolerated() {
        let prompt =
            code(r#"{"device_code":"d","user_code":42,"expires_in":"90","interval":0}"#).unwrap();
        assert_eq!(prompt.user_code, "000042");
        assert_eq!(prompt.expires_in.as_secs(), 90);
        assert_eq!(prompt.interval, DEFAULTS.poll_interval);
        for odd in ["-5", "1e300", "null", "[]", "\"soon\""] {
            let body = format!(r#"{{"device_code":"d","user_code":"1","expires_in":{odd}}}"#);
            assert_eq!(code(&body).unwrap().expires_in, DEFAULTS.code_life, "{odd}");
        }
    }

    #[test]
    fn half_a_code_is_no_code() {
        for body in [
            "",
            "{}",
            "[]",
            "null",
            r#"{"device_code":"d","user_code":" "}"#,
            r#"{"device_code":"","user_code":"1"}"#,
            r#"{"user_code":"1"}"#,
        ] {
            assert_eq!(code(body).unwrap_err(), Unreadable, "{body}");
        }
    }

    #[test]
    fn tokens_live_as_long_as_the_answer_says() {
        let read = |body: &str| read_tokens(body.as_bytes(), Timestamp(1000), DEFAULTS);
        let tokens = read(
            r#"{"access_token":"a","refresh_token":"r","expires_in":60,"token_type":"bearer"}"#,
        )
        .unwrap();
        assert_eq!((tokens.access.reveal(), tokens.refresh.unwrap().reveal()), ("a", "r"));
        assert_eq!((tokens.issued_at, tokens.expires_at), (Timestamp(1000), Timestamp(61_000)));
        let bare = read(r#"{"access_token":"a","refresh_token":""}"#).unwrap();
        assert_eq!(bare.refresh, None);
        assert_eq!(bare.expires_at, Timestamp(28_801_000));
        assert!(read(r#"{"access_token":""}"#).is_err());
        assert!(read(r#"{"refresh_token":"r"}"#).is_err());
    }

    fn ask() -> BrowserAsk {
        BrowserAsk {
            redirect: "http://127.0.0.1:53682/callback/cloud".parse().unwrap(),
            state: Secret::new("st&te"),
            challenge: "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM".into(),
        }
    }

    #[test]
    fn a_page_is_asked_for_with_the_redirect_byte_by_byte_and_a_challenge() {
        let page = code_page("https://c.example/auth".parse().unwrap(), "id", Some("a b"), &ask());
        let pairs: Vec<_> = page.query_pairs().into_owned().collect();
        let pairs: Vec<_> = pairs.iter().map(|(n, v)| (n.as_str(), v.as_str())).collect();
        assert_eq!(
            pairs,
            [
                ("response_type", "code"),
                ("client_id", "id"),
                ("redirect_uri", "http://127.0.0.1:53682/callback/cloud"),
                ("scope", "a b"),
                ("state", "st&te"),
                ("code_challenge", "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM"),
                ("code_challenge_method", "S256"),
            ]
        );
    }

    #[test]
    fn each_error_a_browser_brings_has_its_kind_and_plain_words() {
        let brought = |pairs: &[(&str, &str)]| -> Answers {
            pairs.iter().map(|(n, v)| ((*n).to_owned(), Secret::new(*v))).collect()
        };
        for (word, kind) in [
            ("access_denied", ErrorKind::Denied),
            ("unauthorized_client", ErrorKind::WrongSecret),
            ("server_error", ErrorKind::Busy),
            ("temporarily_unavailable", ErrorKind::Busy),
            ("invalid_request", ErrorKind::Rejected),
            ("invalid_scope", ErrorKind::Rejected),
            ("unsupported_response_type", ErrorKind::Rejected),
            ("anything", ErrorKind::Rejected),
        ] {
            // Even beside a code: a page that says no has said no.
            let refused = brought_code(&brought(&[("error", word), ("code", "c")])).unwrap_err();
            assert_eq!(refused.kind, kind, "{word}");
            assert_eq!(refused.said, format!("the page in the browser said {word}"));
        }
        let told = brought(&[("error", "access_denied"), ("error_description", "No, <b>Ana</b>")]);
        assert_eq!(
            refused_there(&told).unwrap().said,
            "the page in the browser said access_denied: No, bAnab"
        );
        let empty = brought_code(&brought(&[("code", "")])).unwrap_err();
        assert_eq!(empty.said, "the browser came back without a code");
        assert_eq!(brought_code(&brought(&[("code", "c")])).unwrap().reveal(), "c");
    }

    #[test]
    fn a_request_says_what_its_standard_asks_for() {
        let [id, key, other] = ["id", "key", "other"].map(Secret::new);
        let shown = |fields: Fields| -> String {
            let pairs: Vec<_> = fields.iter().map(|(n, v)| format!("{n}={}", v.reveal())).collect();
            pairs.join("&")
        };
        assert_eq!(
            shown(code_request(&id, &key, "a b")),
            "client_id=id&client_secret=key&scope=a b"
        );
        assert_eq!(
            shown(poll_request(&id, &key, &other)),
            "grant_type=urn:ietf:params:oauth:grant-type:device_code&client_id=id&client_secret=key&device_code=other"
        );
        assert_eq!(
            shown(refresh_request(&id, &key, &other)),
            "grant_type=refresh_token&client_id=id&client_secret=key&refresh_token=other"
        );
        assert_eq!(
            shown(revoke_request(&id, &key, &other)),
            "client_id=id&client_secret=key&token=other"
        );
        let answer = BrowserAnswer {
            redirect: ask().redirect,
            verifier: other.clone(),
            fields: Answers::default(),
        };
        assert_eq!(
            shown(exchange_request(&key, &answer)),
            "grant_type=authorization_code&code=key&redirect_uri=http://127.0.0.1:53682/callback/cloud&code_verifier=other"
        );
    }
}
