use crate::set::{PATIENCE, Set, sha256};
use domain::{
    ConnectionId, ErrorKind, Health, Link, LinkKind, MeteredRule, Settings, UploadId, UploadState,
    WaitingFor,
};
use engine::{Event, Standstill};
use providers::Patience;
use simulator::{Fault, Misdeed, Options, Place, Simulator};
use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};
use std::time::Duration;
use tokio::io::{AsyncReadExt, AsyncWriteExt, copy_bidirectional};
use tokio::net::{TcpListener, TcpStream};

/// The line is down for that reason, the upload waits for it, and a person is told so.
async fn until_in_the_way(set: &Set, upload: UploadId, why: ErrorKind, words: &str) {
    set.until(words, || async {
        let standstill = set.engine.headline().await.unwrap().standstill;
        let network = set.engine.network();
        let waits = set.upload(upload).await.state == UploadState::Waiting(WaitingFor::Network);
        let is_so =
            matches!(standstill, Some(Standstill::Network { why: told, .. }) if told == why);
        (is_so && waits && network.health == Health::Down && network.said.contains(words))
            .then_some(())
    })
    .await;
}

async fn until_whole(set: &Set, upload: UploadId, name: &str) {
    set.until_done(upload).await;
    let arrived = set.cloud.until_completed(name).await;
    assert_eq!(arrived.sha256, Some(sha256(&set.folder.path().join(name))));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_login_page_is_told_wherever_it_shows_and_nothing_fails_by_it() {
    let set = Set::new().await;
    let id = set.pair().await;
    let page = Misdeed::Malformed { status: Some(200) };
    let elsewhere = Misdeed::Redirect { to: None };
    for (number, (place, misdeed)) in [
        (Place::Create, page.clone()),
        (Place::Create, elsewhere.clone()),
        (Place::Part, page),
        (Place::Part, elsewhere),
    ]
    .into_iter()
    .enumerate()
    {
        // Whoever knocks meets it as well.
        set.cloud.fault(Fault::new(place, misdeed.clone()));
        set.cloud.fault(Fault::new(Place::Health, misdeed));
        let name = format!("A00{number}.mov");
        let upload = set.add(&id, &set.file(&name, 600_000 + number)).await;
        until_in_the_way(&set, upload, ErrorKind::CaptivePortal, "login").await;
        set.cloud.clear_faults();
        until_whole(&set, upload, &name).await;
        // A line that is still called down takes nothing up, so nothing would meet the next page.
        set.until("the network to be well", || async {
            let network = set.engine.network();
            (network.health != Health::Down).then_some(())
        })
        .await;
    }
    assert_eq!(set.cloud.assets().await.len(), 4, "one asset each");
}

/// Another cloud's certificates, at the very address.
async fn stranger_answers(set: &mut Set) {
    let port = set.cloud.api().rsplit(':').next().unwrap().parse().unwrap();
    let folder = set.folder.path().join("stranger");
    let bystander = Simulator::start(Options::new(folder.join("bystander"))).await.unwrap();
    std::mem::replace(&mut set.cloud, bystander).stop().await.unwrap();
    let options = Options { port: Some(port), ..Options::new(folder) };
    set.cloud = Simulator::start(options).await.unwrap();
}

async fn the_cloud_is_back(set: &mut Set) {
    let bystander = set.folder.path().join("stranger").join("bystander");
    let bystander = Simulator::start(Options::new(bystander)).await.unwrap();
    std::mem::replace(&mut set.cloud, bystander).stop().await.unwrap();
    set.cloud = Simulator::start(Options::new(set.folder.path().join("cloud"))).await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn nothing_is_sent_past_somebody_who_reads_along_and_it_goes_on_when_they_are_gone() {
    let mut set = Set::new().await;
    let id = set.pair().await;
    stranger_answers(&mut set).await;
    let upload = set.add(&id, &set.file("A001.mov", 600_000)).await;
    until_in_the_way(&set, upload, ErrorKind::Untrusted, "not trusted").await;
    assert!(set.cloud.requests().is_empty(), "{:?}", set.cloud.requests());
    the_cloud_is_back(&mut set).await;
    until_whole(&set, upload, "A001.mov").await;
}

/// An HTTP proxy ([RFC 9110 §9.3.6](https://www.rfc-editor.org/rfc/rfc9110#section-9.3.6)).
#[derive(Clone, Default)]
struct Proxy(Arc<AtomicU8>);

const THROUGH: u8 = 0;
const WANTS_A_PASSWORD: u8 = 1;
const FORBIDS: u8 = 2;

impl Proxy {
    async fn start(at: SocketAddr) -> Self {
        let (proxy, listener) = (Self::default(), TcpListener::bind(at).await.unwrap());
        let mode = proxy.0.clone();
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                // A client that goes away is no matter.
                tokio::spawn(Self::serve(client, mode.load(Ordering::SeqCst)));
            }
        });
        proxy
    }

    fn does(&self, what: u8) {
        self.0.store(what, Ordering::SeqCst);
    }

    async fn serve(mut client: TcpStream, mode: u8) -> std::io::Result<()> {
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            head.push(client.read_u8().await?);
        }
        let answer = match mode {
            WANTS_A_PASSWORD => "407 Proxy Authentication Required",
            FORBIDS => "403 Forbidden",
            _ => "200 Connection established",
        };
        let head = String::from_utf8_lossy(&head).into_owned();
        client.write_all(format!("HTTP/1.1 {answer}\r\n\r\n").as_bytes()).await?;
        if mode == THROUGH {
            let to = head.split_whitespace().nth(1).unwrap_or_default();
            let mut cloud = TcpStream::connect(to).await?;
            copy_bidirectional(&mut client, &mut cloud).await?;
        }
        Ok(())
    }
}

