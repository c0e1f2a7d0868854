//! What dealers see: their customers' accounts, the users in them, and tokens to look as one of
//! those users.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use super::business::{self, Account, User};
use super::{Dealer, forbidden, not_found};
use crate::simulation::Simulation;

fn account_body(account: &Account) -> Value {
    json!({
        "accountId": account.id,
        "name": account.name,
        "contactDetails": {
            "firstName": "Front",
            "lastName": "Desk",
            "contactEmail": format!("desk@{}.example", account.id),
        },
    })
}

fn user_body(user: &User) -> Value {
    json!({
        "userId": user.id,
        "accountId": user.account,
        "email": user.email,
        "firstName": user.first,
        "lastName": user.last,
        "language": "en",
        "timeZone": "Europe/Amsterdam",
    })
}

/// The accounts a dealer may see.
fn seen(state: &business::State, all: bool) -> impl Iterator<Item = &Account> {
    state.accounts.iter().filter(move |account| all || account.of_the_reseller)
}

pub async fn accounts(State(simulation): State<Arc<Simulation>>, dealer: Dealer) -> Json<Value> {
    let extra = simulation.assumed().eagle_eye_extra_accounts;
    Json(simulation.look_at_others(|others| {
        let made_up = (0..extra).map(|number| {
            let (id, name) = (1_000_000 + number, format!("Customer {number:05} – Nürnberg"));
            account_body(&Account { id, name, of_the_reseller: true })
        });
        seen(&others.eagle_eye, dealer.all).map(account_body).chain(made_up).collect()
    }))
}

pub async fn account(
    State(simulation): State<Arc<Simulation>>,
    dealer: Dealer,
    Path((_, id)): Path<(String, String)>,
) -> Response {
    let body = simulation.look_at_others(|others| {
        let mut accounts = seen(&others.eagle_eye, dealer.all);
        accounts.find(|account| account.id.to_string() == id).map(account_body)
    });
    body.map_or_else(|| not_found("No account with this id"), |body| Json(body).into_response())
}

/// Of one account or of all; with `email`, only those of exactly this address.
pub async fn users(
    State(simulation): State<Arc<Simulation>>,
    dealer: Dealer,
    Path((_, id)): Path<(String, String)>,
    Query(wish): Query<BTreeMap<String, String>>,
) -> Response {
    let email = wish.get("email");
    let users: Option<Vec<Value>> = simulation.look_at_others(|others| {
        let accounts: Vec<u32> = seen(&others.eagle_eye, dealer.all)
            .map(|account| account.id)
            .filter(|account| id == "all" || account.to_string() == id)
            .collect();
        if accounts.is_empty() && id != "all" {
            return None;
        }
        let users = others.eagle_eye.users.iter().filter(|user| {
            accounts.contains(&user.account)
                && email.is_none_or(|email| user.email.eq_ignore_ascii_case(email))
        });
        Some(users.map(user_body).collect())
    });
    match users {
        Some(users) => Json(users).into_response(),
        None if id.parse::<u32>().is_ok_and(|id| id >= 1_000_000) => {
            // One of the extra accounts of the switch; nobody is in there.
            Json(json!([])).into_response()
        }
        None => not_found("No account with this id"),
    }
}

pub async fn token(
    State(simulation): State<Arc<Simulation>>,
    dealer: Dealer,
    Path((_, account, user)): Path<(String, String, String)>,
) -> Response {
    let assumed = simulation.assumed();
    if !assumed.eagle_eye_module_on {
        return forbidden("The module to generate access tokens is not switched on");
    }
    if assumed.eagle_eye_post_needs_write && dealer.scope != "write" {
        return forbidden("The scope of this token is read");
    }
    let token = simulation.change_others(|others| {
        let known = seen(&others.eagle_eye, dealer.all).any(|own| own.id.to_string() == account);
        let user = others
            .eagle_eye
            .users
            .iter()
            .find(|known| known.id.to_string() == user && known.account.to_string() == account)
            .map(|user| user.id);
        user.filter(|_| known).map(|user| others.eagle_eye.generate(user))
    });
    let Some(token) = token else { return not_found("No such user in this account") };
    // A zero that no document explains, and no refresh token.
    let body = if assumed.eagle_eye_camel_case {
        json!({ "accessToken": token, "tokenType": "bearer", "expiresIn": 0, "scope": "read" })
    } else {
        json!({ "access_token": token, "token_type": "bearer", "expires_in": 0, "scope": "read" })
    };
    Json(body).into_response()
}
