//! What a dealer's token may ask for: customers, their users, and a token for one of them. A
//! dealer could also create and delete customers; that these paths are all there is here is what
//! keeps us from it.

use super::error::{from_rest, is_unknown};
use super::rest::{find, read};
use super::user::UserToken;
use super::{EagleEye, assumed, wire};
use crate::http::{LARGEST_LIST, Request};
use domain::{CloudError, ErrorKind, Secret, Session, Timestamp};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Whose customers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reach {
    /// A reseller's own.
    Own,
    /// Those of all of a distributor's resellers.
    All,
}

impl Reach {
    fn word(self) -> &'static str {
        match self {
            Reach::Own => "self",
            Reach::All => "all",
        }
    }
}

pub struct Dealer {
    token: Secret,
    reach: Reach,
}

impl Dealer {
    pub fn new(session: &Session, reach: Reach) -> Self {
        Self { token: session.access.clone(), reach }
    }

    /// [Accounts](https://developer.cameramanager.com/dp/rest-api/provisioning-api/reseller-api/accounts-api)
    pub async fn accounts(&self, cloud: &EagleEye) -> Result<Vec<wire::Account>, CloudError> {
        read(self.list(cloud, "")).await
    }

    /// [By e-mail](https://developer.cameramanager.com/docs/user-authentication-via-dealer-accounts),
    /// in all accounts. Whether a part of an address is enough, only the cloud knows.
    pub async fn users_by_email(
        &self,
        cloud: &EagleEye,
        email: &str,
    ) -> Result<Vec<wire::User>, CloudError> {
        read(self.list(cloud, "/all/users").query("email", email)).await
    }

    /// None, if the account is gone.
    pub async fn users_of(
        &self,
        cloud: &EagleEye,
        account: u64,
    ) -> Result<Vec<wire::User>, CloudError> {
        Ok(find(self.list(cloud, &format!("/{account}/users"))).await?.unwrap_or_default())
    }

    /// [A token for a user](https://developer.cameramanager.com/dp/rest-api/provisioning-api/reseller-api/accounts-api/token-generation-api).
    /// `None`: there is no such account or user any more.
    async fn generate(
        &self,
        cloud: &EagleEye,
        account: u64,
        user: u64,
    ) -> Result<Option<wire::Generated>, CloudError> {
        let reach = self.reach.word();
        let path = format!("/rest/v2.2/resellers/{reach}/accounts/{account}/users/{user}/token");
        let answer = cloud.http.post(&path).session(&self.token).send().await?;
        if is_unknown(&answer) {
            return Ok(None);
        }
        if answer.status == 403 && !answer.is_html() {
            let why = "this dealer may not make tokens for its users: the vendor's support has to \
                       switch on \"Generate access token\"";
            return Err(answer.error(ErrorKind::Rejected, why));
        }
        if !answer.is_success() {
            return Err(from_rest(&answer));
        }
        let made: wire::Generated =
            serde_json::from_slice(&answer.body).map_err(|_| answer.not_as_expected())?;
        if made.access_token.is_empty() {
            return Err(answer.not_as_expected());
        }
        Ok(Some(made))
    }

    fn list<'a>(&self, cloud: &'a EagleEye, rest: &str) -> Request<'a> {
        let path = format!("/rest/v2.0/resellers/{}/accounts{rest}", self.reach.word());
        cloud.http.get(&path).session(&self.token).largest_answer(LARGEST_LIST)
    }
}

/// The tokens made for users, in memory only: they can be made again at any time.
#[derive(Default)]
pub struct GeneratedTokens(Mutex<Vec<Made>>);

#[derive(Clone)]
struct Made {
    /// Two dealers must not use each other's.
    by: Secret,
    account: u64,
    user: u64,
    token: UserToken,
    expires_at: Timestamp,
}

impl GeneratedTokens {
    /// A token of that user: the one at hand, or with `anew` a fresh one in its place. `None`:
    /// the cloud knows no such user.
    pub async fn token(
        &self,
        cloud: &EagleEye,
        dealer: &Dealer,
        (account, user): (u64, u64),
        anew: bool,
    ) -> Result<Option<UserToken>, CloudError> {
        let now = (cloud.now)();
        let is_it =
            |made: &Made| made.by == dealer.token && (made.account, made.user) == (account, user);
        if !anew {
            let all = self.all();
            let good = all.iter().find(|made| is_it(made) && made.expires_at > now);
            if let Some(made) = good {
                return Ok(Some(made.token.clone()));
            }
        }
        let Some(answer) = dealer.generate(cloud, account, user).await? else { return Ok(None) };
        let expires_at = answer.life().map_or(Timestamp::NEVER, |life| now.after(life));
        let token = UserToken::generated(answer.access_token);
        let made = Made { by: dealer.token.clone(), account, user, token, expires_at };
        let mut all = self.all();
        all.retain(|other| !is_it(other));
        let too_many = (all.len() + 1).saturating_sub(assumed::MOST_GENERATED);
        all.drain(..too_many);
        all.push(made.clone());
        Ok(Some(made.token))
    }

    /// Logs them out one by one; the dealer's own goes last, so that it can be tried again. Fails
    /// only where the cloud was out of reach: one that it will not end, or that is dead already,
    /// must not keep the dealer's own from its end.
    pub async fn end_those_of(&self, cloud: &EagleEye, dealer: &Secret) -> Result<(), CloudError> {
        loop {
            let next = self.all().iter().find(|made| made.by == *dealer).cloned();
            let Some(made) = next else { return Ok(()) };
            if let Err(error) = super::user::log_out(cloud, &made.token).await
                && (error.kind.is_on_the_way() || error.kind == ErrorKind::Busy)
            {
                return Err(error);
            }
            self.all().retain(|other| {
                other.by != made.by || (other.account, other.user) != (made.account, made.user)
            });
        }
    }

    fn all(&self) -> MutexGuard<'_, Vec<Made>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
