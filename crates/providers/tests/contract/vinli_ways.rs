//! The ways into Vinli, from both sides.

use crate::ways::{Setting, WayIn, keyed};
use async_trait::async_trait;
use domain::{BrowserAnswer, Client, CloudError, ErrorKind, Grant, Place, ProviderKind};
use simulator::{BrowserPerson, Kind};
use std::marker::PhantomData;

/// What tells the two ways apart.
#[async_trait]
pub trait Registered: Send + Sync {
    const WAY: &'static str;
    const HELD_ONCE_APPROVED: usize = 0;

    fn client(setting: &Setting) -> Client;

    /// What only this way can be refused.
    async fn refused(setting: &Setting) -> Vec<(ErrorKind, CloudError)>;
}

pub struct Vinli<T>(Setting, PhantomData<T>);

pub type ByCode = Vinli<Server>;
pub type Implicit = Vinli<Web>;

/// What the browser brings when the person says yes.
pub fn brought(setting: &Setting, client: &Client) -> BrowserAnswer {
    setting.browse(client, BrowserPerson::Approves).unwrap().expect("nobody came back")
}

/// With this secret.
pub fn server(setting: &Setting, secret: &str) -> Client {
    let id = setting.simulator.keys().vinli_client_id;
    keyed("code", &[("client_id", &id), ("client_secret", secret)])
}

/// A client of type server.
pub struct Server;

#[async_trait]
impl Registered for Server {
    const WAY: &'static str = "code";

    fn client(setting: &Setting) -> Client {
        server(setting, &setting.simulator.keys().vinli_client_secret)
    }

    async fn refused(setting: &Setting) -> Vec<(ErrorKind, CloudError)> {
        let (accounts, right) = (setting.accounts(), Self::client(setting));
        let redeem = async |client: &Client, answer: &BrowserAnswer| {
            accounts.redeem(client, answer).await.unwrap_err()
        };
        let wrong = server(setting, "wrong");
        let wrong_secret = redeem(&wrong, &brought(setting, &right)).await;

        let once = brought(setting, &right);
        accounts.redeem(&right, &once).await.unwrap();
        let spent = redeem(&right, &once).await;

        let mut elsewhere = brought(setting, &right);
        elsewhere.redirect = "http://127.0.0.1:53683/callback/vinli".parse().unwrap();
        let other_redirect = redeem(&right, &elsewhere).await;

        // The answer to a client of another kind is a bare `false`.
        let web = setting.simulator.keys().vinli_web_client_id;
        let web = keyed("code", &[("client_id", &web), ("client_secret", "none")]);
        let other_client = redeem(&right, &brought(setting, &web)).await;

        let no_secret = keyed("code", &[("client_id", "c")]);
        vec![
            (ErrorKind::WrongSecret, wrong_secret),
            (ErrorKind::NotAuthorized, spent),
            (ErrorKind::NotAuthorized, other_redirect),
            (ErrorKind::WrongSecret, other_client),
            (ErrorKind::WrongSecret, redeem(&no_secret, &brought(setting, &right)).await),
        ]
    }
}

/// A client of type web, which has no secret.
pub struct Web;

#[async_trait]
impl Registered for Web {
    const WAY: &'static str = "implicit";
    // The page itself gives the token.
    const HELD_ONCE_APPROVED: usize = 1;

    fn client(setting: &Setting) -> Client {
        let id = setting.simulator.keys().vinli_web_client_id;
        keyed("implicit", &[("web_client_id", &id)])
    }

    async fn refused(setting: &Setting) -> Vec<(ErrorKind, CloudError)> {
        let client = Self::client(setting);
        let mut answer = brought(setting, &client);
        answer.fields.take("access_token").unwrap();
        let empty = setting.accounts().redeem(&client, &answer).await.unwrap_err();
        vec![(ErrorKind::Rejected, empty)]
    }
}

#[async_trait]
impl<T: Registered> WayIn for Vinli<T> {
    const KIND: ProviderKind = ProviderKind::Vinli;
    const WAY: &'static str = T::WAY;
    const REFRESHES: bool = false;
    const PICKS: bool = true;
    const SIGNS_OUT: bool = false;
    const HELD_ONCE_APPROVED: usize = T::HELD_ONCE_APPROVED;

    fn around(setting: Setting) -> Self {
        Self(setting, PhantomData)
    }

    fn setting(&self) -> &Setting {
        &self.0
    }

    fn setting_mut(&mut self) -> &mut Setting {
        &mut self.0
    }

    fn client(&self) -> Client {
        T::client(&self.0)
    }

    async fn sign_in(&self) -> Result<Grant, CloudError> {
        self.0.through_the_browser(&self.client(), BrowserPerson::Approves).await
    }

    async fn refused(&self) -> Vec<(ErrorKind, CloudError)> {
        let mut refused = T::refused(&self.0).await;
        for person in [BrowserPerson::Denies, BrowserPerson::DeniesInFragment] {
            let no = self.0.through_the_browser(&self.client(), person).await.unwrap_err();
            refused.push((ErrorKind::Denied, no));
        }
        let nobody = keyed(T::WAY, &[]);
        let no_page = self.0.browse(&nobody, BrowserPerson::Approves).unwrap_err();
        refused.push((ErrorKind::WrongSecret, no_page));
        refused
    }

    fn expire_session(&self) {
        self.0.simulator.expire_sessions(Kind::Vinli);
    }

    fn revoke(&self) {
        self.0.simulator.end_sessions(Kind::Vinli);
    }

    fn rename_project(&self, place: &Place, name: &str) {
        self.0.simulator.rename_at(Kind::Vinli, place.project.id.as_str(), name).unwrap();
    }

    fn withdraw(&self, place: &Place) -> bool {
        self.0.simulator.withdraw_at(Kind::Vinli, place.project.id.as_str()).unwrap();
        true
    }
}
