//! `labrunctl` as a script meets it: the real program, an encrypted vault file, a simulated cloud.

mod queue;

use rand::rngs::StdRng;
use rand::{RngCore, SeedableRng};
use serde_json::Value;
use sha2::{Digest, Sha256};
use simulator::{Browsed, BrowserPerson, Fault, Kind, Misdeed, Options, Place, Simulator};
use std::path::{Path, PathBuf};
use std::process::Stdio;
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;
use tokio::process::{Child, Command};

struct Cart {
    folder: TempDir,
    cloud: Simulator,
}

impl Cart {
    async fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut options = Options::new(folder.path().join("cloud"));
        options.assumed.poll_interval_s = 1;
        options.assumed.part_rule_bytes = 256 * 1024;
        let cloud = Simulator::start(options).await.unwrap();
        std::fs::write(folder.path().join("passphrase"), "a passphrase\n").unwrap();
        std::fs::write(folder.path().join("secret"), cloud.client_secret()).unwrap();
        Self { folder, cloud }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn command(&self, words: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_labrunctl"));
        command.arg("--profile").arg(self.path("profile")).arg("--json");
        command.arg("--passphrase-file").arg(self.path("passphrase")).args(words);
        // No session bus: a cart without a keyring.
        command.env_remove("DBUS_SESSION_BUS_ADDRESS").env("XDG_RUNTIME_DIR", self.folder.path());
        command.stdin(Stdio::null()).kill_on_drop(true);
        command
    }

    async fn run(&self, words: &[&str]) -> (i32, Vec<Value>, String) {
        let output = self.command(words).output().await.unwrap();
        let lines = String::from_utf8(output.stdout).unwrap();
        let lines = lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        let said = String::from_utf8(output.stderr).unwrap();
        (output.status.code().unwrap_or(-1), lines, said)
    }

    fn start_connect(&self, secret: &Path) -> Child {
        let mut command = self.command(&["connect", "frameio", "--address", &self.cloud.api()]);
        command.arg("--ca").arg(self.cloud.ca_pem_path()).arg("--client-secret-file").arg(secret);
        command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap()
    }

    /// Approves the code that the program prints, and returns what it says at the end.
    async fn connect(&self) -> Value {
        let mut child = self.start_connect(&self.path("secret"));
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let code: Value = serde_json::from_str(&next(&mut lines).await).unwrap();
        assert_eq!(code["event"], "code");
        self.cloud.approve(code["user_code"].as_str().unwrap(), None).unwrap();
        let connected: Value = serde_json::from_str(&next(&mut lines).await).unwrap();
        assert!(child.wait().await.unwrap().success());
        connected
    }

    /// Signs in to another cloud: `answers` are the lines that a person types.
    async fn connect_by(&self, words: &[&str], answers: &str) -> (i32, Vec<Value>, String) {
        let mut command = self.command(words);
        command.arg("--ca").arg(self.cloud.ca_pem_path());
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        child.stdin.take().unwrap().write_all(answers.as_bytes()).await.unwrap();
        let output = child.wait_with_output().await.unwrap();
        let lines = String::from_utf8(output.stdout).unwrap();
        let lines = lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        let said = String::from_utf8(output.stderr).unwrap();
        (output.status.code().unwrap_or(-1), lines, said)
    }

    fn file(&self, name: &str, size: usize) -> PathBuf {
        let mut bytes = vec![0; size];
        StdRng::seed_from_u64(size as u64).fill_bytes(&mut bytes);
        std::fs::write(self.path(name), bytes).unwrap();
        self.path(name)
    }
}

async fn next(lines: &mut tokio::io::Lines<BufReader<tokio::process::ChildStdout>>) -> String {
    let line = tokio::time::timeout(std::time::Duration::from_secs(60), lines.next_line());
    line.await.expect("it says something").unwrap().expect("it goes on")
}

