use crate::{LATER, NOW, Shelf, connection, id};
use domain::{
    Account, AccountId, AssetId, Connection, ConnectionEvent, ConnectionState, DeviceId, Endpoint,
    NotAllowed, Person, Project, ProjectId, UploadEvent, WayId,
};
use store::{Store, StoreError};

fn project(id: &str) -> Project {
    Project { id: ProjectId::new(id), name: format!("Project '{id}' 🎬\n\"day 2\"") }
}

fn person() -> Person {
    Person { name: "Zoë 🎥 O'Neil; drop table connections".into(), email: Some("z@x.y".into()) }
}

fn account() -> Account {
    Account { id: AccountId::new("7/2"), name: "Nørdlicht \"Film\"".into() }
}

#[tokio::test]
async fn every_field_of_a_connection_survives_a_restart() {
    let shelf = Shelf::new().await;
    let whole = Connection {
        endpoint: Endpoint {
            address: "https://127.0.0.1:8443/base".parse().unwrap(),
            extra_ca: Some("-----BEGIN CERTIFICATE-----\nMII\n-----END CERTIFICATE-----\n".into()),
        },
        state: ConnectionState::Connected { project: project("p") },
        person: Some(person()),
        device: Some(DeviceId::new("d-1")),
        device_name: Some("Cart 2".into()),
        connected_at: Some(LATER),
        ..connection("whole")
    };
    shelf.store.save_connection(&whole).await.unwrap();

    let shelf = shelf.reopened().await;
    assert_eq!(shelf.store.connection(&id("whole")).await.unwrap(), Some(whole.clone()));
    assert_eq!(shelf.store.connections().await.unwrap(), [connection("c"), whole]);
    assert_eq!(shelf.store.connection(&id("nobody")).await.unwrap(), None);
}

#[tokio::test]
async fn saving_again_writes_over_the_row_and_keeps_its_uploads() {
    let shelf = Shelf::new().await;
    shelf.queued("a.mov", 1).await;
    let changed = Connection { device_name: Some("new".into()), ..connection("c") };
    shelf.store.save_connection(&changed).await.unwrap();
    assert_eq!(shelf.store.connections().await.unwrap(), [changed]);
    assert_eq!(shelf.store.uploads().await.unwrap().len(), 1);
}

#[tokio::test]
async fn a_connection_moves_only_as_its_table_allows() {
    let shelf = Shelf::new().await;
    let refused = shelf
        .store
        .move_connection(&id("c"), &ConnectionEvent::ProjectChosen(project("p")), NOW)
        .await;
    assert!(matches!(
        refused,
        Err(StoreError::NotAllowed(NotAllowed { state: "not_authorized", .. }))
    ));
    assert_eq!(shelf.store.connections().await.unwrap(), [connection("c")], "nothing changed");

    let moved =
        shelf.store.move_connection(&id("c"), &ConnectionEvent::Authorized, NOW).await.unwrap();
    assert_eq!(moved.state, ConnectionState::NotConnected);
    let shelf = shelf.reopened().await;
    assert_eq!(shelf.store.connections().await.unwrap(), [moved]);

    let nobody = shelf.store.move_connection(&id("x"), &ConnectionEvent::Authorized, NOW).await;
    assert!(matches!(nobody, Err(StoreError::NoSuchConnection(_))));
}

#[tokio::test]
async fn connected_at_is_since_when_it_points_at_its_project() {
    let Shelf { store, folder: _folder } = Shelf::new().await;
    let go = async |event, now| store.move_connection(&id("c"), &event, now).await.unwrap();
    go(ConnectionEvent::Authorized, NOW).await;
    let chosen = go(ConnectionEvent::ProjectChosen(project("p")), NOW).await;
    assert_eq!(chosen.connected_at, Some(NOW));
    let again = go(ConnectionEvent::ProjectChosen(project("p")), LATER).await;
    assert_eq!(again.connected_at, Some(NOW), "the same project");
    let renamed = go(ConnectionEvent::ProjectRenamed("new".into()), LATER).await;
    assert_eq!(renamed.connected_at, Some(NOW));
    assert_eq!(renamed.state.project().unwrap().name, "new");
    let other = go(ConnectionEvent::ProjectChosen(project("q")), LATER).await;
    assert_eq!(other.connected_at, Some(LATER));
    assert_eq!(go(ConnectionEvent::AuthorizationLost, LATER).await.connected_at, None);
}

#[tokio::test]
async fn a_disconnect_keeps_the_person_and_a_lost_authorization_keeps_nothing_personal() {
    let Shelf { store, folder: _folder } = Shelf::new().await;
    let go = async |event| store.move_connection(&id("c"), &event, NOW).await.unwrap();
    let arrive = async || {
        go(ConnectionEvent::Authorized).await;
        let device = DeviceId::new("d");
        store
            .set_whereabouts(
                &id("c"),
                Some(&person()),
                Some(&account()),
                Some(&device),
                Some("Cart"),
            )
            .await
            .unwrap();
        go(ConnectionEvent::ProjectChosen(project("p"))).await
    };

    assert_eq!(arrive().await.person, Some(person()));
    let lost = go(ConnectionEvent::AuthorizationLost).await;
    assert_eq!((lost.person, lost.account, lost.device_name), (None, None, None));
    assert_eq!(lost.device, Some(DeviceId::new("d")), "what it is known by when it comes back");

    arrive().await;
    let gone = go(ConnectionEvent::Disconnected).await;
    assert_eq!((gone.account, gone.device, gone.device_name), (None, None, None));
    assert_eq!(gone.person, Some(person()), "still signed in");
}

