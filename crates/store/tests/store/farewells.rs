//! The table `farewells`.

use crate::{NOW, Shelf};
use domain::{DeviceId, Endpoint, Farewell, ProviderKind, WayId};

fn farewell(id: &str) -> Farewell {
    Farewell {
        id: id.to_owned(),
        provider: ProviderKind::EagleEye,
        endpoint: Endpoint {
            address: "https://rest.cameramanager.com".parse().unwrap(),
            extra_ca: Some("-----BEGIN CERTIFICATE-----".into()),
        },
        way: WayId::new("hosted"),
        device: Some(DeviceId::new("d")),
        what: "Dock 3".into(),
        since: NOW,
    }
}

#[tokio::test]
async fn a_leave_that_nobody_was_told_of_survives_a_restart_and_goes_once_told() {
    let shelf = Shelf::new().await;
    let second = Farewell { device: None, since: domain::Timestamp(NOW.0 + 1), ..farewell("b") };
    shelf.store.add_farewell(&second).await.unwrap();
    shelf.store.add_farewell(&farewell("a")).await.unwrap();
    let shelf = shelf.reopened().await;
    assert_eq!(shelf.store.farewells().await.unwrap(), [farewell("a"), second.clone()]);

    shelf.store.remove_farewell("a").await.unwrap();
    shelf.store.remove_farewell("a").await.expect("removing what is not there is fine");
    assert_eq!(shelf.store.farewells().await.unwrap(), [second]);
}

#[tokio::test]
async fn a_leave_outlives_its_connection() {
    let shelf = Shelf::new().await;
    shelf.store.add_farewell(&farewell("c")).await.unwrap();
    shelf.store.remove_connection(&domain::ConnectionId::new("c")).await.unwrap();
    assert_eq!(shelf.store.farewells().await.unwrap(), [farewell("c")]);
}
