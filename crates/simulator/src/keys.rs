//! Everything a person or an integrator would know: what is typed in at a sign-in.

use serde::Serialize;

/// Good for this simulator and nothing else.
#[derive(Clone, Serialize)]
pub struct Keys {
    /// Issued to hardware.
    pub frameio_client_secret: String,
    /// Issued to applications.
    pub frameio_application_id: String,
    pub multicam_user: String,
    /// Goes with the user, encrypted.
    pub multicam_user_key: String,
    pub multicam_api_key: String,
    /// Base64 of the DER `SubjectPublicKeyInfo`; encrypts the user's key.
    pub multicam_public_key: String,
    pub eagle_eye_id: String,
    pub eagle_eye_secret: String,
    /// An end user.
    pub eagle_eye_email: String,
    pub eagle_eye_password: String,
    /// E-mail of a dealer who is a reseller.
    pub eagle_eye_reseller: String,
    pub eagle_eye_reseller_password: String,
    /// E-mail of a dealer who has several resellers.
    pub eagle_eye_distributor: String,
    pub eagle_eye_distributor_password: String,
    /// A client of the kind for servers.
    pub vinli_client_id: String,
    pub vinli_client_secret: String,
    /// A client of the kind for web pages.
    pub vinli_web_client_id: String,
    pub vinli_app_id: String,
    pub vinli_app_secret: String,
}
