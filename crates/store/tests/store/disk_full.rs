//! A disk that is full in the middle of the work, and has room again. The room is a limit on file
//! sizes that the other half sets for itself: for SQLite one refusal to grow a file is as good as
//! the other, and it needs no disk of its own.
#![cfg(target_os = "linux")]

use crate::{
    NOW, Shelf,
    again::{myself, other_half},
    hashed,
};
use domain::{AssetId, ErrorKind, PartNumber};
use std::process::Command;

fn limit_files_to(bytes: &str) {
    let limit = format!("--fsize={bytes}:");
    let own = std::process::id().to_string();
    let set = Command::new("prlimit").args(["--pid", &own, &limit]).status().unwrap();
    assert!(set.success(), "prlimit (util-linux) is needed");
}

#[tokio::test]
async fn a_full_disk_loses_nothing_that_was_said_to_be_written_and_is_got_over() {
    if other_half().is_none() {
        // The signal that comes with a refusal would end us before SQLite hears of it.
        let test =
            "disk_full::a_full_disk_loses_nothing_that_was_said_to_be_written_and_is_got_over";
        let other = myself(test, "");
        let shell = Command::new("sh")
            .args(["-c", "trap '' XFSZ; exec \"$0\" \"$@\""])
            .arg(other.get_program())
            .args(other.get_args())
            .envs(other.get_envs().filter_map(|(name, value)| Some((name, value?))))
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&shell.stdout);
        assert!(shell.status.success() && said.contains("got over it"), "{shell:?}");
        return;
    }
    let mut shelf = Shelf::new().await;
    let upload = shelf.planned("a.mov", 40_000, 4_000).await.id;
    let a = AssetId::new("a");
    let mut safe = 0;
    for _ in 0..3 {
        let log = std::fs::metadata(shelf.folder.path().join("labrun.db-wal")).unwrap().len();
        limit_files_to(&(log + 20_000).to_string());
        // SQLite finds room again whenever it may begin its log anew, so it goes to and fro.
        let mut refusals = 0;
        while refusals < 10 {
            match shelf.store.mark_sent(upload, &a, PartNumber(safe + 1), &hashed("h"), NOW).await {
                Ok(sent) => {
                    safe += 1;
                    assert_eq!(sent.parts_sent, safe);
                }
                Err(error) => {
                    refusals += 1;
                    assert_eq!(error.kind(), ErrorKind::StorageFull, "{error}");
                }
            }
            let row = shelf.row(upload).await;
            assert_eq!((row.parts_sent, row.accepted_bytes), (safe, u64::from(safe) * 10));
        }
        limit_files_to("unlimited");
        safe += 1;
        shelf
            .store
            .mark_sent(upload, &a, PartNumber(safe), &hashed("h"), NOW)
            .await
            .expect("room again");
        assert_eq!(shelf.store.uploads().await.unwrap().len(), 1);
        shelf = shelf.reopened().await;
        assert_eq!(shelf.row(upload).await.parts_sent, safe);
    }
    println!("got over it");
}
