//! The list. A new cloud is one more module in the macro.

use crate::clouds::{
    Cloud, MIME, body, client, clip, growing_clip, session, session_of, signed_in,
};
use bytes::Bytes;
use domain::{
    AssetId, ErrorKind, GrowingPart, PartBody, PartNumber, PartTarget, Poll, Presence, Secret,
    Session,
};
use futures_util::{StreamExt, stream};
use std::io;

macro_rules! every_cloud_keeps_to {
    ($($behaviour:ident),+ $(,)?) => {
        mod frameio {
            $(#[tokio::test]
            async fn $behaviour() {
                super::$behaviour(crate::clouds::Frameio::start().await).await;
            })+
        }

        mod memory {
            $(#[tokio::test]
            async fn $behaviour() {
                super::$behaviour(crate::clouds::Memory::start().await).await;
            })+
        }
    };
}

every_cloud_keeps_to![
    a_code_becomes_tokens_once_the_person_approves,
    a_wrong_client_secret_is_told_from_everything_else,
    a_person_who_says_no_ends_the_sign_in,
    an_expired_code_asks_for_a_new_one,
    a_code_works_once,
    a_session_knows_who_and_where_it_is,
    a_renamed_project_is_seen_under_its_new_name,
    a_refresh_replaces_both_tokens,
    a_spent_refresh_token_needs_a_new_sign_in,
    an_expired_session_is_refreshed,
    a_forgotten_device_needs_a_new_sign_in,
    signing_out_ends_the_session,
    a_heartbeat_needs_a_session,
    the_cloud_is_reachable_without_a_session,
    parts_in_any_order_make_the_file,
    a_part_sent_twice_does_no_harm,
    what_is_made_during_a_pause_is_refused_for_good,
    a_body_that_is_too_short_is_not_accepted,
    a_body_that_is_too_long_is_not_accepted,
    a_body_that_fails_is_not_accepted,
    a_body_that_fails_at_its_very_end_is_not_accepted,
    a_session_that_never_was_is_not_taken,
    an_accepted_part_has_a_tag,
    a_growing_clip_is_whole_once_its_head_has_come_last,
    a_tiny_growing_clip_is_one_final_part,
    a_part_of_a_growing_clip_is_sent_again_and_the_last_bytes_count,
    a_second_target_that_is_refused_is_told_as_a_refusal,
    a_growing_part_that_is_too_small_is_refused,
    a_clip_that_grows_during_a_pause_is_refused_for_good,
    a_growing_asset_that_is_gone_is_told_as_gone,
];

async fn a_code_becomes_tokens_once_the_person_approves(cloud: impl Cloud) {
    let (accounts, secret) = (cloud.accounts(), cloud.client());
    let prompt = accounts.request_code(&secret).await.unwrap();
    assert_eq!(prompt.user_code.len(), 6, "{}", prompt.user_code);
    let poll = accounts.poll_code(&secret, &prompt.device_code).await.unwrap();
    assert!(matches!(poll, Poll::Pending), "{poll:?}");
    cloud.approve(&prompt);
    cloud.let_an_interval_pass();
    let poll = accounts.poll_code(&secret, &prompt.device_code).await.unwrap();
    let Poll::Approved(tokens) = poll else { panic!("{poll:?}") };
    assert!(tokens.expires_at > tokens.issued_at);
    accounts.who_am_i(&session(&tokens), None).await.unwrap();
}

async fn a_wrong_client_secret_is_told_from_everything_else(cloud: impl Cloud) {
    let (accounts, right) = (cloud.accounts(), cloud.client());
    let wrong = client("wrong");
    assert_eq!(accounts.request_code(&wrong).await.unwrap_err().kind, ErrorKind::WrongSecret);
    let code = accounts.request_code(&right).await.unwrap().device_code;
    let poll = accounts.poll_code(&wrong, &code).await.unwrap_err();
    assert_eq!(poll.kind, ErrorKind::WrongSecret);
    let refresh = accounts.refresh(&wrong, &Secret::new("any")).await.unwrap_err();
    assert_eq!(refresh.kind, ErrorKind::WrongSecret);
}

async fn a_person_who_says_no_ends_the_sign_in(cloud: impl Cloud) {
    let (accounts, secret) = (cloud.accounts(), cloud.client());
    let prompt = accounts.request_code(&secret).await.unwrap();
    cloud.deny(&prompt);
    let denied = accounts.poll_code(&secret, &prompt.device_code).await.unwrap_err();
    assert_eq!(denied.kind, ErrorKind::Denied);
}

