//! One secret as one or several entries. Windows takes 2560 bytes an entry, and a pair of tokens
//! can be longer.
//!
//! The entry of the secret's own name says, in its first line, `whole` and then the secret, or
//! `split <generation> <pieces>`; the pieces are at `<name>#<generation>.<number>`. A new
//! generation is complete before the first line names it.

use super::thread::Answer;
use keyring_core::{CredentialStore, Entry, Error};
use zeroize::Zeroizing;

type Bytes = Zeroizing<Vec<u8>>;

const LARGEST: usize = 2_500;
const WHOLE: &[u8] = b"whole\n";

enum Head {
    Whole(Bytes),
    Split { generation: u32, pieces: u32 },
}

pub(super) fn read(store: &CredentialStore, service: &str, user: &str) -> Answer<Option<Bytes>> {
    match head(store, service, user)? {
        None => Ok(None),
        Some(Head::Whole(secret)) => Ok(Some(secret)),
        Some(Head::Split { generation, pieces }) => {
            let mut secret = Zeroizing::new(Vec::with_capacity(pieces as usize * LARGEST));
            for number in 1..=pieces {
                let piece = get(store, service, &piece_name(user, generation, number))?
                    .ok_or_else(|| Error::BadStoreFormat("a piece of it is missing".into()))?;
                secret.extend_from_slice(&piece);
            }
            Ok(Some(secret))
        }
    }
}

pub(super) fn write(
    store: &CredentialStore,
    service: &str,
    user: &str,
    secret: &[u8],
) -> Answer<()> {
    // What cannot be read is being replaced.
    let old = match head(store, service, user) {
        Err(Error::BadStoreFormat(_)) => None,
        head => head?,
    };
    let entry = store.build(service, user, None)?;
    if WHOLE.len() + secret.len() <= LARGEST {
        entry.set_secret(&Zeroizing::new([WHOLE, secret].concat()))?;
    } else {
        let generation = match old {
            Some(Head::Split { generation, .. }) => generation.wrapping_add(1),
            _ => 1,
        };
        let mut pieces = 0;
        for piece in secret.chunks(LARGEST) {
            pieces += 1;
            store.build(service, &piece_name(user, generation, pieces), None)?.set_secret(piece)?;
        }
        entry.set_secret(format!("split {generation} {pieces}\n").as_bytes())?;
    }
    forget_pieces(store, service, user, old)
}

pub(super) fn forget(store: &CredentialStore, service: &str, user: &str) -> Answer<()> {
    let old = match head(store, service, user) {
        Err(Error::BadStoreFormat(_)) => None,
        head => head?,
    };
    // The pieces first: an entry that names missing pieces can be forgotten again, pieces that
    // nothing names would stay.
    forget_pieces(store, service, user, old)?;
    delete(&store.build(service, user, None)?)
}

fn forget_pieces(
    store: &CredentialStore,
    service: &str,
    user: &str,
    old: Option<Head>,
) -> Answer<()> {
    let Some(Head::Split { generation, pieces }) = old else { return Ok(()) };
    for number in 1..=pieces {
        delete(&store.build(service, &piece_name(user, generation, number), None)?)?;
    }
    Ok(())
}

fn head(store: &CredentialStore, service: &str, user: &str) -> Answer<Option<Head>> {
    let Some(bytes) = get(store, service, user)? else { return Ok(None) };
    if let Some(secret) = bytes.strip_prefix(WHOLE) {
        return Ok(Some(Head::Whole(Zeroizing::new(secret.to_vec()))));
    }
    let split = || {
        let numbers = std::str::from_utf8(&bytes).ok()?.strip_prefix("split ")?;
        let (generation, pieces) = numbers.trim_end().split_once(' ')?;
        Some(Head::Split { generation: generation.parse().ok()?, pieces: pieces.parse().ok()? })
    };
    match split() {
        Some(head) => Ok(Some(head)),
        None => Err(Error::BadStoreFormat("it was not written by Labrun".into())),
    }
}

fn piece_name(user: &str, generation: u32, number: u32) -> String {
    format!("{user}#{generation}.{number}")
}

fn get(store: &CredentialStore, service: &str, user: &str) -> Answer<Option<Bytes>> {
    match store.build(service, user, None)?.get_secret() {
        Ok(secret) => Ok(Some(Zeroizing::new(secret))),
        Err(Error::NoEntry) => Ok(None),
        Err(error) => Err(error),
    }
}

fn delete(entry: &Entry) -> Answer<()> {
    match entry.delete_credential() {
        Ok(()) | Err(Error::NoEntry) => Ok(()),
        Err(error) => Err(error),
    }
}
