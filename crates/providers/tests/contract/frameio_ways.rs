//! The ways into Frame.io, from both sides.

use crate::clouds::client;
use crate::ways::{Setting, WayIn, keyed};
use async_trait::async_trait;
use domain::{Client, CloudError, ErrorKind, Grant, Place, Poll, ProviderKind, Secret};
use simulator::{BrowserPerson, Expirable, Kind};
use std::time::Duration;

pub struct DeviceCode(Setting);

#[async_trait]
impl WayIn for DeviceCode {
    const KIND: ProviderKind = ProviderKind::Frameio;
    const WAY: &'static str = "device_code";
    const REFRESHES: bool = true;
    const PICKS: bool = false;
    const SIGNS_OUT: bool = true;
    // A person who approves a code puts the device into the project.
    const HELD_ONCE_APPROVED: usize = 1;

    fn around(setting: Setting) -> Self {
        Self(setting)
    }

    fn setting(&self) -> &Setting {
        &self.0
    }

    fn setting_mut(&mut self) -> &mut Setting {
        &mut self.0
    }

    fn client(&self) -> Client {
        client(self.0.simulator.client_secret())
    }

    async fn sign_in(&self) -> Result<Grant, CloudError> {
        let prompt = self.0.accounts().request_code(&self.client()).await?;
        self.0.simulator.approve(&prompt.user_code, None).unwrap();
        match self.0.accounts().poll_code(&self.client(), &prompt.device_code).await? {
            Poll::Approved(tokens) => Ok(Grant { tokens, person: None, lasting: true }),
            other => panic!("{other:?}"),
        }
    }

    async fn refused(&self) -> Vec<(ErrorKind, CloudError)> {
        let accounts = self.0.accounts();
        let unknown = accounts.request_code(&client("wrong")).await.unwrap_err();
        let prompt = accounts.request_code(&self.client()).await.unwrap();
        self.0.simulator.deny(&prompt.user_code).unwrap();
        self.0.simulator.advance(Duration::from_secs(5));
        let denied = accounts.poll_code(&self.client(), &prompt.device_code).await.unwrap_err();
        let never = accounts.refresh(&self.client(), &Secret::new("never")).await.unwrap_err();
        vec![
            (ErrorKind::WrongSecret, unknown),
            (ErrorKind::Denied, denied),
            (ErrorKind::NotAuthorized, never),
        ]
    }

    fn expire_session(&self) {
        self.0.simulator.expire(Expirable::AccessTokens);
    }

    fn revoke(&self) {
        self.0.simulator.forget(None).unwrap();
    }

    fn rename_project(&self, place: &Place, name: &str) {
        self.0.simulator.rename_project(place.project.id.as_str(), name).unwrap();
    }

    fn withdraw(&self, _place: &Place) -> bool {
        false
    }
}

pub struct Application(Setting);

#[async_trait]
impl WayIn for Application {
    const KIND: ProviderKind = ProviderKind::Frameio;
    const WAY: &'static str = "application";
    const REFRESHES: bool = true;
    const PICKS: bool = true;
    const SIGNS_OUT: bool = true;
    // It leaves the project; the tokens run out by themselves.
    const ENDS_SESSION: bool = false;
    const CHOICE_IS_KEPT_THERE: bool = true;

    fn around(setting: Setting) -> Self {
        Self(setting)
    }

    fn setting(&self) -> &Setting {
        &self.0
    }

    fn setting_mut(&mut self) -> &mut Setting {
        &mut self.0
    }

    fn client(&self) -> Client {
        keyed(Self::WAY, &[("client_id", self.0.simulator.application_id())])
    }

    async fn sign_in(&self) -> Result<Grant, CloudError> {
        self.0.through_the_browser(&self.client(), BrowserPerson::Approves).await
    }

    async fn refused(&self) -> Vec<(ErrorKind, CloudError)> {
        let (accounts, client) = (self.0.accounts(), self.client());
        let denied = self.0.through_the_browser(&client, BrowserPerson::Denies).await;
        let brought = || self.0.browse(&client, BrowserPerson::Approves).unwrap().unwrap();
        let other = keyed(Self::WAY, &[("client_id", "another")]);
        let unknown = accounts.redeem(&other, &brought()).await;
        let nobody = accounts.redeem(&keyed(Self::WAY, &[]), &brought()).await;
        let mut unproven = brought();
        unproven.verifier = Secret::new("x".repeat(43));
        let unproven = accounts.redeem(&client, &unproven).await;
        let answer = brought();
        accounts.redeem(&client, &answer).await.unwrap();
        let spent = accounts.redeem(&client, &answer).await;
        let never = accounts.refresh(&client, &Secret::new("never")).await;
        vec![
            (ErrorKind::Denied, denied.unwrap_err()),
            (ErrorKind::WrongSecret, unknown.unwrap_err()),
            (ErrorKind::WrongSecret, nobody.unwrap_err()),
            (ErrorKind::NotAuthorized, unproven.unwrap_err()),
            (ErrorKind::NotAuthorized, spent.unwrap_err()),
            (ErrorKind::NotAuthorized, never.unwrap_err()),
        ]
    }

    fn expire_session(&self) {
        self.0.simulator.expire_sessions(Kind::Frameio);
    }

    fn revoke(&self) {
        self.0.simulator.end_sessions(Kind::Frameio);
    }

    fn rename_project(&self, place: &Place, name: &str) {
        self.0.simulator.rename_at(Kind::Frameio, place.project.id.as_str(), name).unwrap();
    }

    fn withdraw(&self, place: &Place) -> bool {
        self.0.simulator.withdraw_at(Kind::Frameio, place.project.id.as_str()).unwrap();
        true
    }
}
