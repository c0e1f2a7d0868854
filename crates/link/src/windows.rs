//! Windows. One script that prints `key: value`, because its objects have the same names in every
//! language of the system, while what `netsh` prints has not.

use domain::{Link, LinkKind};

/// [NetworkInformation](https://learn.microsoft.com/uwp/api/windows.networking.connectivity.networkinformation)
/// knows the way out and what it costs, `Get-NetAdapter` the hardware, and `netsh` the signal. Of
/// the last, only what ends in `%` is read: the words before it are translated.
const SCRIPT: &str = "\
[Console]::OutputEncoding = [Text.Encoding]::UTF8
$way = [Windows.Networking.Connectivity.NetworkInformation,Windows.Networking.Connectivity,ContentType=WindowsRuntime]::GetInternetConnectionProfile()
if (-not $way) { 'profile: none'; exit 0 }
'profile: ' + $way.ProfileName
'interface_type: ' + $way.NetworkAdapter.IanaInterfaceType
'cost: ' + [int]$way.GetConnectionCost().NetworkCostType
'out_bits: ' + $way.NetworkAdapter.OutboundMaxBitsPerSecond
$id = '{' + $way.NetworkAdapter.NetworkAdapterId + '}'
$adapter = Get-NetAdapter | Where-Object { $_.InterfaceGuid -eq $id }
'adapter: ' + $adapter.InterfaceDescription
if ($way.IsWlanConnectionProfile) {
  'wifi: ' + $way.WlanConnectionProfileDetails.GetConnectedSsid()
  netsh wlan show interfaces | Where-Object { $_ -match '%\\s*$' } | ForEach-Object { 'signal: ' + ($_ -split ':')[-1].Trim() }
}
";

/// `ask` runs a command with its arguments and gives what it prints.
pub fn look(ask: impl Fn(&str, &[&str]) -> Option<String>) -> Link {
    let arguments = ["-NoLogo", "-NoProfile", "-NonInteractive", "-Command", SCRIPT];
    ask("powershell.exe", &arguments).map(|said| read(&said)).unwrap_or_default()
}

fn read(said: &str) -> Link {
    let profile = value(said, "profile");
    let interface = number(said, "interface_type");
    if interface.is_none() {
        // It has answered, and there is no way out; or it has not answered.
        let kind = if profile == Some("none") { LinkKind::Absent } else { LinkKind::Other };
        return Link { kind, ..Link::default() };
    }
    let adapter = value(said, "adapter").unwrap_or_default();
    let kind = kind(interface, adapter);
    let is_wifi = kind == LinkKind::Wifi;
    let ssid = value(said, "wifi").filter(|_| is_wifi);
    let bits = number(said, "out_bits").map(|bits| bits / 1_000_000);
    Link {
        kind,
        name: ssid.or(profile).map(str::to_owned),
        mbit: bits.and_then(|mbit| u32::try_from(mbit).ok()).filter(|mbit| *mbit > 0),
        signal_percent: value(said, "signal")
            .and_then(|signal| signal.trim_end_matches('%').trim().parse().ok())
            .filter(|signal| is_wifi && *signal <= 100),
        metered: number(said, "cost").and_then(costs),
    }
}

/// The type is [IANA's](https://www.iana.org/assignments/ianaiftype-mib/ianaiftype-mib); a phone on
/// a cable looks like a network card to it, and only its driver's name says more.
fn kind(interface: Option<u64>, adapter: &str) -> LinkKind {
    let adapter = adapter.to_ascii_lowercase();
    let is_phone = ["remote ndis", "rndis", "apple mobile device", "bluetooth"];
    match interface {
        _ if is_phone.iter().any(|word| adapter.contains(word)) => LinkKind::Tethered,
        Some(6) => LinkKind::Ethernet,
        Some(71) => LinkKind::Wifi,
        Some(243 | 244) => LinkKind::Mobile,
        _ => LinkKind::Other,
    }
}

/// [NetworkCostType](https://learn.microsoft.com/uwp/api/windows.networking.connectivity.networkcosttype):
/// unknown, unrestricted, fixed, variable.
fn costs(kind: u64) -> Option<bool> {
    match kind {
        1 => Some(false),
        2 | 3 => Some(true),
        _ => None,
    }
}

fn value<'a>(said: &'a str, key: &str) -> Option<&'a str> {
    let pairs = said.lines().filter_map(|line| line.split_once(": "));
    let mut values = pairs.filter(|(name, _)| name.trim() == key).map(|(_, value)| value.trim());
    values.next().filter(|value| !value.is_empty())
}

fn number(said: &str, key: &str) -> Option<u64> {
    value(said, key)?.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    const WIFI: &str = "\
profile: StageNet 2
interface_type: 71
cost: 1
out_bits: 866700000
adapter: Intel(R) Wi-Fi 6 AX201 160MHz
wifi: StageNet
signal: 83%
";

    #[test]
    fn wifi_is_told_with_its_name_its_rate_its_signal_and_its_cost() {
        let asked = |program: &str, arguments: &[&str]| {
            assert_eq!(program, "powershell.exe");
            assert!(arguments.contains(&"-NoProfile"));
            Some(WIFI.replace('\n', "\r\n"))
        };
        assert_eq!(
            look(asked),
            Link {
                kind: LinkKind::Wifi,
                name: Some("StageNet".into()),
                mbit: Some(866),
                signal_percent: Some(83),
                metered: Some(false),
            }
        );
    }

    #[test]
    fn a_cable_a_phone_and_a_mobile_network_are_told_apart() {
        let at = |kind: u64, adapter: &str| {
            read(&format!(
                "profile: Network\ninterface_type: {kind}\ncost: 2\nout_bits: 1000000000\nadapter: {adapter}\n"
            ))
        };
        let cable = at(6, "Realtek PCIe GbE Family Controller");
        assert_eq!((cable.kind, cable.mbit), (LinkKind::Ethernet, Some(1000)));
        assert_eq!(at(6, "Remote NDIS based Internet Sharing Device #2").kind, LinkKind::Tethered);
        assert_eq!(at(6, "Apple Mobile Device Ethernet").kind, LinkKind::Tethered);
        assert_eq!(at(6, "Bluetooth Device (Personal Area Network)").kind, LinkKind::Tethered);
        assert_eq!(at(244, "Snapdragon X55 5G Modem").kind, LinkKind::Mobile);
        assert_eq!(at(131, "WireGuard Tunnel").kind, LinkKind::Other);
        assert_eq!(cable.metered, Some(true));
    }

    #[test]
    fn no_way_out_is_no_network_and_no_answer_is_no_knowledge() {
        assert_eq!(read("profile: none\r\n").kind, LinkKind::Absent);
        assert_eq!(look(|_, _| None), Link::default());
        for said in ["", ":", ": ", "profile: ", "interface_type: x", "signal: %"] {
            assert_eq!(read(said), Link::default(), "{said}");
        }
        let odd = WIFI.replace("83%", "900%").replace("cost: 1", "cost: 0");
        assert_eq!((read(&odd).signal_percent, read(&odd).metered), (None, None));
    }

    #[test]
    fn a_network_may_have_a_colon_in_its_name() {
        let link = read(&WIFI.replace("wifi: StageNet", "wifi: Unit A: video"));
        assert_eq!(link.name.as_deref(), Some("Unit A: video"));
    }
}