async fn an_expired_code_asks_for_a_new_one(cloud: impl Cloud) {
    let (accounts, secret) = (cloud.accounts(), cloud.client());
    let prompt = accounts.request_code(&secret).await.unwrap();
    cloud.let_codes_expire();
    let poll = accounts.poll_code(&secret, &prompt.device_code).await.unwrap();
    assert!(matches!(poll, Poll::Expired), "{poll:?}");
    let unknown = accounts.poll_code(&secret, &Secret::new("no such code")).await.unwrap();
    assert!(matches!(unknown, Poll::Expired), "{unknown:?}");
    accounts.request_code(&secret).await.unwrap();
}

async fn a_code_works_once(cloud: impl Cloud) {
    let (accounts, secret) = (cloud.accounts(), cloud.client());
    let prompt = accounts.request_code(&secret).await.unwrap();
    cloud.approve(&prompt);
    let first = accounts.poll_code(&secret, &prompt.device_code).await.unwrap();
    assert!(matches!(first, Poll::Approved(_)), "{first:?}");
    cloud.let_an_interval_pass();
    let second = accounts.poll_code(&secret, &prompt.device_code).await.unwrap();
    assert!(matches!(second, Poll::Expired), "{second:?}");
}

async fn a_session_knows_who_and_where_it_is(cloud: impl Cloud) {
    let tokens = signed_in(&cloud).await;
    let here = cloud.accounts().who_am_i(&session(&tokens), None).await.unwrap();
    let person = here.person.unwrap();
    assert!(!person.name.is_empty());
    assert_eq!(person.email, None, "a device code tells no e-mail address");
    let project = here.project.unwrap();
    assert!(!project.id.as_str().is_empty() && !project.name.is_empty());
    assert!(here.device.is_some() && here.device_name.is_some());
    assert_eq!(here.presence, Presence::Online);
    cloud.pause();
    let here = cloud.accounts().who_am_i(&session(&tokens), None).await.unwrap();
    assert_eq!(here.presence, Presence::Paused);
}

async fn a_renamed_project_is_seen_under_its_new_name(cloud: impl Cloud) {
    let tokens = signed_in(&cloud).await;
    let before = cloud.accounts().who_am_i(&session(&tokens), None).await.unwrap().project.unwrap();
    cloud.rename_the_project("Unit A, day 2");
    let after = cloud.accounts().who_am_i(&session(&tokens), None).await.unwrap().project.unwrap();
    assert_eq!((after.id, after.name.as_str()), (before.id, "Unit A, day 2"));
}

async fn a_refresh_replaces_both_tokens(cloud: impl Cloud) {
    let (accounts, secret) = (cloud.accounts(), cloud.client());
    let old = signed_in(&cloud).await;
    let new = accounts.refresh(&secret, &old.refresh.clone().unwrap()).await.unwrap();
    assert_ne!((&new.access, &new.refresh), (&old.access, &old.refresh));
    accounts.who_am_i(&session(&new), None).await.unwrap();
    let ended = accounts.who_am_i(&session(&old), None).await.unwrap_err();
    assert_eq!(ended.kind, ErrorKind::NotAuthorized);
}

async fn a_spent_refresh_token_needs_a_new_sign_in(cloud: impl Cloud) {
    let (accounts, secret) = (cloud.accounts(), cloud.client());
    let spent = signed_in(&cloud).await.refresh.unwrap();
    accounts.refresh(&secret, &spent).await.unwrap();
    let again = accounts.refresh(&secret, &spent).await.unwrap_err();
    assert_eq!(again.kind, ErrorKind::NotAuthorized);
    assert!(!again.never_left, "it certainly reached the cloud");
}

async fn an_expired_session_is_refreshed(cloud: impl Cloud) {
    let (accounts, secret) = (cloud.accounts(), cloud.client());
    let old = signed_in(&cloud).await;
    cloud.let_the_session_expire();
    let expired = accounts.who_am_i(&session(&old), None).await.unwrap_err();
    assert_eq!(expired.kind, ErrorKind::NotAuthorized);
    let created = cloud.assets().create(&session(&old), &clip(5)).await.unwrap_err();
    assert_eq!(created.kind, ErrorKind::NotAuthorized);
    let new = accounts.refresh(&secret, &old.refresh.unwrap()).await.unwrap();
    accounts.who_am_i(&session(&new), None).await.unwrap();
}

async fn a_forgotten_device_needs_a_new_sign_in(cloud: impl Cloud) {
    let (accounts, secret) = (cloud.accounts(), cloud.client());
    let tokens = signed_in(&cloud).await;
    cloud.forget_the_device();
    let gone = accounts.who_am_i(&session(&tokens), None).await.unwrap_err();
    assert_eq!(gone.kind, ErrorKind::NotAuthorized);
    let gone = accounts.refresh(&secret, &tokens.refresh.unwrap()).await.unwrap_err();
    assert_eq!(gone.kind, ErrorKind::NotAuthorized);
}

