//! The window for somebody who does not see it: what is on each screen, and what is said without
//! being asked for. Nothing is clicked here; what is pressed is pressed as a screen reader does it.

use crate::reader::{Node, Reader, State};
use crate::scene::{DAY, Scene};

/// What one hears of a file on the list: all cells of its row.
fn row(window: &Node, name: &str) -> Option<String> {
    let rows = window.find("table", "Uploads")?.all_of("row");
    rows.into_iter().map(Node::said).find(|said| said.contains(name))
}

#[tokio::test(flavor = "multi_thread")]
async fn from_nothing_to_a_project_by_what_is_read_out() {
    let scene = Scene::open().await;
    let reader = Reader::on(&scene.desktop).await;
    let window = &scene.window;
    reader.until_there("heading", "From the camera to the cutting room").await;
    reader.look("first run").await;
    reader.press("button", "Connect a camera cloud").await;

    reader.until_there("heading", "Which camera cloud?").await;
    let screen = reader.look("clouds").await;
    let clouds = screen.all_of("list")[0].all_of("button");
    assert_eq!(clouds.len(), 4, "{}", screen.outline());
    // Before one goes there: what it can do, and what it cannot.
    assert!(clouds[0].name.starts_with("Frame.io") && clouds[0].name.ends_with("Takes uploads"));
    for cloud in &clouds[1..] {
        assert!(cloud.name.contains("No uploads. "), "{}", cloud.name);
    }
    let frameio = clouds[0].name.clone();
    reader.press("button", &frameio).await;

    reader.until("the ways", |window| window.all_of("list").first().map(|_| ())).await;
    let screen = reader.look("ways").await;
    let ways = screen.all_of("list")[0].all_of("button");
    let code = ways.iter().find(|way| way.name.starts_with("Six-digit code"));
    let code = code.unwrap_or_else(|| panic!("{}", screen.outline())).name.clone();
    reader.press("button", &code).await;

    let secret = reader.until_there("password", "Client secret").await;
    assert!(secret.description.contains("registered this app"), "{}", secret.description);
    let screen = reader.look("secret").await;
    assert!(!screen.find("button", "Continue").unwrap().is(State::Enabled), "nothing is typed");
    window.type_keys(scene.cloud.client_secret()).await;
    reader
        .until("a way on", |window| {
            window.find("button", "Continue")?.is(State::Enabled).then_some(())
        })
        .await;
    reader.press("button", "Continue").await;

    // Digit by digit, and without being asked for.
    reader.until_told("Code: ").await;
    reader.look("code").await;
    reader.until("the code's picture", |window| window.all_of("image").first().map(|_| ())).await;
    let code = window.user_code().await;
    let digits: Vec<String> = code.chars().map(String::from).collect();
    let spoken = format!("Code {}, {}", digits[..3].join(" "), digits[3..].join(" "));
    reader
        .until("the code", |window| {
            window.all().into_iter().find_map(|one| (one.name == spoken).then_some(()))
        })
        .await;
    scene.cloud.approve(&code, None).unwrap();

    let project = scene.cloud.projects().remove(0).name;
    reader.until_told(&format!("Connected to {project}")).await;
    reader.until_there("heading", &project).await;
    let screen = reader.look("queue with nothing in it").await;
    let card = screen.find("landmark", "Connections").unwrap().all_of("list")[0].all_of("button");
    assert!(card[0].name.starts_with(&project) && card[0].name.contains("Online"));

    reader.press("toggle button", "Connection").await;
    reader.until_there("button", "Disconnect…").await;
    reader.look("connection").await;
    reader.press("button", "Disconnect…").await;
    let question = reader
        .until("the question", |window| window.all_of("alert").first().map(|one| (*one).clone()))
        .await;
    assert!(
        question.is(State::Modal) && !question.description.is_empty(),
        "{}",
        question.outline()
    );
    reader.look("disconnect").await;
    scene.window.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn each_file_of_the_queue_is_read_out_with_how_it_stands_and_what_becomes_of_it_is_told() {
    let (scene, _) = Scene::of_a_day_with_a_card().await;
    let reader = Reader::on(&scene.desktop).await;
    let moving = reader
        .until("how far the first one is", |window| {
            row(window, DAY[0]).filter(|said| said.contains('%'))
        })
        .await;
    println!("{moving}");
    assert!(moving.starts_with("Proxy · "), "its kind comes first: {moving}");
    assert!(moving.contains("MB"), "{moving}");
    let screen = reader.look("queue").await;
    for name in &DAY[1..] {
        let said = row(&screen, name).unwrap();
        assert!(said.contains("Queued"), "{said}");
    }
    let all = screen.find("progress bar", "Overall progress");
    assert!(all.is_some() && screen.find("panel", "Show").is_some(), "{}", screen.outline());

    reader.press("combo box", "Pause").await;
    reader.until_there("menu item", "For 1 hour").await;
    reader.look("pause").await;
    reader.press("menu item", "For 1 hour").await;
    reader.until_there("button", "Resume").await;
    reader.until_told("Paused").await;
    reader
        .until("a file that waits", |window| {
            row(window, DAY[0]).filter(|said| said.contains("Queued"))
        })
        .await;
    reader.press("button", "Resume").await;
    reader.until_told("Uploading").await;

    // What can be done with one, and all there is to know about it.
    scene.window.press_in_row(DAY[0], "details").await;
    let details = format!("Details of {}", DAY[0]);
    reader.until_there("landmark", &details).await;
    let screen = reader.look("details").await;
    let details = screen.find("landmark", &details).unwrap();
    for heading in [DAY[0], "Parts", "What happened", "Particulars"] {
        assert!(details.find("heading", heading).is_some(), "{heading}: {}", details.outline());
    }
    assert!(details.find("progress bar", "Progress of this upload").is_some());
    let parts = details.all_of("image");
    assert!(parts[0].name.contains("parts accepted"), "{}", parts[0].name);
    for button in ["Move to top", "Pause", "Cancel upload", "Show in folder", "Details"] {
        assert!(screen.find("table", "Uploads").unwrap().find("button", button).is_some());
    }
    reader.press("button", "Close details").await;

    scene.cloud.clear_faults();
    reader.until_told("Everything is up").await;
    for name in DAY {
        reader.until(name, |window| row(window, name).filter(|said| said.contains("Done"))).await;
    }
    reader.look("all done").await;

    // Somebody stops this computer in the cloud: told once, with the name, whatever one looks at.
    let project = scene.cloud.projects().remove(0).name;
    reader.press("toggle button", "Connection").await;
    reader.until_there("button", "Disconnect…").await;
    scene.cloud.pause(None).unwrap();
    reader.until_told(&format!("{project}: Paused")).await;
    scene.cloud.resume(None).unwrap();
    reader.until_told(&format!("{project}: Online")).await;
    scene.window.close().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn settings_diagnostics_and_keys_are_read_out_and_worked_without_a_mouse_or_a_keyboard() {
    let scene = Scene::of_a_working_day().await;
    let reader = Reader::on(&scene.desktop).await;
    let settings = reader
        .until("the way to the settings", |window| {
            let all = window.all_of("button");
            all.into_iter().find(|one| one.name.starts_with("Settings")).map(|one| one.name.clone())
        })
        .await;
    reader.press("button", &settings).await;
    reader.until_there("heading", "Settings").await;
    let screen = reader.look("settings").await;
    // A switch says what it is, what it means and how it stands.
    let awake = screen.find("toggle button", "Keep this computer awake").unwrap();
    assert!(awake.is(State::Checked) && awake.description.contains("does not go to sleep"));
    reader.press("toggle button", "Keep this computer awake").await;
    reader
        .until("it to be off", |window| {
            let awake = window.find("toggle button", "Keep this computer awake")?;
            (!awake.is(State::Checked)).then_some(())
        })
        .await;
    scene.window.until_unchecked("keep_awake").await;

    reader.press("button", "Diagnostics…").await;
    let dialog = reader.until_there("dialog", "Diagnostics").await;
    assert!(dialog.is(State::Modal), "{}", dialog.outline());
    reader.until("what was found", |window| window.all_of("list").first().map(|_| ())).await;
    let screen = reader.look("diagnostics").await;
    assert!(screen.all_of("list")[0].said().contains("Connected."), "{}", screen.outline());
    reader.press("button", "Close").await;

    reader.press("button", "Keys…").await;
    let dialog = reader.until_there("dialog", "Keys").await;
    assert!(dialog.is(State::Modal) && dialog.said() == "Keys");
    let screen = reader.look("keys").await;
    let keys = screen.find("dialog", "Keys").unwrap();
    assert!(keys.find("heading", "In a queue").is_some(), "{}", keys.outline());
    let terms = keys.all_of("term");
    assert!(terms.len() > 10 && keys.all_of("description").len() == terms.len());
    scene.window.close().await;
}
