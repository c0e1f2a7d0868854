//! The list: what every way into every cloud keeps to. A new way is one line in the macro.

use crate::clouds::PATIENT;
use crate::ways::{Setting, WayIn, there};
use domain::{CloudError, ErrorKind, Place, Secret, Session, Tokens, WayId};
use providers::Patience;
use simulator::{Fault, Kind, Misdeed};
use std::time::Duration;

/// The kind of request, to the simulator; what a project is called here has the same name.
use simulator::Place as Asked;

macro_rules! every_way_keeps_to {
    ($behaviours:tt; $($name:ident: $way:ty),+ $(,)?) => {
        $(every_way_keeps_to!(@way $name, $way, $behaviours);)+
    };
    (@way $name:ident, $way:ty, [$($behaviour:ident),+ $(,)?]) => {
        mod $name {
            $(#[tokio::test]
            async fn $behaviour() {
                super::$behaviour::<$way>().await;
            })+
        }
    };
}

every_way_keeps_to![
    [
        a_person_who_does_it_right_is_signed_in,
        a_person_who_is_refused_is_told_why_and_nothing_is_given,
        a_sign_in_given_up_at_any_step_leaves_nothing,
        after_a_restart_the_person_is_still_signed_in_and_connected,
        an_expired_session_is_told_from_everything_else,
        a_session_that_can_be_renewed_is_and_one_that_cannot_says_so,
        a_refresh_that_is_refused_asks_for_a_new_sign_in,
        a_revoked_session_stays_revoked,
        signing_out_ends_what_the_cloud_can_end,
        signing_out_of_an_expired_session_works_too,
        a_session_that_never_was_is_not_taken,
        there_are_accounts_and_projects_to_pick,
        what_the_cloud_looks_for_is_found_and_what_is_not_there_is_not,
        what_is_chosen_is_where_the_session_points,
        another_project_can_be_chosen_without_signing_in_again,
        a_renamed_project_comes_back_under_its_new_name,
        a_withdrawn_project_is_gone,
        offline_is_told_at_each_step_and_the_session_survives_it,
        a_slow_cloud_is_waited_for_only_so_long,
        pages_and_rubbish_are_never_taken_for_an_answer,
        an_answer_without_end_is_not_read_to_the_end,
        a_redirect_to_another_host_is_not_followed_and_that_host_learns_nothing,
        no_error_ever_shows_a_secret,
    ];
    frameio_device_code: crate::frameio_ways::DeviceCode,
    multicam_key: crate::multicam_ways::ByKey,
    multicam_token: crate::multicam_ways::ByToken,
    multicam_address: crate::multicam_ways::ByAddress,
    frameio_application: crate::frameio_ways::Application,
    eagle_eye_hosted: crate::eagle_eye_ways::Hosted,
    eagle_eye_reseller: crate::eagle_eye_ways::Reseller,
    eagle_eye_distributor: crate::eagle_eye_ways::Distributor,
    vinli_code: crate::vinli_ways::ByCode,
    vinli_implicit: crate::vinli_ways::Implicit,
];

async fn begin<W: WayIn>() -> W {
    W::around(Setting::of(W::KIND).await)
}

type Outcome = Result<(), CloudError>;

/// Every call that a session makes, by name, so that one loop can break them all.
async fn all_calls<W: WayIn>(
    way: &W,
    session: &Session,
    place: Option<&Place>,
) -> Vec<(&'static str, Outcome)> {
    let accounts = way.setting().accounts();
    let mut calls = vec![("who am I", accounts.who_am_i(session, place).await.map(drop))];
    if let Some(place) = place {
        calls.push(("accounts", accounts.accounts(session, None).await.map(drop)));
        let projects = accounts.projects(session, &place.account.id).await;
        calls.push(("projects", projects.map(drop)));
        if W::CHOICE_IS_KEPT_THERE {
            calls.push(("choose", accounts.choose(session, None, place).await));
            calls.push(("switch", accounts.choose(session, Some(place), place).await));
        }
    }
    if let Some(find) = way.finds() {
        let found = accounts.accounts(session, Some(&find)).await;
        calls.push(("find", found.map(drop)));
    }
    calls
}

