//! A cloud and one way into it, as seen from both sides: what the list in `every_way` needs.

use async_trait::async_trait;
use domain::{
    Account, Accounts, Answers, BrowserAnswer, BrowserAsk, Client, CloudError, Clouds, Endpoint,
    ErrorKind, Grant, Place, ProviderKind, Secret, Session, Tokens, WayId,
};
use providers::{Patience, Providers};
use simulator::{Browsed, BrowserPerson, Kind, Options, Simulator};
use std::sync::Arc;
use url::Url;

use crate::clouds::{PATIENT, identity};

/// A running simulator, and ourselves in front of it.
pub struct Setting {
    pub simulator: Simulator,
    pub providers: Providers,
    pub endpoint: Endpoint,
    pub kind: ProviderKind,
    // Kept until the simulator is gone.
    _dir: tempfile::TempDir,
}

impl Setting {
    pub async fn of(kind: ProviderKind) -> Self {
        Self::with(kind, PATIENT).await
    }

    pub async fn with(kind: ProviderKind, patience: Patience) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let simulator = Simulator::start(Options::new(dir.path())).await.unwrap();
        let endpoint = Endpoint {
            address: simulator.address(there(kind)).parse().unwrap(),
            extra_ca: Some(std::fs::read_to_string(simulator.ca_pem_path()).unwrap()),
        };
        Self { providers: providers(&simulator, patience), simulator, endpoint, kind, _dir: dir }
    }

    pub fn accounts(&self) -> Arc<dyn Accounts> {
        self.providers.accounts(self.kind, &self.endpoint).unwrap()
    }

    /// The app was closed and opened again: nothing of before is in memory.
    pub fn restart(&mut self, patience: Patience) {
        self.providers = providers(&self.simulator, patience);
    }
}

/// Ourselves, with the public key of the simulator's Multicam machine, whose other half it has.
fn providers(simulator: &Simulator, patience: Patience) -> Providers {
    let key = simulator.keys().multicam_public_key;
    Providers::new(identity(), patience).with_multicam_key(Some(key))
}

pub fn there(kind: ProviderKind) -> Kind {
    match kind {
        ProviderKind::Frameio => Kind::Frameio,
        ProviderKind::Multicam => Kind::Multicam,
        ProviderKind::EagleEye => Kind::EagleEye,
        ProviderKind::Vinli => Kind::Vinli,
    }
}

/// One way into one cloud.
#[async_trait]
pub trait WayIn: Send + Sync + Sized {
    const KIND: ProviderKind;
    /// The id of the way.
    const WAY: &'static str;
    /// Tokens of this way can be renewed without the person.
    const REFRESHES: bool;
    /// Account and project are picked here.
    const PICKS: bool;
    /// The cloud can take us off its side when we sign out.
    const SIGNS_OUT: bool;
    /// Signing out also makes the tokens worthless.
    const ENDS_SESSION: bool = Self::SIGNS_OUT;
    /// There is something in a request that could be wrong.
    const SENDS_A_SESSION: bool = true;
    /// The cloud remembers what was chosen, so choosing is a call.
    const CHOICE_IS_KEPT_THERE: bool = false;
    /// How many sessions the cloud holds once a person approved there, even if nobody comes for
    /// the tokens.
    const HELD_ONCE_APPROVED: usize = 0;

    fn around(setting: Setting) -> Self;
    fn setting(&self) -> &Setting;
    fn setting_mut(&mut self) -> &mut Setting;

    /// Ourselves, with the keys the cloud knows.
    fn client(&self) -> Client;

    /// The person does everything right. Calls only what `Accounts` offers, and the simulator's
    /// handle for what the person does on the other side.
    async fn sign_in(&self) -> Result<Grant, CloudError>;

    /// The person is refused, each way they can be: a wrong password, a no on the page, a key the
    /// cloud does not know. With what it should be called.
    async fn refused(&self) -> Vec<(domain::ErrorKind, CloudError)>;

    /// The access token is too old; what renews it is still good.
    fn expire_session(&self);

    /// Ended on the other side: nothing of ours is good any more.
    fn revoke(&self);

