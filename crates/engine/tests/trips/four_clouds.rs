//! Every way into each of the four clouds, over real sockets and TLS: in, choose, restart, out.

use crate::memory::{ask, free_port, open, typed};
use crate::set::{Set, quick, there};
use domain::{
    Answers, Connection, ConnectionId, ConnectionState, ErrorKind, Place, Presence, ProviderKind,
    SignIn, WayId,
};
use engine::{Event, Overrides, Timings};
use simulator::{Browsed, BrowserPerson, Fault, Kind, Misdeed};
use std::time::Duration;
use url::Url;

/// Every way that picks here, and whether nobody has to sign in again for hours.
pub const WAYS: &[(ProviderKind, &str, bool)] = &[
    (ProviderKind::Frameio, "application", true),
    (ProviderKind::Multicam, "key", true),
    (ProviderKind::Multicam, "token", true),
    (ProviderKind::Multicam, "address", true),
    (ProviderKind::EagleEye, "hosted", true),
    (ProviderKind::EagleEye, "reseller", true),
    (ProviderKind::EagleEye, "distributor", true),
    (ProviderKind::Vinli, "code", true),
    (ProviderKind::Vinli, "implicit", false),
];

impl Set {
    /// A port of its own, which the clouds know.
    pub async fn open_door(&self) {
        let port = free_port().await;
        let settings = self.engine.snapshot().await.unwrap().settings;
        let settings = domain::Settings { redirect_port: port, ..settings };
        self.engine.set_settings(settings).await.unwrap();
        for able in self.engine.capabilities() {
            let back = format!("http://127.0.0.1:{port}/callback/{}", able.callback);
            self.cloud.register_redirect(there(able.provider), &back);
        }
    }

    /// What a person types there.
    pub fn typed(&self, provider: ProviderKind, way: &str) -> Answers {
        let keys = self.cloud.keys();
        let machine: Url = self.cloud.address(Kind::Multicam).parse().unwrap();
        let machine = format!("127.0.0.1:{}", machine.port().unwrap());
        let mut all = vec![];
        match (provider, way) {
            (ProviderKind::Frameio, _) => all.push(("client_id", keys.frameio_application_id)),
            (ProviderKind::Multicam, _) => {
                all.push(("address", machine));
                all.push(("user", keys.multicam_user));
                let key = if way == "key" { keys.multicam_api_key } else { keys.multicam_user_key };
                all.push(("key", key));
            }
            (ProviderKind::EagleEye, _) => {
                let (email, password) = match way {
                    "reseller" => (keys.eagle_eye_reseller, keys.eagle_eye_reseller_password),
                    _ => (keys.eagle_eye_distributor, keys.eagle_eye_distributor_password),
                };
                all.extend([
                    ("client_id", keys.eagle_eye_id),
                    ("client_secret", keys.eagle_eye_secret),
                    ("email", email),
                    ("password", password),
                ]);
            }
            (ProviderKind::Vinli, "implicit") => {
                all.push(("web_client_id", keys.vinli_web_client_id));
            }
            (ProviderKind::Vinli, _) => {
                all.push(("client_id", keys.vinli_client_id));
                all.push(("client_secret", keys.vinli_client_secret));
            }
        }
        let all: Vec<_> = all.iter().map(|(name, text)| (*name, text.as_str())).collect();
        typed(&all)
    }

    pub async fn start_by(&self, provider: ProviderKind, way: &str) {
        if way == "address" {
            self.cloud.trust_address(true);
        }
        let typed = self.typed(provider, way);
        let way = WayId::new(way);
        self.engine.start_sign_in(provider, way, typed, None, None).await.unwrap();
    }

    pub async fn until_page(&self) -> Url {
        self.until("a page to open", || async {
            match self.engine.sign_in() {
                Some(SignIn::AwaitingApproval { prompt, .. }) => prompt.link,
                Some(SignIn::Failed { said, .. }) => panic!("the sign-in failed: {said}"),
                _ => None,
            }
        })
        .await
    }

    /// What the browser does at `page`, all the way back to us; the last answer.
    pub async fn browse(&self, page: &Url, person: BrowserPerson) -> String {
        let back = match self.cloud.browse(page.as_str(), person) {
            Browsed::Redirected(back) => back,
            Browsed::Page { status } => return format!("a page of the cloud: {status}"),
        };
        let answer = open(&back).await.expect("the door is open");
        let Some(nonce) = answer.split("name=\"nonce\" content=\"").nth(1) else { return answer };
        // What the page's script does.
        let nonce = nonce.split('"').next().unwrap();
        let (at, fragment) = back.split_once('#').unwrap();
        let at: Url = at.parse().unwrap();
        let port = at.port().unwrap();
        let request = format!(
            "POST {} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nOrigin: http://127.0.0.1:{port}\r\n\
             Content-Type: application/x-www-form-urlencoded\r\nX-Labrun-Nonce: {nonce}\r\n\
             Content-Length: {}\r\n\r\n{fragment}",
            at.path(),
            fragment.len()
        );
        ask(port, &request).await.expect("the door is open")
    }