/// Besides: signing in, renewing and leaving.
async fn all_steps<W: WayIn>(
    way: &W,
    tokens: &Tokens,
    place: Option<&Place>,
) -> Vec<(&'static str, Outcome)> {
    let accounts = way.setting().accounts();
    let mut steps = vec![("sign in", way.sign_in().await.map(drop))];
    steps.extend(all_calls(way, &way.session(tokens), place).await);
    if let Some(refresh) = &tokens.refresh {
        let refreshed = accounts.refresh(&way.client(), refresh).await;
        steps.push(("refresh", refreshed.map(drop)));
    }
    if W::SIGNS_OUT {
        let left = accounts.sign_out(&way.client(), tokens).await;
        steps.push(("sign out", left.map(drop)));
    }
    steps
}

/// Where there is something to pick: what a person might have picked.
async fn somewhere<W: WayIn>(way: &W, tokens: &Tokens) -> Option<Place> {
    match W::PICKS {
        true => Some(way.two_places(&way.session(tokens)).await.0),
        false => None,
    }
}

fn fault<W: WayIn>(way: &W, misdeed: Misdeed) {
    way.setting().simulator.fault(Fault::new(Asked::Any, misdeed).at(there(W::KIND)));
}

async fn a_person_who_does_it_right_is_signed_in<W: WayIn>() {
    let way = begin::<W>().await;
    let grant = way.sign_in().await.unwrap();
    let here = way.setting().accounts().who_am_i(&way.session(&grant.tokens), None).await.unwrap();
    let person = here.person.or(grant.person).expect("somebody signed in");
    assert!(!person.name.trim().is_empty());
}

async fn a_person_who_is_refused_is_told_why_and_nothing_is_given<W: WayIn>() {
    let way = begin::<W>().await;
    for (expected, error) in way.refused().await {
        assert_eq!(error.kind, expected, "{error}");
        assert!(!error.said.is_empty());
    }
}

/// However far it got: nobody is signed in, and the next try is as good as the first.
async fn a_sign_in_given_up_at_any_step_leaves_nothing<W: WayIn>() {
    let mut steps = 0;
    loop {
        let way = begin::<W>().await;
        let simulator = &way.setting().simulator;
        let hold = Misdeed::Stall { seconds: 3600.0, bytes: Some(0) };
        let hold = Fault::new(Asked::Any, hold).at(there(W::KIND)).after(steps).times(1);
        simulator.fault(hold);
        // The fault leaves the list as soon as a request is held.
        let held = simulator.until(|simulator| simulator.faults().is_empty().then_some(()));
        let got_through = tokio::select! {
            outcome = way.sign_in() => Some(outcome),
            () = held => None,
        };
        if let Some(outcome) = got_through {
            outcome.expect("no request was held");
            break;
        }
        let held = simulator.sessions(there(W::KIND));
        assert!(held <= W::HELD_ONCE_APPROVED, "step {steps} left a session behind");
        let tokens = way.sign_in().await.unwrap().tokens;
        way.setting().accounts().who_am_i(&way.session(&tokens), None).await.unwrap();
        steps += 1;
    }
    assert!(steps > 0, "a sign-in without a single request");
}

async fn after_a_restart_the_person_is_still_signed_in_and_connected<W: WayIn>() {
    let mut way = begin::<W>().await;
    let tokens = way.sign_in().await.unwrap().tokens;
    let place = somewhere(&way, &tokens).await;
    let session = way.session(&tokens);
    if let Some(place) = &place {
        way.setting().accounts().choose(&session, None, place).await.unwrap();
    }
    way.setting_mut().restart(PATIENT);
    let here = way.setting().accounts().who_am_i(&session, place.as_ref()).await.unwrap();
    if let Some(place) = place {
        assert_eq!(here.project, Some(place.project));
    }
}

async fn an_expired_session_is_told_from_everything_else<W: WayIn>() {
    let way = begin::<W>().await;
    let tokens = way.sign_in().await.unwrap().tokens;
    let place = somewhere(&way, &tokens).await;
    way.expire_session();
    for (call, outcome) in all_calls(&way, &way.session(&tokens), place.as_ref()).await {
        assert_eq!(outcome.unwrap_err().kind, ErrorKind::NotAuthorized, "{call}");
    }
}

async fn a_session_that_can_be_renewed_is_and_one_that_cannot_says_so<W: WayIn>() {
    let way = begin::<W>().await;
    let tokens = way.sign_in().await.unwrap().tokens;
    assert_eq!(tokens.refresh.is_some(), W::REFRESHES);
    let Some(refresh) = tokens.refresh else { return };
    way.expire_session();
    let accounts = way.setting().accounts();
    let fresh = accounts.refresh(&way.client(), &refresh).await.unwrap();
    accounts.who_am_i(&way.session(&fresh), None).await.unwrap();
    assert!(fresh.refresh.is_some(), "there would be no next time");
}

