//! Which of the four clouds.

use serde::{Deserialize, Serialize};

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    Frameio,
    Multicam,
    EagleEye,
    Vinli,
}

impl Kind {
    pub const ALL: [Kind; 4] = [Kind::Frameio, Kind::Multicam, Kind::EagleEye, Kind::Vinli];

    /// As it is written in JSON.
    pub fn word(self) -> &'static str {
        match self {
            Kind::Frameio => "frameio",
            Kind::Multicam => "multicam",
            Kind::EagleEye => "eagle_eye",
            Kind::Vinli => "vinli",
        }
    }

    pub fn title(self) -> &'static str {
        match self {
            Kind::Frameio => "Frame.io",
            Kind::Multicam => "Multicam",
            Kind::EagleEye => "Eagle Eye",
            Kind::Vinli => "Vinli",
        }
    }

    /// Another one, whose address is somewhere credentials for this one have no business.
    pub fn neighbour(self) -> Kind {
        match self {
            Kind::Frameio => Kind::Vinli,
            Kind::Multicam => Kind::Frameio,
            Kind::EagleEye => Kind::Multicam,
            Kind::Vinli => Kind::EagleEye,
        }
    }
}
