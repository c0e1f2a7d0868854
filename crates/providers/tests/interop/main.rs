//! Interoperability with parts that nobody here wrote: an authorization server, the vendor's own
//! cipher, Phoenix's own client. They come from the npm registry, see `node/package.json`;
//! `cargo xtask test` fetches them.

mod authorization_server;
mod cipher;
mod node;
mod socket;

use domain::Secret;
use providers::{Identity, Patience};
use std::time::Duration;

/// Long enough for a busy machine.
const PATIENT: Patience = Patience {
    connect: Duration::from_secs(20),
    answer: Duration::from_secs(20),
    stall: Duration::from_secs(20),
};

fn identity(installation: &str) -> Identity {
    Identity { client_id: Secret::new(installation), version: "1.2.3".into() }
}
