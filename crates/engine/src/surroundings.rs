//! What the network is like: what carries us, how much gets through, how long an answer takes, and
//! whether the machine just woke or moved to another network.

use crate::clocks::slept;
use crate::engine::Engine;
use crate::limiter::BestRate;
use crate::{Event, health};
use domain::{ErrorKind, Link, LinkKind, NetworkStatus};
use std::collections::BTreeSet;
use std::net::IpAddr;
use std::time::Duration;
use tokio::task::JoinHandle;
use tokio::time::Instant;

/// A system that answers at once may be asked at each look.
const AT_ONCE: Duration = Duration::from_millis(100);
/// One that does not, every so many looks.
const LOOKS: u32 = 6;
/// Changes are told no more often than that.
const LEAST_GAP: Duration = Duration::from_secs(1);
/// As long as a request that only measures may take.
const ROUND_TRIP: Duration = Duration::from_secs(10);

/// What is remembered from one look to the next.
struct Before {
    addresses: BTreeSet<IpAddr>,
    link: Link,
    /// Still being asked for.
    asked: Option<(Instant, JoinHandle<Link>)>,
    looks_until_asked: u32,
    taken: u64,
    taken_at: Instant,
    /// Something was on its way at the last look.
    was_moving: bool,
    told: NetworkStatus,
}

impl Engine {
    pub fn network(&self) -> NetworkStatus {
        self.0.network_status()
    }

    /// Notices a sleep of the machine by a timer that took too long, and another network by other
    /// addresses or another way out. Runs until the engine stops.
    pub(crate) async fn notice_changes(self) {
        let inner = &self.0;
        self.spawn(self.clone().measure_round_trips());
        let mut before = Before {
            addresses: addresses(),
            link: Link::default(),
            asked: None,
            looks_until_asked: 0,
            taken: inner.limiter.taken(),
            taken_at: Instant::now(),
            was_moving: false,
            told: inner.network_status(),
        };
        let (mut first, mut reading) = (true, inner.reading());
        loop {
            let link = self.ask_the_system(&mut before).await;
            let now = addresses();
            let moved = now != before.addresses;
            if moved {
                // What it says changes with it, in a moment if not yet.
                before.looks_until_asked = 0;
            }
            let other_way = link.as_ref().is_some_and(|link| {
                !first && (link.kind, &link.name) != (before.link.kind, &before.link.name)
            });
            if moved || other_way {
                tracing::info!(addresses = now.len(), ?link, "the network changed");
                self.another_network();
            }
            before.addresses = now;
            if let Some(link) = link {
                before.link = link;
                first = false;
            }
            self.take_stock(&mut before).await;
            let gap = LEAST_GAP.min(inner.timings.notice);
            tokio::time::sleep(gap).await;
            tokio::select! {
                () = tokio::time::sleep(inner.timings.notice.saturating_sub(gap)) => {}
                () = inner.lines.changed.notified() => {}
            }
            // Asking the system may take as long as the rest.
            let (meant, now) = (inner.timings.notice * 2, inner.reading());
            let time = slept(&reading, &now, meant);
            reading = now;
            if let Some(time) = time {
                tracing::info!(seconds = time.as_secs(), "the machine slept");
                self.network_changed();
            }
        }
    }

    /// `None` while it has not answered, or is left in peace.
    async fn ask_the_system(&self, before: &mut Before) -> Option<Link> {
        let (began, mut asked) = match before.asked.take() {
            Some(asked) => asked,
            None if before.looks_until_asked > 0 => {
                before.looks_until_asked -= 1;
                return None;
            }
            None => {
                let links = self.0.links.clone();
                (Instant::now(), tokio::task::spawn_blocking(move || links.look()))
            }
        };
        match tokio::time::timeout(self.0.timings.notice, &mut asked).await {
            Ok(link) => {
                before.looks_until_asked = if began.elapsed() < AT_ONCE { 0 } else { LOOKS };
                link.ok()
            }
            Err(_) => {
                before.asked = Some((began, asked));
                None
            }
        }
    }

    fn another_network(&self) {
        let inner = &self.0;
        *inner.best_rate.lock().expect("nobody panics with the lock") = BestRate::default();
        inner.network.lock().expect("nobody panics with the lock").round_trip_ms = None;
        inner.level.forget();
        self.network_changed();
    }

