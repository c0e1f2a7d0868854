//! The window with its text twice as large, and read from right to left: nothing is cut off, and
//! nothing lies where nobody can get to.

use crate::app::{Desktop, Driven};
use crate::scene::{DAY, Scene};
use crate::screens::connections::ENTER;

/// What is wrong with the screen as it stands, in words.
///
/// Each text, and each thing one can press, has to be inside whatever cuts it off: what hides its
/// overflow, unless it says so with an ellipsis, and the window. What scrolls shows all of itself in
/// time, so from there on it is the one that has to be seen.
const LOOK: &str = r#"
    const wrong = [];
    const near = 2;
    const root = document.documentElement;
    if (root.scrollWidth > innerWidth + 1) wrong.push(`the page is ${root.scrollWidth} wide in ${innerWidth}`);
    const ellipsis = (style) => style.textOverflow === "ellipsis" || style.webkitLineClamp !== "none";
    const within = (element, is) => {
        let one = element;
        while (one && !is(one)) one = one.parentElement;
        return one;
    };
    // What only a screen reader is to have is clipped to nothing.
    const seen = (element) => {
        const style = getComputedStyle(element);
        return style.visibility === "visible" && style.opacity !== "0"
            && !within(element, (one) => getComputedStyle(one).clipPath !== "none");
    };
    const shown = (text) => text.length > 60 ? `${text.slice(0, 60)}…` : text;
    const check = (element, rect, what) => {
        let { left, right, top, bottom } = rect;
        for (let one = element; one && one !== root; one = one.parentElement) {
            const style = getComputedStyle(one);
            const box = one.getBoundingClientRect();
            const [x, y] = [style.overflowX, style.overflowY];
            if (ellipsis(style)) [left, right] = [Math.max(left, box.left), Math.min(right, box.right)];
            else if (x === "hidden" || x === "clip") {
                if (left < box.left - near || right > box.right + near) {
                    return wrong.push(`${what} is cut off in its width by ${one.className || one.tagName}`);
                }
            }
            if (style.webkitLineClamp !== "none") bottom = Math.min(bottom, box.bottom);
            else if ((y === "hidden" || y === "clip") && (top < box.top - near || bottom > box.bottom + near)) {
                return wrong.push(`${what} is cut off in its height by ${one.className || one.tagName}`);
            }
            if (x === "auto" || x === "scroll") [left, right] = [box.left, box.right];
            if (y === "auto" || y === "scroll") [top, bottom] = [box.top, box.bottom];
            if (style.position === "fixed") break;
        }
        if (left < -near || right > innerWidth + near || top < -near || bottom > innerHeight + near) {
            wrong.push(`${what} is outside of the window: ${[left, right, top, bottom].map(Math.round)}`);
        }
    };
    // Of what lies beside each other nothing covers anything. What lies above has a place of its own.
    const floats = ["absolute", "fixed", "sticky"];
    const layer = (element) => within(element, (one) => floats.includes(getComputedStyle(one).position));
    const covered = (element, rect, what) => {
        for (const x of [rect.left + 3, rect.right - 3]) {
            const there = document.elementFromPoint(x, (rect.top + rect.bottom) / 2);
            if (!there || there.contains(element) || element.contains(there)) continue;
            if (layer(there) === layer(element)) wrong.push(`${what} is covered by ${there.className || there.tagName}`);
        }
    };
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let text = texts.nextNode(); text; text = texts.nextNode()) {
        const words = text.data.trim();
        if (!words || !seen(text.parentElement)) continue;
        const range = document.createRange();
        range.selectNodeContents(text);
        const lines = [...range.getClientRects()].filter((line) => line.width > 0);
        if (lines.length === 0) continue;
        const rect = {
            left: Math.min(...lines.map((line) => line.left)),
            right: Math.max(...lines.map((line) => line.right)),
            top: Math.min(...lines.map((line) => line.top)),
            bottom: Math.max(...lines.map((line) => line.bottom)),
        };
        check(text.parentElement, rect, `"${shown(words)}"`);
        covered(text.parentElement, rect, `"${shown(words)}"`);
        const pressed = text.parentElement.closest("button, [role=button], [role=menuitem], a, .button");
        if (!pressed) continue;
        let cut = false;
        for (let one = text.parentElement; one !== pressed.parentElement; one = one.parentElement) {
            cut ||= ellipsis(getComputedStyle(one));
        }
        const box = pressed.getBoundingClientRect();
        const sticks = rect.left < box.left - near || rect.right > box.right + near;
        const high = rect.top < box.top - near || rect.bottom > box.bottom + near;
        if (high || (sticks && !cut)) wrong.push(`"${shown(words)}" sticks out of its button`);
    }
    for (const one of document.querySelectorAll("button, input, [role=menuitem], a[href]")) {
        const rect = one.getBoundingClientRect();
        if (rect.width > 0 && seen(one)) {
            check(one, rect, `the ${one.tagName.toLowerCase()} ${one.dataset.testid ?? one.ariaLabel ?? one.textContent}`);
        }
    }
    for (const one of document.querySelectorAll("*")) {
        const scrolls = ["auto", "scroll"].includes(getComputedStyle(one).overflowX);
        // A text of a machine keeps its lines.
        if (scrolls && one.scrollWidth > one.clientWidth + 1 && one.tagName !== "PRE") {
            wrong.push(`${one.className || one.tagName} is scrolled sideways`);
        }
    }
    return [...new Set(wrong)];
