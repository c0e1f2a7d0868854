//! Labrun without its window: the tray says how it stands, and its menu alone works it.

use crate::citizen::Everyday;

#[tokio::test(flavor = "multi_thread")]
async fn the_tray_says_where_it_goes_and_how_much_is_left_and_is_worked_by_its_menu_alone() {
    let day = Everyday::connected().await;
    let clip = day.clip("A001_C001");
    day.slow(400_000);
    let _labrun = day.start(&["--hidden", &clip]);

    day.panel.until_says("1 file").await;
    let lines = day.panel.lines().await.unwrap();
    let texts: Vec<&str> = lines.iter().map(|line| line.text.as_str()).collect();
    assert_eq!(texts[0], day.project(), "{texts:?}");
    assert!(texts[1].starts_with("1 file · ") && texts[1].contains(" left"), "{texts:?}");
    assert!(!lines[0].enabled && !lines[1].enabled, "what only says something is no button");
    for wanted in ["Pause", "Pause for 1 hour", "Open Labrun", "Quit"] {
        assert!(texts.contains(&wanted), "{wanted} is not in {texts:?}");
    }

    day.panel.choose("Pause for 1 hour").await;
    day.panel.until_says("· paused").await;
    assert!(day.nothing_more_comes().await, "a part began while it was paused");
    day.panel.choose("Resume").await;
    day.panel.until_says("Mbit/s").await;

    assert!(!day.window_is_open());
    day.panel.choose("Open Labrun").await;
    day.until_window_is_open().await;

    day.cloud.clear_faults();
    day.panel.until_says("Everything is uploaded").await;
    day.arrived_once(&[clip]).await;
    // Nothing is left, so nobody is asked.
    let mut labrun = _labrun;
    day.panel.choose("Quit").await;
    labrun.until_over().await;
}
