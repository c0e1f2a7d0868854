//! macOS. The system's own commands say everything but whether bytes cost money.

use crate::percent_of_dbm;
use domain::{Link, LinkKind};
use serde_json::Value;

/// `ask` runs a command with its arguments and gives what it prints.
pub fn look(ask: impl Fn(&str, &[&str]) -> Option<String>) -> Link {
    let route = |family| ask("/sbin/route", &["-n", "get", family, "default"]);
    let Some(device) =
        ["-inet", "-inet6"].into_iter().filter_map(route).find_map(|said| device(&said))
    else {
        return Link { kind: LinkKind::Absent, ..Link::default() };
    };
    let ports = ask("/usr/sbin/networksetup", &["-listallhardwareports"]).unwrap_or_default();
    let kind = port_of(&ports, &device).map_or(LinkKind::Other, kind);
    let plain = Link { kind, name: Some(device.clone()), ..Link::default() };
    match kind {
        LinkKind::Wifi => {
            let wifi = ask("/usr/sbin/system_profiler", &["-json", "SPAirPortDataType"])
                .and_then(|said| wifi(&said, &device))
                .unwrap_or_default();
            let summary = || ask("/usr/sbin/ipconfig", &["getsummary", &device]);
            let name = wifi.name.or_else(|| summary().and_then(|said| ssid(&said)));
            Link {
                name: name.or(plain.name),
                mbit: wifi.mbit,
                signal_percent: wifi.signal,
                ..plain
            }
        }
        _ => Link { mbit: ask("/sbin/ifconfig", &[&device]).and_then(|said| mbit(&said)), ..plain },
    }
}

/// The interface of the default route, out of `route -n get default`.
fn device(said: &str) -> Option<String> {
    value(said, "interface").filter(|name| !name.is_empty()).map(str::to_owned)
}

/// What the hardware behind an interface is called, out of `networksetup -listallhardwareports`.
/// A VPN's interface is nobody's hardware.
fn port_of<'a>(said: &'a str, device: &str) -> Option<&'a str> {
    let mut port = None;
    for line in said.lines() {
        match line.trim().split_once(':') {
            Some(("Hardware Port", name)) => port = Some(name.trim()),
            Some(("Device", name)) if name.trim() == device => return port,
            _ => {}
        }
    }
    None
}

fn kind(port: &str) -> LinkKind {
    let port = port.to_ascii_lowercase();
    let has = |words: &[&str]| words.iter().any(|word| port.contains(word));
    if has(&["wi-fi", "airport"]) {
        LinkKind::Wifi
    } else if has(&["iphone", "ipad", "bluetooth", "rndis"]) {
        LinkKind::Tethered
    } else if has(&["wwan", "modem"]) {
        LinkKind::Mobile
    } else if has(&["ethernet", "lan", "thunderbolt"]) {
        LinkKind::Ethernet
    } else {
        LinkKind::Other
    }
}

#[derive(Debug, Default, PartialEq)]
struct Wifi {
    name: Option<String>,
    mbit: Option<u32>,
    signal: Option<u8>,
}

/// Out of `system_profiler -json SPAirPortDataType`, whose keys are the same in every language.
fn wifi(said: &str, device: &str) -> Option<Wifi> {
    let report: Value = serde_json::from_str(said).ok()?;
    let interfaces = report["SPAirPortDataType"]
        .as_array()?
        .iter()
        .filter_map(|one| one["spairport_airport_interfaces"].as_array())
        .flatten();
    let network = &interfaces.into_iter().find(|one| one["_name"] == device)?["spairport_current_network_information"];
    let signal = network["spairport_signal_noise"].as_str().and_then(|both| {
        let (signal, _) = both.split_once("dBm")?;
        signal.trim().parse().ok().map(percent_of_dbm)
    });
    let rate = &network["spairport_network_rate"];
    let rate = rate.as_u64().or_else(|| rate.as_str()?.trim().parse().ok());
    Some(Wifi {
        name: network["_name"].as_str().and_then(told),
        mbit: rate.and_then(|mbit| u32::try_from(mbit).ok()).filter(|mbit| *mbit > 0),
        signal,
    })
}

/// The name of the network, out of `ipconfig getsummary`.
fn ssid(said: &str) -> Option<String> {
    value(said, "SSID").and_then(told)
}

/// Names are kept from programs that may not know where the computer is.
fn told(name: &str) -> Option<String> {
    let name = name.trim();
    let hidden = name.is_empty() || name.to_ascii_lowercase().contains("redacted");
    (!hidden).then(|| name.to_owned())
}

/// What the two ends of a cable have agreed on, out of `ifconfig`:
/// `media: autoselect (2500Base-T <full-duplex>)`.
fn mbit(said: &str) -> Option<u32> {
    let (_, agreed) = value(said, "media")?.split_once('(')?;
    let agreed = agreed.to_ascii_lowercase();
    let (number, _) = agreed.split_once("base")?;
    match number.strip_suffix('g') {
        Some(gigabit) => gigabit.parse::<u32>().ok().map(|gigabit| gigabit * 1000),
        None => number.parse().ok(),
    }
}

fn value<'a>(said: &'a str, key: &str) -> Option<&'a str> {
    let pairs = said.lines().filter_map(|line| line.split_once(':'));
    let mut values = pairs.filter(|(name, _)| name.trim() == key).map(|(_, value)| value.trim());
    values.next()
}

#[cfg(test)]
mod tests {
    use super::*;