async fn a_refresh_that_is_refused_asks_for_a_new_sign_in<W: WayIn>() {
    let way = begin::<W>().await;
    let refused = way.setting().accounts().refresh(&way.client(), &Secret::new("never")).await;
    if W::REFRESHES {
        let error = refused.unwrap_err();
        assert_eq!(error.kind, ErrorKind::NotAuthorized, "{error}");
        assert!(!error.never_left, "it certainly reached the cloud");
    } else {
        refused.unwrap_err();
    }
}

async fn a_revoked_session_stays_revoked<W: WayIn>() {
    let way = begin::<W>().await;
    let tokens = way.sign_in().await.unwrap().tokens;
    way.revoke();
    let accounts = way.setting().accounts();
    let ended = accounts.who_am_i(&way.session(&tokens), None).await.unwrap_err();
    assert_eq!(ended.kind, ErrorKind::NotAuthorized, "{ended}");
    if let Some(refresh) = &tokens.refresh {
        let refused = accounts.refresh(&way.client(), refresh).await.unwrap_err();
        assert_eq!(refused.kind, ErrorKind::NotAuthorized, "{refused}");
    }
    accounts.sign_out(&way.client(), &tokens).await.expect("there is nothing left to end");
}

async fn signing_out_ends_what_the_cloud_can_end<W: WayIn>() {
    let way = begin::<W>().await;
    let tokens = way.sign_in().await.unwrap().tokens;
    let (accounts, session) = (way.setting().accounts(), way.session(&tokens));
    let place = somewhere(&way, &tokens).await;
    if let Some(place) = &place {
        accounts.choose(&session, None, place).await.unwrap();
    }
    let left = accounts.sign_out(&way.client(), &tokens).await.unwrap();
    assert_eq!(left.vendor_side, W::SIGNS_OUT);
    assert!(!left.said.is_empty());
    let after = accounts.who_am_i(&session, place.as_ref()).await;
    if W::ENDS_SESSION {
        let ended = after.unwrap_err();
        assert_eq!(ended.kind, ErrorKind::NotAuthorized, "{ended}");
        assert_eq!(way.setting().simulator.sessions(there(W::KIND)), 0);
    } else if W::CHOICE_IS_KEPT_THERE {
        assert_eq!(after.unwrap().project, None, "still in the project");
    } else {
        after.unwrap();
    }
    accounts.sign_out(&way.client(), &tokens).await.expect("twice is fine");
}

async fn signing_out_of_an_expired_session_works_too<W: WayIn>() {
    let way = begin::<W>().await;
    let tokens = way.sign_in().await.unwrap().tokens;
    let (accounts, session) = (way.setting().accounts(), way.session(&tokens));
    if let Some(place) = somewhere(&way, &tokens).await {
        accounts.choose(&session, None, &place).await.unwrap();
    }
    way.expire_session();
    let left = accounts.sign_out(&way.client(), &tokens).await.unwrap();
    assert_eq!(left.vendor_side, W::SIGNS_OUT);
    if W::ENDS_SESSION {
        assert_eq!(way.setting().simulator.sessions(there(W::KIND)), 0, "the refresh lives on");
    }
    if W::CHOICE_IS_KEPT_THERE {
        assert!(way.setting().simulator.devices().is_empty(), "still in the project");
    }
}

async fn a_session_that_never_was_is_not_taken<W: WayIn>() {
    if !W::SENDS_A_SESSION {
        return;
    }
    let way = begin::<W>().await;
    let tokens = way.sign_in().await.unwrap().tokens;
    let place = somewhere(&way, &tokens).await;
    let never = Session { way: WayId::new(W::WAY), access: Secret::new("never") };
    for (call, outcome) in all_calls(&way, &never, place.as_ref()).await {
        assert_eq!(outcome.unwrap_err().kind, ErrorKind::NotAuthorized, "{call}");
    }
}

async fn there_are_accounts_and_projects_to_pick<W: WayIn>() {
    if !W::PICKS {
        return;
    }
    let way = begin::<W>().await;
    let session = way.session(&way.sign_in().await.unwrap().tokens);
    let accounts = way.setting().accounts();
    let list = accounts.accounts(&session, None).await.unwrap();
    assert!(list.complete && !list.entries.is_empty());
    let (first, second) = way.two_places(&session).await;
    assert_ne!(first.project.id, second.project.id);
    for place in [first, second] {
        assert!(!place.account.name.is_empty() && !place.project.name.is_empty());
    }
}

