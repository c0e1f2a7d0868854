//! The key of a Multicam 9 user, encrypted for its way to the machine. No substitute for https:
//! whoever catches the text can send it again, so it is a secret like the key itself.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use domain::{CloudError, ErrorKind, Secret};
use rsa::pkcs8::DecodePublicKey;
use rsa::rand_core::OsRng;
use rsa::traits::PublicKeyParts;
use rsa::{Pkcs1v15Encrypt, RsaPublicKey};
use std::fmt::Write;

/// [The vendor's key](https://support.multicam-systems.com/hc/en-us/articles/360004982933-Web-API-Authentication),
/// one for all machines: Base64 of the DER (SubjectPublicKeyInfo), 2048 bit.
const VENDOR: &str = "\
    MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAynqY4P5mfcYttT840IgPtQxQXZNbHnYROPl5oU8wSiC3PepF\
    /cjYNReva+4/5RZYSOR0ZqZmTZiJbxhdF7icmydIpi3IFFtfNZwXNyDT5176EOyuhtNjLehwqFupHJ+3VYTUzqZPEMXC\
    1jVilfIGVKJEGLgz4d5UpYrqFiodyJ/JZ+Qj1hyJV0QHSm8V9fUz6RCXFiUMo4oDEakh78eQXSM+lM1FVkfGut42C1pr\
    pyouhkIMfsYA2XOOkjiVxYOwy0TEb+/QTvJAzOzPNU1OR9s9e8Uvw8cD8O1+gc9SDNO1FfUMJFnLdG9nhTFTQusM/cGE\
    V4TAW4op8O+LbyZonQIDAQAB";

/// What PKCS#1 v1.5 needs for itself
/// ([RFC 8017 §7.2.1](https://www.rfc-editor.org/rfc/rfc8017#section-7.2.1)), in bytes.
const PADDING: usize = 11;

pub struct PublicKey(RsaPublicKey);

impl PublicKey {
    /// `other` as Base64 of the DER, in place of the vendor's.
    pub fn read(other: Option<&str>) -> Result<Self, CloudError> {
        let der = STANDARD.decode(other.unwrap_or(VENDOR).trim()).ok();
        let key = der.and_then(|der| RsaPublicKey::from_public_key_der(&der).ok());
        key.map(Self).ok_or_else(|| {
            CloudError::new(ErrorKind::Rejected, "the public key for Multicam is not one")
        })
    }

    /// Lower-case hex: Base64 has a `+`, which means a blank in a form. The length is that of the
    /// UTF-8 bytes; the vendor's own JavaScript counts otherwise and garbles long keys.
    pub fn encrypt(&self, clear: &str) -> Result<Secret, CloudError> {
        let longest = self.0.size().saturating_sub(PADDING);
        if clear.len() > longest {
            let said = format!("That key is too long: a Multicam key has at most {longest} bytes");
            return Err(CloudError::new(ErrorKind::WrongLogin, said));
        }
        let sealed =
            self.0.encrypt(&mut OsRng, Pkcs1v15Encrypt, clear.as_bytes()).map_err(|_| {
                CloudError::new(
                    ErrorKind::Internal,
                    "the key could not be encrypted on this computer",
                )
            })?;
        let mut hex = String::with_capacity(2 * sealed.len());
        for byte in sealed {
            let _ = write!(hex, "{byte:02x}");
        }
        Ok(Secret::new(hex))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use aws_lc_rs::encoding::{AsDer, PublicKeyX509Der};
    use aws_lc_rs::rsa::{KeySize, Pkcs1PrivateDecryptingKey, PrivateDecryptingKey};

    /// The machine's half, by another implementation than the one that encrypts.
    struct Machine(Pkcs1PrivateDecryptingKey, PublicKey);

    fn machine() -> Machine {
        let private = PrivateDecryptingKey::generate(KeySize::Rsa2048).unwrap();
        let public: PublicKeyX509Der = private.public_key().as_der().unwrap();
        let public = PublicKey::read(Some(&STANDARD.encode(public.as_ref()))).unwrap();
        Machine(Pkcs1PrivateDecryptingKey::new(private).unwrap(), public)
    }

    impl Machine {
        fn read(&self, hex: &str) -> String {
            let digit = |at: usize| u8::from_str_radix(&hex[at..at + 2], 16).unwrap();
            let sealed: Vec<u8> = (0..hex.len()).step_by(2).map(digit).collect();
            let mut room = vec![0; self.0.min_output_size()];
            let clear = self.0.decrypt(&sealed, &mut room).unwrap();
            String::from_utf8(clear.to_vec()).unwrap()
        }
    }

    #[test]
    fn the_machine_reads_what_was_typed_to_the_last_byte() {
        let machine = machine();
        // 245 bytes are the most, whether in 245 letters or in 122 of two bytes and one more.
        for clear in ["k", "Schlüssel ß 鍵 🎬", &"a".repeat(245), &format!("{}a", "ü".repeat(122))]
        {
            let sealed = machine.1.encrypt(clear).unwrap();
            assert_eq!(sealed.reveal().len(), 512);
            let lower = |c: char| c.is_ascii_digit() || ('a'..='f').contains(&c);
            assert!(sealed.reveal().chars().all(lower), "not lower-case hex");
            assert_eq!(machine.read(sealed.reveal()), clear);
        }
    }

    #[test]
    fn the_same_key_never_looks_the_same_twice() {
        let machine = machine();
        assert_ne!(machine.1.encrypt("key").unwrap(), machine.1.encrypt("key").unwrap());
    }

    #[test]
    fn a_key_is_too_long_by_its_bytes_and_not_by_its_letters() {
        let vendor = PublicKey::read(None).unwrap();
        for clear in ["a".repeat(246), "ü".repeat(123)] {
            let error = vendor.encrypt(&clear).unwrap_err();
            assert_eq!(error.kind, ErrorKind::WrongLogin);
            assert!(error.said.contains("245 bytes") && !error.said.contains(&clear), "{error}");
        }
    }

    #[test]
    fn the_vendors_key_is_the_published_one() {
        let key = PublicKey::read(None).unwrap().0;
        let modulus = key.n().to_bytes_be();
        assert_eq!((modulus.len(), key.e().to_bytes_be()), (256, vec![1, 0, 1]));
        assert_eq!(modulus[..4], [0xca, 0x7a, 0x98, 0xe0]);
        assert_eq!(modulus[252..], [0x6f, 0x26, 0x68, 0x9d]);
    }

    #[test]
    fn a_public_key_that_is_none_is_refused() {
        for none in ["", "AAAA", "not base64!"] {
            assert_eq!(PublicKey::read(Some(none)).err().unwrap().kind, ErrorKind::Rejected);
        }
    }
}
