//! What the desktop is told while the window is not looked at: that files need a person, that the
//! queue is done, that a cloud wants to be signed in to again. One for everything that came
//! together, never one for each file.

use crate::events::Glance;
use crate::shell::Shell;
use crate::window;
use domain::{Connection, ConnectionState, ProviderKind};
use engine::{Engine, Headline};
use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;
use tauri_plugin_notification::NotificationExt;
use tokio::time::{Instant, timeout_at};
use words::Words;

/// What comes within this of each other is told together.
const CALM: Duration = Duration::from_secs(5);

/// A queue that is done again so soon, as with a camera that hands over take after take, is told of
/// once; and so are files that fail one after the other.
const SELDOM: Duration = Duration::from_secs(600);

/// A title, and what is under it.
type Told = (String, String);

/// Runs as long as the program.
pub async fn tell(shell: Arc<Shell>) {
    let app = shell.app.clone();
    if let Err(error) = shell.app.notification().on_action(move |_| window::show(&app)) {
        tracing::warn!(%error, "a click on a notification will not open the window");
    }
    let mut glances = shell.glance.subscribe();
    let mut teller = Teller::default();
    loop {
        let glance = glances.borrow_and_update().clone();
        if let (Some(glance), Some(engine)) = (glance, shell.engine().await) {
            let name = |kind| cloud(&engine, kind);
            for (title, body) in teller.hear(&glance, Instant::now(), name, shell.words()) {
                show(&shell, &title, &body);
            }
        }
        let woken = match teller.due() {
            Some(due) => timeout_at(due, glances.changed()).await,
            None => Ok(glances.changed().await),
        };
        if let Ok(Err(_)) = woken {
            return;
        }
    }
}

fn cloud(engine: &Engine, kind: ProviderKind) -> String {
    let able = engine.capabilities().into_iter().find(|able| able.provider == kind);
    able.map_or_else(String::new, |able| able.name.to_owned())
}

/// Whoever looks at the window sees it there.
fn show(shell: &Shell, title: &str, body: &str) {
    if window::is_looked_at(&shell.app) {
        return;
    }
    if let Err(error) = shell.app.notification().builder().title(title).body(body).show() {
        tracing::warn!(%error, "this desktop shows no notifications");
    }
}

/// What was told, and what is about to be.
#[derive(Default)]
struct Teller {
    /// Something was left to do when it was looked at last.
    at_work: bool,
    /// Done when the work that is told of next began.
    done_before: u64,
    finished: Option<Instant>,
    finished_told: Option<Instant>,
    attention_before: u64,
    attention: Option<Instant>,
    attention_told: Option<Instant>,
    signed_out: Option<HashSet<String>>,
}

impl Teller {
    /// When there is something to tell, if nothing else happens.
    fn due(&self) -> Option<Instant> {
        [self.attention, self.finished].into_iter().flatten().min()
    }

    fn hear(
        &mut self,
        glance: &Glance,
        now: Instant,
        cloud: impl Fn(ProviderKind) -> String,
        words: &Words,
    ) -> Vec<Told> {
        let Glance { headline, connections, settings, done, .. } = glance;
        let mut told = Vec::new();
        self.hear_of_attention(headline, now);
        self.hear_of_work(headline, *done, now);
        if self.finished.is_some_and(|due| due <= now) {
            let files = done.saturating_sub(self.done_before);
            if settings.notify_finished {
                told.push(finished(files, headline.needs_attention, words));
                // The same sentence says both.
                if self.attention.take().is_some() {
                    self.attention_told = Some(now);
                }
            }
            (self.finished, self.finished_told, self.done_before) = (None, Some(now), *done);
        }
        if self.attention.is_some_and(|due| due <= now) {
            if settings.notify_attention {
                told.push(needs_attention(headline.needs_attention, words));
            }
            (self.attention, self.attention_told) = (None, Some(now));
        }
        let out = self.newly_signed_out(connections);
        if settings.notify_signed_out {
            let signed_out = |one: &&Connection| {
                signed_out(one, &cloud(one.provider), headline.files_left, words)
            };
            told.extend(out.iter().map(signed_out));
        }
        told
    }

