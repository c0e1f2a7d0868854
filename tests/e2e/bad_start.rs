use crate::app::{Desktop, Driven};
use simulator::{Options, Simulator};

#[tokio::test(flavor = "multi_thread")]
async fn without_a_keyring_a_person_chooses_an_encrypted_file_and_unlocks_it_next_time() {
    let desktop = Desktop::without_keyring();
    let cloud = Simulator::start(Options::new(desktop.folder.path().join("cloud"))).await.unwrap();
    desktop.point_at(&cloud);
    let window = Driven::open(&desktop).await;
    window.see("startup-vault_needed").await;
    window.picture("07-no-keyring").await;
    window.create_vault("a long passphrase").await;
    window.pair(&cloud).await;
    window.close().await;

    let window = Driven::open(&desktop).await;
    window.unlock_vault("another passphrase").await;
    window.see("failure-words").await;
    window.picture("08-wrong-passphrase").await;
    window.close().await;

    let window = Driven::open(&desktop).await;
    window.unlock_vault("a long passphrase").await;
    window.connected().await;
    window.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_damaged_database_is_said_and_kept_aside_only_when_asked() {
    let desktop = Desktop::with_keyring();
    std::fs::create_dir_all(desktop.profile()).unwrap();
    let database = desktop.profile().join("labrun.db");
    let damage = b"this is not a database, but it may be all that somebody has".repeat(100);
    std::fs::write(&database, &damage).unwrap();
    let window = Driven::open(&desktop).await;
    window.see("startup-database_damaged").await;
    window.picture("09-damaged-database").await;
    assert_eq!(std::fs::read(&database).unwrap(), damage, "untouched until a person says so");
    window.click("set-aside").await;
    window.click("set-aside-confirm").await;
    window.see("connect-cloud").await;
    let kept = std::fs::read_dir(desktop.profile()).unwrap().filter_map(Result::ok).any(|entry| {
        entry.path() != database && std::fs::read(entry.path()).is_ok_and(|bytes| bytes == damage)
    });
    assert!(kept, "the old file is kept");
    window.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_profile_that_is_in_use_says_by_whom_and_opens_when_the_other_one_has_ended() {
    let desktop = Desktop::with_keyring();
    let first = desktop.start_app();
    crate::app::wait_for("the first one to hold the profile", || {
        std::fs::read_to_string(desktop.profile().join("lock")).ok().filter(|who| !who.is_empty())
    });
    let window = Driven::open(&desktop).await;
    window.see("startup-profile_in_use").await;
    window.picture("10-profile-in-use").await;
    let words = window.read("startup-profile_in_use").await;
    assert!(words.contains(&first.id().to_string()), "{words}");
    drop(first);
    window.see("connect-cloud").await;
    window.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_client_secret_is_said_in_words() {
    let desktop = Desktop::with_keyring();
    let cloud = Simulator::start(Options::new(desktop.folder.path().join("cloud"))).await.unwrap();
    desktop.point_at(&cloud);
    let window = Driven::open(&desktop).await;
    window.choose_way("frameio", "device_code").await;
    window.write("field-client_secret", "not the secret").await;
    window.click("start-sign-in").await;
    window.see("failure-words").await;
    window.picture("11-wrong-secret").await;
    window.close().await;
}
