//! Asks for a code, polls at the cloud's pace, and replaces an expired code
//! ([RFC 8628](https://www.rfc-editor.org/rfc/rfc8628)).

use super::{Attempt, Ended, Signed};
use crate::engine::Inner;
use domain::sign_in::{ShownPrompt, slower};
use domain::{Accounts, Client, DeviceCodePrompt, Grant, Poll, SignIn, SignInEvent, Tokens};
use std::sync::Arc;
use std::time::Duration;

impl Inner {
    pub(super) async fn by_device_code(
        self: &Arc<Self>,
        attempt: &Attempt,
    ) -> Result<Signed, Ended> {
        let endpoint = attempt.endpoint()?;
        let accounts = self.clouds.accounts(attempt.provider, endpoint)?;
        let client = self.client_for(attempt, endpoint).await?;
        let tokens = loop {
            let asked = self.ask_for_code(attempt, accounts.as_ref(), &client);
            let prompt = attempt.unless_stopped(asked).await??;
            self.keep_keys(attempt.provider, endpoint, attempt.spec, &attempt.typed).await?;
            let polled = self.poll_until_expired(attempt, accounts.as_ref(), &client, &prompt);
            if let Some(tokens) = polled.await? {
                break tokens;
            }
        };
        let grant = Grant { tokens, person: None, lasting: true };
        Ok(Signed { endpoint: endpoint.clone(), accounts, grant })
    }

    /// The first code must come or the sign-in fails in words; a later one is asked for until it
    /// comes, because a person may be walking to a browser with the old one.
    async fn ask_for_code(
        &self,
        attempt: &Attempt,
        accounts: &dyn Accounts,
        client: &Client,
    ) -> Result<DeviceCodePrompt, Ended> {
        let mut tries = 0;
        loop {
            match accounts.request_code(client).await {
                Ok(prompt) => {
                    let shown = ShownPrompt {
                        user_code: Some(prompt.user_code.clone()),
                        link: prompt.link.clone(),
                        link_with_code: prompt.link_with_code.clone(),
                        expires_at: self.now().after(prompt.expires_in),
                    };
                    self.sign_in_moves(attempt.number, SignInEvent::Prompted(shown));
                    return Ok(prompt);
                }
                Err(error) => {
                    tries += 1;
                    let waiting = self.is_awaiting_approval(attempt.number);
                    let passing = error.kind().may_pass();
                    if !passing || (!waiting && tries >= 3) {
                        return Err(error.into());
                    }
                    let (kind, said) = (error.kind(), error.sentence());
                    self.sign_in_moves(attempt.number, SignInEvent::CouldNotAsk { kind, said });
                    // A person waits: quick.
                    tokio::time::sleep(self.timings.scaled(Duration::from_secs(2))).await;
                }
            }
        }
    }

    fn is_awaiting_approval(&self, number: u64) -> bool {
        let current = self.desk.current.lock().expect("nobody panics with the lock");
        current.number == number && matches!(current.state, Some(SignIn::AwaitingApproval { .. }))
    }

    /// `None`: the code is over, and a new one is needed.
    async fn poll_until_expired(
        &self,
        attempt: &Attempt,
        accounts: &dyn Accounts,
        client: &Client,
        prompt: &DeviceCodePrompt,
    ) -> Result<Option<Tokens>, Ended> {
        let expires_at = self.now().after(prompt.expires_in);
        let mut interval = prompt.interval;
        let mut in_trouble = false;
        loop {
            attempt.unless_stopped(tokio::time::sleep(self.timings.scaled(interval))).await?;
            let polled = self.seen_through(accounts.poll_code(client, &prompt.device_code)).await?;
            match polled {
                Ok(answer) => {
                    if std::mem::take(&mut in_trouble) {
                        self.sign_in_moves(attempt.number, SignInEvent::CouldAskAgain);
                    }
                    match answer {
                        Poll::Approved(tokens) => return Ok(Some(tokens)),
                        Poll::Expired => return Ok(None),
                        Poll::SlowDown => interval = slower(interval),
                        Poll::Pending => {}
                    }
                }
                // RFC 8628 §3.5: a timeout is no refusal.
                Err(error) if error.kind().may_pass() => {
                    in_trouble = true;
                    let (kind, said) = (error.kind(), error.sentence());
                    self.sign_in_moves(attempt.number, SignInEvent::CouldNotAsk { kind, said });
                }
                Err(error) => return Err(error.into()),
            }
            // The cloud says when a code is over; our own clock only helps where it cannot be
            // asked, and then with a margin.
            if self.now() > expires_at.after(prompt.interval) {
                return Ok(None);
            }
        }
    }
}