    fn hear_of_attention(&mut self, headline: &Headline, now: Instant) {
        let first = self.signed_out.is_none();
        if headline.needs_attention > self.attention_before && !first {
            let soonest = self.attention_told.map_or(now, |told| told + SELDOM);
            self.attention = Some(soonest.max(now + CALM));
        }
        // A person was here and saw to it: what comes now is new.
        if headline.needs_attention == 0 {
            (self.attention, self.attention_told) = (None, None);
        }
        self.attention_before = headline.needs_attention;
    }

    fn hear_of_work(&mut self, headline: &Headline, done: u64, now: Instant) {
        let at_work = headline.files_left > 0;
        let waits_to_be_told = self.finished.is_some();
        if at_work {
            self.finished = None;
        } else if self.at_work && done > self.done_before {
            let soonest = self.finished_told.map_or(now, |told| told + SELDOM);
            self.finished = Some(soonest.max(now + CALM));
        }
        // Work begins, and nothing is left to be told of what was before. A person may also have
        // taken off the list what was done.
        if !waits_to_be_told && !self.at_work {
            self.done_before = done;
        }
        self.done_before = self.done_before.min(done);
        self.at_work = at_work;
    }

    /// Those that a cloud has forgotten since the last look, not those that a person has left: they
    /// have nobody's name any more.
    fn newly_signed_out<'a>(&mut self, connections: &'a [Connection]) -> Vec<&'a Connection> {
        let out = |one: &&Connection| {
            one.state == ConnectionState::NotAuthorized
                && (one.person.is_some() || one.former.is_some())
        };
        let now: Vec<&Connection> = connections.iter().filter(out).collect();
        let ids = now.iter().map(|one| one.id.to_string()).collect();
        let Some(before) = self.signed_out.replace(ids) else { return Vec::new() };
        now.into_iter().filter(|one| !before.contains(one.id.as_str())).collect()
    }
}

fn finished(done: u64, attention: u64, words: &Words) -> Told {
    let title = words.say("notifications-finished-title", &[("files", done.into())]);
    let body = match attention {
        0 => words.say("notifications-finished", &[]),
        some => words.say("notifications-finished-but", &[("files", some.into())]),
    };
    (title, body)
}

fn needs_attention(count: u64, words: &Words) -> Told {
    let title = words.say("notifications-attention-title", &[("files", count.into())]);
    (title, words.say("notifications-attention", &[]))
}

