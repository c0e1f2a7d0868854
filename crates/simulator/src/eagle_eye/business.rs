//! Who there is: end users in accounts, dealers above them, cameras below, and who is signed in.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::clock::Moment;
use crate::cloud::secret;
use crate::codes::Codes;

/// The number behind the colon of every token in the vendor's examples.
const SUFFIX: u32 = 10_003;

#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Who {
    /// By user id.
    EndUser(u32),
    Reseller,
    Distributor,
}

#[derive(Serialize, Deserialize)]
pub struct Dealer {
    pub email: String,
    pub password: String,
}

#[derive(Serialize, Deserialize)]
pub struct Account {
    pub id: u32,
    pub name: String,
    /// A distributor also sees the accounts of other resellers.
    pub of_the_reseller: bool,
}

#[derive(Serialize, Deserialize)]
pub struct User {
    pub id: u32,
    pub account: u32,
    pub email: String,
    pub first: String,
    pub last: String,
    /// Of the one user who signs in here; the others only appear in lists.
    pub password: Option<String>,
}

#[derive(Serialize, Deserialize)]
pub struct Zone {
    pub id: u32,
    pub account: u32,
    pub name: String,
}

#[derive(Serialize, Deserialize)]
pub struct Camera {
    pub id: u32,
    pub account: u32,
    pub zone: u32,
    pub name: String,
    pub online: bool,
}

#[derive(Serialize, Deserialize)]
pub struct Session {
    pub who: Who,
    pub scope: String,
    pub access: String,
    pub access_expires_at: Moment,
    pub refresh: String,
}

/// A user's token, made by a dealer.
#[derive(Serialize, Deserialize)]
pub struct Generated {
    pub user: u32,
    pub token: String,
}

#[derive(Serialize, Deserialize)]
#[serde(default)]
pub struct State {
    pub id: String,
    pub secret: String,
    pub reseller: Dealer,
    pub distributor: Dealer,
    pub accounts: Vec<Account>,
    pub users: Vec<User>,
    pub zones: Vec<Zone>,
    pub cameras: Vec<Camera>,
    pub sessions: Vec<Session>,
    pub generated: Vec<Generated>,
    pub codes: Codes,
}

/// Whose token it was.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Caller {
    Dealer { all: bool },
    User { id: u32 },
}

impl Default for State {
    fn default() -> State {
        let accounts = [
            (54_321, "Harbour Logistics", true),
            (54_322, "Café Søndergaard", true),
            (54_323, "Empty Warehouse", true),
            (60_001, "Tidewater Marina", false),
            (60_002, "Ångström Optics", false),
        ];
        let users = [
            (12_345, 54_321, "ana@harbour.example", "Ana", "Lima"),
            (12_346, 54_321, "joão+docks@harbour.example", "João", "Reis"),
            (12_347, 54_322, "mette@soendergaard.example", "Mette", "Søndergaard"),
            (12_348, 54_323, "keys@warehouse.example", "Sam", "Keys"),
            (12_349, 60_001, "skipper@tidewater.example", "Robin", "Tide"),
            (12_350, 60_002, "ida@angstrom.example", "Ida", "Ångström"),
        ];
        let zones = [
            (77, 54_321, "Docks"),
            (78, 54_321, "Offices"),
            (79, 54_322, "Shop"),
            (80, 60_001, "Pier"),
            (81, 60_002, "Clean room"),
        ];
        let cameras = [
            (1001, 54_321, 77, "Dock 3", true),
            (1002, 54_321, 77, "Gate – East", true),
            (1003, 54_321, 78, "Réception", false),
            (1004, 54_322, 79, "Counter", true),
            (1005, 54_322, 79, "Kitchen", true),
            (1006, 60_001, 80, "Pier head", true),
            (1007, 60_001, 80, "Slipway", false),
            (1008, 60_002, 81, "Bench 1", true),
            (1009, 60_002, 81, "Bench 2", true),
        ];
        let password = secret(16);
        State {
            id: "northlight.labrun".to_owned(),
            secret: secret(32),
            reseller: Dealer { email: "dealer@reseller.example".to_owned(), password: secret(16) },
            distributor: Dealer {
                email: "dealer@distributor.example".to_owned(),
                password: secret(16),
            },
            accounts: accounts
                .map(|(id, name, of_the_reseller)| Account {
                    id,
                    name: name.to_owned(),
                    of_the_reseller,
                })
                .into(),
            users: users
                .map(|(id, account, email, first, last)| User {
                    id,
                    account,
                    email: email.to_owned(),
                    first: first.to_owned(),
                    last: last.to_owned(),
                    password: (id == 12_345).then(|| password.clone()),
                })
                .into(),
            zones: zones
                .map(|(id, account, name)| Zone { id, account, name: name.to_owned() })
                .into(),
            cameras: cameras
                .map(|(id, account, zone, name, online)| Camera {
                    id,
                    account,
                    zone,
                    name: name.to_owned(),
                    online,
                })
                .into(),
            sessions: Vec::new(),
            generated: Vec::new(),
            codes: Codes::default(),
        }
    }
}

