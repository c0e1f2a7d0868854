//! Reads the certificate authority of a company, out of the file that its people hand out.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use domain::{Authority, AuthorityFault, Timestamp};
use sha2::{Digest, Sha256};
use x509_parser::certificate::X509Certificate;
use x509_parser::parse_x509_certificate;
use x509_parser::pem::Pem;

const LABEL: &str = "CERTIFICATE";
const LONGEST_NAME: usize = 80;

/// Every authority in a file, none of which may be anything else: trust is not given by halves.
pub fn read(file: &[u8], now: Timestamp) -> Result<Vec<Authority>, AuthorityFault> {
    let mut found = Vec::new();
    for block in Pem::iter_from_buffer(file) {
        let block = block.map_err(|_| AuthorityFault::Damaged)?;
        // A key that lies beside it is nothing that we want to have.
        if block.label != LABEL {
            continue;
        }
        let (rest, certificate) =
            parse_x509_certificate(&block.contents).map_err(|_| AuthorityFault::Damaged)?;
        if !rest.is_empty() {
            return Err(AuthorityFault::Damaged);
        }
        let authority = shown(&certificate);
        check(&certificate, &authority, now)?;
        if !found.contains(&authority) {
            found.push(authority);
        }
    }
    match found.is_empty() {
        true if parse_x509_certificate(file).is_ok() => Err(AuthorityFault::Binary),
        true => Err(AuthorityFault::NoCertificate),
        false => Ok(found),
    }
}

/// One that was taken before, whatever has become of it since. `None`: it cannot be read.
pub fn look(pem: &str) -> Option<Authority> {
    let block = Pem::iter_from_buffer(pem.as_bytes()).next()?.ok()?;
    let (_, certificate) = parse_x509_certificate(&block.contents).ok()?;
    Some(shown(&certificate))
}

fn check(
    certificate: &X509Certificate<'_>,
    shown: &Authority,
    now: Timestamp,
) -> Result<(), AuthorityFault> {
    let name = shown.name.clone();
    if !certificate.is_ca() {
        return Err(AuthorityFault::NoAuthority(name));
    }
    if shown.valid_until < now {
        return Err(AuthorityFault::Over(name));
    }
    if now < at(certificate.validity().not_before.timestamp()) {
        return Err(AuthorityFault::NotYet(name));
    }
    Ok(())
}

fn shown(certificate: &X509Certificate<'_>) -> Authority {
    let der = certificate.as_raw();
    let digest: Vec<String> =
        Sha256::digest(der).iter().map(|byte| format!("{byte:02X}")).collect();
    Authority {
        pem: pem(der),
        name: name(certificate),
        valid_until: at(certificate.validity().not_after.timestamp()),
        fingerprint: digest.join(":"),
    }
}

/// Whoever made it may have called it anything.
fn name(certificate: &X509Certificate<'_>) -> String {
    let subject = certificate.subject();
    let common = subject.iter_common_name().find_map(|name| name.as_str().ok());
    let company = subject.iter_organization().find_map(|name| name.as_str().ok());
    let name = common.or(company).map_or_else(|| subject.to_string(), str::to_owned);
    let fit = name.chars().filter(|letter| !letter.is_control());
    fit.take(LONGEST_NAME).collect::<String>().trim().to_owned()
}

fn pem(der: &[u8]) -> String {
    let text = STANDARD.encode(der);
    let mut pem = format!("-----BEGIN {LABEL}-----\n");
    // Base64 is plain ASCII: a byte is a letter.
    for line in text.as_bytes().chunks(64) {
        pem.push_str(&String::from_utf8_lossy(line));
        pem.push('\n');
    }
    pem + &format!("-----END {LABEL}-----\n")
}

fn at(seconds: i64) -> Timestamp {
    Timestamp(seconds.saturating_mul(1000))
}

#[cfg(test)]
mod tests {
    use super::*;
    use rcgen::{BasicConstraints, CertificateParams, DnType, IsCa, KeyPair, date_time_ymd};