fn signed_out(connection: &Connection, cloud: &str, left: u64, words: &Words) -> Told {
    let place = connection.former.as_ref().map_or(cloud, |project| project.name.as_str());
    let title = words.say("notifications-signed-out-title", &[("place", place.into())]);
    let cloud = ("cloud", cloud.into());
    let body = match left {
        0 => words.say("notifications-signed-out", &[cloud]),
        some => words.say("notifications-signed-out-left", &[cloud, ("files", some.into())]),
    };
    (title, body)
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::{Language, Pause, Settings};

    struct Day {
        teller: Teller,
        now: Instant,
        settings: Settings,
        language: Language,
    }

    impl Day {
        fn begins() -> Self {
            let mut day = Self {
                teller: Teller::default(),
                now: Instant::now(),
                settings: Settings::default(),
                language: Language::English,
            };
            assert!(day.hears(0, 0, 0).is_empty());
            day
        }

        fn hears(&mut self, left: u64, done: u64, needs_attention: u64) -> Vec<String> {
            let headline = Headline {
                files_left: left,
                bytes_left: 0,
                fraction: 1.0,
                bytes_per_second: 0.0,
                seconds_left: None,
                needs_attention,
                standstill: None,
            };
            let glance = Glance {
                headline,
                connections: Vec::new(),
                settings: self.settings.clone(),
                pause: Pause::No,
                done,
            };
            let told = self.teller.hear(
                &glance,
                self.now,
                |_| "Frame.io".to_owned(),
                Words::of(self.language),
            );
            told.into_iter().map(|(title, _)| title).collect()
        }

        fn passes(&mut self, span: Duration) {
            self.now += span;
        }
    }

    #[test]
    fn a_queue_that_is_done_is_told_once_with_how_many_files_it_had() {
        let mut day = Day::begins();
        assert!(day.hears(3, 0, 0).is_empty());
        assert!(day.hears(1, 2, 0).is_empty());
        assert!(day.hears(0, 3, 0).is_empty(), "more may come in a moment");
        day.passes(CALM);
        assert_eq!(day.hears(0, 3, 0), ["3 files are uploaded"]);
        day.passes(SELDOM);
        assert!(day.hears(0, 3, 0).is_empty());
    }

    #[test]
    fn a_camera_that_hands_over_take_after_take_is_told_of_together() {
        let mut day = Day::begins();
        day.hears(1, 0, 0);
        day.hears(0, 1, 0);
        day.passes(CALM);
        assert_eq!(day.hears(0, 1, 0), ["1 file is uploaded"]);
        for done in 2..5 {
            day.passes(Duration::from_secs(60));
            assert!(day.hears(1, done - 1, 0).is_empty());
            assert!(day.hears(0, done, 0).is_empty());
        }
        day.passes(SELDOM);
        assert_eq!(day.hears(0, 4, 0), ["3 files are uploaded"]);
    }

    #[test]
    fn a_queue_that_was_cancelled_is_not_called_uploaded() {
        let mut day = Day::begins();
        day.hears(2, 0, 0);
        day.hears(0, 0, 0);
        day.passes(SELDOM);
        assert!(day.hears(0, 0, 0).is_empty());
    }

    #[test]
    fn files_that_need_a_person_are_told_of_together_and_not_twice() {
        let mut day = Day::begins();
        day.hears(5, 0, 0);
        day.hears(4, 0, 1);
        day.hears(3, 0, 2);
        day.passes(CALM);
        assert_eq!(day.hears(3, 0, 2), ["2 files need attention"]);
        day.passes(SELDOM);
        assert!(day.hears(3, 0, 2).is_empty());
    }

    #[test]
    fn a_card_whose_files_fail_one_after_the_other_is_not_told_of_file_by_file() {
        let mut day = Day::begins();
        day.hears(9, 0, 0);
        day.hears(8, 0, 1);
        day.passes(CALM);
        assert_eq!(day.hears(8, 0, 1), ["1 file needs attention"]);
        for failed in 2..6 {
            day.passes(Duration::from_secs(60));
            assert!(day.hears(9 - failed, 0, failed).is_empty());
        }
        day.passes(SELDOM);
        assert_eq!(day.hears(4, 0, 5), ["5 files need attention"]);

        // Somebody came and mended them all; the next one is another matter.
        day.hears(9, 0, 0);
        day.hears(8, 0, 1);
        day.passes(CALM);
        assert_eq!(day.hears(8, 0, 1), ["1 file needs attention"]);
    }

    #[test]
    fn each_kind_can_be_turned_off() {
        let mut day = Day::begins();
        day.settings.notify_attention = false;
        day.settings.notify_finished = false;
        day.hears(2, 0, 0);
        day.hears(0, 1, 1);
        day.passes(SELDOM);
        assert!(day.hears(0, 1, 1).is_empty());
    }

    #[test]
    fn each_is_told_in_the_language_of_the_moment() {
        let mut day = Day::begins();
        day.hears(1, 0, 0);
        day.hears(0, 1, 0);
        day.language = Language::German;
        day.passes(CALM);
        assert_eq!(day.hears(0, 1, 0), ["1 Datei ist hochgeladen"]);
    }
}
