//! The browser that a sign-in leads to, and the person in front of it: the authorize pages of the
//! three clouds that have one. They differ in a word here and there, and share the rest.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::extract::{Form, State};
use axum::http::{StatusCode, Uri, header};
use axum::response::{Html, IntoResponse, Response};
use serde::{Deserialize, Serialize};

use crate::cloud::application::known_scopes;
use crate::codes::Given;
use crate::kind::Kind;
use crate::ledger::ViolationKind;
use crate::simulation::Simulation;

/// What the person does at the page that asks whether the application may come in.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BrowserPerson {
    Approves,
    Denies,
    /// The refusal comes back behind the `#`, where only a script in the browser can read it.
    DeniesInFragment,
    /// The refusal is a page: nothing is sent back to the application.
    SeesAPage,
    /// Approves, and the answer lacks the `state` that was sent.
    ApprovesWithoutState,
    /// Approves, and the answer has a `state` nobody sent.
    ApprovesWithOtherState,
}

/// Where the browser ended up.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Browsed {
    /// It was sent on to this address, which may hold a code or a token.
    Redirected(String),
    /// It shows a page of the cloud, and that is that.
    Page { status: u16 },
}

/// An authorize request that was found in order.
pub struct Ask {
    pub kind: Kind,
    pub client: String,
    pub redirect: String,
    pub wants: Wants,
    pub scope: String,
    state: Option<String>,
    challenge: Option<String>,
    device: Option<String>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Wants {
    Code,
    /// A token at once, behind the `#`.
    Token,
}

/// Why the person is not even asked.
pub enum AskRefused {
    /// Nobody can be sent back: the client or its redirect URI is not known.
    Page(&'static str),
    Redirect(String),
}

impl Kind {
    /// Where the browser is sent, at the clouds that have such a page.
    pub fn authorize_path(self) -> Option<&'static str> {
        match self {
            Kind::Frameio => Some("/oauth2/auth"),
            Kind::Multicam => None,
            Kind::EagleEye => Some("/oauth/authorize"),
            Kind::Vinli => Some("/oauth/authorization/new"),
        }
    }
}

impl Simulation {
    pub fn browse(&self, page: &str, person: BrowserPerson) -> Browsed {
        let nowhere = Browsed::Page { status: 404 };
        let Ok(page) = url::Url::parse(page) else { return nowhere };
        let origin = page.origin().ascii_serialization();
        let kind = Kind::ALL.into_iter().find(|kind| {
            self.address(*kind) == origin && kind.authorize_path() == Some(page.path())
        });
        let Some(kind) = kind else { return nowhere };
        match self.look_at_ask(kind, page.query().unwrap_or("")) {
            Ok(ask) => self.answer_ask(&ask, person),
            Err(AskRefused::Redirect(back)) => Browsed::Redirected(back),
            Err(AskRefused::Page(_)) => Browsed::Page { status: 400 },
        }
    }

    /// Checks the query of an authorize address, the way the cloud does.
    pub fn look_at_ask(&self, kind: Kind, query: &str) -> Result<Ask, AskRefused> {
        let mut fields = BTreeMap::new();
        for (name, value) in url::form_urlencoded::parse(query.as_bytes()).into_owned() {
            if fields.insert(name, value).is_some() {
                return Err(AskRefused::Page("A parameter is there twice."));
            }
        }
        let mut field = |name: &str| fields.remove(name).filter(|value| !value.is_empty());
        let client = field("client_id").unwrap_or_default();
        let redirect = field("redirect_uri").unwrap_or_default();
        if !self.knows_client(kind, &client) {
            return Err(AskRefused::Page("No application with this client_id is known."));
        }
        if !self.knows_redirect(kind, &redirect) {
            return Err(AskRefused::Page(
                "The redirect_uri is not one this application registered.",
            ));
        }
        let state = field("state");
        if state.as_ref().is_none_or(|state| state.len() < 16) {
            let detail = format!("{}: without a state nobody could have guessed", kind.word());
            self.violation(ViolationKind::StateMissing, detail);
        }
        let back = |error: &str| {
            AskRefused::Redirect(sent_back(&redirect, '?', &[("error", error)], state.as_deref()))
        };
        let wants = match field("response_type").as_deref() {
            Some("code") => Wants::Code,
            Some("token") if kind == Kind::Vinli => Wants::Token,
            _ => return Err(back("unsupported_response_type")),
        };
        let scope = field("scope").unwrap_or_default();
        let scope_known = match kind {
            Kind::Frameio => known_scopes(&scope),
            Kind::EagleEye => matches!(scope.as_str(), "read" | "write"),
            Kind::Multicam | Kind::Vinli => true,
        };
        if !scope_known {
            return Err(back("invalid_scope"));
        }
        let challenge = field("code_challenge");
        let method = field("code_challenge_method");
        // A challenge is 43 characters long: https://www.rfc-editor.org/rfc/rfc7636#section-4.2
        let pkce = challenge.as_ref().is_some_and(|challenge| challenge.len() == 43)
            && method.as_deref() == Some("S256");
        if kind == Kind::Frameio && !pkce {
            self.violation(ViolationKind::PkceMissing, "Frame.io: no challenge by S256");
            return Err(back("invalid_request"));
        }
        let challenge = challenge.filter(|_| kind == Kind::Frameio);
        let device = field("device_id");
        Ok(Ask { kind, client, redirect, wants, scope, state, challenge, device })
    }