async fn what_the_cloud_looks_for_is_found_and_what_is_not_there_is_not<W: WayIn>() {
    let way = begin::<W>().await;
    let Some(find) = way.finds() else { return };
    let session = way.session(&way.sign_in().await.unwrap().tokens);
    let accounts = way.setting().accounts();
    let found = accounts.accounts(&session, Some(&find)).await.unwrap();
    let [one] = &found.entries[..] else { panic!("{found:?}") };
    let projects = accounts.projects(&session, &one.account.id).await.unwrap();
    let project = projects.entries.first().expect("something to pick").project.clone();
    let place = Place { account: one.account.clone(), project };
    accounts.choose(&session, None, &place).await.unwrap();
    let here = accounts.who_am_i(&session, Some(&place)).await.unwrap();
    assert_eq!(here.project, Some(place.project));
    let nobody = accounts.accounts(&session, Some("no/body?&@nowhere.example")).await.unwrap();
    assert!(nobody.complete && nobody.entries.is_empty(), "{nobody:?}");
}

async fn what_is_chosen_is_where_the_session_points<W: WayIn>() {
    if !W::PICKS {
        return;
    }
    let way = begin::<W>().await;
    let session = way.session(&way.sign_in().await.unwrap().tokens);
    let accounts = way.setting().accounts();
    assert_eq!(accounts.who_am_i(&session, None).await.unwrap().project, None);
    let (first, _) = way.two_places(&session).await;
    accounts.choose(&session, None, &first).await.unwrap();
    let here = accounts.who_am_i(&session, Some(&first)).await.unwrap();
    assert_eq!(here.project, Some(first.project));
}

async fn another_project_can_be_chosen_without_signing_in_again<W: WayIn>() {
    if !W::PICKS {
        return;
    }
    let way = begin::<W>().await;
    let session = way.session(&way.sign_in().await.unwrap().tokens);
    let accounts = way.setting().accounts();
    let (first, second) = way.two_places(&session).await;
    accounts.choose(&session, None, &first).await.unwrap();
    accounts.choose(&session, Some(&first), &second).await.unwrap();
    let here = accounts.who_am_i(&session, Some(&second)).await.unwrap();
    assert_eq!(here.project, Some(second.project));
}

async fn a_renamed_project_comes_back_under_its_new_name<W: WayIn>() {
    if !W::PICKS {
        return;
    }
    let way = begin::<W>().await;
    let session = way.session(&way.sign_in().await.unwrap().tokens);
    let accounts = way.setting().accounts();
    let (first, _) = way.two_places(&session).await;
    accounts.choose(&session, None, &first).await.unwrap();
    way.rename_project(&first, "Einheit Ä · Tag 2");
    let here = accounts.who_am_i(&session, Some(&first)).await.unwrap().project.unwrap();
    assert_eq!((here.id, here.name.as_str()), (first.project.id, "Einheit Ä · Tag 2"));
}

async fn a_withdrawn_project_is_gone<W: WayIn>() {
    if !W::PICKS {
        return;
    }
    let way = begin::<W>().await;
    let session = way.session(&way.sign_in().await.unwrap().tokens);
    let accounts = way.setting().accounts();
    let (first, _) = way.two_places(&session).await;
    accounts.choose(&session, None, &first).await.unwrap();
    if way.withdraw(&first) {
        assert_eq!(accounts.who_am_i(&session, Some(&first)).await.unwrap().project, None);
    }
}

async fn offline_is_told_at_each_step_and_the_session_survives_it<W: WayIn>() {
    let way = begin::<W>().await;
    let tokens = way.sign_in().await.unwrap().tokens;
    let place = somewhere(&way, &tokens).await;
    let accounts = way.setting().accounts();
    way.setting().simulator.drop_line().await.unwrap();
    // An open connection may still have been thought good; the second try knows better.
    for _ in 0..2 {
        for (step, outcome) in all_steps(&way, &tokens, place.as_ref()).await {
            let error = outcome.unwrap_err();
            assert_eq!(error.kind, ErrorKind::Offline, "{step}: {error}");
            let spends = matches!(step, "sign in" | "refresh");
            assert!(!spends || error.never_left, "{step} went out on an old connection: {error}");
        }
        let unreachable = accounts.reachable().await.unwrap_err();
        assert_eq!(unreachable.kind, ErrorKind::Offline);
    }
    way.setting().simulator.restore_line().await.unwrap();
    accounts.reachable().await.unwrap();
    accounts.who_am_i(&way.session(&tokens), None).await.unwrap();
}

