//! What [NetworkManager](https://networkmanager.dev/docs/api/latest/spec.html) knows of a device:
//! the name of its Wi-Fi network, and whether bytes cost money. Not asked to start where it is not
//! running.

use std::sync::mpsc::{Receiver, TryRecvError, channel};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;
use zbus::blocking::connection::Builder;
use zbus::blocking::{Connection, Proxy};
use zbus::proxy::{CacheProperties, MethodFlags};
use zbus::zvariant::OwnedObjectPath;

const SERVICE: &str = "org.freedesktop.NetworkManager";
const DEVICE: &str = "org.freedesktop.NetworkManager.Device";
const WIRELESS: &str = "org.freedesktop.NetworkManager.Device.Wireless";
const ACCESS_POINT: &str = "org.freedesktop.NetworkManager.AccessPoint";
/// Everything it is asked it answers from memory.
const PATIENCE: Duration = Duration::from_secs(1);

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Device {
    pub ssid: Option<String>,
    pub mbit: Option<u32>,
    pub signal_percent: Option<u8>,
    pub metered: Option<bool>,
}

#[derive(Default)]
pub struct Desk {
    /// Another bus than the system's.
    address: Option<String>,
    line: Mutex<Line>,
}

#[derive(Default)]
enum Line {
    #[default]
    Closed,
    /// Somebody is at it, and it takes longer than anybody waits.
    Opening(Receiver<zbus::Result<Connection>>),
    Open(Connection),
}

impl Desk {
    #[cfg(test)]
    fn at(address: &str) -> Self {
        Self { address: Some(address.to_owned()), line: Mutex::default() }
    }

    /// `None` where it is not running or does not know the interface.
    pub fn device(&self, interface: &str) -> Option<Device> {
        let mut line = self.line.lock().unwrap_or_else(PoisonError::into_inner);
        let connection = self.connection(&mut line)?;
        match ask(&connection, interface) {
            Ok(device) => Some(device),
            // The bus answers, and has nobody of that name.
            Err(zbus::Error::MethodError(..)) => None,
            Err(error) => {
                tracing::debug!(%error, "NetworkManager cannot be asked");
                *line = Line::Closed;
                None
            }
        }
    }

    fn connection(&self, line: &mut Line) -> Option<Connection> {
        let opening = match std::mem::take(line) {
            Line::Open(connection) => {
                *line = Line::Open(connection.clone());
                return Some(connection);
            }
            Line::Opening(opening) => match opening.try_recv() {
                Err(TryRecvError::Empty) => {
                    *line = Line::Opening(opening);
                    return None;
                }
                Ok(Ok(connection)) => {
                    *line = Line::Open(connection.clone());
                    return Some(connection);
                }
                Ok(Err(_)) | Err(TryRecvError::Disconnected) => self.open(),
            },
            Line::Closed => self.open(),
        };
        match opening.recv_timeout(PATIENCE) {
            Ok(Ok(connection)) => {
                *line = Line::Open(connection.clone());
                Some(connection)
            }
            Ok(Err(error)) => {
                tracing::debug!(%error, "there is no system bus");
                None
            }
            Err(_) => {
                *line = Line::Opening(opening);
                None
            }
        }
    }

    /// On a thread of its own: the first words on a bus have no time limit.
    fn open(&self) -> Receiver<zbus::Result<Connection>> {
        let (sender, opening) = channel();
        let address = self.address.clone();
        std::thread::spawn(move || {
            let bus = match &address {
                Some(address) => Builder::address(address.as_str()),
                None => Builder::system(),
            };
            let opened = bus.and_then(|bus| bus.method_timeout(PATIENCE).build());
            // Nobody waits any more when the program ends.
            let _ = sender.send(opened);
        });
        opening
    }
}

fn ask(connection: &Connection, interface: &str) -> zbus::Result<Device> {
    let manager = proxy(connection, "/org/freedesktop/NetworkManager", SERVICE)?;
    let found: Option<OwnedObjectPath> = manager.call_with_flags(
        "GetDeviceByIpIface",
        MethodFlags::NoAutoStart.into(),
        &(interface,),
    )?;
    let Some(path) = found else { return Ok(Device::default()) };
    let metered = proxy(connection, path.as_str(), DEVICE)?.get_property("Metered").ok();
    let device = Device { metered: metered.and_then(costs), ..Device::default() };
    // Only a Wi-Fi device has this interface.
    let wireless = proxy(connection, path.as_str(), WIRELESS)?;
    let Ok(point) = wireless.get_property::<OwnedObjectPath>("ActiveAccessPoint") else {
        return Ok(device);
    };
    // In kbit/s.
    let rate = wireless.get_property::<u32>("Bitrate").ok().map(|rate| rate / 1000);
    let device = Device { mbit: rate.filter(|mbit| *mbit > 0), ..device };
    // What stands for none.
    if point.as_str() == "/" {
        return Ok(device);
    }
    let point = proxy(connection, point.as_str(), ACCESS_POINT)?;
    let ssid = point.get_property::<Vec<u8>>("Ssid").ok();
    Ok(Device {
        ssid: ssid
            .filter(|name| !name.is_empty())
            .map(|name| String::from_utf8_lossy(&name).into()),
        signal_percent: point.get_property("Strength").ok().filter(|signal| *signal <= 100),
        ..device
    })
}