    fn knows_client(&self, kind: Kind, client: &str) -> bool {
        match kind {
            Kind::Frameio => self.look(|cloud| cloud.application.id == client),
            Kind::Multicam => false,
            Kind::EagleEye => self.look_at_others(|others| others.eagle_eye.id == client),
            Kind::Vinli => self.look_at_others(|others| others.vinli.client(client).is_some()),
        }
    }

    fn knows_redirect(&self, kind: Kind, uri: &str) -> bool {
        let http = uri.starts_with("http://") || uri.starts_with("https://");
        if kind == Kind::EagleEye && !self.assumed().eagle_eye_redirect_registered {
            return http;
        }
        http && self.look_at_others(|others| others.may_come_back_to(kind, uri))
    }

    pub fn approved_before(&self, ask: &Ask) -> bool {
        let who = (ask.kind, ask.client.clone());
        self.look_at_others(|others| others.approved.contains(&who))
    }

    /// The person has decided.
    pub fn answer_ask(&self, ask: &Ask, person: BrowserPerson) -> Browsed {
        let state = ask.state.as_deref();
        let denied = [("error", "access_denied"), ("error_description", "The person said no")];
        let back = match person {
            BrowserPerson::SeesAPage => return Browsed::Page { status: 403 },
            BrowserPerson::Denies => sent_back(&ask.redirect, '?', &denied, state),
            BrowserPerson::DeniesInFragment => sent_back(&ask.redirect, '#', &denied, state),
            BrowserPerson::Approves => self.approve_ask(ask, state),
            BrowserPerson::ApprovesWithoutState => self.approve_ask(ask, None),
            BrowserPerson::ApprovesWithOtherState => {
                self.approve_ask(ask, Some("a-state-that-nobody-has-sent-anywhere"))
            }
        };
        Browsed::Redirected(back)
    }