    const ROUTE: &str = "\
   route to: default
destination: default
       mask: default
    gateway: 192.168.1.1
  interface: en0
      flags: <UP,GATEWAY,DONE,STATIC,PRCLONING,GLOBAL>
 recvpipe  sendpipe  ssthresh  rtt,msec    rttvar  hopcount      mtu     expire
       0         0         0         0         0         0      1500         0
";

    const PORTS: &str = "
Hardware Port: Ethernet Adapter (en4)
Device: en4
Ethernet Address: 36:21:bb:00:00:01

Hardware Port: Wi-Fi
Device: en0
Ethernet Address: a0:78:17:00:00:02

Hardware Port: iPhone USB
Device: en8
Ethernet Address: 6e:5a:6b:00:00:03

Hardware Port: USB 10/100/1G/2.5G LAN
Device: en9
Ethernet Address: 6e:5a:6b:00:00:04

VLAN Configurations
===================
";

    const AIRPORT: &str = r#"{
  "SPAirPortDataType": [
    {
      "spairport_airport_interfaces": [
        { "_name": "awdl0" },
        {
          "_name": "en0",
          "spairport_current_network_information": {
            "_name": "StageNet",
            "spairport_network_channel": "36 (5GHz, 80MHz)",
            "spairport_network_rate": 866,
            "spairport_signal_noise": "-58 dBm / -91 dBm"
          },
          "spairport_status_information": "spairport_status_connected"
        }
      ]
    },
    { "spairport_software_information": {} }
  ]
}"#;

    const SUMMARY: &str = "\
<dictionary> {
  BSSID : <redacted>
  InterfaceType : WiFi
  LinkStatusActive : TRUE
  SSID : StageNet
  Security : WPA2_PSK
}
";

    const WIRED: &str = "\
en9: flags=8863<UP,BROADCAST,SMART,RUNNING,SIMPLEX,MULTICAST> mtu 1500
\tether 6e:5a:6b:00:00:04
\tmedia: autoselect (2500Base-T <full-duplex>)
\tstatus: active
";

    /// A Mac that answers as it was told.
    fn mac<'a>(
        route: &'a str,
        airport: &'a str,
        summary: &'a str,
    ) -> impl Fn(&str, &[&str]) -> Option<String> + 'a {
        move |program, arguments| {
            let said = match (program.rsplit('/').next()?, arguments) {
                ("route", [.., "-inet", "default"]) => route,
                ("networksetup", ["-listallhardwareports"]) => PORTS,
                ("system_profiler", ["-json", "SPAirPortDataType"]) => airport,
                ("ipconfig", ["getsummary", "en0"]) => summary,
                ("ifconfig", ["en9"]) => WIRED,
                _ => return None,
            };
            (!said.is_empty()).then(|| said.to_owned())
        }
    }

    #[test]
    fn wifi_is_told_with_its_name_its_rate_and_its_signal() {
        assert_eq!(
            look(mac(ROUTE, AIRPORT, "")),
            Link {
                kind: LinkKind::Wifi,
                name: Some("StageNet".into()),
                mbit: Some(866),
                signal_percent: Some(84),
                metered: None,
            }
        );
    }

    #[test]
    fn a_name_that_one_command_hides_is_asked_of_another_and_then_left_out() {
        let hidden = AIRPORT.replace("StageNet", "&lt;redacted&gt;");
        assert_eq!(look(mac(ROUTE, &hidden, SUMMARY)).name.as_deref(), Some("StageNet"));
        let nobody_tells = SUMMARY.replace("StageNet", "<redacted>");
        let link = look(mac(ROUTE, &hidden, &nobody_tells));
        assert_eq!((link.kind, link.name.as_deref()), (LinkKind::Wifi, Some("en0")));
    }

    #[test]
    fn a_cable_is_told_with_what_its_ends_agreed_on() {
        let link = look(mac(&ROUTE.replace("en0", "en9"), "", ""));
        assert_eq!((link.kind, link.mbit), (LinkKind::Ethernet, Some(2500)));
        let media = |agreed: &str| mbit(&format!("\tmedia: autoselect ({agreed})"));
        assert_eq!(media("1000baseT <full-duplex>"), Some(1000));
        assert_eq!(media("10Gbase-T <full-duplex,flow-control>"), Some(10_000));
        assert_eq!(media("none"), None);
        assert_eq!(mbit("\tmedia: autoselect"), None);
    }

    #[test]
    fn a_phone_a_vpn_and_no_network_are_told_apart() {
        let kind_at = |device: &str| look(mac(&ROUTE.replace("en0", device), "", "")).kind;
        assert_eq!(kind_at("en8"), LinkKind::Tethered);
        assert_eq!(kind_at("utun4"), LinkKind::Other);
        assert_eq!(look(|_, _| None).kind, LinkKind::Absent);
    }

    #[test]
    fn answers_of_any_shape_are_survived() {
        for said in ["", "{}", "[]", "null", r#"{"SPAirPortDataType":[{}]}"#, ":", "media: ("] {
            assert_eq!(wifi(said, "en0"), None, "{said}");
            assert_eq!((device(said), ssid(said), mbit(said)), (None, None, None), "{said}");
        }
        let odd = AIRPORT.replace("866", "\"x\"").replace("-58 dBm / -91 dBm", "loud");
        let read = wifi(&odd, "en0").unwrap();
        assert_eq!((read.mbit, read.signal), (None, None));
    }
}
