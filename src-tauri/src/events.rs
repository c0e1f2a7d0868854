//! Engine event → window. Events come in bursts and windows freeze under bursts, so what changed
//! is merged and sent a few times a second: the last row of each wins, no state is lost.

use crate::shell::{Shell, connection};
use crate::{tray, view};
use domain::{Connection, Pause, Settings, SignIn, Way};
use engine::{Engine, EngineError, Event, Headline};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;
use std::time::Duration;
use tauri_plugin_opener::OpenerExt;
use tokio::sync::broadcast::error::RecvError;
use tokio::time::MissedTickBehavior;
use url::Url;
use words::Words;

/// Four times a second: numbers that can be read, and an interface that costs little.
const TICK: Duration = Duration::from_millis(250);

/// More changed rows than any screen shows are not sent: whoever looks asks for its page again.
const FEW: usize = 200;

/// How everything stands, for whoever acts on it without a window.
pub struct Glance {
    pub headline: Headline,
    pub connections: Vec<Connection>,
    pub settings: Settings,
    pub pause: Pause,
    /// Uploads that are done and still listed.
    pub done: u64,
}

/// What decides where a row stands in the lists.
type Standing = (&'static str, i64, i64);

#[derive(Default)]
struct Merged {
    connections: BTreeMap<String, view::Connection>,
    connections_removed: BTreeSet<String>,
    uploads: BTreeMap<i64, view::Upload>,
    /// Rows came, went, or stand elsewhere in the lists.
    queue_moved: bool,
    rest: view::Changes,
    /// Something that the headline is made of.
    any: bool,
    /// Too much was missed, or what is offered changed: draw anew.
    everything: bool,
}

impl Merged {
    fn take_in(
        &mut self,
        event: Event,
        engine: &Engine,
        words: &Words,
        standing: &mut HashMap<i64, Standing>,
    ) {
        self.any = true;
        match event {
            Event::ConnectionChanged { connection: row, presence } => {
                let row = connection(engine, &row, presence, words);
                self.connections_removed.remove(&row.id);
                self.connections.insert(row.id.clone(), row);
            }
            Event::ConnectionRemoved(id) => {
                self.connections.remove(id.as_str());
                self.connections_removed.insert(id.to_string());
            }
            // The window puts away what it shows before it asks us to.
            Event::SignInChanged(None) => self.rest.sign_in = None,
            Event::SignInChanged(Some(state)) => {
                // Signed in means: the client secret is known, and is not asked for again.
                self.everything |= matches!(state, domain::SignIn::Authorized { .. });
                self.rest.sign_in = Some(view::SignIn::new(&state, words));
            }
            Event::UploadChanged(row) => {
                let now = (row.state.name(), row.rank, row.place);
                if standing.len() > 10 * FEW {
                    standing.clear();
                }
                self.queue_moved |= standing.insert(row.id.0, now) != Some(now);
                if self.uploads.len() < FEW || self.uploads.contains_key(&row.id.0) {
                    let resumed = engine.resumed_at_part(row.id);
                    self.uploads.insert(row.id.0, view::Upload::new(&row, resumed, words));
                } else {
                    self.queue_moved = true;
                }
            }
            Event::UploadRemoved(id) => {
                self.uploads.remove(&id.0);
                self.queue_moved = true;
            }
            Event::QueueChanged => self.queue_moved = true,
            Event::FoldersChanged(all) => {
                let folder = |(row, state)| view::WatchedFolder::new(row, state, words);
                self.rest.folders = Some(all.into_iter().map(folder).collect());
            }
            Event::NetworkChanged(status) => {
                self.rest.network = Some(view::NetworkStatus::new(status, words));
            }
            Event::PauseChanged(pause) => self.rest.pause = Some(pause.into()),
            Event::SettingsChanged(settings) => self.rest.settings = Some(settings.into()),
            Event::FarewellsChanged(all) => {
                let farewell = |one| view::Farewell::new(one, words);
                self.rest.farewells = Some(all.iter().map(farewell).collect());
            }
            Event::Noticed { notice, .. } => {
                let said = view::notices::said(&notice, words);
                self.rest.notices.push(view::Notice { tone: view::Tone::Attention, said });
            }
            Event::StandstillChanged => {}
        }
    }

    fn changes(self) -> view::Changes {
        view::Changes {
            connections: self.connections.into_values().collect(),
            connections_removed: self.connections_removed.into_iter().collect(),
            uploads: self.uploads.into_values().collect(),
            queue_moved: self.queue_moved,
            ..self.rest
        }
    }
}

/// Runs as long as the program.
pub async fn pump(shell: Arc<Shell>) {
    let engine = loop {
        if let Some(engine) = shell.engine().await {
            break engine;
        }
        shell.moved.notified().await;
        shell.tell_everything().await;
    };
    let mut events = engine.subscribe();
    shell.tell_everything().await;
    let mut tick = tokio::time::interval(TICK);
    tick.set_missed_tick_behavior(MissedTickBehavior::Delay);
    let mut merged = Merged { any: true, ..Merged::default() };
    let mut was_moving = true;
    let mut shown_in_tray = None;
    let mut opened = None;
    let mut standing = HashMap::new();
    let mut updates = shell.updates.subscribe();
    loop {
        tokio::select! {
            event = events.recv() => match event {
                Ok(event) => {
                    if let Event::SignInChanged(state) = &event {
                        open_page(&shell, state.as_ref(), &mut opened);
                    }
                    merged.take_in(event, &engine, shell.words(), &mut standing);
                }
                // Rows from before the gap are older than the snapshot that follows.
                Err(RecvError::Lagged(_)) => {
                    merged = Merged { any: true, everything: true, ..Merged::default() };
                }
                Err(RecvError::Closed) => return,
            },
            Ok(()) = updates.changed() => {
                let state = updates.borrow_and_update().clone();
                merged.rest.update = Some(view::Update::new(state, shell.words()));
                merged.any = true;
            }
            // While nothing happens and nothing moves, nobody is woken. Whatever begins to move says
            // so first.
            _ = tick.tick(), if merged.any || merged.everything || was_moving => {
                let progress = engine.progress();
                was_moving = !progress.is_empty();
                let now = std::mem::take(&mut merged);
                let mut everything = now.everything;
                let mut changes = now.changes();
                changes.progress = progress.into_iter().map(Into::into).collect();
                if let Err(error) = sum_up(&engine, shell.words(), &mut changes).await {
                    tracing::warn!(%error, "could not add up the queue");
                }
                if let Ok(glance) = look(&engine).await {
                    if shell.speak(glance.settings.language) {
                        changes.language = Some(shell.language().into());
                        // What the clouds say of themselves is said anew, what is told of updates,
                        // and why rows wait or failed.
                        everything = true;
                        changes.update = None;
                        changes.queue_moved = true;
                    }
                    let lines = tray::Lines::new(&glance, &shell.updates.state(), shell.words());
                    if shown_in_tray.as_ref() != Some(&lines) {
                        tray::show(&shell.app, &lines);
                        shown_in_tray = Some(lines);
                    }
                    let headline = glance.headline.clone();
                    changes.headline = Some(view::Headline::new(headline, shell.words()));
                    shell.glance.send_replace(Some(Arc::new(glance)));
                }
                if everything {
                    changes.startup = Some(shell.startup().await);
                }
                shell.tell(changes);
            }
        }
    }
}

/// The numbers above the queue, of all and of each connection.
async fn sum_up(
    engine: &Engine,
    words: &Words,
    changes: &mut view::Changes,
) -> Result<(), EngineError> {
    changes.counts = Some(engine.counts(None, "").await?.into());
    changes.headlines = Some(headlines(engine, words).await?);
    changes.lanes = Some(view::Lanes::new(engine.lanes(), words));
    Ok(())
}

pub async fn headlines(
    engine: &Engine,
    words: &Words,
) -> Result<Vec<view::ConnectionHeadline>, EngineError> {
    let mut all = Vec::new();
    for connection in engine.connections().await? {
        let headline = engine.headline_of(Some(&connection.id)).await?;
        if headline.files_left > 0 || headline.needs_attention > 0 {
            let connection = connection.id.to_string();
            let headline = view::Headline::new(headline, words);
            all.push(view::ConnectionHeadline { connection, headline });
        }
    }
    Ok(all)
}

/// A browser sign-in goes on in the person's own browser, once per page.
fn open_page(shell: &Shell, state: Option<&SignIn>, opened: &mut Option<Url>) {
    let Some(SignIn::AwaitingApproval { way: Way::Browser, prompt, .. }) = state else {
        return;
    };
    if prompt.link == *opened {
        return;
    }
    opened.clone_from(&prompt.link);
    let Some(page) = &prompt.link else { return };
    if let Err(error) = shell.app.opener().open_url(page.as_str(), None::<&str>) {
        tracing::warn!(%error, "the browser could not be opened");
        let said = shell.words().say("notifications-no-browser", &[]);
        let notices = vec![view::Notice { tone: view::Tone::Attention, said }];
        shell.tell(view::Changes { notices, ..view::Changes::default() });
    }
}

async fn look(engine: &Engine) -> Result<Glance, EngineError> {
    Ok(Glance {
        headline: engine.headline().await?,
        connections: engine.connections().await?,
        settings: engine.settings().await?,
        pause: engine.pause().await?,
        done: engine.counts(None, "").await?.done,
    })
}
