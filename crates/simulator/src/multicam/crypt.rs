//! The private half of the key that version 9 has its users' keys encrypted with.

use std::sync::LazyLock;

use aws_lc_rs::encoding::{AsDer, PublicKeyX509Der};
use aws_lc_rs::rsa::{Pkcs1PrivateDecryptingKey, PrivateDecryptingKey};
use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;

struct Pair {
    private: Pkcs1PrivateDecryptingKey,
    public: String,
}

static PAIR: LazyLock<Option<Pair>> = LazyLock::new(|| {
    let lines = include_str!("worthless_key.pem").lines();
    let inside = lines.skip_while(|line| !line.starts_with("-----")).skip(1);
    let text: String = inside.take_while(|line| !line.starts_with("-----")).collect();
    let private = PrivateDecryptingKey::from_pkcs8(&BASE64.decode(text).ok()?).ok()?;
    let public = private.public_key();
    let der: PublicKeyX509Der<'_> = public.as_der().ok()?;
    let public = BASE64.encode(der.as_ref());
    Some(Pair { private: Pkcs1PrivateDecryptingKey::new(private).ok()?, public })
});

/// Base64 of the DER `SubjectPublicKeyInfo`.
pub fn public_key() -> String {
    PAIR.as_ref().map(|pair| pair.public.clone()).unwrap_or_default()
}

/// The text behind hex or base64 of an RSA PKCS#1 v1.5 ciphertext.
pub fn decrypt(text: &str) -> Option<String> {
    let pair = PAIR.as_ref()?;
    let bytes = from_hex(text).or_else(|| BASE64.decode(text).ok())?;
    if bytes.len() != pair.private.key_size_bytes() {
        return None;
    }
    let mut clear = vec![0; pair.private.min_output_size()];
    let clear = pair.private.decrypt(&bytes, &mut clear).ok()?;
    String::from_utf8(clear.to_vec()).ok()
}

fn from_hex(text: &str) -> Option<Vec<u8>> {
    let text = text.as_bytes();
    if !text.len().is_multiple_of(2) {
        return None;
    }
    let digit = |digit: u8| char::from(digit).to_digit(16);
    let pairs = text.chunks_exact(2);
    pairs.map(|pair| u8::try_from(digit(pair[0])? * 16 + digit(pair[1])?).ok()).collect()
}
