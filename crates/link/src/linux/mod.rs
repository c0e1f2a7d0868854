//! Linux. The kernel knows what carries the way out, NetworkManager what it is called and what it
//! costs. A system without the latter is fine: most of a film set's computers have it, servers do
//! not.

mod desk;
mod kernel;

use desk::{Desk, Device};
use domain::{Link, LinkKind};
use kernel::Interface;
use std::path::{Path, PathBuf};

pub struct Linux {
    root: PathBuf,
    desk: Desk,
}

impl Default for Linux {
    fn default() -> Self {
        Self { root: PathBuf::from("/"), desk: Desk::default() }
    }
}

impl Linux {
    pub fn look(&self) -> Link {
        match way_out(&self.root) {
            Some(interface) => {
                let device = self.desk.device(&interface.name).unwrap_or_default();
                put_together(interface, device)
            }
            None => Link { kind: LinkKind::Absent, ..Link::default() },
        }
    }
}

/// The interface that carries what leaves. A VPN is carried by something else, which is what a
/// person wants to know.
fn way_out(root: &Path) -> Option<Interface> {
    let routed = kernel::default_routes(root);
    let mut interfaces: Vec<_> =
        routed.iter().map(|name| Interface::read(root, &kernel::carrier(root, name))).collect();
    let real = interfaces.iter().position(|one| one.is_hardware).unwrap_or(0);
    (!interfaces.is_empty()).then(|| interfaces.swap_remove(real))
}

