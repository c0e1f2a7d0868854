//! What the kernel shows in `/proc` and `/sys`. A missing or odd file means that it does not tell.

use crate::percent_of_dbm;
use domain::LinkKind;
use std::fs;
use std::path::{Path, PathBuf};

/// The flags of a route ([route.h](https://github.com/torvalds/linux/blob/master/include/uapi/linux/route.h)):
/// usable, and one that says that there is no way.
const UP: u32 = 0x1;
const REJECT: u32 = 0x200;

/// Names of interfaces by which anything may leave, best first, version 4 before version 6.
pub fn default_routes(root: &Path) -> Vec<String> {
    let mut names = Vec::new();
    for (file, read) in [
        ("proc/net/route", read_route as fn(&str) -> Option<(u32, String)>),
        ("proc/net/ipv6_route", read_route_6),
    ] {
        let table = fs::read_to_string(root.join(file)).unwrap_or_default();
        let mut routes: Vec<_> = table.lines().filter_map(read).collect();
        routes.sort_by_key(|(metric, _)| *metric);
        for (_, name) in routes {
            if name != "lo" && !names.contains(&name) {
                names.push(name);
            }
        }
    }
    names
}

/// Interface, destination, gateway, flags, two counters, metric, mask, ….
fn read_route(line: &str) -> Option<(u32, String)> {
    let fields: Vec<&str> = line.split_whitespace().collect();
    let [name, destination, _, flags, _, _, metric, mask, ..] = fields[..] else { return None };
    let everywhere = [destination, mask].iter().all(|field| *field == "00000000");
    (everywhere && usable(flags)).then_some((metric.parse().ok()?, name.to_owned()))
}

/// Destination and its length, source and its length, gateway, metric, two counters, flags,
/// interface; the numbers in hexadecimal.
fn read_route_6(line: &str) -> Option<(u32, String)> {
    let fields: Vec<&str> = line.split_whitespace().collect();
    let [destination, length, _, _, _, metric, _, _, flags, name] = fields[..] else { return None };
    let everywhere = length == "00" && destination.bytes().all(|digit| digit == b'0');
    (everywhere && usable(flags))
        .then_some((u32::from_str_radix(metric, 16).ok()?, name.to_owned()))
}

fn usable(flags: &str) -> bool {
    u32::from_str_radix(flags, 16).is_ok_and(|flags| flags & UP != 0 && flags & REJECT == 0)
}

/// What a bridge, a bond or a VLAN lies on, down to the hardware.
pub fn carrier(root: &Path, name: &str) -> String {
    let mut name = name.to_owned();
    for _ in 0..4 {
        let folder = folder(root, &name);
        if folder.join("device").exists() {
            break;
        }
        let mut below: Vec<String> = fs::read_dir(&folder)
            .into_iter()
            .flatten()
            .filter_map(|entry| entry.ok()?.file_name().into_string().ok())
            .filter_map(|entry| entry.strip_prefix("lower_").map(str::to_owned))
            .collect();
        below.sort();
        // Of several the one that is hardware: a bridge also holds virtual machines.
        let hardware = below.iter().position(|one| self::folder(root, one).join("device").exists());
        match below.get(hardware.unwrap_or(0)) {
            Some(lower) => name = lower.clone(),
            None => break,
        }
    }
    name
}

#[derive(Debug, Clone, PartialEq)]
pub struct Interface {
    pub name: String,
    pub kind: LinkKind,
    pub is_hardware: bool,
    pub mbit: Option<u32>,
    pub signal_percent: Option<u8>,
}

impl Interface {
    pub fn read(root: &Path, name: &str) -> Self {
        let folder = folder(root, name);
        let text = |file: &str| fs::read_to_string(folder.join(file)).unwrap_or_default();
        let uevent = text("uevent");
        let shows = Shows {
            device_type: uevent.lines().find_map(|line| line.strip_prefix("DEVTYPE=")),
            driver: driver(&folder),
            is_wireless: folder.join("wireless").exists() || folder.join("phy80211").exists(),
            is_hardware: folder.join("device").exists(),
            is_ethernet: text("type").trim() == "1",
            made_up_address: made_up(text("address").trim()),
        };
        Self {
            name: name.to_owned(),
            kind: kind(&shows),
            is_hardware: shows.is_hardware || shows.device_type == Some("bluetooth"),
            mbit: text("speed").trim().parse().ok().filter(|mbit| *mbit > 0),
            signal_percent: signal(root, name),
        }
    }
}

