//! Something is wrong, and somebody is to help.

use crate::scene::{DAY, Scene};

#[tokio::test(flavor = "multi_thread")]
async fn what_is_wrong_is_said_and_what_is_saved_was_read_and_names_nobody() {
    let (scene, files) = Scene::of_a_day_with_a_card().await;
    let window = &scene.window;
    std::fs::remove_file(&files[3]).unwrap();
    scene.cloud.clear_faults();
    window.until_row(DAY[3], "failed").await;
    // What no code of ours would ever log, found in the log all the same.
    let logs = scene.desktop.profile().join("logs");
    let log = std::fs::read_dir(&logs).unwrap().flatten().next().expect("a log").path();
    let mut text = std::fs::read_to_string(&log).unwrap();
    assert!(text.contains("INFO"), "{text}");
    text.push_str(
        "Mara Lindqvist at https://s3.example/A001?X-Amz-Signature=canary with Bearer canary-1\n",
    );
    std::fs::write(&log, text).unwrap();

    window.click("open-settings").await;
    window.click("open-diagnostics").await;
    window.until_holds("diagnostics-sum", "1 thing to look at").await;
    window.until_holds("diagnostics", "1 file set aside").await;
    window.picture("diagnostics").await;
    let read = window.text_content("diagnostics-text").await;
    let path = scene.desktop.folder.path().join("diagnostics.txt");
    window.click("diagnostics-save").await;
    let typed = path.to_str().unwrap();
    tokio::task::block_in_place(|| {
        scene.desktop.choose_in_dialog("Save the diagnostics", typed);
    });
    window.until_holds("toast", "Diagnostics saved").await;
    let saved = std::fs::read_to_string(&path).unwrap();
    assert_eq!(saved, read, "nothing is saved that was not read");

    for part in ["In words", "Settings", "Connections", "Queue", "Network", "Files", "Log"] {
        assert!(saved.contains(&format!("\n== {part}\n")), "{part} is missing");
    }
    assert!(saved.contains("1 × file_missing"), "{saved}");
    assert!(saved.contains("https://s3.example/A001?…"));
    let home = scene.desktop.folder.path().join("home");
    for private in
        ["canary", "Mara", "Lindqvist", scene.cloud.client_secret(), home.to_str().unwrap()]
    {
        assert!(!saved.contains(private), "{private} is in it");
    }
    scene.window.close().await;
}
