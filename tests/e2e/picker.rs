//! The picker at ten thousand projects.

use crate::scene::Scene;
use crate::screens::connections::ENTER;

#[tokio::test(flavor = "multi_thread")]
async fn ten_thousand_projects_are_searched_as_fast_as_one_types() {
    let scene = Scene::open().await;
    scene.to_the_frameio_picker().await;
    let window = &scene.window;
    window.pick("account", "angstrom").await;
    window.until_holds("project-count", "10,000").await;
    window.picture("ten-thousand-projects").await;
    let took = window.time_keys("project-search", "lodz 09").await;
    window.picture("ten-thousand-searched").await;
    let mut sorted = took.clone();
    sorted.sort_by(f64::total_cmp);
    let (median, worst) = (sorted[sorted.len() / 2], sorted[sorted.len() - 1]);
    println!("key to painted result, ms: {took:.1?}; median {median:.1}, worst {worst:.1}");
    // What is asserted is the work: only rows in sight exist, and the right one is on top.
    let rows = window.count("project-row").await;
    assert!((1..=60).contains(&rows), "{rows} rows exist");
    let first = window.read("project-row").await;
    assert!(first.contains("Łódź") && first.contains("09"), "{first}");
    window.write("project-search", ENTER).await;
    window.until_card("connected").await;
    window.open_connection().await;
    window.until_text("project-name", "the one", |text| text.contains("Łódź")).await;
    scene.nothing_was_violated();
    scene.window.close().await;
}
