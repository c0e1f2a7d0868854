//! What a person types to name a machine: host and port, and nothing else.

use super::PLAIN;
use domain::provider::ADDRESS;
use domain::{Answers, CloudError, Endpoint, ErrorKind};
use std::net::{Ipv4Addr, Ipv6Addr};
use url::{Host, Url};

/// https first. http only to this very computer, or when the person has said so for this one
/// connection: no public source shows a machine that speaks https, and a key sent in the clear is
/// everybody's.
pub fn typed_endpoints(typed: &Answers) -> Result<Vec<Endpoint>, CloudError> {
    let text = typed.text(ADDRESS).ok_or_else(|| {
        refused("Type the address of the machine: host and port, such as 192.168.1.20:8082")
    })?;
    let (host, port) = host_and_port(text)?;
    let here = match &host {
        Host::Ipv4(address) => address.is_loopback(),
        Host::Ipv6(address) => address.is_loopback(),
        Host::Domain(_) => false,
    };
    let plain = here || typed.is_on(PLAIN);
    let schemes: &[&str] = if plain { &["https", "http"] } else { &["https"] };
    schemes.iter().map(|scheme| endpoint(scheme, &host, port)).collect()
}

fn endpoint(scheme: &str, host: &Host, port: u16) -> Result<Endpoint, CloudError> {
    let address = Url::parse(&format!("{scheme}://{host}:{port}")).map_err(|_| no_host())?;
    // A number such as 0x7f.1 is a name to us and an address to the parser.
    match (host, address.host()) {
        (Host::Domain(_), Some(Host::Domain(_)))
        | (Host::Ipv4(_), Some(Host::Ipv4(_)))
        | (Host::Ipv6(_), Some(Host::Ipv6(_))) => Ok(Endpoint { address, extra_ca: None }),
        _ => Err(no_host()),
    }
}

fn host_and_port(text: &str) -> Result<(Host, u16), CloudError> {
    if text.contains("://") {
        return Err(refused("Type only the host and the port, without http:// in front"));
    }
    if text.contains('@') {
        return Err(refused("Type only the host and the port, without a name or a password"));
    }
    if text.contains(['/', '\\', '?', '#']) {
        return Err(refused("Type only the host and the port, with nothing behind them"));
    }
    let (host, port) = text.rsplit_once(':').ok_or_else(no_port)?;
    let host = match host.strip_prefix('[') {
        Some(rest) => v6(rest.strip_suffix(']').ok_or_else(no_port)?)?,
        None if text.parse::<Ipv6Addr>().is_ok() || host.contains(':') => return Err(no_brackets()),
        None => v4_or_name(host)?,
    };
    let digits = !port.is_empty() && port.bytes().all(|byte| byte.is_ascii_digit());
    match port.parse() {
        Ok(port) if digits && port > 0 => Ok((host, port)),
        _ => Err(no_port()),
    }
}

fn v6(text: &str) -> Result<Host, CloudError> {
    let address: Ipv6Addr = text.parse().map_err(|_| no_host())?;
    if address.is_unspecified() || address.is_multicast() {
        return Err(no_host());
    }
    Ok(Host::Ipv6(address))
}

fn v4_or_name(text: &str) -> Result<Host, CloudError> {
    if let Ok(address) = text.parse::<Ipv4Addr>() {
        if address.is_unspecified() || address.is_multicast() || address.is_broadcast() {
            return Err(no_host());
        }
        return Ok(Host::Ipv4(address));
    }
    let fits = |c: char| c.is_alphanumeric() || matches!(c, '-' | '.' | '_');
    if text.is_empty() || !text.chars().all(fits) {
        return Err(no_host());
    }
    Ok(Host::Domain(text.to_owned()))
}

fn no_port() -> CloudError {
    refused("The port is missing: type it after a colon, such as 192.168.1.20:8082")
}

fn no_brackets() -> CloudError {
    refused("An IPv6 address goes in brackets, with the port behind them: [fd00::20]:8082")
}

