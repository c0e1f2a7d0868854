//! What one machine knows: its keys, its rooms and lists, and who has a token.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::clock::Moment;
use crate::cloud::secret;

#[derive(Clone, Serialize, Deserialize)]
pub struct Named {
    pub id: String,
    pub name: String,
}

#[derive(Serialize, Deserialize)]
#[serde(default)]
pub struct State {
    pub user: String,
    pub user_key: String,
    pub api_key: String,
    /// Ends of life of version 9's tokens.
    pub tokens: BTreeMap<String, Moment>,
    /// Whether this computer's address is on the machine's list.
    pub trusted: bool,
    pub running: bool,
    pub computer: String,
    pub name: String,
    pub rooms: Vec<Named>,
    pub medialists: Vec<Named>,
}

impl Default for State {
    fn default() -> State {
        let named = |entries: &[(&str, &str)]| {
            entries
                .iter()
                .map(|(id, name)| Named { id: (*id).to_owned(), name: (*name).to_owned() })
                .collect()
        };
        State {
            user: "studio@northlight.example".to_owned(),
            user_key: secret(24),
            api_key: secret(32),
            tokens: BTreeMap::new(),
            trusted: false,
            running: true,
            computer: "STUDIO-PC-2".to_owned(),
            name: "Northlight Studio B".to_owned(),
            rooms: named(&[
                ("room-1", "Main room"),
                ("room-2", "Régie Öst"),
                ("room-3", "Interview corner"),
            ]),
            medialists: named(&[("ml-01", "Opening titles"), ("ml-02", "Interviews")]),
        }
    }
}

impl State {
    /// A room or a media list, by id; a room also by name, for some machines list only names.
    pub fn find(&mut self, id: &str) -> Option<&mut Named> {
        let rooms = self.rooms.iter_mut().find(|room| room.id == id || room.name == id);
        rooms.or_else(|| self.medialists.iter_mut().find(|list| list.id == id))
    }

    pub fn withdraw(&mut self, id: &str) -> bool {
        let before = self.rooms.len() + self.medialists.len();
        self.rooms.retain(|room| room.id != id && room.name != id);
        self.medialists.retain(|list| list.id != id);
        self.rooms.len() + self.medialists.len() < before
    }

    pub fn expire(&mut self) {
        self.tokens.clear();
    }

    pub fn end(&mut self) {
        self.tokens.clear();
        self.api_key = secret(32);
        self.trusted = false;
    }

    pub fn live(&self, now: Moment) -> Vec<&'static str> {
        self.tokens.values().filter(|until| **until > now).map(|_| "token of version 9").collect()
    }
}
