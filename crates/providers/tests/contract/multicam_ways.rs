//! The ways into a Multicam machine, from both sides.

use crate::ways::{Setting, WayIn, typed};
use async_trait::async_trait;
use domain::{Answers, Client, CloudError, ErrorKind, Grant, Place, ProviderKind, WayId};
use simulator::Kind;
use std::marker::PhantomData;

/// What tells the three ways apart.
pub trait Typed: Send + Sync {
    const WAY: &'static str;
    const SENDS_A_SESSION: bool = true;

    /// What the person does on the machine first.
    fn prepare(_: &Setting) {}

    fn right(setting: &Setting) -> Answers;

    /// What does not let them in, and what that is called.
    fn wrong(setting: &Setting) -> Vec<(ErrorKind, Answers)>;
}

pub struct Multicam<T>(Setting, PhantomData<T>);

pub type ByKey = Multicam<Key>;
pub type ByToken = Multicam<Token>;
pub type ByAddress = Multicam<Address>;

pub struct Key;

impl Typed for Key {
    const WAY: &'static str = "key";

    fn right(setting: &Setting) -> Answers {
        typed(&[("key", &setting.simulator.keys().multicam_api_key)])
    }

    fn wrong(_: &Setting) -> Vec<(ErrorKind, Answers)> {
        vec![
            (ErrorKind::WrongLogin, typed(&[("key", "wrong")])),
            (ErrorKind::WrongLogin, typed(&[("key", "no key\u{e9}")])),
            (ErrorKind::Rejected, typed(&[])),
        ]
    }
}

pub struct Token;

impl Typed for Token {
    const WAY: &'static str = "token";

    fn right(setting: &Setting) -> Answers {
        let keys = setting.simulator.keys();
        typed(&[("user", &keys.multicam_user), ("key", &keys.multicam_user_key)])
    }

    fn wrong(setting: &Setting) -> Vec<(ErrorKind, Answers)> {
        let keys = setting.simulator.keys();
        let (user, key) = (keys.multicam_user.as_str(), keys.multicam_user_key.as_str());
        vec![
            (ErrorKind::WrongLogin, typed(&[("user", user), ("key", "wrong")])),
            (ErrorKind::WrongLogin, typed(&[("user", "nobody"), ("key", key)])),
            (ErrorKind::WrongLogin, typed(&[("user", user), ("key", &"ü".repeat(123))])),
            (ErrorKind::Rejected, typed(&[("user", user)])),
            (ErrorKind::Rejected, typed(&[("key", key)])),
        ]
    }
}

pub struct Address;

impl Typed for Address {
    const WAY: &'static str = "address";
    const SENDS_A_SESSION: bool = false;

    fn prepare(setting: &Setting) {
        setting.simulator.trust_address(true);
    }

    fn right(_: &Setting) -> Answers {
        Answers::default()
    }

    fn wrong(setting: &Setting) -> Vec<(ErrorKind, Answers)> {
        setting.simulator.trust_address(false);
        vec![(ErrorKind::Denied, Answers::default())]
    }
}

#[async_trait]
impl<T: Typed> WayIn for Multicam<T> {
    const KIND: ProviderKind = ProviderKind::Multicam;
    const WAY: &'static str = T::WAY;
    const REFRESHES: bool = false;
    const PICKS: bool = true;
    const SIGNS_OUT: bool = false;
    const SENDS_A_SESSION: bool = T::SENDS_A_SESSION;

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
        Client { way: WayId::new(T::WAY), keys: Answers::default() }
    }

    async fn sign_in(&self) -> Result<Grant, CloudError> {
        T::prepare(&self.0);
        self.0.accounts().enter(&self.client(), &T::right(&self.0)).await
    }

    async fn refused(&self) -> Vec<(ErrorKind, CloudError)> {
        let mut refused = Vec::new();
        for (kind, typed) in T::wrong(&self.0) {
            let error = self.0.accounts().enter(&self.client(), &typed).await.unwrap_err();
            refused.push((kind, error));
        }
        refused
    }

    /// A key and an address do not grow old: only their end can be told.
    fn expire_session(&self) {
        match T::WAY {
            "token" => self.0.simulator.expire_sessions(Kind::Multicam),
            _ => self.0.simulator.end_sessions(Kind::Multicam),
        }
    }

    fn revoke(&self) {
        self.0.simulator.end_sessions(Kind::Multicam);
    }

    fn rename_project(&self, place: &Place, name: &str) {
        self.0.simulator.rename_at(Kind::Multicam, there(place), name).unwrap();
    }

    fn withdraw(&self, place: &Place) -> bool {
        self.0.simulator.withdraw_at(Kind::Multicam, there(place)).unwrap();
        true
    }
}

/// The machine's own id: ours says in front whether it is a room or a media list.
fn there(place: &Place) -> &str {
    place.project.id.as_str().split_once(':').unwrap().1
}