#[tokio::test]
async fn what_the_queue_was_meant_for_is_remembered_until_something_is_chosen_again() {
    let shelf = Shelf::new().await;
    let go = async |store: &store::Store, event| {
        store.move_connection(&id("c"), &event, NOW).await.unwrap()
    };
    go(&shelf.store, ConnectionEvent::Authorized).await;
    go(&shelf.store, ConnectionEvent::ProjectChosen(project("p"))).await;
    go(&shelf.store, ConnectionEvent::AuthorizationLost).await;
    let shelf = shelf.reopened().await;
    let known = shelf.store.connection(&id("c")).await.unwrap().unwrap();
    assert_eq!(known.former, Some(project("p")));

    let back = go(&shelf.store, ConnectionEvent::Authorized).await;
    assert_eq!(back.former, Some(project("p")), "nothing is chosen yet");
    let lost_again = go(&shelf.store, ConnectionEvent::AuthorizationLost).await;
    assert_eq!(lost_again.former, Some(project("p")), "it pointed nowhere meanwhile");
    go(&shelf.store, ConnectionEvent::Authorized).await;
    assert_eq!(go(&shelf.store, ConnectionEvent::ProjectChosen(project("q"))).await.former, None);
}

#[tokio::test]
async fn of_person_and_account_silence_changes_nothing_and_of_the_device_it_clears() {
    let Shelf { store, folder: _folder } = Shelf::new().await;
    let c = id("c");
    let nameless = Person { name: "Only a name".into(), email: None };
    let device = DeviceId::new("d");
    store
        .set_whereabouts(&c, Some(&nameless), Some(&account()), Some(&device), Some("Cart"))
        .await
        .unwrap();
    let after = store.set_whereabouts(&c, None, None, None, None).await.unwrap();
    assert_eq!((after.person, after.account), (Some(nameless), Some(account())));
    assert_eq!((after.device, after.device_name), (None, None));
}

#[tokio::test]
async fn the_way_and_the_account_survive_a_restart() {
    let shelf = Shelf::new().await;
    let known =
        Connection { way: WayId::new("distributor"), account: Some(account()), ..connection("c") };
    shelf.store.save_connection(&known).await.unwrap();
    let shelf = shelf.reopened().await;
    assert_eq!(shelf.store.connection(&id("c")).await.unwrap(), Some(known));
}

#[tokio::test]
async fn a_connection_stays_while_an_upload_of_it_is_not_over() {
    let shelf = Shelf::new().await;
    let store = &shelf.store;
    store.save_connection(&connection("other")).await.unwrap();
    let sent = shelf.planned("sent.mov", 4, 1).await;
    let waiting = shelf.queued("waiting.mov", 4).await;

    let refused = store.remove_connection(&id("c")).await;
    assert!(matches!(refused, Err(StoreError::StillNeeded { uploads: 2 })), "{refused:?}");
    let part = crate::hashed("h");
    store.mark_sent(sent.id, &AssetId::new("a"), domain::PartNumber(1), &part, NOW).await.unwrap();
    let finished = UploadEvent::Finished { asset: AssetId::new("a") };
    store.move_upload(sent.id, &finished, NOW).await.unwrap();
    let refused = store.remove_connection(&id("c")).await;
    assert!(matches!(refused, Err(StoreError::StillNeeded { uploads: 1 })), "{refused:?}");
    assert_eq!(store.uploads().await.unwrap().len(), 2, "a refusal removes nothing");

    store.move_upload(waiting.id, &UploadEvent::Cancelled, NOW).await.unwrap();
    store.remove_connection(&id("c")).await.unwrap();
    assert_eq!(store.connections().await.unwrap(), [connection("other")]);
    assert_eq!(store.uploads().await.unwrap(), []);
    assert_eq!(store.parts(sent.id).await.unwrap(), []);
    store.remove_connection(&id("c")).await.expect("removing what is not there is fine");
}

#[tokio::test]
async fn a_store_in_memory_survives_refusals_and_serves_all_its_clones() {
    let store = Store::open_in_memory().await.unwrap();
    let stranger = Store::open_in_memory().await.unwrap();
    store.save_connection(&connection("c")).await.unwrap();
    for _ in 0..20 {
        let event = ConnectionEvent::Disconnected;
        store.clone().move_connection(&id("c"), &event, NOW).await.unwrap_err();
    }
    assert_eq!(store.clone().connections().await.unwrap(), [connection("c")]);
    assert_eq!(stranger.connections().await.unwrap(), []);
}