fn token() -> String {
    format!("{}:{SUFFIX}", Uuid::new_v4())
}

impl State {
    pub fn user(&self, id: u32) -> Option<&User> {
        self.users.iter().find(|user| user.id == id)
    }

    /// The end user who can sign in.
    pub fn person(&self) -> Option<&User> {
        self.users.iter().find(|user| user.password.is_some())
    }

    /// Who has this e-mail and this password.
    pub fn known(&self, email: &str, password: &str) -> Option<Who> {
        let is = |dealer: &Dealer| dealer.email == email && dealer.password == password;
        if is(&self.reseller) {
            return Some(Who::Reseller);
        }
        if is(&self.distributor) {
            return Some(Who::Distributor);
        }
        self.users
            .iter()
            .find(|user| user.email == email && user.password.as_deref() == Some(password))
            .map(|user| Who::EndUser(user.id))
    }

    pub fn sign_in(&mut self, who: Who, scope: &str, until: Moment) -> &Session {
        self.sessions.push(Session {
            who,
            scope: scope.to_owned(),
            access: token(),
            access_expires_at: until,
            refresh: token(),
        });
        &self.sessions[self.sessions.len() - 1]
    }

    /// A new access token. The refresh token stays, unless it is told to be another one.
    pub fn refresh(&mut self, refresh: &str, until: Moment, rotates: bool) -> Option<&Session> {
        let session = self.sessions.iter_mut().find(|session| session.refresh == refresh)?;
        session.access = token();
        session.access_expires_at = until;
        if rotates {
            session.refresh = token();
        }
        Some(session)
    }

    pub fn caller(&self, token: &str, now: Moment) -> Option<(Caller, &str)> {
        if let Some(generated) = self.generated.iter().find(|made| made.token == token) {
            return Some((Caller::User { id: generated.user }, "read"));
        }
        let live = |session: &&Session| session.access == token && session.access_expires_at > now;
        let session = self.sessions.iter().find(live)?;
        let caller = match session.who {
            Who::EndUser(id) => Caller::User { id },
            Who::Reseller => Caller::Dealer { all: false },
            Who::Distributor => Caller::Dealer { all: true },
        };
        Some((caller, &session.scope))
    }

    /// Both tokens of the session this access token belongs to, or the generated one alone.
    pub fn sign_out(&mut self, token: &str) {
        self.generated.retain(|made| made.token != token);
        self.sessions.retain(|session| session.access != token);
    }

    pub fn generate(&mut self, user: u32) -> String {
        let token = token();
        self.generated.push(Generated { user, token: token.clone() });
        token
    }

    pub fn expire(&mut self, now: Moment) {
        for session in &mut self.sessions {
            session.access_expires_at = session.access_expires_at.min(now);
        }
        // A dealer makes these again, so they are of the kind that can be renewed.
        self.generated.clear();
    }

    pub fn end(&mut self) {
        self.sessions.clear();
        self.generated.clear();
    }

    pub fn live(&self) -> Vec<&'static str> {
        let way = |session: &Session| match session.who {
            Who::EndUser(_) => "end user",
            Who::Reseller => "reseller",
            Who::Distributor => "distributor",
        };
        self.sessions.iter().map(way).collect()
    }
}
