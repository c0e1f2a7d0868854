//! The proxy that this computer is told to go through, if any: named when it is what stands in the
//! way.

use hyper_util::client::proxy::matcher::Matcher;
use std::error::Error;
use url::Url;

/// The host and port of the proxy before an address, by the same rules as a request goes by: the
/// environment first, then the system's settings. Never the name and the password in it.
pub fn before(asked: &Url) -> Option<String> {
    named_by(&Matcher::from_system(), asked)
}

fn named_by(rules: &Matcher, asked: &Url) -> Option<String> {
    // The path and the query decide nothing, and may be signed.
    let origin = asked.origin().ascii_serialization().parse().ok()?;
    let proxy = rules.intercept(&origin)?;
    let host = proxy.uri().host()?;
    Some(proxy.uri().port_u16().map_or(host.to_owned(), |port| format!("{host}:{port}")))
}

/// Why nothing gets through it, from an error of a connection that never came about.
pub fn refusal(proxy: &str, error: &(dyn Error + 'static)) -> String {
    let mut next = Some(error);
    while let Some(error) = next {
        // The type of it cannot be named from outside its crate.
        match error.to_string().strip_prefix("tunnel error: ") {
            Some("proxy authorization required") => {
                return format!("the proxy {proxy} wants a password");
            }
            Some("unsuccessful") => return format!("the proxy {proxy} does not let us through"),
            _ => next = error.source(),
        }
    }
    format!("the proxy {proxy} cannot be reached")
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io;

    #[test]
    fn a_proxy_is_named_without_its_password_and_only_where_it_stands() {
        let rules = Matcher::builder()
            .https("http://sam:canary@proxy.example:3128")
            .no("intranet.example")
            .build();
        let named = |asked: &str| named_by(&rules, &asked.parse().unwrap());
        let proxy = Some("proxy.example:3128".to_owned());
        assert_eq!(named("https://api.example/v2/assets?signature=canary"), proxy);
        assert_eq!(named("https://10.0.0.7:8443/"), proxy);
        assert_eq!(named("https://machine.intranet.example/"), None);
        assert_eq!(named("http://api.example/"), None);
    }

    #[test]
    fn a_refusal_is_told_from_a_proxy_that_is_not_there() {
        let said = |error: &str| refusal("proxy.example", &io::Error::other(error));
        let wants = "the proxy proxy.example wants a password";
        assert_eq!(said("tunnel error: proxy authorization required"), wants);
        let refuses = "the proxy proxy.example does not let us through";
        assert_eq!(said("tunnel error: unsuccessful"), refuses);
        assert_eq!(said("refused"), "the proxy proxy.example cannot be reached");
    }
}
