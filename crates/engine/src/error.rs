//! What an intent can answer besides success.

use domain::{CloudError, ErrorKind, NotAllowed, VaultError};
use store::StoreError;

#[derive(Debug, thiserror::Error)]
pub enum EngineError {
    #[error(transparent)]
    Cloud(#[from] CloudError),
    #[error(transparent)]
    Store(StoreError),
    #[error(transparent)]
    Vault(#[from] VaultError),
    #[error(transparent)]
    NotAllowed(#[from] NotAllowed),
    #[error("there is no such connection")]
    UnknownConnection,
    #[error("there is no such upload")]
    UnknownUpload,
    #[error("{0}")]
    Rejected(String),
}

impl EngineError {
    /// What went wrong, for a person: without the particulars of a wire.
    pub fn sentence(&self) -> String {
        match self {
            EngineError::Cloud(error) => error.sentence(),
            EngineError::NotAllowed(what) => what.sentence(),
            other => domain::sentence(&other.to_string()),
        }
    }

    pub fn kind(&self) -> ErrorKind {
        match self {
            EngineError::Cloud(error) => error.kind(),
            EngineError::Store(error) => error.kind(),
            EngineError::Vault(error) => error.kind(),
            EngineError::NotAllowed(_)
            | EngineError::UnknownConnection
            | EngineError::UnknownUpload
            | EngineError::Rejected(_) => ErrorKind::Rejected,
        }
    }
}

impl From<StoreError> for EngineError {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::NotAllowed(what) => EngineError::NotAllowed(what),
            other => EngineError::Store(other),
        }
    }
}
