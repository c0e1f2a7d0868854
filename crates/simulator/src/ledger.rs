//! What was seen: every request in a short log, and everything certification would frown upon.
//!
//! No token, secret or signature is ever written here.

use std::collections::VecDeque;

use serde::{Deserialize, Serialize};

use crate::clock::Moment;
use crate::kind::Kind;

#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ViolationKind {
    /// An API call without `x-client-version`.
    ClientVersionMissing,
    /// An `x-client-version` that is not a SemVer string.
    ClientVersionInvalid,
    /// Plain HTTP on the HTTPS port.
    PlainHttp,
    /// An auth call whose body is not a form.
    AuthBodyNotAForm,
    /// A second user code asked for over one TCP connection.
    CodeOnReusedConnection,
    /// A `client_id` that is an e-mail address or a MAC address.
    ClientIdUnsuitable,
    /// A poll sooner than the interval allows.
    PolledTooFast,
    /// A refresh token used twice.
    RefreshTokenReused,
    /// Heartbeats less than a minute apart.
    HeartbeatTooOften,
    /// A part whose signed headers differ from what was signed.
    PartSignature,
    /// A part sent with an `Authorization` header.
    PartAuthorization,
    /// A part without `Content-Length`.
    PartWithoutLength,
    /// A part with the wrong number of bytes.
    PartWrongLength,
    /// A growing clip whose parts add up to more than its `asset_filesize`.
    RealtimeSizeMismatch,
    /// A device-socket frame that is not a V1 message.
    SocketFrame,
    /// A sign-in through the browser that sends no `state`, or a short one.
    StateMissing,
    /// One that sends no PKCE challenge where the cloud wants one, or a `plain` one.
    PkceMissing,
    /// An authorization code used twice.
    CodeReused,
    /// A password, secret or token in the query of an address.
    CredentialInQuery,
    /// A credential that reached an address it was never meant for.
    CredentialElsewhere,
    /// A picture asked for with credentials.
    PictureAuthorization,
    /// A call that would change something on a Multicam machine.
    MulticamWrite,
    /// An Eagle Eye dealer's token where a user's belongs, or a user's where a dealer's does.
    TokenOfTheWrongKind,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Violation {
    pub kind: ViolationKind,
    pub detail: String,
    pub at: Moment,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct RequestSeen {
    pub cloud: Kind,
    pub method: String,
    /// Without the query, which may hold tokens and signatures.
    pub path: String,
    /// `None` when no answer was sent.
    pub status: Option<u16>,
    /// The fault that met this request.
    pub fault: Option<String>,
    pub at: Moment,
}

#[derive(Default)]
pub struct Ledger {
    violations: VecDeque<Violation>,
    requests: VecDeque<RequestSeen>,
}

impl Ledger {
    const MOST: usize = 2000;

    pub fn violation(&mut self, violation: Violation) {
        push(&mut self.violations, violation);
    }

    pub fn request(&mut self, request: RequestSeen) {
        push(&mut self.requests, request);
    }

    pub fn violations(&self) -> Vec<Violation> {
        self.violations.iter().cloned().collect()
    }

    pub fn forget_violations(&mut self) {
        self.violations.clear();
    }

    pub fn requests(&self) -> Vec<RequestSeen> {
        self.requests.iter().cloned().collect()
    }
}

fn push<T>(list: &mut VecDeque<T>, entry: T) {
    if list.len() == Ledger::MOST {
        list.pop_front();
    }
    list.push_back(entry);
}