async fn signing_out_ends_the_session(cloud: impl Cloud) {
    let (accounts, secret) = (cloud.accounts(), cloud.client());
    let tokens = signed_in(&cloud).await;
    accounts.sign_out(&secret, &tokens).await.unwrap();
    let gone = accounts.who_am_i(&session(&tokens), None).await.unwrap_err();
    assert_eq!(gone.kind, ErrorKind::NotAuthorized);
    accounts.sign_out(&secret, &tokens).await.expect("twice is fine");
}

async fn a_heartbeat_needs_a_session(cloud: impl Cloud) {
    let tokens = signed_in(&cloud).await;
    cloud.accounts().heartbeat(&session(&tokens)).await.unwrap();
    let refused = cloud.accounts().heartbeat(&session_of("no session")).await.unwrap_err();
    assert_eq!(refused.kind, ErrorKind::NotAuthorized);
}

async fn the_cloud_is_reachable_without_a_session(cloud: impl Cloud) {
    cloud.accounts().reachable().await.unwrap();
}

async fn parts_in_any_order_make_the_file(cloud: impl Cloud) {
    cloud.cut_files_into(2);
    let session = session(&signed_in(&cloud).await);
    let asset = cloud.assets().create(&session, &clip(5)).await.unwrap();
    let [first, second, third] = &asset.targets[..] else { panic!("{asset:?}") };
    for (target, bytes) in [(third, "o"), (first, "he"), (second, "ll")] {
        cloud.assets().send_part(target, MIME, body(bytes)).await.unwrap();
    }
    let parts: Vec<_> = cloud.accepted().into_iter().map(Option::unwrap).collect();
    assert_eq!(parts.concat(), b"hello");
}

async fn a_part_sent_twice_does_no_harm(cloud: impl Cloud) {
    let session = session(&signed_in(&cloud).await);
    let asset = cloud.assets().create(&session, &clip(5)).await.unwrap();
    for _ in 0..2 {
        cloud.assets().send_part(&asset.targets[0], MIME, body("hello")).await.unwrap();
    }
    assert_eq!(cloud.accepted(), [Some(b"hello".to_vec())]);
}

async fn what_is_made_during_a_pause_is_refused_for_good(cloud: impl Cloud) {
    let session = session(&signed_in(&cloud).await);
    cloud.pause();
    let mut clip = clip(5);
    clip.age.seconds = 0;
    let refused = cloud.assets().create(&session, &clip).await.unwrap_err();
    assert_eq!(refused.kind, ErrorKind::RecordedWhilePaused);
}

async fn a_body_that_is_too_short_is_not_accepted(cloud: impl Cloud) {
    not_accepted(cloud, ErrorKind::FileChanged, vec![Ok("he"), Ok("ll")]).await;
}

async fn a_body_that_is_too_long_is_not_accepted(cloud: impl Cloud) {
    not_accepted(cloud, ErrorKind::FileChanged, vec![Ok("he"), Ok("llo"), Ok("!")]).await;
}

async fn a_body_that_fails_is_not_accepted(cloud: impl Cloud) {
    let bytes = vec![Ok("he"), Err(io::Error::other("the card was pulled"))];
    not_accepted(cloud, ErrorKind::FileUnreadable, bytes).await;
}

async fn a_body_that_fails_at_its_very_end_is_not_accepted(cloud: impl Cloud) {
    let bytes = vec![Ok("hello"), Err(io::Error::other("it changed meanwhile"))];
    not_accepted(cloud, ErrorKind::FileUnreadable, bytes).await;
}

async fn not_accepted(cloud: impl Cloud, kind: ErrorKind, bytes: Vec<io::Result<&'static str>>) {
    let session = session(&signed_in(&cloud).await);
    let asset = cloud.assets().create(&session, &clip(5)).await.unwrap();
    let bytes = stream::iter(bytes).map(|next| next.map(Bytes::from));
    let part = PartBody { length: 5, bytes: Box::pin(bytes) };
    let failed = cloud.assets().send_part(&asset.targets[0], MIME, part).await.unwrap_err();
    assert_eq!(failed.kind, kind, "{failed}");
    // The way is still good for the right bytes, and the wrong ones left nothing behind.
    assert_eq!(cloud.accepted(), [None]);
    cloud.assets().send_part(&asset.targets[0], MIME, body("hello")).await.unwrap();
    assert_eq!(cloud.accepted(), [Some(b"hello".to_vec())]);
}

async fn a_session_that_never_was_is_not_taken(cloud: impl Cloud) {
    let none = session_of("no session");
    assert_eq!(
        cloud.accounts().who_am_i(&none, None).await.unwrap_err().kind,
        ErrorKind::NotAuthorized
    );
    assert_eq!(
        cloud.assets().create(&none, &clip(5)).await.unwrap_err().kind,
        ErrorKind::NotAuthorized
    );
}

