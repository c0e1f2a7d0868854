//! The proxy that stands before an address, if any: named when it is what stands in the way.

use domain::{Proxy, Route};
use hyper_util::client::proxy::matcher::Matcher;
use std::error::Error;
use url::Url;

/// The host and port of the proxy before an address, by the same rules as a request goes by: what
/// the person has chosen, else the environment, else the system's settings. Never the name and the
/// password in it.
pub fn before(route: &Route, asked: &Url) -> Option<String> {
    let rules = match &route.proxy {
        Proxy::System => Matcher::from_system(),
        Proxy::None => return None,
        Proxy::At { address, direct } => {
            Matcher::builder().all(address.as_str()).no(direct.join(",")).build()
        }
    };
    named_by(&rules, asked)
}

fn named_by(rules: &Matcher, asked: &Url) -> Option<String> {
    // The path and the query decide nothing, and may be signed.
    let origin = asked.origin().ascii_serialization().parse().ok()?;
    let proxy = rules.intercept(&origin)?;
    let host = proxy.uri().host()?;
    Some(proxy.uri().port_u16().map_or(host.to_owned(), |port| format!("{host}:{port}")))
}

/// Why nothing gets through it, from an error of a connection that never came about. Whether it was
/// told a name and a password decides what it has against us.
pub fn refusal(proxy: &str, has_login: bool, error: &(dyn Error + 'static)) -> String {
    let unwanted = || match has_login {
        true => format!("the proxy {proxy} does not take the name and the password"),
        false => format!("the proxy {proxy} wants a password"),
    };
    let mut next = Some(error);
    while let Some(error) = next {
        // The types of these cannot be named from outside their crate.
        let said = error.to_string();
        if let Some(why) = said.strip_prefix("tunnel error: ") {
            match why {
                "proxy authorization required" => return unwanted(),
                "unsuccessful" => return format!("the proxy {proxy} does not let us through"),
                _ => {}
            }
        }
        if let Some(why) = said.strip_prefix("SOCKS error: ") {
            match why {
                "credentials not accepted"
                | "server does not support user/pass authentication"
                | "server implements authentication incorrectly" => return unwanted(),
                "failed to create underlying connection" => {}
                _ => return format!("the proxy {proxy} does not let us through"),
            }
        }
        next = error.source();
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
    fn the_proxy_that_a_person_chose_stands_before_all_but_what_goes_direct() {
        let proxy = Proxy::typed("proxy.example:3128", "*.intranet.example 10.0.0.0/8").unwrap();
        let route = Route { proxy, ..Route::default() };
        let named = |asked: &str| before(&route, &asked.parse().unwrap());
        assert_eq!(named("https://api.example/").as_deref(), Some("proxy.example:3128"));
        assert_eq!(named("https://machine.intranet.example/"), None);
        assert_eq!(named("https://10.1.2.3/"), None);
        let none = Route { proxy: Proxy::None, ..Route::default() };
        assert_eq!(before(&none, &"https://api.example/".parse().unwrap()), None);
    }

    #[test]
    fn a_refusal_is_told_from_a_proxy_that_is_not_there() {
        let said =
            |has_login, error: &str| refusal("proxy.example", has_login, &io::Error::other(error));
        let wanted = "tunnel error: proxy authorization required";
        assert_eq!(said(false, wanted), "the proxy proxy.example wants a password");
        let refused = "the proxy proxy.example does not take the name and the password";
        assert_eq!(said(true, wanted), refused);
        assert_eq!(said(true, "SOCKS error: credentials not accepted"), refused);
        let closed = "the proxy proxy.example does not let us through";
        assert_eq!(said(false, "tunnel error: unsuccessful"), closed);
        assert_eq!(said(true, "refused"), "the proxy proxy.example cannot be reached");
    }
}
