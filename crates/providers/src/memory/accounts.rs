//! Signing in by four ways, and what follows from it.

use super::ways::{BROWSER, DEVICE_CODE, FORM, FRAGMENT};
use super::{Approval, Call, MemoryCloud};
use async_trait::async_trait;
use domain::{
    AccountId, Accounts, Answers, BrowserAnswer, BrowserAsk, Client, CloudError, DeviceCodePrompt,
    DeviceId, ErrorKind, Grant, Left, ListedAccount, ListedProject, Listing, Place, Poll, Presence,
    Push, Pushes, Secret, Session, Tokens, Whereabouts,
};
use futures_util::stream;
use std::time::Duration;
use tokio::sync::mpsc;
use url::Url;

#[async_trait]
impl Accounts for MemoryCloud {
    async fn request_code(&self, client: &Client) -> Result<DeviceCodePrompt, CloudError> {
        let mut state = self.called(Call::RequestCode)?;
        state.must_know(client)?;
        let code = state.next("device-code");
        state.code = Some(code.clone());
        Ok(DeviceCodePrompt {
            device_code: Secret::new(code),
            user_code: format!("{:06}", state.last),
            link: None,
            link_with_code: None,
            expires_in: Duration::from_secs(120),
            interval: Duration::from_millis(1),
        })
    }

    async fn poll_code(&self, client: &Client, device_code: &Secret) -> Result<Poll, CloudError> {
        let mut state = self.called_slowly(Call::Poll).await?;
        state.must_know(client)?;
        if state.code.as_deref() != Some(device_code.reveal()) {
            return Ok(Poll::Expired);
        }
        match state.approval {
            Approval::NotYet => return Ok(Poll::Pending),
            Approval::Never => {
                state.code = None;
                return Err(CloudError::new(ErrorKind::Denied, "the person said no"));
            }
            Approval::CodesExpire => {
                state.code = None;
                return Ok(Poll::Expired);
            }
            Approval::AtOnce => {}
        }
        state.code = None;
        let place = state.device_place();
        Ok(Poll::Approved(state.admit(DEVICE_CODE, place, self.now())))
    }

    fn browser_page(&self, client: &Client, ask: &BrowserAsk) -> Result<Url, CloudError> {
        let mut page: Url = "https://memory.example/authorize"
            .parse()
            .map_err(|_| CloudError::new(ErrorKind::Internal, "there is no page in memory"))?;
        page.query_pairs_mut()
            .append_pair("way", client.way.as_str())
            .append_pair("redirect_uri", ask.redirect.as_str())
            .append_pair("state", ask.state.reveal())
            .append_pair("code_challenge", &ask.challenge);
        Ok(page)
    }

    async fn redeem(&self, client: &Client, answer: &BrowserAnswer) -> Result<Grant, CloudError> {
        let mut state = self.called_slowly(Call::Redeem).await?;
        state.must_know(client)?;
        if answer.fields.get("error").is_some() {
            return Err(CloudError::new(ErrorKind::Denied, "the person said no"));
        }
        let (name, way) = match client.way.as_str() {
            FRAGMENT => ("access_token", FRAGMENT),
            _ => ("code", BROWSER),
        };
        let brought = answer.fields.get(name).map(Secret::reveal);
        if brought.is_none() || state.code.as_deref() != brought {
            return Err(CloudError::new(ErrorKind::Rejected, "nobody gave that out"));
        }
        state.code = None;
        let tokens = state.admit(way, None, self.now());
        Ok(Grant { tokens, person: None, lasting: true })
    }

    async fn enter(&self, client: &Client, typed: &Answers) -> Result<Grant, CloudError> {
        let mut state = self.called_slowly(Call::Enter).await?;
        if state.only_plain && !self.plain {
            let error = CloudError::new(ErrorKind::Offline, "nobody speaks TLS here");
            return Err(CloudError { never_left: true, ..error });
        }
        state.must_know(client)?;
        if typed.get("password") != Some(&state.password) {
            return Err(CloudError::new(ErrorKind::WrongLogin, "that is not the password"));
        }
        let tokens = state.admit(FORM, None, self.now());
        Ok(Grant { tokens, person: None, lasting: !typed.is_on("session_only") })
    }

    async fn check_set_up(&self, client: &Client, _typed: &Answers) -> Result<String, CloudError> {
        let state = self.called(Call::CheckSetUp)?;
        state.must_know(client)?;
        Ok("The memory cloud knows this app.".to_owned())
    }

