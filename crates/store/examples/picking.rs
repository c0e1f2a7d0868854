//! How long it takes to pick what goes next out of a long queue, in microseconds, one line for each
//! time: `picking FILES TIMES`. For `cargo xtask bench --scale`, which builds it as it is shipped.

use domain::{
    Connection, ConnectionId, ConnectionState, Endpoint, Fingerprint, MediaFile, MediaKind,
    ProviderKind, Reading, Timestamp, WayId,
};
use std::time::Instant;
use store::{NewUpload, Store, Wanted};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error>> {
    let mut words = std::env::args().skip(1).map(|word| word.parse::<u64>());
    let (Some(files), Some(times)) = (words.next(), words.next()) else {
        return Err("usage: picking FILES TIMES".into());
    };
    let (files, times) = (files?, times?);
    let folder = tempfile::tempdir()?;
    let store = Store::open(&folder.path().join("labrun.db")).await?;
    let connection = ConnectionId::new("c");
    store.save_connection(&connected(&connection)).await?;
    let rows: Vec<NewUpload> = (0..files).map(row).collect();
    for some in rows.chunks(5_000) {
        store.enqueue_all(&connection, some, Timestamp(2)).await?;
    }
    let (usable, wanted) = (std::slice::from_ref(&connection), Wanted::default());
    for _ in 0..times {
        let began = Instant::now();
        let claimed = store.claim_next(usable, &wanted, Timestamp(3)).await?;
        claimed.ok_or("nothing is left to pick")?;
        println!("{}", began.elapsed().as_micros());
    }
    Ok(())
}

fn connected(id: &ConnectionId) -> Connection {
    Connection {
        id: id.clone(),
        provider: ProviderKind::Frameio,
        way: WayId::new("device_code"),
        endpoint: Endpoint {
            address: "https://localhost".parse().expect("an address"),
            extra_ca: None,
        },
        state: ConnectionState::NotConnected,
        person: None,
        former: None,
        account: None,
        device: None,
        device_name: None,
        automatic: true,
        created_at: Timestamp(1),
        connected_at: None,
    }
}

fn row(number: u64) -> NewUpload {
    let name = format!("A{:03}_C{:03}.mov", number / 1000, number % 1000);
    NewUpload {
        clip: name.to_lowercase(),
        file: MediaFile {
            path: format!("/card/{name}").into(),
            size: 50_000_000 + number,
            modified_ns: 1,
            made_at: Timestamp(1),
            seen: Reading::default(),
            fingerprint: Fingerprint::new(format!("{number:032x}")),
        },
        kind: if number.is_multiple_of(4) { MediaKind::Proxy } else { MediaKind::Ocf },
        found_in: None,
        rank: 0,
        growing: false,
        offered: false,
    }
}