    /// Signed in by any way, nothing chosen yet.
    pub async fn sign_in_by(&self, provider: ProviderKind, way: &str) -> ConnectionId {
        self.start_by(provider, way).await;
        let able = self.engine.capabilities().into_iter().find(|one| one.provider == provider);
        let spec = *able.unwrap().way(&WayId::new(way)).as_ref().unwrap();
        if spec.way == domain::Way::Browser {
            let page = self.until_page().await;
            let answer = self.browse(&page, BrowserPerson::Approves).await;
            assert!(answer.starts_with("HTTP/1.1 200 "), "{answer}");
        }
        if spec.confirms {
            self.until("somebody to confirm", || async {
                matches!(self.engine.sign_in(), Some(SignIn::AwaitingConfirmation { .. }))
                    .then_some(())
            })
            .await;
            self.engine.confirm_sign_in(true);
        }
        self.until_signed_in().await
    }

    /// Some place that can be chosen there.
    pub async fn a_place(&self, id: &ConnectionId) -> Place {
        let mut accounts = self.engine.list_accounts(id, None).await.unwrap().entries;
        if accounts.is_empty() {
            let find = self.cloud.keys().eagle_eye_email;
            accounts = self.engine.list_accounts(id, Some(&find)).await.unwrap().entries;
        }
        for account in accounts.into_iter().map(|one| one.account) {
            let projects = self.engine.list_projects(id, &account.id).await.unwrap().entries;
            if let Some(first) = projects.into_iter().next() {
                return Place { account, project: first.project };
            }
        }
        panic!("there is nothing to choose");
    }