    async fn refresh(&self, client: &Client, refresh_token: &Secret) -> Result<Tokens, CloudError> {
        let mut state = self.called_slowly(Call::Refresh).await?;
        state.must_know(client)?;
        let renewed = state.renew(refresh_token.reveal(), self.now());
        if std::mem::take(&mut state.loses_refresh) {
            return Err(CloudError::new(ErrorKind::Offline, "the answer was lost"));
        }
        renewed
            .ok_or_else(|| CloudError::new(ErrorKind::NotAuthorized, "the refresh token is spent"))
    }

    async fn who_am_i(
        &self,
        session: &Session,
        _chosen: Option<&Place>,
    ) -> Result<Whereabouts, CloudError> {
        let state = self.called(Call::WhoAmI)?;
        let admitted = state.admitted(session, self.now())?;
        // By id: names are as they are at this moment.
        let place = admitted.place.as_ref().and_then(|(_, project)| state.find(project));
        let by_device = admitted.way == DEVICE_CODE;
        Ok(Whereabouts {
            person: Some(state.person.clone()),
            picture: state.picture.as_ref().map(|(link, _)| link.clone()),
            account: place.as_ref().map(|place| place.account.clone()).filter(|_| !by_device),
            project: place.map(|place| place.project),
            device: Some(DeviceId::new(admitted.device.clone())),
            device_name: Some("Labrun".into()),
            presence: if state.paused { Presence::Paused } else { Presence::Online },
        })
    }

    async fn accounts(
        &self,
        session: &Session,
        find: Option<&str>,
    ) -> Result<Listing<ListedAccount>, CloudError> {
        let state = self.called(Call::Accounts)?;
        state.admitted(session, self.now())?;
        let found = state.accounts.iter().map(|(account, _)| account).filter(|account| {
            find.is_none_or(|find| account.name.to_lowercase().contains(&find.to_lowercase()))
        });
        let listed = found.map(|account| ListedAccount { account: account.clone(), note: None });
        Ok(Listing::complete(listed.collect()))
    }

    async fn projects(
        &self,
        session: &Session,
        account: &AccountId,
    ) -> Result<Listing<ListedProject>, CloudError> {
        let state = self.called(Call::Projects)?;
        state.admitted(session, self.now())?;
        let known = state.accounts.iter().find(|(one, _)| one.id == *account);
        let projects = known.map_or(&[][..], |(_, projects)| projects).iter();
        let listed = projects.map(|project| ListedProject {
            project: project.clone(),
            note: None,
            online: None,
        });
        Ok(Listing::complete(listed.collect()))
    }

    async fn choose(
        &self,
        session: &Session,
        _from: Option<&Place>,
        to: &Place,
    ) -> Result<(), CloudError> {
        let mut state = self.called(Call::Choose)?;
        let place = Some((to.account.id.clone(), to.project.id.clone()));
        state.admitted_mut(session, self.now())?.place = place;
        Ok(())
    }

    async fn heartbeat(&self, session: &Session) -> Result<(), CloudError> {
        self.called(Call::Heartbeat)?.admitted(session, self.now()).map(drop)
    }

    async fn listen(
        &self,
        session: &Session,
        _device: &DeviceId,
    ) -> Result<Option<Pushes>, CloudError> {
        let mut state = self.called(Call::Listen)?;
        state.admitted(session, self.now())?;
        if !state.has_line {
            return Ok(None);
        }
        let (ear, heard) = mpsc::unbounded_channel();
        let _ = ear.send(Ok(Push::Joined));
        state.ears.push(ear);
        let pushes = stream::unfold(heard, async |mut heard| Some((heard.recv().await?, heard)));
        Ok(Some(Box::pin(pushes)))
    }

    async fn reachable(&self) -> Result<(), CloudError> {
        self.called(Call::Reachable).map(drop)
    }

    async fn sign_out(&self, client: &Client, tokens: &Tokens) -> Result<Left, CloudError> {
        let mut state = self.called(Call::SignOut)?;
        state.must_know(client)?;
        // Whoever is gone already is gone.
        let access = tokens.access.reveal();
        state.sessions.retain(|one| one.access.as_deref() != Some(access));
        Ok(Left { vendor_side: true, said: "It is no longer listed there." })
    }
}