fn sha256(path: &Path) -> String {
    Sha256::digest(std::fs::read(path).unwrap()).iter().map(|byte| format!("{byte:02x}")).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_script_pairs_adds_runs_and_reads_the_outcome_from_exit_codes() {
    let cart = Cart::new().await;
    let connected = cart.connect().await;
    assert_eq!(connected["event"], "connected");
    assert_eq!(connected["project"]["name"], "Feature – Unit A");
    let clip = cart.file("A001.mov", 1_000_001);
    let (code, lines, _) = cart.run(&["add", clip.to_str().unwrap()]).await;
    assert_eq!((code, lines[0]["outcome"].as_str()), (0, Some("queued")));
    let (code, _, said) = cart.run(&["run", "--until-empty", "--parallel", "2"]).await;
    assert_eq!(code, 0, "{said}");
    let (_, queue, _) = cart.run(&["queue"]).await;
    assert_eq!(queue[0]["state"], "done");
    let assets = cart.cloud.assets().await;
    assert_eq!(assets[0].sha256, Some(sha256(&clip)));
    assert_eq!(queue[0]["asset"].as_str(), Some(assets[0].id.as_str()));
    let id = connected["connection"].as_str().unwrap();
    assert_eq!(cart.run(&["disconnect", id]).await.0, 0);
    assert!(cart.cloud.devices().is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_needs_a_person_is_exit_code_three_and_what_is_wrong_is_one_in_words() {
    let cart = Cart::new().await;
    let (code, _, said) = cart.run(&["add", "nothing-here.mov"]).await;
    assert_eq!(code, 1, "{said}");
    assert!(said.contains("connect to a cloud first"), "{said}");

    std::fs::write(cart.path("wrong"), "not the secret").unwrap();
    let refused = cart.start_connect(&cart.path("wrong")).wait_with_output().await.unwrap();
    assert_eq!(refused.status.code(), Some(1));
    assert!(String::from_utf8_lossy(&refused.stdout).contains("wrong_secret"));

    cart.connect().await;
    let (code, lines, _) = cart.run(&["add", "nothing-here.mov"]).await;
    assert_eq!((code, lines[0]["error"].as_str()), (3, Some("file_missing")));
    cart.cloud.fault(Fault::status(Place::Create, 422, ""));
    let clip = cart.file("A001.mov", 1000);
    cart.run(&["add", clip.to_str().unwrap()]).await;
    let (code, _, _) = cart.run(&["run", "--until-empty"]).await;
    assert_eq!(code, 3);

    std::fs::write(cart.path("passphrase"), "another").unwrap();
    let (code, _, said) = cart.run(&["run", "--until-empty"]).await;
    assert_eq!(code, 1);
    assert!(said.contains("passphrase"), "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn one_engine_per_profile_and_the_second_says_who_holds_it() {
    let cart = Cart::new().await;
    let child = cart.start_connect(&cart.path("secret"));
    cart.cloud.until_code().await;
    let (code, _, said) = cart.run(&["queue"]).await;
    assert_eq!(code, 1);
    let holder = format!("process {}", child.id().unwrap());
    assert!(said.contains(&holder), "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn killed_in_the_middle_it_goes_on_where_it_was() {
    let cart = Cart::new().await;
    cart.connect().await;
    let clip = cart.file("A001.mov", 4_000_000);
    cart.run(&["add", clip.to_str().unwrap()]).await;
    cart.cloud.fault(Fault::new(Place::Part, Misdeed::Slow { bytes_per_s: 200_000 }));
    let mut command = cart.command(&["run", "--until-empty", "--parallel", "4"]);
    let mut child = command.stdout(Stdio::null()).spawn().unwrap();
    let received = |cloud: &Simulator| {
        let assets = cloud.assets_so_far();
        assets.iter().flat_map(|asset| &asset.parts).filter(|part| part.received > 0).count()
    };
    cart.cloud.until(|cloud| (received(cloud) >= 2).then_some(())).await;
    child.kill().await.unwrap();
    cart.cloud.clear_faults();
    let (code, _, said) = cart.run(&["run", "--until-empty"]).await;
    assert_eq!(code, 0, "{said}");
    let assets = cart.cloud.assets().await;
    assert_eq!(assets.len(), 1);
    assert_eq!(assets[0].sha256, Some(sha256(&clip)));
    let again: u32 = assets[0].parts.iter().map(|part| part.received - 1).sum();
    assert!(again <= 4, "{again} parts were sent again");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_damaged_queue_is_left_alone_until_somebody_sets_it_aside() {
    let cart = Cart::new().await;
    std::fs::create_dir_all(cart.path("profile")).unwrap();
    let database = cart.path("profile").join("labrun.db");
    std::fs::write(&database, b"not a database".repeat(500)).unwrap();
    let (code, _, said) = cart.run(&["queue"]).await;
    assert_eq!(code, 1);
    assert!(said.contains("set-aside"), "{said}");
    assert!(std::fs::read(&database).unwrap().starts_with(b"not a database"));
    let (code, lines, _) = cart.run(&["set-aside"]).await;
    assert_eq!(code, 0);
    assert!(Path::new(lines[0]["kept"].as_str().unwrap()).exists());
    assert_eq!(cart.run(&["queue"]).await.0, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_form_asks_is_typed_line_by_line_and_a_camera_is_chosen() {
    let cart = Cart::new().await;
    let keys = cart.cloud.keys();
    let address = cart.cloud.address(Kind::EagleEye);
    let words = ["connect", "eagle_eye", "--way", "reseller", "--address", &address];
    let lines = |password: &str| {
        let (id, secret) = (&keys.eagle_eye_id, &keys.eagle_eye_secret);
        format!("{id}\n{secret}\n{}\n{password}\n\n", keys.eagle_eye_reseller)
    };
    let (code, said, _) = cart.connect_by(&words, &lines("wrong")).await;
    assert_eq!((code, said[0]["error"].as_str()), (1, Some("wrong_login")));
    let password = &keys.eagle_eye_reseller_password;
    let (code, said, prompts) = cart.connect_by(&words, &lines(password)).await;
    assert_eq!((code, said[0]["event"].as_str()), (0, Some("connected")), "{prompts}");
    assert!(prompts.contains("Password"), "{prompts}");
    assert!(!prompts.contains(password.as_str()), "a password is not said back");
    assert!(said[0]["project"].is_null());

    let (_, accounts, said) = cart.run(&["accounts", "--find", &keys.eagle_eye_email]).await;
    let account = accounts[0]["account"].as_str().unwrap_or_else(|| panic!("{said}"));
    let (_, cameras, said) = cart.run(&["projects", account]).await;
    let camera = &cameras[0];
    let id = camera["project"].as_str().unwrap_or_else(|| panic!("{said}"));
    let (code, chosen, said) = cart.run(&["choose", account, id]).await;
    assert_eq!(code, 0, "{said}");
    assert_eq!(chosen[0]["project"]["name"], camera["name"]);
    let (code, _, said) = cart.run(&["choose", account, "no such camera"]).await;
    assert_eq!(code, 1, "{said}");
    let clip = cart.file("A001.mov", 1000);
    let (code, _, said) = cart.run(&["add", clip.to_str().unwrap()]).await;
    assert_eq!(code, 1);
    assert!(said.contains("CameraManager"), "it says why nothing can be uploaded: {said}");
    let (_, all, _) = cart.run(&["connections"]).await;
    assert_eq!(cart.run(&["disconnect", all[0]["connection"].as_str().unwrap()]).await.0, 0);
    assert_eq!(cart.cloud.sessions(Kind::EagleEye), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_browser_is_sent_off_by_a_link_on_the_terminal() {
    let cart = Cart::new().await;
    let keys = cart.cloud.keys();
    let mut command = cart.command(&["connect", "frameio", "--way", "application"]);
    command.arg("--address").arg(cart.cloud.api()).arg("--ca").arg(cart.cloud.ca_pem_path());
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let redirect = format!("http://127.0.0.1:{free}/callback/frameio");
    cart.cloud.register_redirect(Kind::Frameio, &redirect);
    command.arg("--redirect-port").arg(free.to_string());
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    let typed = format!("{}\n", keys.frameio_application_id);
    child.stdin.take().unwrap().write_all(typed.as_bytes()).await.unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    let page: Value = serde_json::from_str(&next(&mut lines).await).unwrap();
    assert_eq!(page["event"], "page", "{page}");
    let Browsed::Redirected(back) =
        cart.cloud.browse(page["link"].as_str().unwrap(), BrowserPerson::Approves)
    else {
        panic!("the cloud sends nobody back")
    };
    let back: url::Url = back.parse().unwrap();
    let authority = format!("127.0.0.1:{}", back.port().unwrap());
    let mut stream = TcpStream::connect(&authority).await.unwrap();
    let (path, query) = (back.path(), back.query().unwrap());
    let request = format!("GET {path}?{query} HTTP/1.1\r\nHost: {authority}\r\n\r\n");
    stream.write_all(request.as_bytes()).await.unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).await.unwrap();
    assert!(answer.starts_with("HTTP/1.1 200 "), "{answer}");
    let connected: Value = serde_json::from_str(&next(&mut lines).await).unwrap();
    assert_eq!(connected["event"], "connected");
    assert!(child.wait().await.unwrap().success());
}