fn no_host() -> CloudError {
    refused("That is no host: type a name or an IP address and the port, such as studio-b:8082")
}

fn refused(said: &str) -> CloudError {
    CloudError::new(ErrorKind::Rejected, said)
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::Secret;

    fn typed(address: &str, plain: bool) -> Result<Vec<String>, String> {
        let mut typed = Answers::default();
        typed.put(ADDRESS, Secret::new(address));
        if plain {
            typed.put(PLAIN, Secret::new("on"));
        }
        let endpoints = typed_endpoints(&typed).map_err(|error| {
            assert_eq!(error.kind, ErrorKind::Rejected);
            error.said
        })?;
        Ok(endpoints.into_iter().map(|endpoint| endpoint.address.into()).collect())
    }

    #[test]
    fn a_machine_on_the_network_is_asked_over_https_alone() {
        for (address, expected) in [
            ("studio-b:8082", "https://studio-b:8082/"),
            (" studio-b.local:8082 ", "https://studio-b.local:8082/"),
            ("studio_b:8082", "https://studio_b:8082/"),
            ("192.168.1.20:8082", "https://192.168.1.20:8082/"),
            ("[fd00::20]:8082", "https://[fd00::20]:8082/"),
            ("studio-b:443", "https://studio-b/"),
            ("studio-b:80", "https://studio-b:80/"),
            // A name, which anyone's resolver may send elsewhere.
            ("localhost:8082", "https://localhost:8082/"),
            ("[::ffff:127.0.0.1]:8082", "https://[::ffff:7f00:1]:8082/"),
        ] {
            assert_eq!(typed(address, false).unwrap(), [expected], "{address}");
        }
    }

    #[test]
    fn plain_http_comes_second_and_only_on_this_computer_or_by_the_switch() {
        assert_eq!(
            typed("127.0.0.1:8082", false).unwrap(),
            ["https://127.0.0.1:8082/", "http://127.0.0.1:8082/"]
        );
        assert_eq!(
            typed("[::1]:8082", false).unwrap(),
            ["https://[::1]:8082/", "http://[::1]:8082/"]
        );
        assert_eq!(
            typed("studio-b:8082", true).unwrap(),
            ["https://studio-b:8082/", "http://studio-b:8082/"]
        );
    }

    #[test]
    fn whatever_is_not_a_host_and_a_port_is_refused_with_words() {
        for (address, word) in [
            ("", "Type the address"),
            ("   ", "Type the address"),
            ("studio-b", "port"),
            ("studio-b:", "port"),
            ("studio-b:0", "port"),
            ("studio-b:+80", "port"),
            ("studio-b:65536", "port"),
            ("studio-b:http", "port"),
            ("[::1]", "port"),
            ("[::1", "port"),
            ("::1:8082", "brackets"),
            ("fd00::20", "brackets"),
            ("http://studio-b:8082", "without http"),
            ("https://studio-b:8082", "without http"),
            ("studio-b:8082/api", "nothing behind"),
            ("studio-b:8082?x", "nothing behind"),
            ("studio-b:8082#x", "nothing behind"),
            ("studio-b\\x:8082", "nothing behind"),
            ("sam@studio-b:8082", "without a name"),
            ("sam:secret@studio-b:8082", "without a name"),
            (":8082", "no host"),
            ("studio b:8082", "no host"),
            ("studio%62:8082", "no host"),
            ("[fe80::1%eth0]:8082", "no host"),
            ("[studio]:8082", "no host"),
            ("0.0.0.0:8082", "no host"),
            ("[::]:8082", "no host"),
            ("224.0.0.1:8082", "no host"),
            ("0x7f.1:8082", "no host"),
            ("2130706433:8082", "no host"),
            ("192.168.1:8082", "no host"),
        ] {
            let said = typed(address, true).unwrap_err();
            assert!(said.contains(word), "{address}: {said}");
            assert!(!said.contains("secret"), "{said}");
        }
    }
}
