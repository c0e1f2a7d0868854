//! What it can do, and where it is.

use super::{Call, MemoryCloud};
use async_trait::async_trait;
use domain::provider::{ADDRESS, CLIENT_SECRET};
use domain::{
    Accounts, Answers, Assets, Capabilities, CloudError, Clouds, Endpoint, ErrorKind, FieldKind,
    FieldSpec, Picture, ProviderKind, Route, UploadAbility, Way, WaySpec,
};
use std::sync::Arc;
use std::time::Duration;
use url::Url;

pub const DEVICE_CODE: &str = "device_code";
/// The browser brings a code, and account and project are picked here.
pub const BROWSER: &str = "browser";
/// The browser brings a token behind a `#`.
pub const FRAGMENT: &str = "fragment";
/// A password, at an address that a person types.
pub const FORM: &str = "form";

const fn field(name: &'static str, label: &'static str, kind: FieldKind) -> FieldSpec {
    FieldSpec { name, label, kind, hint: "For tests", optional: false, kept: false }
}

const SWITCH: FieldSpec =
    FieldSpec { optional: true, ..field("session_only", "Only for now", FieldKind::Switch) };
const PLAIN: FieldSpec =
    FieldSpec { optional: true, ..field("plain", "Unencrypted", FieldKind::Switch) };

const WAYS: &[WaySpec] = &[
    WaySpec {
        picks: false,
        ..WaySpec::new(DEVICE_CODE, Way::DeviceCode, "Code", "For tests", &[CLIENT_SECRET])
    },
    WaySpec::new(BROWSER, Way::Browser, "Browser", "For tests", &[CLIENT_SECRET]),
    WaySpec {
        in_fragment: true,
        confirms: true,
        ..WaySpec::new(FRAGMENT, Way::Browser, "Token", "For tests", &[CLIENT_SECRET])
    },
    WaySpec {
        checks_set_up: true,
        ..WaySpec::new(
            FORM,
            Way::Form,
            "Password",
            "For tests",
            &[
                field(ADDRESS, "Address", FieldKind::Address),
                field("password", "Password", FieldKind::Secret),
                CLIENT_SECRET,
                SWITCH,
                PLAIN,
            ],
        )
    },
];

#[async_trait]
impl Clouds for MemoryCloud {
    fn capabilities(&self) -> Vec<Capabilities> {
        let takes_media = self.look().takes_media;
        let growing = self.growing_ability();
        vec![Capabilities {
            provider: ProviderKind::Frameio,
            name: "Memory",
            project_word: "project",
            account_word: "account",
            ways: WAYS,
            uploads: takes_media.then_some(UploadAbility {
                targets_live: Duration::from_secs(86_400),
                largest_file: 1 << 40,
                growing,
            }),
            no_uploads: if takes_media { "" } else { "There is no room for media in memory." },
            heartbeat: Some(Duration::from_secs(120)),
            no_accounts: "There is no account in memory.",
            no_projects: "There is no project in memory.",
            withdrawn: "It is no longer in memory.",
            support: "https://memory.example/support",
            finds_accounts_by: Some("name"),
            callback: "memory",
        }]
    }

    fn default_endpoint(&self, _kind: ProviderKind) -> Option<Endpoint> {
        Some(Endpoint { address: "https://memory.example".parse().ok()?, extra_ca: None })
    }

    fn typed_endpoints(
        &self,
        _kind: ProviderKind,
        typed: &Answers,
    ) -> Result<Vec<Endpoint>, CloudError> {
        let host = typed.text(ADDRESS).unwrap_or_default();
        let at = |scheme: &str| {
            let address = format!("{scheme}://{host}").parse().map_err(|_| {
                CloudError::new(ErrorKind::Rejected, "that is no address in memory")
            })?;
            Ok(Endpoint { address, extra_ca: None })
        };
        let mut all = vec![at("https")?];
        if typed.is_on("plain") {
            all.push(at("http")?);
        }
        Ok(all)
    }

    fn accounts(
        &self,
        _kind: ProviderKind,
        endpoint: &Endpoint,
    ) -> Result<Arc<dyn Accounts>, CloudError> {
        Ok(Arc::new(Self { plain: endpoint.is_plain(), ..self.clone() }))
    }

    fn assets(
        &self,
        _kind: ProviderKind,
        _endpoint: &Endpoint,
    ) -> Result<Option<Arc<dyn Assets>>, CloudError> {
        let takes_media = self.look().takes_media;
        Ok(takes_media.then(|| Arc::new(self.clone()) as Arc<dyn Assets>))
    }

    async fn picture(&self, _endpoint: &Endpoint, link: &Url) -> Result<Picture, CloudError> {
        let state = self.called(Call::Picture)?;
        let known = state.picture.as_ref().filter(|(there, _)| there == link);
        known.map(|(_, picture)| picture.clone()).ok_or_else(|| {
            CloudError::new(ErrorKind::Rejected, "there is no such picture in memory")
        })
    }

    /// Nothing leaves memory.
    fn go_by(&self, _route: Route) -> Result<(), CloudError> {
        Ok(())
    }

    fn drop_lines(&self) {
        self.look().dropped_lines += 1;
    }
}