/// By which the test knows that it runs behind the proxy.
const BEHIND: &str = "LABRUN_TEST_PROXY";

/// Which proxy to use is told by the environment of a process, so this one starts itself anew.
#[tokio::test(flavor = "multi_thread")]
async fn a_proxy_that_refuses_is_named_and_outwaited() {
    let Ok(address) = std::env::var(BEHIND) else {
        let free = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = free.local_addr().unwrap().to_string();
        drop(free);
        let behind = tokio::process::Command::new(std::env::current_exe().unwrap())
            .args(["network::a_proxy_that_refuses_is_named_and_outwaited", "--exact"])
            .args(["--nocapture"])
            .env(BEHIND, &address)
            .env("HTTPS_PROXY", format!("http://sam:canary@{address}"))
            .env_remove("https_proxy")
            .env_remove("NO_PROXY")
            .env_remove("no_proxy")
            .kill_on_drop(true)
            .output()
            .await
            .unwrap();
        let said = String::from_utf8_lossy(&behind.stdout);
        let failed = String::from_utf8_lossy(&behind.stderr);
        assert!(behind.status.success(), "{said}{failed}");
        assert!(said.contains("1 passed"), "{said}");
        return;
    };
    let proxy = Proxy::start(address.parse().unwrap()).await;
    let set = Set::new().await;
    let id = set.pair().await;
    for (number, (mode, words)) in
        [(WANTS_A_PASSWORD, "wants a password"), (FORBIDS, "does not let us through")]
            .into_iter()
            .enumerate()
    {
        proxy.does(mode);
        set.engine.network_changed();
        let name = format!("A00{number}.mov");
        let upload = set.add(&id, &set.file(&name, 600_000 + number)).await;
        let words = format!("The proxy {address} {words}.");
        until_in_the_way(&set, upload, ErrorKind::ProxyRefused, &words).await;
        proxy.does(THROUGH);
        until_whole(&set, upload, &name).await;
    }
}

/// Waits for so long that no test would see the end of it.
const FOR_EVER: Patience = Patience {
    connect: Duration::from_secs(3600),
    answer: Duration::from_secs(3600),
    stall: Duration::from_secs(3600),
};

async fn begun_on_a_dead_line(set: &mut Set) -> UploadId {
    set.restart_with(FOR_EVER).await;
    let id = set.pair().await;
    let swallowed = Misdeed::Stall { seconds: 3600.0, bytes: Some(0) };
    set.cloud.fault(Fault::new(Place::Part, swallowed).times(1));
    let upload = set.add(&id, &set.file("A001.mov", 100_000)).await;
    set.cloud.until(|cloud| cloud.faults().is_empty().then_some(())).await;
    upload
}