fn folder(root: &Path, name: &str) -> PathBuf {
    root.join("sys/class/net").join(name)
}

fn driver(folder: &Path) -> String {
    let link = fs::read_link(folder.join("device/driver")).unwrap_or_default();
    link.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

/// The second bit of an address says that no vendor gave it. Phones make theirs up; network cards
/// with the same driver do not. The kernel tells the two apart in the same way
/// ([usbnet.c](https://github.com/torvalds/linux/blob/master/drivers/net/usb/usbnet.c)).
fn made_up(address: &str) -> bool {
    let first = address.split(':').next().unwrap_or_default();
    u8::from_str_radix(first, 16).is_ok_and(|first| first & 0x02 != 0)
}

struct Shows<'a> {
    device_type: Option<&'a str>,
    driver: String,
    is_wireless: bool,
    is_hardware: bool,
    is_ethernet: bool,
    made_up_address: bool,
}

fn kind(shows: &Shows) -> LinkKind {
    match (shows.device_type, shows.driver.as_str()) {
        (Some("wlan"), _) => LinkKind::Wifi,
        (Some("wwan"), _) | (_, "cdc_mbim" | "qmi_wwan" | "sierra_net" | "huawei_cdc_ncm") => {
            LinkKind::Mobile
        }
        (Some("bluetooth"), _) | (_, "rndis_host" | "ipheth") => LinkKind::Tethered,
        (_, "cdc_ether" | "cdc_ncm" | "cdc_eem") if shows.made_up_address => LinkKind::Tethered,
        _ if shows.is_wireless => LinkKind::Wifi,
        _ if shows.is_hardware && shows.is_ethernet => LinkKind::Ethernet,
        _ => LinkKind::Other,
    }
}

/// The level in `/proc/net/wireless`, which some drivers give in dBm and others as that plus 256.
fn signal(root: &Path, name: &str) -> Option<u8> {
    let table = fs::read_to_string(root.join("proc/net/wireless")).ok()?;
    let line = table.lines().find_map(|line| line.trim().strip_prefix(name)?.strip_prefix(':'))?;
    let level: f64 = line.split_whitespace().nth(2)?.trim_end_matches('.').parse().ok()?;
    let dbm = if level > 0.0 { level - 256.0 } else { level };
    // Zero and nonsense are what a driver without a reading says.
    (-127.0..0.0).contains(&dbm).then(|| percent_of_dbm(dbm as i64))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_of_any_shape_are_survived() {
        for line in ["", "eth0", "eth0 0 0 x 0 0 0 0", "\t\t\t", "a b c d e f g h i j"] {
            assert_eq!((read_route(line), read_route_6(line)), (None, None), "{line}");
        }
        let table = |flags| format!("eth0 00000000 0101A8C0 {flags} 0 0 7 00000000 0 0 0");
        assert_eq!(read_route(&table("0003")), Some((7, "eth0".into())));
        assert_eq!(read_route(&table("0002")), None, "not up");
        assert_eq!(read_route(&table("0201")), None, "a route that rejects");
    }

    #[test]
    fn a_level_is_read_in_either_form_and_nonsense_not_at_all() {
        let root = tempfile::tempdir().unwrap();
        fs::create_dir_all(root.path().join("proc/net")).unwrap();
        let read = |level: &str| {
            let line = format!(" wlan0: 0000   52.  {level}  -256        0\n");
            fs::write(root.path().join("proc/net/wireless"), line).unwrap();
            signal(root.path(), "wlan0")
        };
        assert_eq!(read("-58."), Some(84));
        assert_eq!(read("198."), Some(84));
        for nonsense in ["0.", "x", "-300.", "900."] {
            assert_eq!(read(nonsense), None, "{nonsense}");
        }
        assert_eq!(signal(root.path(), "wlan1"), None);
    }
}
