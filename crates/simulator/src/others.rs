//! The three clouds beside Frame.io: what each of them knows.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::kind::Kind;
use crate::{eagle_eye, multicam, vinli};

/// Everything but Frame.io's own state, as it is kept between two runs.
#[derive(Serialize, Deserialize)]
#[serde(default)]
pub struct Others {
    pub multicam: multicam::State,
    pub eagle_eye: eagle_eye::State,
    pub vinli: vinli::State,
    /// Where a sign-in may come back to, oldest first.
    pub redirects: BTreeMap<Kind, Vec<String>>,
    /// Clients the person at the browser has approved before.
    pub approved: BTreeSet<(Kind, String)>,
}

impl Default for Others {
    fn default() -> Others {
        let redirect =
            |(kind, word)| (kind, vec![format!("http://127.0.0.1:53682/callback/{word}")]);
        let words =
            [(Kind::Frameio, "frameio"), (Kind::EagleEye, "eagle-eye"), (Kind::Vinli, "vinli")];
        Others {
            multicam: multicam::State::default(),
            eagle_eye: eagle_eye::State::default(),
            vinli: vinli::State::default(),
            redirects: words.map(redirect).into(),
            approved: BTreeSet::new(),
        }
    }
}

impl Others {
    pub fn may_come_back_to(&self, kind: Kind, uri: &str) -> bool {
        self.redirects.get(&kind).is_some_and(|known| known.iter().any(|known| known == uri))
    }
}
