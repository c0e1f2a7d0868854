//! Sends the person's own browser off and waits for what it brings back: authorization code with
//! PKCE ([RFC 7636](https://www.rfc-editor.org/rfc/rfc7636)), or a token behind a `#`, over a door
//! on this computer ([RFC 8252](https://www.rfc-editor.org/rfc/rfc8252)).

use super::{Attempt, Ended, Signed};
use crate::EngineError;
use crate::engine::Inner;
use crate::loopback::{Loopback, random_text};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use domain::sign_in::ShownPrompt;
use domain::{BrowserAnswer, BrowserAsk, CloudError, ErrorKind, Grant, Secret, SignInEvent};
use sha2::{Digest, Sha256};
use std::sync::Arc;
use std::time::Duration;

/// An answer that certainly did not reach the cloud can be handed in again.
const TRIES: u32 = 5;

impl Inner {
    pub(super) async fn by_browser(self: &Arc<Self>, attempt: &Attempt) -> Result<Signed, Ended> {
        let endpoint = attempt.endpoint()?;
        let accounts = self.clouds.accounts(attempt.provider, endpoint)?;
        let client = self.client_for(attempt, endpoint).await?;
        let port = self.settings().await?.redirect_port;
        let callback = self.able(attempt.provider)?.callback;
        let (state, verifier) = (random_text(), random_text());
        let in_fragment = attempt.spec.in_fragment;
        let words = (self.pages)();
        let door = Loopback::open(port, callback, in_fragment, state.clone(), words).await?;
        let redirect = door.redirect();
        let ask = BrowserAsk { redirect: redirect.clone(), state, challenge: challenge(&verifier) };
        let page = accounts.browser_page(&client, &ask)?;
        let patience = self.timings.browser;
        let shown = ShownPrompt {
            user_code: None,
            link: Some(page),
            link_with_code: None,
            expires_at: self.now().after(patience),
        };
        self.sign_in_moves(attempt.number, SignInEvent::Prompted(shown));
        let waited = tokio::time::timeout(patience, door.answer());
        let Ok(fields) = attempt.unless_stopped(waited).await? else {
            let said = "no answer came back from the browser in time: try again";
            return Err(CloudError::new(ErrorKind::Denied, said).into());
        };
        let answer = BrowserAnswer { redirect, verifier, fields };
        let mut tries = 0;
        let grant: Grant = loop {
            tries += 1;
            let redeemed = self.seen_through(accounts.redeem(&client, &answer)).await?;
            match redeemed {
                Ok(grant) => break grant,
                Err(error) if error.never_left && tries < TRIES => {
                    let (kind, said) = (error.kind(), error.sentence());
                    self.sign_in_moves(attempt.number, SignInEvent::CouldNotAsk { kind, said });
                    let wait = self.timings.scaled(Duration::from_secs(2));
                    attempt.unless_stopped(tokio::time::sleep(wait)).await?;
                }
                Err(error) => return Err(EngineError::from(error).into()),
            }
        };
        self.taken(attempt, endpoint.clone(), accounts, &client, grant).await
    }
}

/// S256 ([RFC 7636 §4.2](https://www.rfc-editor.org/rfc/rfc7636#section-4.2)).
fn challenge(verifier: &Secret) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(verifier.reveal()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_challenge_is_the_one_of_rfc_7636_appendix_b() {
        let verifier = Secret::new("dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk");
        assert_eq!(challenge(&verifier), "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
    }
}
