//! Hands over what a person typed: a key, a name and a password, or no more than an address.

use super::{Attempt, Ended, Signed};
use crate::EngineError;
use crate::engine::Inner;
use domain::Endpoint;
use std::sync::Arc;

impl Inner {
    pub(super) async fn by_form(self: &Arc<Self>, attempt: &Attempt) -> Result<Signed, Ended> {
        let entered = in_turn(&attempt.endpoints, |endpoint| async move {
            // Backed out of at the address before: what was typed goes nowhere else.
            if attempt.stop.is_cancelled() {
                return Ok(Err(Ended::BackedOut));
            }
            let accounts = self.clouds.accounts(attempt.provider, &endpoint)?;
            let client = match self.client_for(attempt, &endpoint).await {
                Ok(client) => client,
                Err(ended) => return Ok(Err(ended)),
            };
            let entered = self.seen_through(accounts.enter(&client, &attempt.typed)).await;
            let grant = match entered {
                Ok(entered) => entered?,
                Err(ended) => return Ok(Err(ended)),
            };
            Ok(self.taken(attempt, endpoint, accounts, &client, grant).await)
        });
        entered.await?
    }
}

/// The next address only where nobody could be spoken to at the one before: an answer, or a
/// certificate that is not trusted, is the last word. What is said at the end is about the first.
pub(super) async fn in_turn<T, F>(
    endpoints: &[Endpoint],
    ask: impl Fn(Endpoint) -> F,
) -> Result<T, EngineError>
where
    F: Future<Output = Result<T, EngineError>>,
{
    let mut first = None;
    for endpoint in endpoints {
        match ask(endpoint.clone()).await {
            Err(EngineError::Cloud(error)) if error.kind().may_pass() && error.never_left => {
                first.get_or_insert(error);
            }
            other => return other,
        }
    }
    Err(first.map_or_else(super::no_address, EngineError::from))
}
