//! What a person may set.

use super::queue::MediaKind;
use super::route::{Authority, Proxy};
use serde::{Deserialize, Serialize};

#[cfg(test)]
use ts_rs::TS;

/// How the work is spread over files and parts at this moment, and why, in a sentence.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS))]
pub struct Lanes {
    pub files: u32,
    pub parts: u32,
    pub said: String,
}

/// Monday first. Minutes after midnight; a `to` that is not later than `from` is on the next day.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS))]
pub struct LimitRule {
    pub days: [bool; 7],
    pub from: u16,
    pub to: u16,
    /// null: as fast as it goes.
    pub limit_mbit: Option<u32>,
}

#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS))]
#[serde(rename_all = "snake_case")]
pub enum MeteredRule {
    Everything,
    ProxiesOnly,
    Nothing,
}

#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS))]
pub enum Language {
    #[serde(rename = "en")]
    English,
    #[serde(rename = "de")]
    German,
}

impl From<domain::Language> for Language {
    fn from(language: domain::Language) -> Self {
        match language {
            domain::Language::English => Self::English,
            domain::Language::German => Self::German,
        }
    }
}

impl From<Language> for domain::Language {
    fn from(language: Language) -> Self {
        match language {
            Language::English => Self::English,
            Language::German => Self::German,
        }
    }
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[cfg_attr(test, derive(TS))]
pub struct Settings {
    /// Files on their way at once; null: finds its own level.
    pub parallel_files: Option<u32>,
    /// Parts of one file on their way at once; null: finds its own level.
    pub parallel_parts: Option<u32>,
    /// For everything together, where no rule of the schedule holds.
    pub limit_mbit: Option<u32>,
    /// The first that holds decides.
    pub schedule: Vec<LimitRule>,
    /// Of what the link is measured to carry, so many percent are left for others.
    pub leave_percent: u8,
    /// Kinds in the order in which they go.
    pub order: Vec<MediaKind>,
    /// What goes while bytes cost money.
    pub metered: MeteredRule,
    /// The person says that bytes cost money here, whatever the system says.
    pub treat_as_metered: bool,
    /// Where a browser brings the answer of a sign-in back to, on this computer only.
    pub redirect_port: u16,
    /// In the tray, as soon as the person has logged in to the computer.
    pub start_at_login: bool,
    /// The computer does not go to sleep by itself while bytes move or are about to.
    pub keep_awake: bool,
    pub notify_attention: bool,
    pub notify_finished: bool,
    pub notify_signed_out: bool,
    /// Looks for new versions, and takes them when the queue is idle.
    pub update_by_itself: bool,
    /// Through which proxy everything goes, if any.
    pub proxy: Proxy,
    /// Trusted besides the system's.
    pub authorities: Vec<Authority>,
    /// null: what the computer speaks.
    pub language: Option<Language>,
}

impl Lanes {
    pub fn new(lanes: domain::Lanes, words: &words::Words) -> Self {
        let domain::Lanes { files, parts, said } = lanes;
        Self { files, parts, said: words.told(&said) }
    }
}

impl From<domain::LimitRule> for LimitRule {
    fn from(rule: domain::LimitRule) -> Self {
        let domain::LimitRule { days, from, to, limit_mbit } = rule;
        Self { days, from, to, limit_mbit }
    }
}

impl From<LimitRule> for domain::LimitRule {
    fn from(rule: LimitRule) -> Self {
        let LimitRule { days, from, to, limit_mbit } = rule;
        Self { days, from, to, limit_mbit }
    }
}

impl From<domain::Settings> for Settings {
    fn from(settings: domain::Settings) -> Self {
        Self {
            parallel_files: settings.parallel_files,
            parallel_parts: settings.parallel_parts,
            limit_mbit: settings.limit_mbit,
            schedule: settings.schedule.into_iter().map(Into::into).collect(),
            leave_percent: settings.leave_percent,
            order: settings.order.into_iter().map(Into::into).collect(),
            metered: match settings.metered {
                domain::MeteredRule::Everything => MeteredRule::Everything,
                domain::MeteredRule::ProxiesOnly => MeteredRule::ProxiesOnly,
                domain::MeteredRule::Nothing => MeteredRule::Nothing,
            },
            treat_as_metered: settings.treat_as_metered,
            redirect_port: settings.redirect_port,
            start_at_login: settings.start_at_login,
            keep_awake: settings.keep_awake,
            notify_attention: settings.notify_attention,
            notify_finished: settings.notify_finished,
            notify_signed_out: settings.notify_signed_out,
            update_by_itself: settings.update_by_itself,
            proxy: settings.proxy.into(),
            authorities: settings.authorities.into_iter().map(Authority::of).collect(),
            language: settings.language.map(Into::into),
        }
    }
}

impl From<Settings> for domain::Settings {
    fn from(settings: Settings) -> Self {
        Self {
            parallel_files: settings.parallel_files,
            parallel_parts: settings.parallel_parts,
            limit_mbit: settings.limit_mbit,
            schedule: settings.schedule.into_iter().map(Into::into).collect(),
            leave_percent: settings.leave_percent,
            order: settings.order.into_iter().map(Into::into).collect(),
            metered: match settings.metered {
                MeteredRule::Everything => domain::MeteredRule::Everything,
                MeteredRule::ProxiesOnly => domain::MeteredRule::ProxiesOnly,
                MeteredRule::Nothing => domain::MeteredRule::Nothing,
            },
            treat_as_metered: settings.treat_as_metered,
            redirect_port: settings.redirect_port,
            start_at_login: settings.start_at_login,
            keep_awake: settings.keep_awake,
            notify_attention: settings.notify_attention,
            notify_finished: settings.notify_finished,
            notify_signed_out: settings.notify_signed_out,
            update_by_itself: settings.update_by_itself,
            proxy: settings.proxy.into(),
            authorities: settings.authorities.into_iter().map(|one| one.pem).collect(),
            language: settings.language.map(Into::into),
        }
    }
}
