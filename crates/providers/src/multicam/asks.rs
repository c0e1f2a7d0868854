//! All that is ever asked of a machine. Its API also starts recordings and shuts the system down,
//! and one key opens all of it: what is not in this file cannot be sent.

use super::{KEY, TOKEN, TRUSTED, assumed};
use crate::Patience;
use crate::http::{Answer, Http, LARGEST_LIST, Transport};
use crate::route::Shared;
use domain::{CloudError, Endpoint, ErrorKind, Secret, Session};
use reqwest::header::HeaderMap;

/// What may be read, as the
/// [public client](https://github.com/bitfocus/companion-module-multicamsystems-multicamsuite)
/// does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Page {
    Version,
    System,
    Rooms,
    MediaLists,
}

impl Page {
    fn path(self) -> &'static str {
        match self {
            Page::Version => "/api/application/version",
            Page::System => "/api/application/system",
            Page::Rooms => "/api/application/rooms",
            Page::MediaLists => "/api/v3/medialist",
        }
    }
}

const TOKEN_PAGE: &str = "/Token";

pub struct Asks(Http);

impl Asks {
    pub fn of(endpoint: &Endpoint, patience: Patience, route: &Shared) -> Result<Self, CloudError> {
        let patience = Patience {
            connect: patience.connect.min(assumed::LONGEST_CONNECT),
            answer: patience.answer.min(assumed::LONGEST_ANSWER),
            stall: patience.stall.min(assumed::LONGEST_ANSWER),
        };
        let transport = Transport::AsTheAddressSays;
        Http::new(endpoint, patience, route, transport, HeaderMap::new()).map(Self)
    }

    pub fn drop_lines(&self) {
        self.0.drop_lines();
    }

    /// With what the way of the session sends: a header, a bearer token, or nothing.
    pub async fn read(&self, page: Page, session: &Session) -> Result<Answer, CloudError> {
        let request = self.0.get(page.path()).largest_answer(LARGEST_LIST);
        match session.way.as_str() {
            KEY => request.secret_header("x-apikey", &session.access),
            TOKEN => request.session(&session.access),
            TRUSTED => request,
            _ => {
                let said = "a Multicam machine cannot be signed in to like that";
                return Err(CloudError::new(ErrorKind::NotAuthorized, said));
            }
        }
        .send()
        .await
    }

    /// As somebody the machine does not know.
    pub async fn read_as_nobody(&self, page: Page) -> Result<Answer, CloudError> {
        self.0.get(page.path()).send().await
    }

    /// [`POST /Token`](https://support.multicam-systems.com/hc/en-us/articles/360004982933-Web-API-Authentication).
    /// Sent once: who knows what becomes of the first when it is sent again.
    pub async fn token(&self, user: &Secret, sealed_key: &Secret) -> Result<Answer, CloudError> {
        let fields = vec![
            ("grant_type", Secret::new("password")),
            ("username", user.clone()),
            ("password", sealed_key.clone()),
        ];
        self.0.post(TOKEN_PAGE).urlencoded(fields).on_its_own_line().send().await
    }

    /// Does the machine look like an old one. Sends nothing.
    pub async fn has_a_token_page(&self) -> bool {
        let answer = self.0.get(TOKEN_PAGE).send().await;
        answer.is_ok_and(|answer| {
            answer.status != assumed::NO_TOKEN_PAGE && answer.redirected_to.is_none()
        })
    }
}