    fn approve_ask(&self, ask: &Ask, state: Option<&str>) -> String {
        self.change_others(|others| others.approved.insert((ask.kind, ask.client.clone())));
        if ask.wants == Wants::Token {
            let token = self.change_others(|others| others.vinli.sign_in(&ask.client));
            let fields = [("access_token", token.as_str()), ("token_type", "bearer")];
            return sent_back(&ask.redirect, '#', &fields, state);
        }
        let now = self.now();
        let given = Given {
            client: ask.client.clone(),
            redirect: ask.redirect.clone(),
            scope: ask.scope.clone(),
            challenge: ask.challenge.clone(),
            device: ask.device.clone(),
            expires_at: now.plus(self.assumed().authorization_code_life_s.into()),
        };
        let code = match ask.kind {
            Kind::Frameio => self.change(|cloud| cloud.application.codes.give(given, now)),
            Kind::EagleEye => self.change_others(|others| others.eagle_eye.codes.give(given, now)),
            Kind::Multicam | Kind::Vinli => {
                self.change_others(|others| others.vinli.codes.give(given, now))
            }
        };
        sent_back(&ask.redirect, '?', &[("code", &code)], state)
    }
}

/// The redirect URI with an answer behind `mark`. Fields a registered query has stay.
fn sent_back(redirect: &str, mark: char, fields: &[(&str, &str)], state: Option<&str>) -> String {
    let mut form = url::form_urlencoded::Serializer::new(String::new());
    form.extend_pairs(fields);
    if let Some(state) = state {
        form.append_pair("state", state);
    }
    let mark = if mark == '?' && redirect.contains('?') { '&' } else { mark };
    format!("{redirect}{mark}{}", form.finish())
}

/// The page itself, for a browser of flesh and blood.
pub async fn page(kind: Kind, State(simulation): State<Arc<Simulation>>, uri: Uri) -> Response {
    let query = uri.query().unwrap_or("");
    match simulation.look_at_ask(kind, query) {
        Ok(ask) if simulation.assumed().approval_remembered && simulation.approved_before(&ask) => {
            shown(simulation.answer_ask(&ask, BrowserPerson::Approves))
        }
        Ok(ask) => question(&simulation, &ask, query).into_response(),
        Err(AskRefused::Redirect(back)) => found(&back),
        Err(AskRefused::Page(words)) => sorry(StatusCode::BAD_REQUEST, words),
    }
}

/// What the buttons of the page send.
#[derive(Deserialize)]
pub struct Decision {
    query: String,
    person: BrowserPerson,
}

pub async fn decide(
    kind: Kind,
    State(simulation): State<Arc<Simulation>>,
    Form(decision): Form<Decision>,
) -> Response {
    match simulation.look_at_ask(kind, &decision.query) {
        Ok(ask) => shown(simulation.answer_ask(&ask, decision.person)),
        Err(AskRefused::Redirect(back)) => found(&back),
        Err(AskRefused::Page(words)) => sorry(StatusCode::BAD_REQUEST, words),
    }
}

fn shown(browsed: Browsed) -> Response {
    match browsed {
        Browsed::Redirected(back) => found(&back),
        Browsed::Page { status } => {
            let status = StatusCode::from_u16(status).unwrap_or(StatusCode::FORBIDDEN);
            sorry(status, "Access was refused. The application is not told.")
        }
    }
}

fn found(back: &str) -> Response {
    (StatusCode::FOUND, [(header::LOCATION, back)]).into_response()
}

fn sorry(status: StatusCode, words: &str) -> Response {
    let page = PAGE.replace("{body}", &format!("<h1>No</h1><p>{}</p>", escaped(words)));
    (status, Html(page)).into_response()
}

fn question(simulation: &Simulation, ask: &Ask, query: &str) -> Html<String> {
    const BUTTONS: [(&str, &str); 6] = [
        ("approves", "Approve"),
        ("denies", "Deny"),
        ("denies_in_fragment", "Deny, said behind the #"),
        ("sees_a_page", "Refuse on a page, say nothing"),
        ("approves_without_state", "Approve, lose the state"),
        ("approves_with_other_state", "Approve, with another state"),
    ];
    let button = |(value, words): &(&str, &str)| {
        format!("<button name=\"person\" value=\"{value}\">{words}</button>")
    };
    let often = if simulation.approved_before(ask) {
        "You have approved it before."
    } else {
        "It asks for the first time."
    };
    let scope = if ask.scope.is_empty() { "everything it offers" } else { &ask.scope };
    let (usual, odd) = BUTTONS.split_at(2);
    let body = format!(
        "<h1>{} – sign in</h1>\
         <p>An application wants in as <b>{}</b>. {often}</p>\
         <dl><dt>Application</dt><dd>{}</dd><dt>May do</dt><dd>{}</dd>\
         <dt>You return to</dt><dd>{}</dd></dl>\
         <form method=\"post\" action=\"{}\"><input type=\"hidden\" name=\"query\" value=\"{}\">\
         <p>{}</p><details><summary>Answer as a cloud should not</summary><p>{}</p></details></form>",
        ask.kind.title(),
        escaped(&simulation.person_at(ask.kind)),
        escaped(&ask.client),
        escaped(scope),
        escaped(&ask.redirect),
        ask.kind.authorize_path().unwrap_or("/"),
        escaped(query),
        usual.iter().map(button).collect::<String>(),
        odd.iter().map(button).collect::<String>(),
    );
    Html(PAGE.replace("{body}", &body))
}

const PAGE: &str = include_str!("browser.html");

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