    /// Certificate and key, as PEM.
    fn made(name: &str, change: impl FnOnce(&mut CertificateParams)) -> (String, String) {
        let mut params = CertificateParams::new(Vec::new()).unwrap();
        params.distinguished_name.push(DnType::CommonName, name);
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        params.not_before = date_time_ymd(2026, 1, 1);
        params.not_after = date_time_ymd(2036, 1, 1);
        change(&mut params);
        let key = KeyPair::generate().unwrap();
        (params.self_signed(&key).unwrap().pem(), key.serialize_pem())
    }

    fn fault(file: &str) -> AuthorityFault {
        read(file.as_bytes(), now()).unwrap_err()
    }

    /// 22 November 2026.
    fn now() -> Timestamp {
        at(1_795_305_600)
    }

    #[test]
    fn an_authority_is_told_by_name_end_and_fingerprint_and_its_key_is_left_out() {
        let (certificate, key) = made("Example Studios Root", |_| ());
        let file = format!("Bag attributes: none\r\n{key}{}", certificate.replace('\n', "\r\n"));
        let [authority] = &read(file.as_bytes(), now()).unwrap()[..] else { panic!("one") };
        assert_eq!(authority.name, "Example Studios Root");
        assert_eq!(authority.valid_until, at(2_082_758_400), "1 January 2036");
        let der = Pem::iter_from_buffer(certificate.as_bytes()).next().unwrap().unwrap().contents;
        let digest = Sha256::digest(&der);
        assert!(
            authority.fingerprint.starts_with(&format!("{:02X}:{:02X}:", digest[0], digest[1]))
        );
        assert_eq!(authority.fingerprint.len(), 32 * 3 - 1);
        assert!(!authority.pem.contains("PRIVATE") && !authority.pem.contains("Bag"));
        assert_eq!(look(&authority.pem).as_ref(), Some(authority));
        assert_eq!(
            reqwest::Certificate::from_pem_bundle(authority.pem.as_bytes()).unwrap().len(),
            1
        );
    }

    #[test]
    fn a_file_may_hold_several_and_the_same_one_twice_is_one() {
        let ((one, _), (other, _)) = (made("One", |_| ()), made("Other", |_| ()));
        let found = read(format!("{one}{other}{one}").as_bytes(), now()).unwrap();
        let names: Vec<_> = found.iter().map(|authority| authority.name.as_str()).collect();
        assert_eq!(names, ["One", "Other"]);
    }

    #[test]
    fn what_is_no_authority_is_refused_by_what_it_is() {
        let (good, _) = made("Good", |_| ());
        let (leaf, key) = made("nas.example", |params| params.is_ca = IsCa::NoCa);
        let (over, _) = made("Old", |params| params.not_after = date_time_ymd(2026, 11, 1));
        let (early, _) = made("New", |params| params.not_before = date_time_ymd(2026, 12, 1));
        assert_eq!(fault(""), AuthorityFault::NoCertificate);
        assert_eq!(fault("not PEM"), AuthorityFault::NoCertificate);
        assert_eq!(fault(&key), AuthorityFault::NoCertificate);
        assert_eq!(fault(&leaf), AuthorityFault::NoAuthority("nas.example".into()));
        assert_eq!(
            fault(&format!("{good}{leaf}")),
            AuthorityFault::NoAuthority("nas.example".into())
        );
        assert_eq!(fault(&over), AuthorityFault::Over("Old".into()));
        assert_eq!(fault(&early), AuthorityFault::NotYet("New".into()));
        assert_eq!(fault(&good[..good.len() / 2]), AuthorityFault::Damaged);
        let middle = good.len() / 2;
        let damaged = format!("{}!!!!{}", &good[..middle], &good[middle + 4..]);
        assert_eq!(fault(&damaged), AuthorityFault::Damaged);
        let der = Pem::iter_from_buffer(good.as_bytes()).next().unwrap().unwrap().contents;
        assert_eq!(read(&der, now()), Err(AuthorityFault::Binary));
        assert_eq!(look("not PEM"), None);
    }
}