fn put_together(interface: Interface, device: Device) -> Link {
    let is_wifi = interface.kind == LinkKind::Wifi;
    Link {
        kind: interface.kind,
        name: Some(device.ssid.filter(|_| is_wifi).unwrap_or(interface.name)),
        mbit: interface.mbit.or(device.mbit),
        signal_percent: device.signal_percent.or(interface.signal_percent).filter(|_| is_wifi),
        metered: device.metered,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;
    use tempfile::TempDir;

    /// A computer, as far as `/proc` and `/sys` tell.
    struct Computer(TempDir);

    const ROUTES: &str =
        "Iface\tDestination\tGateway \tFlags\tRefCnt\tUse\tMetric\tMask\t\tMTU\tWindow\tIRTT\n";

    impl Computer {
        fn new() -> Self {
            let computer = Self(tempfile::tempdir().unwrap());
            computer.write("proc/net/route", ROUTES);
            computer
        }

        fn write(&self, path: &str, text: &str) {
            let path = self.0.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }

        /// A default route over `interface`.
        fn route(self, interface: &str, metric: u32) -> Self {
            let line = format!(
                "{interface}\t00000000\t0101A8C0\t0003\t0\t0\t{metric}\t00000000\t0\t0\t0\n"
            );
            let path = self.0.path().join("proc/net/route");
            fs::write(&path, fs::read_to_string(&path).unwrap() + &line).unwrap();
            self
        }

        /// What the kernel shows of an interface: `driver` where there is hardware, and what
        /// `uevent` says besides its name.
        fn interface(self, name: &str, driver: &str, uevent: &str, files: &[(&str, &str)]) -> Self {
            let folder = format!("sys/class/net/{name}");
            self.write(&format!("{folder}/type"), "1\n");
            self.write(
                &format!("{folder}/uevent"),
                &format!("{uevent}\nINTERFACE={name}\nIFINDEX=2\n"),
            );
            for (file, text) in files {
                self.write(&format!("{folder}/{file}"), text);
            }
            if !driver.is_empty() {
                let drivers = self.0.path().join("sys/bus/drivers").join(driver);
                fs::create_dir_all(&drivers).unwrap();
                let device = self.0.path().join(&folder).join("device");
                fs::create_dir_all(&device).unwrap();
                std::os::unix::fs::symlink(drivers, device.join("driver")).unwrap();
            }
            self
        }

        fn link(&self) -> Link {
            way_out(self.0.path())
                .map_or(Link { kind: LinkKind::Absent, ..Link::default() }, |interface| {
                    put_together(interface, Device::default())
                })
        }
    }

    fn kind_of(driver: &str, uevent: &str, files: &[(&str, &str)]) -> LinkKind {
        Computer::new().route("if0", 100).interface("if0", driver, uevent, files).link().kind
    }

    #[test]
    fn no_default_route_is_no_network() {
        let computer = Computer::new().interface("eth0", "e1000e", "", &[("speed", "1000\n")]);
        assert_eq!(computer.link().kind, LinkKind::Absent);
        let nothing = tempfile::tempdir().unwrap();
        assert_eq!(way_out(nothing.path()).map(|one| one.name), None);
    }

    #[test]
    fn a_cable_is_told_with_what_its_ends_agreed_on() {
        let computer = Computer::new().route("enp3s0", 100);
        let link = computer.interface("enp3s0", "igc", "", &[("speed", "2500\n")]).link();
        let name = Some("enp3s0".to_owned());
        assert_eq!(
            link,
            Link { kind: LinkKind::Ethernet, name, mbit: Some(2500), ..Link::default() }
        );
        // What a virtual card says.
        let odd =
            Computer::new().route("eth0", 0).interface("eth0", "virtio", "", &[("speed", "-1\n")]);
        assert_eq!(odd.link().mbit, None);
    }

    #[test]
    fn wifi_is_told_with_its_signal() {
        let computer = Computer::new().route("wlp2s0", 600);
        let computer = computer.interface("wlp2s0", "iwlwifi", "DEVTYPE=wlan", &[]);
        computer.write(
            "proc/net/wireless",
            "Inter-| sta-|   Quality        |   Discarded packets               | Missed | WE\n \
             face | tus | link level noise |  nwid  crypt   frag  retry   misc | beacon | 22\n\
             wlp2s0: 0000   52.  -58.  -256        0      0      0      0    214        0\n",
        );
        let link = computer.link();
        assert_eq!((link.kind, link.signal_percent), (LinkKind::Wifi, Some(84)));
    }

    #[test]
    fn phones_modems_and_cables_are_told_apart_by_their_driver() {
        let phones_own = [("address", "7a:12:34:56:78:9a\n")];
        let vendors = [("address", "00:e0:4c:68:00:01\n")];
        let told = [
            ("usb phone (rndis)", kind_of("rndis_host", "DEVTYPE=gadget", &vendors)),
            ("iphone", kind_of("ipheth", "", &vendors)),
            ("usb phone (ncm)", kind_of("cdc_ncm", "", &phones_own)),
            ("usb phone (ecm)", kind_of("cdc_ether", "", &phones_own)),
            ("usb network card (ecm)", kind_of("cdc_ether", "", &vendors)),
            ("bluetooth phone", kind_of("", "DEVTYPE=bluetooth", &[])),
            ("modem (mbim)", kind_of("cdc_mbim", "DEVTYPE=wwan", &phones_own)),
            ("modem (qmi)", kind_of("qmi_wwan", "", &[("type", "65534\n")])),
            ("old wifi", kind_of("ath9k", "", &[("wireless/status", "")])),
            ("tunnel", kind_of("", "", &[("type", "65534\n")])),
            ("cable", kind_of("e1000e", "", &vendors)),
        ];
        let table: String = told.iter().map(|(what, kind)| format!("{what}: {kind:?}\n")).collect();
        assert_eq!(
            table,
            "\
usb phone (rndis): Tethered
iphone: Tethered
usb phone (ncm): Tethered
usb phone (ecm): Tethered
usb network card (ecm): Ethernet
bluetooth phone: Tethered
modem (mbim): Mobile
modem (qmi): Mobile
old wifi: Wifi
tunnel: Other
cable: Ethernet
"
        );
    }

    #[test]
    fn of_several_ways_out_the_one_with_the_lowest_metric_counts() {
        let computer = Computer::new().route("wlan0", 600).route("eth0", 100);
        let computer = computer.interface("wlan0", "iwlwifi", "DEVTYPE=wlan", &[]);
        let computer = computer.interface("eth0", "igc", "", &[]);
        assert_eq!(computer.link().kind, LinkKind::Ethernet);
    }

    #[test]
    fn a_vpn_is_carried_by_the_network_below_it() {
        let computer = Computer::new().route("tun0", 50).route("wlan0", 600);
        let computer = computer.interface("tun0", "", "", &[("type", "65534\n")]);
        let computer = computer.interface("wlan0", "iwlwifi", "DEVTYPE=wlan", &[]);
        assert_eq!(computer.link().kind, LinkKind::Wifi);
    }

    #[test]
    fn a_bridge_is_the_card_below_it() {
        let computer = Computer::new().route("br0", 100);
        let computer =
            computer.interface("br0", "", "DEVTYPE=bridge", &[("lower_eth0/ifindex", "2")]);
        let computer = computer.interface("eth0", "igc", "", &[("speed", "10000\n")]);
        let link = computer.link();
        assert_eq!((link.kind, link.mbit), (LinkKind::Ethernet, Some(10_000)));
        // One that lies on itself ends somewhere.
        let computer = Computer::new().route("br0", 100);
        let computer = computer.interface("br0", "", "", &[("lower_br0/ifindex", "2")]);
        assert_eq!(computer.link().name.as_deref(), Some("br0"));
    }

    #[test]
    fn a_network_of_version_six_only_counts_as_well() {
        let computer = Computer::new().interface("wlan0", "iwlwifi", "DEVTYPE=wlan", &[]);
        let nothing = "00000000000000000000000000000000";
        computer.write(
            "proc/net/ipv6_route",
            &format!(
                "{nothing} 00 {nothing} 00 fe800000000000000000000000000001 00000400 00000003 00000000 00000003    wlan0\n\
                 {nothing} 00 {nothing} 00 {nothing} ffffffff 00000001 00000000 00200200       lo\n"
            ),
        );
        assert_eq!(computer.link().kind, LinkKind::Wifi);
    }

    #[test]
    fn what_network_manager_knows_is_put_on_top() {
        let computer = Computer::new().route("wlan0", 600);
        let computer = computer.interface("wlan0", "iwlwifi", "DEVTYPE=wlan", &[]);
        let device = Device {
            ssid: Some("StageNet".into()),
            mbit: Some(866),
            signal_percent: Some(71),
            metered: Some(true),
        };
        let link = put_together(way_out(computer.0.path()).unwrap(), device);
        assert_eq!(link.name.as_deref(), Some("StageNet"));
        assert_eq!(
            (link.mbit, link.signal_percent, link.metered),
            (Some(866), Some(71), Some(true))
        );
    }
}
