//! Phoenix's own client in front of the simulator's device socket.

use crate::node::Node;
use crate::{PATIENT, identity};
use domain::{Client, Clouds, Endpoint, Poll, ProviderKind, Secret, WayId};
use providers::Providers;
use simulator::{Options, Simulator};

/// A device that is signed in, and its token.
async fn paired(simulator: &Simulator) -> String {
    let extra_ca = Some(std::fs::read_to_string(simulator.ca_pem_path()).unwrap());
    let endpoint = Endpoint { address: simulator.api().parse().unwrap(), extra_ca };
    let providers = Providers::new(identity("installation"), PATIENT);
    let accounts = providers.accounts(ProviderKind::Frameio, &endpoint).unwrap();
    let secret = Secret::new(simulator.client_secret());
    let keys = [("client_secret".to_owned(), secret)].into_iter().collect();
    let client = Client { way: WayId::new("device_code"), keys };
    let prompt = accounts.request_code(&client).await.unwrap();
    simulator.approve(&prompt.user_code, None).unwrap();
    let answered = accounts.poll_code(&client, &prompt.device_code).await.unwrap();
    let Poll::Approved(tokens) = answered else { panic!("{answered:?}") };
    tokens.access.reveal().to_owned()
}

#[tokio::test]
async fn phoenix_joins_beats_and_hears_what_changes() {
    let folder = tempfile::tempdir().unwrap();
    let simulator = Simulator::start(Options::new(folder.path())).await.unwrap();
    let token = paired(&simulator).await;
    let device = simulator.devices()[0].clone();
    let at = format!("{}/devices", simulator.api().replace("https", "wss"));
    let authority = simulator.ca_pem_path().to_str().unwrap().to_owned();
    let topic = format!("devices:{}", device.device_id);
    let mut phoenix = Node::start("phoenix.mjs", &[&at, &token, &topic, &authority]);
    phoenix.says("joined").await;
    phoenix.says("heartbeat ok").await;
    simulator.pause(None).unwrap();
    phoenix.says("heard status_updated").await;
    simulator.rename_project(&device.project_id, "Day 2").unwrap();
    phoenix.says("heard project_updated").await;
    simulator.forget(None).unwrap();
    phoenix.says("heard deauthorized").await;
}

#[tokio::test]
async fn phoenix_is_refused_with_another_token() {
    let folder = tempfile::tempdir().unwrap();
    let simulator = Simulator::start(Options::new(folder.path())).await.unwrap();
    paired(&simulator).await;
    let device = simulator.devices()[0].clone();
    let at = format!("{}/devices", simulator.api().replace("https", "wss"));
    let authority = simulator.ca_pem_path().to_str().unwrap().to_owned();
    let topic = format!("devices:{}", device.device_id);
    let mut phoenix = Node::start("phoenix.mjs", &[&at, "never", &topic, &authority]);
    phoenix.says("error").await;
}
