//! A certificate authority of one's own, kept in the folder so that a client trusts it once.
//!
//! The server's certificate is made anew at each start; only the authority lasts.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rcgen::{
    BasicConstraints, CertificateParams, DistinguishedName, DnType, ExtendedKeyUsagePurpose, IsCa,
    Issuer, KeyPair, KeyUsagePurpose, date_time_ymd,
};
use rustls::ServerConfig;
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};

use crate::clock::Moment;

pub struct Certificates {
    pub ca_pem: PathBuf,
    pub server: Arc<ServerConfig>,
}

/// Opens the authority in `dir`, or founds one, and signs a certificate for this machine.
pub fn open(dir: &Path) -> io::Result<Certificates> {
    let ca_pem = dir.join("ca.pem");
    let ca_key = dir.join("ca-key.pem");
    let key = if ca_pem.exists() && ca_key.exists() {
        KeyPair::from_pem(&std::fs::read_to_string(&ca_key)?).map_err(io::Error::other)?
    } else {
        let key = KeyPair::generate().map_err(io::Error::other)?;
        let certificate = authority().self_signed(&key).map_err(io::Error::other)?;
        write_private(&ca_key, &key.serialize_pem())?;
        std::fs::write(&ca_pem, certificate.pem())?;
        key
    };
    let issuer = Issuer::new(authority(), key);
    Ok(Certificates { ca_pem, server: Arc::new(server(&issuer).map_err(io::Error::other)?) })
}

/// Whoever trusts this authority trusts everything signed with its key.
fn write_private(path: &Path, text: &str) -> io::Result<()> {
    use std::io::Write;
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path)?.write_all(text.as_bytes())
}

fn authority() -> CertificateParams {
    let mut params = CertificateParams::default();
    params.distinguished_name = named("Camera cloud simulator (not Frame.io)");
    params.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    params.key_usages = vec![KeyUsagePurpose::KeyCertSign, KeyUsagePurpose::CrlSign];
    // Fixed dates: the same parameters must come out at every start, for the key already in use.
    params.not_before = date_time_ymd(2025, 1, 1);
    params.not_after = date_time_ymd(2045, 1, 1);
    params
}

fn server(
    issuer: &Issuer<'_, KeyPair>,
) -> Result<ServerConfig, Box<dyn std::error::Error + Send + Sync>> {
    let mut params = CertificateParams::new(vec!["127.0.0.1".to_owned(), "localhost".to_owned()])?;
    params.distinguished_name = named("127.0.0.1");
    params.extended_key_usages = vec![ExtendedKeyUsagePurpose::ServerAuth];
    // Short enough for the verifiers that refuse server certificates of more than 825 days.
    let year = i32::from(Moment::real_now().year());
    params.not_before = date_time_ymd(year - 1, 12, 1);
    params.not_after = date_time_ymd(year + 1, 12, 1);

    let key = KeyPair::generate()?;
    let certificate = params.signed_by(&key, issuer)?;
    let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der()));
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let mut config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?
        .with_no_client_auth()
        .with_single_cert(vec![certificate.der().clone()], key)?;
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(config)
}

fn named(common_name: &str) -> DistinguishedName {
    let mut name = DistinguishedName::new();
    name.push(DnType::CommonName, common_name);
    name
}
