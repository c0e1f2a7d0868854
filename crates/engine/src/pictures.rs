//! The pictures of the people signed in. In memory only; whoever has none is shown by initials, and
//! a picture that cannot be had is no trouble worth a word.

use crate::engine::{Engine, Inner};
use domain::{Connection, ConnectionId, Picture};
use std::collections::HashMap;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::time::Instant;
use url::Url;

const TRY_AGAIN: Duration = Duration::from_secs(1800);

#[derive(Default)]
pub(crate) struct Pictures {
    by_connection: Mutex<HashMap<ConnectionId, Shown>>,
    last_version: AtomicU32,
}

struct Shown {
    link: Url,
    asked: Instant,
    picture: Option<(u32, Picture)>,
}

impl Engine {
    pub fn picture(&self, id: &ConnectionId) -> Option<Picture> {
        self.0.pictures.look(id, |(_, picture)| picture.clone())
    }

    /// Changes when the picture does; `None` without one.
    pub fn picture_version(&self, id: &ConnectionId) -> Option<u32> {
        self.0.pictures.look(id, |(version, _)| *version)
    }
}

impl Pictures {
    fn look<T>(&self, id: &ConnectionId, show: impl Fn(&(u32, Picture)) -> T) -> Option<T> {
        let all = self.by_connection.lock().expect("nobody panics with the lock");
        all.get(id)?.picture.as_ref().map(show)
    }

    /// Whether it has to be fetched.
    fn wants(&self, id: &ConnectionId, link: &Url) -> bool {
        let mut all = self.by_connection.lock().expect("nobody panics with the lock");
        let known = all.get(id).filter(|shown| shown.link == *link);
        if known.is_some_and(|shown| shown.picture.is_some() || shown.asked.elapsed() < TRY_AGAIN) {
            return false;
        }
        // The old one stays in sight until there is another.
        let picture = all.remove(id).and_then(|shown| shown.picture);
        all.insert(id.clone(), Shown { link: link.clone(), asked: Instant::now(), picture });
        true
    }

    /// Whether it is still the one that is wanted.
    fn put(&self, id: &ConnectionId, link: &Url, picture: Picture) -> bool {
        let mut all = self.by_connection.lock().expect("nobody panics with the lock");
        let Some(shown) = all.get_mut(id).filter(|shown| shown.link == *link) else { return false };
        let version = self.last_version.fetch_add(1, Ordering::Relaxed) + 1;
        shown.picture = Some((version, picture));
        true
    }
}

impl Inner {
    pub fn forget_picture(&self, id: &ConnectionId) {
        self.pictures.by_connection.lock().expect("nobody panics with the lock").remove(id);
    }

    /// Fetches it beside everything else, and tells when it is there.
    pub fn show_picture(self: &Arc<Self>, connection: &Connection, link: Option<&Url>) {
        let Some(link) = link else { return self.forget_picture(&connection.id) };
        if !self.pictures.wants(&connection.id, link) {
            return;
        }
        let (inner, link) = (self.clone(), link.clone());
        let (id, endpoint) = (connection.id.clone(), connection.endpoint.clone());
        self.tasks.spawn(async move {
            let fetched = tokio::select! {
                () = inner.stop.cancelled() => return,
                fetched = inner.clouds.picture(&endpoint, &link) => fetched,
            };
            match fetched {
                Ok(picture) => {
                    if inner.pictures.put(&id, &link, picture)
                        && let Err(error) = inner.connection_changed(&id).await
                    {
                        tracing::warn!(%error, "could not read a connection");
                    }
                }
                Err(error) => tracing::debug!(%error, "there is no picture to be had"),
            }
        });
    }
}