"#;

/// How the screens are looked at here, and what was found.
struct Looking {
    how: &'static str,
    /// What a person has set on the desktop.
    set: fn(&Desktop),
    /// Before each look.
    script: &'static str,
    /// How wide the window is, counted in what has the usual size.
    room: f64,
    wrong: Vec<String>,
}

impl Looking {
    async fn at(&mut self, window: &Driven, screen: &str) {
        let room = window.page.execute("return innerWidth", Vec::new()).await.expect("a number");
        assert_eq!(
            room.as_f64(),
            Some(self.room),
            "{screen}: the text is not as large as was asked"
        );
        window.page.execute(self.script, Vec::new()).await.expect("it is set");
        window.picture(&format!("{}-{screen}", self.how)).await;
        let found = window.page.execute(LOOK, Vec::new()).await.expect("it can be looked at");
        let found = found.as_array().cloned().unwrap_or_default();
        let found = found.iter().filter_map(|one| one.as_str());
        self.wrong.extend(found.map(|one| format!("{screen}: {one}")));
    }
}

/// By the keyboard: WebKit's driver points beside what is enlarged.
async fn every_screen(mut look: Looking) {
    let desktop = Desktop::with_keyring();
    (look.set)(&desktop);
    let scene = Scene::open_on(desktop).await;
    let window = &scene.window;
    window.see("connect-cloud").await;
    look.at(window, "first-run").await;
    window.enter("connect-cloud").await;
    window.see("provider-eagle_eye").await;
    look.at(window, "clouds").await;
    window.enter("provider-eagle_eye").await;
    window.see("way-reseller").await;
    look.at(window, "ways").await;
    window.enter("way-reseller").await;
    window.see("field-password").await;
    look.at(window, "form").await;
    window.enter("sign-in-cancel").await;
    window.enter("sign-in-back").await;
    window.enter("provider-frameio").await;
    window.enter("way-device_code").await;
    window.write("field-client_secret", scene.cloud.client_secret()).await;
    window.press_enter().await;
    window.user_code().await;
    look.at(window, "code").await;
    scene.window.close().await;

    // Made ready by somebody who sees well.
    let (scene, _) = Scene::of_a_day_with_a_card().await;
    (look.set)(&scene.desktop);
    let scene = scene.restart().await;
    let window = &scene.window;
    window.until_row(DAY[0], "uploading").await;
    look.at(window, "queue").await;
    window.enter("pause-queue").await;
    window.see("pause-60").await;
    look.at(window, "pause").await;
    window.enter("pause-60").await;
    window.until_holds("standstill", "Paused").await;
    look.at(window, "paused").await;
    window.see("upload-list").await.send_keys(DOWN).await.unwrap();
    window.select_further(1).await;
    window.see("selected-top").await;
    look.at(window, "selected").await;
    window.see("upload-list").await.send_keys(DOWN).await.unwrap();
    window.see("upload-list").await.send_keys(ENTER).await.unwrap();
    window.see("detail-panel").await;
    look.at(window, "details").await;
    window.enter("detail-close").await;
    window.enter("network-chip").await;
    window.see("network-panel").await;
    look.at(window, "network").await;
    window.type_keys(ESCAPE).await;
    window.until_gone("network-panel").await;
    window.enter("tab-connection").await;
    window.see("disconnect").await;
    look.at(window, "connection").await;
    window.enter("disconnect").await;
    window.see("disconnect-confirm").await;
    look.at(window, "disconnect").await;
    window.type_keys(ESCAPE).await;
    window.until_gone("disconnect-confirm").await;
    window.enter("open-settings").await;
    window.see("settings").await;
    look.at(window, "settings").await;
    window.enter("open-diagnostics").await;
    window.see("diagnostics-text").await;
    look.at(window, "diagnostics").await;
    window.enter("diagnostics-close").await;
    window.until_gone("diagnostics").await;
    window.enter("open-keys").await;
    window.see("keys").await;
    look.at(window, "keys").await;
    scene.window.close().await;
    assert!(look.wrong.is_empty(), "{}: {:#?}", look.how, look.wrong);
}

const DOWN: &str = "\u{E015}";
const ESCAPE: &str = "\u{E00C}";

#[tokio::test(flavor = "multi_thread")]
async fn with_text_twice_as_large_every_word_is_there_and_every_button_can_be_reached() {
    let set = Desktop::make_text_twice_as_large;
    every_screen(Looking { how: "large", set, script: "", room: 590.0, wrong: Vec::new() }).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn from_right_to_left_every_word_is_there_and_every_button_can_be_reached() {
    let script = "document.documentElement.dir = 'rtl'";
    every_screen(Looking { how: "rtl", set: |_| (), script, room: 1180.0, wrong: Vec::new() })
        .await;
}