#[tokio::test(flavor = "multi_thread")]
async fn another_network_takes_over_from_a_dead_line() {
    let mut set = Set::new().await;
    let upload = begun_on_a_dead_line(&mut set).await;
    set.set_link(Link { kind: LinkKind::Tethered, ..Link::default() });
    until_whole(&set, upload, "A001.mov").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn after_a_sleep_dead_lines_are_let_go_at_once() {
    let mut set = Set::new().await;
    let upload = begun_on_a_dead_line(&mut set).await;
    set.advance(Duration::from_secs(60));
    until_whole(&set, upload, "A001.mov").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_knocks_at_a_dead_line_knocks_anew_on_another_network() {
    let mut set = Set::new().await;
    set.restart_with(FOR_EVER).await;
    let id = set.pair().await;
    set.cloud.drop_line().await.unwrap();
    let upload = set.add(&id, &set.file("A001.mov", 100_000)).await;
    set.until_upload(upload, "the line to be down", |one| {
        one.state == UploadState::Waiting(WaitingFor::Network)
    })
    .await;
    let swallowed = Misdeed::Stall { seconds: 3600.0, bytes: Some(0) };
    set.cloud.fault(Fault::new(Place::Health, swallowed).times(1));
    set.cloud.restore_line().await.unwrap();
    set.cloud.until(|cloud| cloud.faults().is_empty().then_some(())).await;
    set.engine.network_changed();
    until_whole(&set, upload, "A001.mov").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_system_tells_is_told_on() {
    let set = Set::new().await;
    let mut events = set.engine.subscribe();
    let link = Link {
        kind: LinkKind::Wifi,
        name: Some("StageNet".to_owned()),
        mbit: Some(866),
        signal_percent: Some(20),
        metered: Some(true),
    };
    set.set_link(link.clone());
    let told = tokio::time::timeout(PATIENCE, async {
        loop {
            if let Event::NetworkChanged(status) = events.recv().await.unwrap()
                && status.link == link
            {
                return status;
            }
        }
    });
    let told = told.await.expect("it is told");
    assert!(told.metered);
    assert_eq!(set.engine.network().link, link);
    set.set_link(Link { kind: LinkKind::Absent, ..Link::default() });
    set.until("no network to be told", || async {
        let network = set.engine.network();
        let is_so = network.health == Health::Down && network.said.contains("no network");
        is_so.then_some(())
    })
    .await;
}

async fn set_settings(set: &Set, change: impl FnOnce(&mut Settings)) {
    let mut settings = set.engine.snapshot().await.unwrap().settings;
    change(&mut settings);
    set.engine.set_settings(settings).await.unwrap();
}

async fn until_standstill(set: &Set, id: &ConnectionId, wanted: Option<&Standstill>) {
    let headline = async || set.engine.headline_of(Some(id)).await.unwrap();
    set.until("the headline to say so", || async {
        (headline().await.standstill.as_ref() == wanted).then_some(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn while_bytes_cost_money_nothing_goes_if_that_is_wished() {
    let set = Set::new().await;
    let id = set.pair().await;
    set_settings(&set, |settings| settings.metered = MeteredRule::Nothing).await;
    set.set_link(Link { kind: LinkKind::Tethered, metered: Some(true), ..Link::default() });
    set.until("the network to cost money", || async { set.engine.network().metered.then_some(()) })
        .await;
    let upload = set.add(&id, &set.file("A001.mov", 100_000)).await;
    until_standstill(&set, &id, Some(&Standstill::Metered)).await;
    assert_eq!(set.upload(upload).await.state, UploadState::Queued);
    set.set_link(Link { kind: LinkKind::Wifi, metered: Some(false), ..Link::default() });
    until_whole(&set, upload, "A001.mov").await;
    // A person knows it better than the system.
    set_settings(&set, |settings| settings.treat_as_metered = true).await;
    let upload = set.add(&id, &set.file("A002.mov", 100_000)).await;
    until_standstill(&set, &id, Some(&Standstill::Metered)).await;
    assert!(set.cloud.assets().await.iter().all(|asset| asset.name != "A002.mov"));
    set_settings(&set, |settings| settings.metered = MeteredRule::Everything).await;
    until_whole(&set, upload, "A002.mov").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_gets_through_and_how_long_an_answer_takes_are_measured() {
    let set = Set::new().await;
    let id = set.pair().await;
    assert_eq!(set.engine.network().measured_bytes_per_second, None);
    // Long enough for a few looks.
    set_settings(&set, |settings| settings.limit_mbit = Some(8)).await;
    let upload = set.add(&id, &set.file("A001.mov", 6_000_000)).await;
    let network = set
        .until("something to be measured", || async {
            let network = set.engine.network();
            let measured = network.measured_bytes_per_second.is_some();
            (measured && network.round_trip_ms.is_some()).then_some(network)
        })
        .await;
    let rate = network.measured_bytes_per_second.unwrap();
    assert!((1e4..2e6).contains(&rate), "{rate} with a limit of a megabyte a second");
    until_whole(&set, upload, "A001.mov").await;
}
