//! HTTP inside TLS. Records are decrypted where they were read into, many for each read, so that
//! the cost of this end is little more than the cipher's.

use std::io::{self, Read, Write};
use std::path::Path;
use std::sync::Arc;

use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, Issuer, KeyPair, date_time_ymd};
use rustls::ServerConfig;
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use rustls::server::UnbufferedServerConnection;
use rustls::unbuffered::{ConnectionState, UnbufferedStatus};

use crate::exchange::Exchange;
use crate::tally::Tally;
use crate::wire::Wire;

const BUFFER: usize = 256 * 1024;
/// One record is longer than what it carries by less than this.
const OVERHEAD: usize = 1024;

/// A certificate for this machine, and the authority that vouches for it in `ca`.
pub fn server(ca: &Path) -> io::Result<ServerConfig> {
    let mut authority = CertificateParams::default();
    authority.distinguished_name.push(DnType::CommonName, "Sink for measurements");
    authority.is_ca = IsCa::Ca(BasicConstraints::Constrained(0));
    let ca_key = KeyPair::generate().map_err(io::Error::other)?;
    let certificate = authority.self_signed(&ca_key).map_err(io::Error::other)?;
    std::fs::write(ca, certificate.pem())?;
    let issuer = Issuer::new(authority, ca_key);

    let names = vec!["127.0.0.1".to_owned(), "localhost".to_owned()];
    let mut params = CertificateParams::new(names).map_err(io::Error::other)?;
    params.not_before = date_time_ymd(2026, 1, 1);
    params.not_after = date_time_ymd(2045, 1, 1);
    let key = KeyPair::generate().map_err(io::Error::other)?;
    let certificate = params.signed_by(&key, &issuer).map_err(io::Error::other)?;
    let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der()));
    let mut provider = rustls::crypto::aws_lc_rs::default_provider();
    // The cipher that the edge in front of Frame.io's part addresses chooses, whatever the client
    // likes best (s2n-tls, `S2N_TLS13_CLOUDFRONT_CIPHER_SUITES_20200716`), and the cheapest.
    provider
        .cipher_suites
        .sort_by_key(|suite| suite.suite() != rustls::CipherSuite::TLS13_AES_128_GCM_SHA256);
    let mut config = ServerConfig::builder_with_provider(Arc::new(provider))
        .with_safe_default_protocol_versions()
        .map_err(io::Error::other)?
        .with_no_client_auth()
        .with_single_cert(vec![certificate.der().clone()], key)
        .map_err(io::Error::other)?;
    config.ignore_client_order = true;
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(config)
}

pub fn talk(mut wire: Wire, config: Arc<ServerConfig>, tally: Arc<Tally>) -> io::Result<()> {
    let mut connection = UnbufferedServerConnection::new(config).map_err(io::Error::other)?;
    let mut exchange = Exchange::new(tally);
    let mut incoming = vec![0; BUFFER];
    let (mut start, mut end) = (0, 0);
    let mut outgoing = Vec::new();
    let mut answers = Vec::new();
    loop {
        let mut hungry = false;
        let UnbufferedStatus { discard, state } =
            connection.process_tls_records(&mut incoming[start..end]);
        match state.map_err(io::Error::other)? {
            ConnectionState::ReadTraffic(mut traffic) => {
                while let Some(record) = traffic.next_record() {
                    let record = record.map_err(io::Error::other)?;
                    exchange.take(record.payload, &mut answers)?;
                }
            }
            ConnectionState::EncodeTlsData(mut data) => {
                let filled = outgoing.len();
                outgoing.resize(filled + BUFFER, 0);
                let written = data.encode(&mut outgoing[filled..]).map_err(io::Error::other)?;
                outgoing.truncate(filled + written);
            }
            ConnectionState::TransmitTlsData(data) => {
                wire.write_all(&outgoing)?;
                outgoing.clear();
                data.done();
            }
            ConnectionState::WriteTraffic(mut traffic) => {
                if answers.is_empty() {
                    hungry = true;
                } else {
                    let filled = outgoing.len();
                    outgoing.resize(filled + answers.len() + OVERHEAD, 0);
                    let written = traffic
                        .encrypt(&answers, &mut outgoing[filled..])
                        .map_err(io::Error::other)?;
                    outgoing.truncate(filled + written);
                    wire.write_all(&outgoing)?;
                    outgoing.clear();
                    answers.clear();
                }
            }
            ConnectionState::BlockedHandshake => hungry = true,
            _ => return Ok(()),
        }
        start += discard;
        if exchange.is_over() && answers.is_empty() {
            return Ok(());
        }
        if hungry {
            incoming.copy_within(start..end, 0);
            (start, end) = (0, end - start);
            match wire.read(&mut incoming[end..])? {
                0 => return Ok(()),
                read => end += read,
            }
        }
    }
}
