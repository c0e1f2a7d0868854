use std::time::Duration;

use simulator::{AssetStatus, Options, Simulator};

use crate::client::{World, client, urls};

#[tokio::test]
async fn the_same_folder_goes_on_where_it_was() {
    let world = World::with(|options| options.assumed.part_rule_bytes = 3).await;
    let tokens = world.pair().await;
    let created = world.create(&tokens, 6).await;
    let targets = urls(&created);
    world.put(&targets[0], "abc").send().await.expect("an answer");
    world.simulator.advance(Duration::from_secs(3600));
    let (api, secret) = (world.simulator.api(), world.simulator.client_secret().to_owned());
    let ca = std::fs::read(world.simulator.ca_pem_path()).expect("the authority");
    let World { simulator, dir, .. } = world;
    simulator.stop().await.expect("stopped");

    let simulator = Simulator::start(Options::new(dir.path())).await.expect("started again");
    assert_eq!(simulator.api(), api, "part URLs name the port, so it stays");
    assert_eq!(simulator.client_secret(), secret);
    assert_eq!(std::fs::read(simulator.ca_pem_path()).expect("the authority"), ca);
    let world = World { client: client(&simulator), simulator, dir };
    assert_eq!(world.simulator.devices().len(), 1);
    let request = world.get("/v2/devices/me").bearer_auth(&tokens.access);
    assert_eq!(request.send().await.expect("an answer").status(), 200);
    world.put(&targets[1], "def").send().await.expect("an answer");
    let seen = world.simulator.assets().await.remove(0);
    assert_eq!(seen.status, AssetStatus::Completed);
    assert!(seen.sha256.is_some(), "the part of the first run is still there");
    world.simulator.advance(Duration::from_secs(25_300));
    let request = world.get("/v2/devices/me").bearer_auth(&tokens.access);
    assert_eq!(request.send().await.expect("an answer").status(), 401, "the hour still counts");
}

#[tokio::test]
async fn a_state_nobody_can_read_is_an_error_and_not_a_fresh_start() {
    let dir = tempfile::tempdir().expect("a folder");
    std::fs::write(dir.path().join("state.json"), "{").expect("written");
    let error = Simulator::start(Options::new(dir.path())).await.err().expect("refused");
    assert!(error.to_string().contains("state.json"));
}

#[tokio::test]
async fn dropping_the_handle_ends_everything() {
    let world = World::new().await;
    world.get("/health").send().await.expect("an answer");
    let (api, client) = (world.url("/health"), world.client.clone());
    drop(world);
    tokio::task::yield_now().await;
    assert!(client.get(api).send().await.is_err());
}

#[cfg(unix)]
#[tokio::test]
async fn the_program_says_where_it_is_and_stops_when_told() {
    use serde_json::{Value, json};
    use std::process::Stdio;
    use tokio::io::{AsyncBufReadExt, BufReader};

    let dir = tempfile::tempdir().expect("a folder");
    let mut program = tokio::process::Command::new(env!("CARGO_BIN_EXE_simulator"))
        .arg("--dir")
        .arg(dir.path())
        .arg("--discard")
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .kill_on_drop(true)
        .spawn()
        .expect("the program starts");
    let stdout = program.stdout.take().expect("its stdout");
    let line = BufReader::new(stdout).lines().next_line().await.expect("read").expect("a line");
    let said: Value = serde_json::from_str(&line).expect("one JSON object");
    assert_eq!(said["ca"], json!(dir.path().join("ca.pem")));
    for key in ["api", "control", "client_secret"] {
        assert!(said[key].is_string(), "{key} is missing in {said}");
    }
    let devices = format!("{}/devices", said["control"].as_str().expect("an address"));
    let answer = reqwest::get(&devices).await.expect("an answer");
    assert_eq!(answer.json::<Value>().await.expect("JSON"), json!([]));

    let id = program.id().expect("a process").to_string();
    let told = tokio::process::Command::new("kill").arg(&id).status().await.expect("kill runs");
    assert!(told.success());
    assert!(program.wait().await.expect("it ends").success());
    assert!(dir.path().join("state.json").exists());
}