    /// What the person chose got another name there.
    fn rename_project(&self, place: &Place, name: &str);

    /// What the person chose is no longer there for them. False: cannot happen in this cloud.
    fn withdraw(&self, place: &Place) -> bool;

    /// By what the cloud finds an account, where it looks for them.
    fn finds(&self) -> Option<String> {
        None
    }

    /// What a person types or an integrator holds, none of which may ever be shown. Every key of
    /// every cloud, since there is no harm in looking for too many.
    fn secrets(&self) -> Vec<Secret> {
        let keys = self.setting().simulator.keys();
        let all = [
            keys.frameio_client_secret,
            keys.multicam_user_key,
            keys.multicam_api_key,
            keys.eagle_eye_secret,
            keys.eagle_eye_password,
            keys.eagle_eye_reseller_password,
            keys.eagle_eye_distributor_password,
            keys.vinli_client_secret,
            keys.vinli_app_secret,
        ];
        all.map(Secret::new).into()
    }

    fn session(&self, tokens: &Tokens) -> Session {
        Session { way: WayId::new(Self::WAY), access: tokens.access.clone() }
    }

    /// The first two projects of the first account that has two.
    async fn two_places(&self, session: &Session) -> (Place, Place) {
        let accounts = self.setting().accounts();
        for listed in accounts.accounts(session, None).await.unwrap().entries {
            let account: Account = listed.account;
            let projects = accounts.projects(session, &account.id).await.unwrap().entries;
            if let [first, second, ..] = &projects[..] {
                let place = |project: &domain::ListedProject| Place {
                    account: account.clone(),
                    project: project.project.clone(),
                };
                return (place(first), place(second));
            }
        }
        panic!("the simulator has no account with two projects");
    }
}

/// [RFC 7636, appendix B](https://www.rfc-editor.org/rfc/rfc7636#appendix-B)
const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
const STATE: &str = "a-state-that-nobody-could-have-guessed";

/// Ourselves, by these keys.
pub fn keyed(way: &str, keys: &[(&str, &str)]) -> Client {
    Client { way: WayId::new(way), keys: typed(keys) }
}

pub fn typed(fields: &[(&str, &str)]) -> Answers {
    fields.iter().map(|(name, text)| ((*name).to_owned(), Secret::new(*text))).collect()
}

impl Setting {
    /// To the cloud's page and back, as far as what the browser brings. `None`: it brings nothing,
    /// because the page shows an error and sends nobody back.
    pub fn browse(
        &self,
        client: &Client,
        person: BrowserPerson,
    ) -> Result<Option<BrowserAnswer>, CloudError> {
        let able = self.providers.capabilities().into_iter().find(|can| can.provider == self.kind);
        let callback = able.unwrap().callback;
        let redirect: Url = format!("http://127.0.0.1:53682/callback/{callback}").parse().unwrap();
        let state = Secret::new(STATE);
        let ask = BrowserAsk { redirect: redirect.clone(), state, challenge: CHALLENGE.into() };
        let page = self.accounts().browser_page(client, &ask)?;
        let back: Url = match self.simulator.browse(page.as_str(), person) {
            Browsed::Redirected(back) => back.parse().unwrap(),
            Browsed::Page { .. } => return Ok(None),
        };
        assert!(back.as_str().starts_with(redirect.as_str()), "{back}");
        let brought = back.query().or(back.fragment()).unwrap_or_default();
        let fields: Answers = url::form_urlencoded::parse(brought.as_bytes())
            .map(|(name, value)| (name.into_owned(), Secret::new(value)))
            .collect();
        assert_eq!(fields.text("state"), Some(STATE), "an answer that is not ours");
        Ok(Some(BrowserAnswer { redirect, verifier: Secret::new(VERIFIER), fields }))
    }

    /// The whole sign-in in a browser.
    pub async fn through_the_browser(
        &self,
        client: &Client,
        person: BrowserPerson,
    ) -> Result<Grant, CloudError> {
        match self.browse(client, person)? {
            Some(answer) => self.accounts().redeem(client, &answer).await,
            None => Err(CloudError::new(ErrorKind::Rejected, "the browser shows an error")),
        }
    }
}
