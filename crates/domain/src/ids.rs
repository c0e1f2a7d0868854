//! One newtype per id, so that a project's id cannot be passed where a device's is meant.

use serde::{Deserialize, Serialize};

macro_rules! text_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(String);

        impl $name {
            pub fn new(text: impl Into<String>) -> Self {
                Self(text.into())
            }
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

text_id!(
    /// Our own id of a lasting link to one cloud. Also the name of its entry in the vault.
    ConnectionId
);
text_id!(
    /// The name of a way to sign in, unique within its provider. Stable: rows keep it.
    WayId
);
text_id!(
    /// What a cloud groups projects by: a company, a machine, a customer.
    AccountId
);
text_id!(
    /// What a connection points at. Never compared by name: projects get renamed.
    ProjectId
);
text_id!(
    /// The cloud's record of an uploaded file.
    AssetId
);
text_id!(
    /// What the cloud calls this installation.
    DeviceId
);

/// One row of the queue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(transparent)]
pub struct UploadId(pub i64);

impl std::fmt::Display for UploadId {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}