    pub async fn row(&self, id: &ConnectionId) -> Connection {
        let all = self.engine.connections().await.unwrap();
        all.into_iter().find(|one| one.id == *id).expect("it is there")
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn every_way_goes_through_its_three_states_and_survives_a_restart() {
    let mut set = Set::new().await;
    set.open_door().await;
    for (provider, way, _) in WAYS {
        let id = set.sign_in_by(*provider, way).await;
        let row = set.row(&id).await;
        assert_eq!(row.state, ConnectionState::NotConnected, "{way}");
        assert_eq!(row.way.as_str(), *way);
        let place = set.a_place(&id).await;
        set.engine.choose_project(&id, place.clone()).await.unwrap();
        let row = set.row(&id).await;
        assert_eq!(row.state.project(), Some(&place.project), "{way}");
        assert_eq!(row.account.as_ref(), Some(&place.account), "{way}");
        set.restart().await;
        let again = set.a_place(&id).await;
        assert_eq!(again, place, "{way}: still signed in");
        let left = set.engine.disconnect(&id).await.unwrap();
        let row = set.row(&id).await;
        assert_eq!(
            (row.state, row.person, row.account),
            (ConnectionState::NotAuthorized, None, None)
        );
        match provider {
            ProviderKind::EagleEye => {
                assert!(left.vendor_side, "{way}: {}", left.said);
                assert_eq!(set.cloud.sessions(there(*provider)), 0, "{way}");
            }
            // Taken off the project; the sign-in itself runs out.
            ProviderKind::Frameio => assert!(left.vendor_side, "{way}: {}", left.said),
            // No such call, and the person is told what to do there.
            ProviderKind::Multicam | ProviderKind::Vinli => {
                assert!(!left.vendor_side && left.said.len() > 60, "{way}: {}", left.said);
            }
        }
        set.engine.forget_connection(&id).await.unwrap();
    }
    assert!(set.cloud.violations().is_empty(), "{:?}", set.cloud.violations());
}

#[tokio::test(flavor = "multi_thread")]
async fn only_the_answer_with_our_state_is_heard_wherever_it_comes_from() {
    let set = Set::new().await;
    set.open_door().await;
    for (provider, way) in [
        (ProviderKind::Frameio, "application"),
        (ProviderKind::EagleEye, "hosted"),
        (ProviderKind::Vinli, "code"),
        (ProviderKind::Vinli, "implicit"),
    ] {
        set.start_by(provider, way).await;
        let page = set.until_page().await;
        for person in [BrowserPerson::ApprovesWithoutState, BrowserPerson::ApprovesWithOtherState] {
            let answer = set.browse(&page, person).await;
            assert!(answer.starts_with("HTTP/1.1 400 "), "{way}: {answer}");
        }
        assert!(set.browse(&page, BrowserPerson::SeesAPage).await.starts_with("a page"));
        assert!(matches!(set.engine.sign_in(), Some(SignIn::AwaitingApproval { .. })), "{way}");
        set.browse(&page, BrowserPerson::Denies).await;
        let kind = set
            .until("the refusal", || async {
                match set.engine.sign_in() {
                    Some(SignIn::Failed { kind, .. }) => Some(kind),
                    _ => None,
                }
            })
            .await;
        assert_eq!(kind, ErrorKind::Denied, "{way}");
        assert_eq!(set.engine.connections().await.unwrap(), []);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn wrong_keys_and_passwords_are_told_apart_and_nothing_is_kept() {
    let set = Set::new().await;
    for (provider, way, field, kind) in [
        (ProviderKind::Multicam, "key", "key", ErrorKind::WrongLogin),
        (ProviderKind::Multicam, "token", "key", ErrorKind::WrongLogin),
        (ProviderKind::EagleEye, "reseller", "password", ErrorKind::WrongLogin),
        (ProviderKind::EagleEye, "distributor", "client_secret", ErrorKind::WrongSecret),
    ] {
        let mut typed = set.typed(provider, way);
        typed.put(field, domain::Secret::new("wrong"));
        let way = WayId::new(way);
        set.engine.start_sign_in(provider, way.clone(), typed, None, None).await.unwrap();
        let failed = set
            .until("the refusal", || async {
                match set.engine.sign_in() {
                    Some(SignIn::Failed { kind, said, .. }) => Some((kind, said)),
                    _ => None,
                }
            })
            .await;
        assert_eq!(failed.0, kind, "{way}: {}", failed.1);
        assert_eq!(set.vault.names(), [""; 0], "{way}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_machine_that_does_not_let_this_address_in_is_said() {
    let set = Set::new().await;
    set.cloud.trust_address(false);
    let typed = set.typed(ProviderKind::Multicam, "address");
    let way = WayId::new("address");
    set.engine.start_sign_in(ProviderKind::Multicam, way, typed, None, None).await.unwrap();
    set.until("the refusal", || async {
        matches!(set.engine.sign_in(), Some(SignIn::Failed { .. })).then_some(())
    })
    .await;
    assert_eq!(set.engine.connections().await.unwrap(), []);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_socket_brings_a_rename_a_pause_its_end_and_being_forgotten_within_seconds() {
    // Nothing is asked by itself: what shows came over the socket.
    let hour = Duration::from_secs(3600);
    let timings = Timings { whereabouts: hour, heartbeat: hour, ..quick() };
    let set = Set::with(timings, Overrides::default()).await;
    let id = set.pair().await;
    let project = set.row(&id).await.state.project().unwrap().id.clone();
    let presence = async || {
        let all = set.engine.snapshot().await.unwrap().connections;
        all.into_iter().find(|(one, _)| one.id == id).expect("it is there").1
    };
    set.cloud.rename_project(project.as_str(), "Renamed").unwrap();
    set.until("the new name", || async {
        set.row(&id).await.state.project().is_some_and(|one| one.name == "Renamed").then_some(())
    })
    .await;
    set.cloud.pause(None).unwrap();
    set.until("the pause", || async { (presence().await == Presence::Paused).then_some(()) }).await;
    set.cloud.resume(None).unwrap();
    set.until("its end", || async { (presence().await == Presence::Online).then_some(()) }).await;
    set.cloud.forget(None).unwrap();
    set.until("it to be forgotten", || async {
        (set.row(&id).await.state == ConnectionState::NotAuthorized).then_some(())
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn asking_alone_brings_the_same_from_every_cloud() {
    let timings = Timings {
        whereabouts: Duration::from_millis(300),
        poll: Duration::from_millis(300),
        ..quick()
    };
    let set = Set::with(timings, Overrides::default()).await;
    set.open_door().await;
    for (provider, way, _) in WAYS {
        let id = set.sign_in_by(*provider, way).await;
        let place = set.a_place(&id).await;
        set.engine.choose_project(&id, place.clone()).await.unwrap();
        let renamed = format!("Renamed by {way}");
        let renaming = set.cloud.rename_at(there(*provider), place.project.id.as_str(), &renamed);
        if renaming.is_ok() {
            set.until(&renamed, || async {
                set.row(&id)
                    .await
                    .state
                    .project()
                    .is_some_and(|one| one.name == renamed)
                    .then_some(())
            })
            .await;
        } else {
            // What a machine calls its first room cannot be changed from afar everywhere.
            assert_eq!(*provider, ProviderKind::Multicam, "{way}: {renaming:?}");
        }
        set.cloud.end_sessions(there(*provider));
        set.until(&format!("{way} to be signed out"), || async {
            (set.row(&id).await.state == ConnectionState::NotAuthorized).then_some(())
        })
        .await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_person_without_an_account_for_it_is_told_what_to_do() {
    let set = Set::new().await;
    set.open_door().await;
    set.cloud.assume(|assumed| assumed.no_accounts = true);
    let id = set.sign_in_by(ProviderKind::Frameio, "application").await;
    let listed = set.engine.list_accounts(&id, None).await.unwrap();
    assert_eq!((listed.entries, listed.complete), (vec![], true));
    assert_eq!(set.row(&id).await.state, ConnectionState::NotConnected);
    let able = set.engine.capabilities().remove(0);
    assert!(able.no_accounts.contains("Camera to Cloud"), "{}", able.no_accounts);
    assert!(able.support.starts_with("https://"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_line_that_is_down_at_any_step_is_said_and_the_next_try_works() {
    let set = Set::new().await;
    set.open_door().await;
    set.cloud.drop_line().await.unwrap();
    for (provider, way) in
        [(ProviderKind::Multicam, "key"), (ProviderKind::EagleEye, "distributor")]
    {
        set.start_by(provider, way).await;
        set.until("the failure", || async {
            match set.engine.sign_in() {
                Some(SignIn::Failed { kind: ErrorKind::Offline, .. }) => Some(()),
                _ => None,
            }
        })
        .await;
    }
    // The browser is off and away when the line drops, and its answer is handed in when it is back.
    set.cloud.restore_line().await.unwrap();
    set.start_by(ProviderKind::EagleEye, "hosted").await;
    let page = set.until_page().await;
    set.cloud.drop_line().await.unwrap();
    set.browse(&page, BrowserPerson::Approves).await;
    set.until("the trouble to show", || async {
        match set.engine.sign_in() {
            Some(SignIn::AwaitingApproval { trouble: Some(_), .. }) => Some(()),
            _ => None,
        }
    })
    .await;
    set.cloud.restore_line().await.unwrap();
    let id = set.until_signed_in().await;
    let place = set.a_place(&id).await;
    set.cloud.drop_line().await.unwrap();
    let lost = set.engine.choose_project(&id, place.clone()).await.unwrap_err();
    assert_eq!(lost.kind(), ErrorKind::Offline);
    let left = set.engine.list_accounts(&id, None).await.unwrap_err();
    assert_eq!(left.kind(), ErrorKind::Offline);
    set.cloud.restore_line().await.unwrap();
    set.engine.choose_project(&id, place.clone()).await.unwrap();
    assert_eq!(set.row(&id).await.state.project(), Some(&place.project));
    // Left without a line, and told when it is back.
    set.cloud.drop_line().await.unwrap();
    let left = set.engine.disconnect(&id).await.unwrap();
    assert!(!left.vendor_side);
    assert_eq!(set.cloud.sessions(Kind::EagleEye), 1);
    set.cloud.restore_line().await.unwrap();
    set.until("the farewell to be told", || async {
        set.engine.snapshot().await.unwrap().farewells.is_empty().then_some(())
    })
    .await;
    assert_eq!(set.cloud.sessions(Kind::EagleEye), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_switch_leaves_the_old_project_first_and_is_no_withdrawal() {
    let set = Set::new().await;
    set.open_door().await;
    let id = set.sign_in_by(ProviderKind::Frameio, "application").await;
    let first = set.a_place(&id).await;
    set.engine.choose_project(&id, first.clone()).await.unwrap();
    let listed = set.engine.list_projects(&id, &first.account.id).await.unwrap().entries;
    let other = listed.into_iter().map(|one| one.project).find(|one| one.id != first.project.id);
    let second = Place { project: other.unwrap(), ..first };
    // The line says that it was left, which is a reason to look.
    set.until("the line to stand", || async {
        set.cloud.requests().iter().any(|seen| seen.path == "/devices/websocket").then_some(())
    })
    .await;
    let mut events = set.engine.subscribe();
    // Long enough in no project for every look that is due.
    let slow = Misdeed::Stall { seconds: 1.5, bytes: None };
    set.cloud.fault(Fault::new(simulator::Place::Choose, slow).times(1));
    set.engine.choose_project(&id, second.clone()).await.unwrap();
    let requests = set.cloud.requests();
    let left = requests.iter().filter(|seen| seen.path == "/v2/devices/disconnect").count();
    assert_eq!(left, 1);
    assert_eq!(set.row(&id).await.state.project(), Some(&second.project));
    while let Ok(event) = events.try_recv() {
        assert!(!matches!(event, Event::Noticed { .. }), "{event:?}");
    }
}