async fn a_slow_cloud_is_waited_for_only_so_long<W: WayIn>() {
    let mut way = begin::<W>().await;
    let tokens = way.sign_in().await.unwrap().tokens;
    let place = somewhere(&way, &tokens).await;
    let short = Duration::from_millis(300);
    way.setting_mut().restart(Patience { answer: short, stall: short, ..PATIENT });
    fault(&way, Misdeed::Stall { seconds: 3600.0, bytes: Some(0) });
    for (step, outcome) in all_steps(&way, &tokens, place.as_ref()).await {
        let error = outcome.unwrap_err();
        assert_eq!(error.kind, ErrorKind::Offline, "{step}: {error}");
        assert!(!error.never_left, "{step}: nobody can tell whether it arrived");
    }
}

async fn pages_and_rubbish_are_never_taken_for_an_answer<W: WayIn>() {
    let way = begin::<W>().await;
    let tokens = way.sign_in().await.unwrap().tokens;
    let place = somewhere(&way, &tokens).await;
    for status in [200, 400, 401, 403, 404, 502] {
        fault(&way, Misdeed::Malformed { status: Some(status) });
        for (step, outcome) in all_steps(&way, &tokens, place.as_ref()).await {
            let error = outcome.unwrap_err();
            // A page comes from something on the way and says nothing about the session.
            let says_it_is_over = matches!(
                error.kind,
                ErrorKind::NotAuthorized | ErrorKind::WrongLogin | ErrorKind::WrongSecret
            );
            assert!(!says_it_is_over, "{status} {step}: {error}");
        }
        way.setting().simulator.clear_faults();
    }
    way.setting().accounts().who_am_i(&way.session(&tokens), place.as_ref()).await.unwrap();
}

async fn an_answer_without_end_is_not_read_to_the_end<W: WayIn>() {
    let way = begin::<W>().await;
    let tokens = way.sign_in().await.unwrap().tokens;
    let place = somewhere(&way, &tokens).await;
    fault(&way, Misdeed::Oversized { bytes: Some(1 << 40) });
    for (step, outcome) in all_steps(&way, &tokens, place.as_ref()).await {
        let error = outcome.expect_err(step);
        assert_ne!(error.kind, ErrorKind::NotAuthorized, "{step}: {error}");
    }
}

async fn a_redirect_to_another_host_is_not_followed_and_that_host_learns_nothing<W: WayIn>() {
    let way = begin::<W>().await;
    let tokens = way.sign_in().await.unwrap().tokens;
    let place = somewhere(&way, &tokens).await;
    let simulator = &way.setting().simulator;
    simulator.forget_violations();
    // To another cloud's address, which writes down whatever comes.
    fault(&way, Misdeed::Redirect { to: None });
    for (step, outcome) in all_steps(&way, &tokens, place.as_ref()).await {
        let error = outcome.unwrap_err();
        assert_eq!(error.kind, ErrorKind::CaptivePortal, "{step}: {error}");
    }
    let elsewhere = |cloud: Kind| cloud != there(W::KIND);
    assert!(simulator.requests().iter().all(|seen| !elsewhere(seen.cloud)), "it was followed");
    let wrong = simulator.violations();
    assert!(wrong.is_empty(), "{wrong:?}");
}

async fn no_error_ever_shows_a_secret<W: WayIn>() {
    let way = begin::<W>().await;
    let tokens = way.sign_in().await.unwrap().tokens;
    let place = somewhere(&way, &tokens).await;
    let mut printed = vec![format!("{tokens:?} {:?}", way.client())];
    for misdeed in [
        Misdeed::Status { status: Some(500), code: None, retry_after: None },
        Misdeed::Status { status: Some(401), code: None, retry_after: None },
        Misdeed::Status { status: Some(400), code: None, retry_after: None },
        Misdeed::Malformed { status: None },
        Misdeed::LoseResponse,
        Misdeed::Redirect { to: None },
    ] {
        fault(&way, misdeed);
        for (_, outcome) in all_steps(&way, &tokens, place.as_ref()).await {
            printed.extend(outcome.err().map(|error| format!("{error} {error:?}")));
        }
        way.setting().simulator.clear_faults();
    }
    assert!(printed.len() > 5, "only {} errors were looked at", printed.len());
    let secrets = way.secrets();
    let known = [Some(&tokens.access), tokens.refresh.as_ref()].into_iter().flatten().cloned();
    for secret in known.chain(secrets).filter(|secret| !secret.is_empty()) {
        for error in &printed {
            assert!(!error.contains(secret.reveal()), "{error}");
        }
    }
}