    /// What the system says and what was measured, put together; told when it is worth it.
    async fn take_stock(&self, before: &mut Before) {
        let inner = &self.0;
        let (taken, now) = (inner.limiter.taken(), Instant::now());
        let passed = now.duration_since(before.taken_at).as_secs_f64();
        let rate = taken.wrapping_sub(before.taken) as f64 / passed.max(0.001);
        let is_moving = inner.running_now().iter().any(|(_, one)| one.holds_a_lane());
        let best = {
            let mut best = inner.best_rate.lock().expect("nobody panics with the lock");
            // A moment is no measure: what lies in buffers looks as if it had arrived.
            if is_moving && before.was_moving && passed >= LEAST_GAP.as_secs_f64() {
                best.add(now, rate);
            }
            best.best()
        };
        (before.taken, before.taken_at, before.was_moving) = (taken, now, is_moving);
        let down = inner.lines.down();
        let connections = inner.store.connections().await.unwrap_or_default().len();
        let (asked, broken, failing) = {
            let mut requests = inner.lines.requests.lock().expect("nobody panics with the lock");
            let (asked, broken) = requests.look(now);
            (asked, broken, requests.failing())
        };
        let all_down = !down.is_empty() && down.len() >= connections;
        let next = down.iter().min_by_key(|down| down.next_knock).filter(|_| all_down);
        let why = next.map(|down| down.why).or(failing.filter(|_| !is_moving));
        let round_trip_ms = inner.network_status().round_trip_ms;
        let (health, said) = health::judge(&health::Seen {
            absent: before.link.kind == LinkKind::Absent,
            down: why,
            one_is_down: !down.is_empty(),
            asked,
            broken,
            best,
            // Some of it goes into beginnings and ends.
            limited: best.is_some_and(|best| inner.limiter.holds_back(best * 1.3)),
            round_trip_ms,
            signal_percent: before.link.signal_percent,
        });
        // Which proxy it is helps whoever looks after the network.
        let named = next.filter(|down| down.why == ErrorKind::ProxyRefused);
        let said = named.and_then(|down| down.said.clone()).unwrap_or(said);
        let treated = inner.settings().await.is_ok_and(|settings| settings.treat_as_metered);
        let status = NetworkStatus {
            link: before.link.clone(),
            health,
            said,
            measured_bytes_per_second: best,
            round_trip_ms,
            broken,
            metered: treated || before.link.metered == Some(true),
        };
        let was_metered = {
            let mut known = inner.network.lock().expect("nobody panics with the lock");
            std::mem::replace(&mut *known, status.clone()).metered
        };
        if was_metered != status.metered {
            // Other uploads may go now.
            inner.wake.notify_one();
            inner.say(Event::StandstillChanged);
        }
        if health::worth_telling(&before.told, &status) {
            before.told = status.clone();
            inner.say(Event::NetworkChanged(status));
        }
    }

    /// Of a small request to a cloud that something is going to. Nothing is asked for it while
    /// nothing goes anywhere.
    async fn measure_round_trips(self) {
        let inner = &self.0;
        let mut woken = inner.woke.subscribe();
        loop {
            if let Some((_, running)) = inner.running_now().into_iter().next() {
                let began = Instant::now();
                let answer =
                    tokio::time::timeout(ROUND_TRIP, inner.reach(&running.connection)).await;
                if let Ok(Ok(Some(Ok(())))) = answer {
                    let took = u32::try_from(began.elapsed().as_millis()).unwrap_or(u32::MAX);
                    let mut known = inner.network.lock().expect("nobody panics with the lock");
                    known.round_trip_ms = Some(took);
                }
                tokio::select! {
                    () = tokio::time::sleep(inner.timings.heartbeat / 2) => {}
                    _ = woken.changed() => {}
                }
            } else {
                tokio::time::sleep(inner.timings.look_again).await;
            }
        }
    }
}

/// By which others can reach this computer; of those of version 6 only the network, because the
/// rest is changed from time to time for privacy. Empty without a network, and where the system
/// does not tell.
fn addresses() -> BTreeSet<IpAddr> {
    let all = if_addrs::get_if_addrs().unwrap_or_default();
    all.into_iter()
        .filter(|one| !one.is_loopback() && !one.is_link_local())
        .map(|one| network_of(one.ip()))
        .collect()
}

fn network_of(address: IpAddr) -> IpAddr {
    match address {
        IpAddr::V4(_) => address,
        IpAddr::V6(long) => IpAddr::V6((u128::from(long) >> 64 << 64).into()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_that_is_changed_for_privacy_is_no_other_network() {
        let network = |address: &str| network_of(address.parse().unwrap()).to_string();
        assert_eq!(network("2001:db8:1:2:aaaa::1"), network("2001:db8:1:2:bbbb::2"));
        assert_ne!(network("2001:db8:1:2:aaaa::1"), network("2001:db8:1:3:aaaa::1"));
        assert_eq!(network("192.168.1.7"), "192.168.1.7");
    }
}
