//! The ways into Eagle Eye CameraManager, from both sides.

use crate::ways::{Setting, WayIn, keyed, typed};
use async_trait::async_trait;
use domain::{Answers, Client, CloudError, ErrorKind, Grant, Place, ProviderKind, Secret};
use simulator::{BrowserPerson, Kind};

/// What is the same for an end user and for both sorts of dealers.
macro_rules! camera_manager {
    () => {
        const KIND: ProviderKind = ProviderKind::EagleEye;
        const REFRESHES: bool = true;
        const PICKS: bool = true;
        const SIGNS_OUT: bool = true;

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
            client(&self.0, Self::WAY)
        }

        fn expire_session(&self) {
            self.0.simulator.expire_sessions(Kind::EagleEye);
        }

        fn revoke(&self) {
            self.0.simulator.end_sessions(Kind::EagleEye);
        }

        fn rename_project(&self, place: &Place, name: &str) {
            self.0.simulator.rename_at(Kind::EagleEye, place.project.id.as_str(), name).unwrap();
        }

        fn withdraw(&self, place: &Place) -> bool {
            self.0.simulator.withdraw_at(Kind::EagleEye, place.project.id.as_str()).unwrap();
            true
        }
    };
}

pub fn client(setting: &Setting, way: &str) -> Client {
    let keys = setting.simulator.keys();
    let (id, secret) = (keys.eagle_eye_id.as_str(), keys.eagle_eye_secret.as_str());
    keyed(way, &[("client_id", id), ("client_secret", secret)])
}

fn another_key(setting: &Setting, way: &str) -> Client {
    let keys = setting.simulator.keys();
    keyed(way, &[("client_id", keys.eagle_eye_id.as_str()), ("client_secret", "another")])
}

pub struct Hosted(Setting);

#[async_trait]
impl WayIn for Hosted {
    const WAY: &'static str = "hosted";
    camera_manager!();

    async fn sign_in(&self) -> Result<Grant, CloudError> {
        self.0.through_the_browser(&self.client(), BrowserPerson::Approves).await
    }

    async fn refused(&self) -> Vec<(ErrorKind, CloudError)> {
        let (accounts, client) = (self.0.accounts(), self.client());
        let denied = self.0.through_the_browser(&client, BrowserPerson::Denies).await;
        let brought = || self.0.browse(&client, BrowserPerson::Approves).unwrap().unwrap();
        let wrong = another_key(&self.0, Self::WAY);
        let unknown = accounts.redeem(&wrong, &brought()).await;
        let nobody = accounts.redeem(&keyed(Self::WAY, &[]), &brought()).await;
        let answer = brought();
        accounts.redeem(&client, &answer).await.unwrap();
        let spent = accounts.redeem(&client, &answer).await;
        let never = accounts.refresh(&client, &Secret::new("never")).await;
        vec![
            (ErrorKind::Denied, denied.unwrap_err()),
            (ErrorKind::WrongSecret, unknown.unwrap_err()),
            (ErrorKind::WrongSecret, nobody.unwrap_err()),
            (ErrorKind::NotAuthorized, spent.unwrap_err()),
            (ErrorKind::NotAuthorized, never.unwrap_err()),
        ]
    }
}

pub fn reseller(setting: &Setting) -> Answers {
    let keys = setting.simulator.keys();
    typed(&[("email", &keys.eagle_eye_reseller), ("password", &keys.eagle_eye_reseller_password)])
}

pub fn distributor(setting: &Setting) -> Answers {
    let keys = setting.simulator.keys();
    typed(&[
        ("email", &keys.eagle_eye_distributor),
        ("password", &keys.eagle_eye_distributor_password),
    ])
}

async fn dealer_refused(
    setting: &Setting,
    way: &str,
    right: &Answers,
) -> Vec<(ErrorKind, CloudError)> {
    let (accounts, client) = (setting.accounts(), client(setting, way));
    let mut wrong = right.clone();
    wrong.put("password", Secret::new("wrong"));
    let wrong = accounts.enter(&client, &wrong).await;
    let empty = accounts.enter(&client, &Answers::default()).await;
    let unknown = accounts.enter(&another_key(setting, way), right).await;
    let nobody = accounts.enter(&keyed(way, &[]), right).await;
    let never = accounts.refresh(&client, &Secret::new("never")).await;
    vec![
        (ErrorKind::WrongLogin, wrong.unwrap_err()),
        (ErrorKind::WrongLogin, empty.unwrap_err()),
        (ErrorKind::WrongSecret, unknown.unwrap_err()),
        (ErrorKind::WrongSecret, nobody.unwrap_err()),
        (ErrorKind::NotAuthorized, never.unwrap_err()),
    ]
}

pub struct Reseller(Setting);

#[async_trait]
impl WayIn for Reseller {
    const WAY: &'static str = "reseller";
    camera_manager!();

    async fn sign_in(&self) -> Result<Grant, CloudError> {
        self.0.accounts().enter(&self.client(), &reseller(&self.0)).await
    }

    async fn refused(&self) -> Vec<(ErrorKind, CloudError)> {
        dealer_refused(&self.0, Self::WAY, &reseller(&self.0)).await
    }

    fn finds(&self) -> Option<String> {
        Some(self.0.simulator.keys().eagle_eye_email)
    }
}

pub struct Distributor(Setting);

#[async_trait]
impl WayIn for Distributor {
    const WAY: &'static str = "distributor";
    camera_manager!();

    async fn sign_in(&self) -> Result<Grant, CloudError> {
        self.0.accounts().enter(&self.client(), &distributor(&self.0)).await
    }

    async fn refused(&self) -> Vec<(ErrorKind, CloudError)> {
        dealer_refused(&self.0, Self::WAY, &distributor(&self.0)).await
    }

    fn finds(&self) -> Option<String> {
        Some(self.0.simulator.keys().eagle_eye_email)
    }
}