async fn an_accepted_part_has_a_tag(cloud: impl Cloud) {
    let session = session(&signed_in(&cloud).await);
    let asset = cloud.assets().create(&session, &clip(5)).await.unwrap();
    let accepted = cloud.assets().send_part(&asset.targets[0], MIME, body("hello")).await.unwrap();
    let tag = accepted.tag.expect("a tag");
    assert!(!tag.is_empty() && !tag.contains('"'), "{tag}");
}

fn part(number: u32, size: u64) -> GrowingPart {
    GrowingPart { number: PartNumber(number), size, is_final: false }
}

async fn grown(cloud: &impl Cloud) -> (Session, AssetId) {
    cloud.let_growing_parts_be_of(2);
    let session = session(&signed_in(cloud).await);
    let asset = cloud.assets().create_growing(&session, &growing_clip()).await.unwrap();
    (session, asset)
}

async fn put(cloud: &impl Cloud, target: &PartTarget, bytes: &'static str) {
    cloud.assets().send_part(target, MIME, body(bytes)).await.unwrap();
}

async fn a_growing_clip_is_whole_once_its_head_has_come_last(cloud: impl Cloud) {
    let (session, asset) = grown(&cloud).await;
    let assets = cloud.assets();
    let wanted = [part(2, 2), part(3, 3)];
    let targets = assets.growing_targets(&session, &asset, &wanted, None).await.unwrap();
    put(&cloud, &targets[0], "ll").await;
    put(&cloud, &targets[1], "o, ").await;
    let end = [GrowingPart { is_final: true, ..part(4, 1) }];
    let end = assets.growing_targets(&session, &asset, &end, Some(8)).await.unwrap();
    put(&cloud, &end[0], "!").await;
    assert!(!cloud.has_it_whole());
    let head = assets.growing_targets(&session, &asset, &[part(1, 2)], None).await.unwrap();
    put(&cloud, &head[0], "he").await;
    assert!(cloud.has_it_whole());
    let parts: Vec<_> = cloud.accepted().into_iter().map(Option::unwrap).collect();
    assert_eq!(parts.concat(), b"hello, !");
}

async fn a_tiny_growing_clip_is_one_final_part(cloud: impl Cloud) {
    let (session, asset) = grown(&cloud).await;
    let all = [GrowingPart { is_final: true, ..part(1, 1) }];
    let targets = cloud.assets().growing_targets(&session, &asset, &all, Some(1)).await.unwrap();
    put(&cloud, &targets[0], "h").await;
    assert!(cloud.has_it_whole());
}

async fn a_part_of_a_growing_clip_is_sent_again_and_the_last_bytes_count(cloud: impl Cloud) {
    let (session, asset) = grown(&cloud).await;
    for bytes in ["he", "HE"] {
        let again =
            cloud.assets().growing_targets(&session, &asset, &[part(1, 2)], None).await.unwrap();
        put(&cloud, &again[0], bytes).await;
    }
    assert_eq!(cloud.accepted(), [Some(b"HE".to_vec())]);
}

async fn a_second_target_that_is_refused_is_told_as_a_refusal(cloud: impl Cloud) {
    let (session, asset) = grown(&cloud).await;
    cloud.take_no_part_again();
    cloud.assets().growing_targets(&session, &asset, &[part(2, 2)], None).await.unwrap();
    let again = cloud.assets().growing_targets(&session, &asset, &[part(2, 2)], None).await;
    assert_eq!(again.unwrap_err().kind, ErrorKind::Rejected);
}

async fn a_growing_part_that_is_too_small_is_refused(cloud: impl Cloud) {
    let (session, asset) = grown(&cloud).await;
    let small = cloud.assets().growing_targets(&session, &asset, &[part(2, 1)], None).await;
    assert_eq!(small.unwrap_err().kind, ErrorKind::Rejected);
}

async fn a_clip_that_grows_during_a_pause_is_refused_for_good(cloud: impl Cloud) {
    let session = session(&signed_in(&cloud).await);
    cloud.pause();
    let refused = cloud.assets().create_growing(&session, &growing_clip()).await.unwrap_err();
    assert_eq!(refused.kind, ErrorKind::RecordedWhilePaused);
}

async fn a_growing_asset_that_is_gone_is_told_as_gone(cloud: impl Cloud) {
    let session = session(&signed_in(&cloud).await);
    let never = AssetId::new("00000000-0000-4000-8000-000000000000");
    let gone = cloud.assets().growing_targets(&session, &never, &[part(1, 2)], None).await;
    assert_eq!(gone.unwrap_err().kind, ErrorKind::AssetGone);
}