fn proxy<'a>(
    connection: &Connection,
    path: &'a str,
    interface: &'a str,
) -> zbus::Result<Proxy<'a>> {
    zbus::blocking::proxy::Builder::new(connection)
        .destination(SERVICE)?
        .path(path)?
        .interface(interface)?
        .cache_properties(CacheProperties::No)
        .build()
}

/// [NMMetered](https://networkmanager.dev/docs/api/latest/nm-dbus-types.html#NMMetered): unknown,
/// yes, no, and what it guesses.
fn costs(metered: u32) -> Option<bool> {
    match metered {
        1 | 3 => Some(true),
        2 | 4 => Some(false),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::{BufRead, BufReader};
    use std::process::{Child, Command, Stdio};
    use zbus::fdo;
    use zbus::zvariant::ObjectPath;

    const DEVICE_PATH: &str = "/org/freedesktop/NetworkManager/Devices/3";
    const POINT_PATH: &str = "/org/freedesktop/NetworkManager/AccessPoint/71";

    /// A bus of this test's own.
    struct Bus(Child, String);

    impl Bus {
        fn start() -> Self {
            let mut daemon = Command::new("dbus-daemon")
                .args(["--session", "--nofork", "--nopidfile", "--print-address"])
                .stdout(Stdio::piped())
                .spawn()
                .expect("dbus-daemon is installed");
            let mut address = String::new();
            let said = daemon.stdout.take().unwrap();
            BufReader::new(said).read_line(&mut address).unwrap();
            Self(daemon, address.trim().to_owned())
        }
    }

    impl Drop for Bus {
        fn drop(&mut self) {
            let _ = self.0.kill();
            let _ = self.0.wait();
        }
    }

    struct Manager;

    #[zbus::interface(name = "org.freedesktop.NetworkManager")]
    impl Manager {
        fn get_device_by_ip_iface(&self, name: &str) -> fdo::Result<ObjectPath<'static>> {
            match name {
                "wlan0" => Ok(ObjectPath::from_static_str_unchecked(DEVICE_PATH)),
                _ => Err(fdo::Error::Failed("No device found for the requested iface.".into())),
            }
        }
    }

    struct Card;

    #[zbus::interface(name = "org.freedesktop.NetworkManager.Device")]
    impl Card {
        #[zbus(property)]
        fn metered(&self) -> u32 {
            3
        }
    }

    struct Radio;

    #[zbus::interface(name = "org.freedesktop.NetworkManager.Device.Wireless")]
    impl Radio {
        #[zbus(property)]
        fn active_access_point(&self) -> ObjectPath<'static> {
            ObjectPath::from_static_str_unchecked(POINT_PATH)
        }

        #[zbus(property)]
        fn bitrate(&self) -> u32 {
            866_700
        }
    }

    struct Point;

    #[zbus::interface(name = "org.freedesktop.NetworkManager.AccessPoint")]
    impl Point {
        #[zbus(property)]
        fn ssid(&self) -> Vec<u8> {
            "StageNet".into()
        }

        #[zbus(property)]
        fn strength(&self) -> u8 {
            71
        }
    }

    fn manager(bus: &Bus) -> Connection {
        Builder::address(bus.1.as_str())
            .unwrap()
            .name(SERVICE)
            .unwrap()
            .serve_at("/org/freedesktop/NetworkManager", Manager)
            .unwrap()
            .serve_at(DEVICE_PATH, Card)
            .unwrap()
            .serve_at(DEVICE_PATH, Radio)
            .unwrap()
            .serve_at(POINT_PATH, Point)
            .unwrap()
            .build()
            .unwrap()
    }

    #[test]
    fn network_manager_tells_the_name_the_signal_and_the_cost_when_it_is_there() {
        let bus = Bus::start();
        let asked = Desk::at(&bus.1);
        assert_eq!(asked.device("wlan0"), None, "nobody is there yet");
        let serving = manager(&bus);
        let told = Device {
            ssid: Some("StageNet".into()),
            mbit: Some(866),
            signal_percent: Some(71),
            metered: Some(true),
        };
        assert_eq!(asked.device("wlan0"), Some(told.clone()));
        assert_eq!(asked.device("eth0"), None);
        drop(serving);
        assert_eq!(asked.device("wlan0"), None, "it went away");
        drop(bus);
        assert_eq!(asked.device("wlan0"), None, "and the bus with it");
        let bus = Bus::start();
        let _serving = manager(&bus);
        assert_eq!(Desk::at(&bus.1).device("wlan0"), Some(told));
    }

    #[test]
    fn what_it_guesses_counts_and_what_it_does_not_know_does_not() {
        let told: Vec<_> = (0..6).map(costs).collect();
        assert_eq!(told, [None, Some(true), Some(false), Some(true), Some(false), None]);
    }
}
