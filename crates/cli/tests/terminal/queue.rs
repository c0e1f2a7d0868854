//! The queue, as a script works it.

use crate::{Cart, next, sha256};
use serde_json::Value;
use std::process::Stdio;
use tokio::io::AsyncBufReadExt;
use tokio::io::BufReader;

#[tokio::test(flavor = "multi_thread")]
async fn a_folder_is_sent_and_its_history_and_receipt_can_be_read() {
    let cart = Cart::new().await;
    cart.connect().await;
    let card = cart.path("CARD");
    std::fs::create_dir_all(card.join("CLIP")).unwrap();
    let clip = cart.file("CARD/CLIP/A001.mov", 1_000_001);
    cart.file("CARD/CLIP/A001.wav", 1000);
    let (code, lines, said) = cart.run(&["send", card.to_str().unwrap()]).await;
    assert_eq!(code, 0, "{said}");
    assert_eq!(lines[0]["outcome"], "folder");
    assert_eq!(lines[0]["files"]["queued"], 2);
    assert!(lines.iter().filter(|line| line["state"] == "done").count() == 2, "{lines:?}");
    let (_, queue, _) = cart.run(&["queue"]).await;
    let id = queue.iter().find(|row| row["name"] == "A001.mov").unwrap()["upload"].to_string();
    let (code, history, _) = cart.run(&["history", &id]).await;
    assert_eq!(code, 0);
    let done = |line: &Value| {
        let in_words = line["what"].as_str().is_some_and(|what| what.starts_with("All of it has"));
        line["happened"] == "done" && in_words
    };
    assert!(history.iter().any(done), "{history:?}");
    let (code, receipt, _) = cart.run(&["receipt", &id]).await;
    assert_eq!((code, receipt[0]["size"].as_u64()), (0, Some(1_000_001)));
    assert_eq!(receipt[0]["xxh3"].as_str().map(str::len), Some(32));
    let arrived = cart.cloud.assets().await;
    let arrived = arrived.iter().find(|asset| asset.name == "A001.mov").unwrap();
    assert_eq!(arrived.sha256, Some(sha256(&clip)));
    assert_eq!(receipt[0]["asset"].as_str(), Some(arrived.id.as_str()));
    // Again: everything is there already.
    let (code, lines, _) = cart.run(&["send", card.to_str().unwrap()]).await;
    assert_eq!((code, lines[0]["files"]["known"].as_u64()), (0, Some(2)));
}

#[tokio::test(flavor = "multi_thread")]
async fn uploads_and_the_queue_are_paused_resumed_cancelled_and_put_first_by_number() {
    let cart = Cart::new().await;
    cart.connect().await;
    let one = cart.file("A001.mov", 1000);
    let two = cart.file("A002.mov", 1001);
    let (code, added, _) = cart.run(&["add", one.to_str().unwrap(), two.to_str().unwrap()]).await;
    assert_eq!(code, 0);
    let number = |index: usize| added[index]["upload"].to_string();
    let (code, status, _) = cart.run(&["pause", "--minutes", "15"]).await;
    assert_eq!((code, &status[0]["paused"]), (0, &Value::Bool(true)));
    assert_eq!(status[0]["files_left"], 2);
    let (code, lines, _) = cart.run(&["run", "--until-empty"]).await;
    assert_eq!((code, lines.len()), (3, 0), "a paused queue needs a person");
    assert_eq!(cart.run(&["top", &number(1)]).await.1[0]["moved"], 1);
    let (_, queue, _) = cart.run(&["queue"]).await;
    assert_eq!(queue[0]["name"], "A002.mov");
    assert_eq!(cart.run(&["cancel", "--all"]).await.1[0]["moved"], 2);
    assert_eq!(cart.run(&["retry", &number(0)]).await.0, 0);
    let (code, _, said) = cart.run(&["pause", &number(1)]).await;
    assert_eq!(code, 1);
    assert!(said.contains("cancelled"), "{said}");
    assert_eq!(cart.run(&["cancel"]).await.0, 2, "which ones has to be said");
    let (_, status, _) = cart.run(&["resume"]).await;
    assert_eq!(status[0]["paused"], false);
    assert_eq!(cart.run(&["run", "--until-empty"]).await.0, 0);
    let names: Vec<_> = cart.cloud.assets().await.into_iter().map(|asset| asset.name).collect();
    assert_eq!(names, ["A001.mov"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_comes_into_a_watched_folder_is_uploaded_until_the_program_is_stopped() {
    let cart = Cart::new().await;
    cart.connect().await;
    std::fs::create_dir(cart.path("CARD")).unwrap();
    let card = cart.path("CARD");
    let mut child = cart
        .command(&["watch", card.to_str().unwrap(), "--existing", "--leave", "*.tmp"])
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
    cart.file("CARD/left.tmp", 10);
    let clip = cart.file("CARD/notes.txt", 1000);
    loop {
        let line: Value = serde_json::from_str(&next(&mut lines).await).unwrap();
        assert_eq!(line["name"], "notes.txt");
        if line["state"] == "done" {
            break;
        }
    }
    child.kill().await.unwrap();
    let assets = cart.cloud.assets().await;
    assert_eq!(assets.len(), 1);
    assert_eq!(assets[0].sha256, Some(sha256(&clip)));
}
