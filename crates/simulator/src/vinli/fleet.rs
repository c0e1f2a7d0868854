//! One driver's devices and vehicles, the applications that may see them, and their tokens.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::cloud::secret;
use crate::codes::Codes;

/// What an application registers for one kind of platform. Not the application itself.
#[derive(Clone, Serialize, Deserialize)]
pub struct Client {
    pub id: String,
    pub secret: String,
    pub kind: String,
}

#[derive(Clone, Serialize, Deserialize)]
pub struct Device {
    pub id: Uuid,
    pub name: Option<String>,
    pub chip: String,
    pub created_at: String,
    pub vehicle: Option<Vehicle>,
    /// Another driver's: only the application itself sees it.
    pub foreign: bool,
}

#[derive(Clone, Serialize, Deserialize)]
pub struct Vehicle {
    pub id: Uuid,
    pub vin: String,
    /// Year, make and model; unknown while the VIN is being looked up.
    pub known: Option<(String, String, String)>,
}

#[derive(Serialize, Deserialize)]
#[serde(default)]
pub struct State {
    pub server: Client,
    pub web: Client,
    pub app_id: String,
    pub app_secret: String,
    pub user: Uuid,
    /// Newest first.
    pub devices: Vec<Device>,
    /// By token: the client it was given to.
    pub tokens: BTreeMap<String, String>,
    pub codes: Codes,
}

/// First and last name of the driver.
pub const NAME: [&str; 2] = ["Ana", "Lima"];
pub const EMAIL: &str = "ana.lima@vans.example";

/// Of the driver; two more belong to somebody else.
const OWN: u32 = 45;
const FOREIGN: u32 = 2;

impl Default for State {
    fn default() -> State {
        let client = |kind: &str| Client {
            id: Uuid::new_v4().to_string(),
            secret: secret(40),
            kind: kind.to_owned(),
        };
        State {
            server: client("server"),
            web: client("web"),
            app_id: Uuid::new_v4().to_string(),
            app_secret: secret(16),
            user: Uuid::new_v4(),
            devices: (1..=OWN + FOREIGN).rev().map(device).collect(),
            tokens: BTreeMap::new(),
            codes: Codes::default(),
        }
    }
}

fn device(number: u32) -> Device {
    const CARS: [(&str, &str, &str); 5] = [
        ("2014", "Toyota", "HiAce"),
        ("2016", "Mercedes-Benz", "Sprinter"),
        ("2012", "Škoda", "Octavia"),
        ("2015", "Volkswagen", "Transporter"),
        ("2016", "Citroën", "Jumper"),
    ];
    let car = CARS[number as usize % CARS.len()];
    let known = (car.0.to_owned(), car.1.to_owned(), car.2.to_owned());
    // One in nine was never plugged in, one in seven is so new that its VIN is not resolved.
    let vehicle = (!number.is_multiple_of(9)).then(|| Vehicle {
        id: Uuid::new_v4(),
        vin: format!("VINLABRUN{number:08}"),
        known: (!number.is_multiple_of(7)).then_some(known),
    });
    Device {
        id: Uuid::new_v4(),
        name: (!number.is_multiple_of(11)).then(|| format!("Van {number}")),
        chip: format!("VV00LABRUN{number:03}"),
        created_at: format!("2016-06-{:02}T{:02}:50:38.148Z", 1 + number % 28, number % 24),
        vehicle,
        foreign: number > OWN,
    }
}

impl State {
    pub fn client(&self, id: &str) -> Option<&Client> {
        [&self.server, &self.web].into_iter().find(|client| client.id == id)
    }

    pub fn device(&self, id: &str) -> Option<&Device> {
        self.devices.iter().find(|device| device.id.to_string() == id)
    }

    pub fn sign_in(&mut self, client: &str) -> String {
        let token = secret(40);
        self.tokens.insert(token.clone(), client.to_owned());
        token
    }

    pub fn live(&self) -> Vec<&'static str> {
        let way = |client: &String| if *client == self.web.id { "web" } else { "server" };
        self.tokens.values().map(way).collect()
    }
}
