use crate::again::{myself, other_half};
use crate::id;
use domain::{Secret, TokenVault, VaultError, VaultKey};
use std::path::{Path, PathBuf};
use store::{DerivationCost, VaultFile};

struct Place {
    folder: tempfile::TempDir,
}

impl Place {
    fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }
    fn path(&self) -> PathBuf {
        self.folder.path().join("vault")
    }
    fn created(&self) -> VaultFile {
        VaultFile::create_costing(&self.path(), &passphrase(), DerivationCost::TEST).unwrap()
    }
}

fn passphrase() -> Secret {
    Secret::new("correct horse 🐴 battery\nstaple")
}

fn key(name: &str) -> VaultKey {
    VaultKey::Tokens(id(name))
}

#[test]
fn secrets_survive_closing_the_vault() {
    let place = Place::new();
    assert!(!VaultFile::exists(&place.path()));
    let long = Secret::new("t\"ö\\\n🎬".repeat(2_000));
    {
        let vault = place.created();
        assert_eq!(vault.read(&key("a")).unwrap(), None);
        vault.write(&key("a"), &Secret::new("first")).unwrap();
        vault.write(&key("a"), &long).unwrap();
        vault.write(&key("b"), &Secret::new("")).unwrap();
        vault.write(&VaultKey::Installation, &Secret::new("i")).unwrap();
        vault.forget(&VaultKey::Installation).unwrap();
        vault.forget(&key("nobody")).expect("forgetting what is not there is fine");
        assert_eq!(vault.read(&key("a")).unwrap().as_ref(), Some(&long));
    }
    assert!(VaultFile::exists(&place.path()));
    let vault = VaultFile::unlock(&place.path(), &passphrase()).unwrap();
    assert_eq!(vault.read(&key("a")).unwrap(), Some(long));
    assert_eq!(vault.read(&key("b")).unwrap(), Some(Secret::new("")));
    assert_eq!(vault.read(&VaultKey::Installation).unwrap(), None);
}

#[test]
fn another_passphrase_does_not_open_it() {
    let place = Place::new();
    place.created().write(&key("a"), &Secret::new("s")).unwrap();
    let before = std::fs::read(place.path()).unwrap();
    for wrong in ["", "correct horse", "Correct horse 🐴 battery\nstaple"] {
        let opened = VaultFile::unlock(&place.path(), &Secret::new(wrong));
        assert!(matches!(opened, Err(VaultError::WrongPassphrase)), "{wrong:?}: {opened:?}");
    }
    assert_eq!(std::fs::read(place.path()).unwrap(), before);
}

#[test]
fn a_vault_needs_a_passphrase_and_is_never_written_over() {
    let place = Place::new();
    let cost = DerivationCost::TEST;
    let open = VaultFile::create_costing(&place.path(), &Secret::new(""), cost);
    assert!(matches!(open, Err(VaultError::Failed(_))), "{open:?}");
    assert!(!place.path().exists());
    let missing = VaultFile::unlock(&place.path(), &passphrase());
    assert!(matches!(missing, Err(VaultError::Failed(_))), "{missing:?}");

    place.created().write(&key("a"), &Secret::new("s")).unwrap();
    let again = VaultFile::create_costing(&place.path(), &passphrase(), cost);
    assert!(matches!(again, Err(VaultError::Failed(_))), "{again:?}");
    let vault = VaultFile::unlock(&place.path(), &passphrase()).unwrap();
    assert_eq!(vault.read(&key("a")).unwrap(), Some(Secret::new("s")));
}

#[test]
fn every_byte_of_it_counts() {
    let place = Place::new();
    let vault = place.created();
    vault.write(&key("a"), &Secret::new("s")).unwrap();
    let whole = std::fs::read(place.path()).unwrap();
    let damaged = |bytes: &[u8], what: String| {
        std::fs::write(place.path(), bytes).unwrap();
        let opened = VaultFile::unlock(&place.path(), &passphrase());
        assert!(matches!(opened, Err(VaultError::Damaged(_))), "{what}: {opened:?}");
        assert!(vault.read(&key("a")).is_err(), "{what}");
        assert!(vault.write(&key("b"), &Secret::new("t")).is_err(), "{what}");
        assert_eq!(std::fs::read(place.path()).unwrap(), bytes, "{what}: it is left as it is");
    };
    for at in 0..whole.len() {
        let mut bytes = whole.clone();
        bytes[at] ^= 1;
        damaged(&bytes, format!("byte {at} turned"));
    }
    for length in [0, 7, 8, 59, 60, 92, whole.len() - 1] {
        damaged(&whole[..length], format!("cut to {length}"));
    }
    damaged(&[whole.as_slice(), b"x"].concat(), "longer".into());
    std::fs::write(place.path(), &whole).unwrap();
    assert_eq!(vault.read(&key("a")).unwrap(), Some(Secret::new("s")));
}

#[test]
fn a_forger_without_the_passphrase_changes_nothing_unnoticed() {
    use sha2::{Digest, Sha256};
    let place = Place::new();
    let vault = place.created();
    vault.write(&key("a"), &Secret::new("s")).unwrap();
    let whole = std::fs::read(place.path()).unwrap();
    let content = whole.len() - 32;
    for at in 8..content {
        let mut bytes = whole.clone();
        bytes[at] ^= 1;
        let checksum = Sha256::digest(&bytes[..content]);
        bytes[content..].copy_from_slice(&checksum);
        std::fs::write(place.path(), &bytes).unwrap();
        assert!(vault.read(&key("a")).is_err(), "byte {at}");
        // Bytes of the cost would make it slow and not open either.
        if at >= 20 {
            assert!(VaultFile::unlock(&place.path(), &passphrase()).is_err(), "byte {at}");
        }
    }
    // A cost that would take all memory is not tried.
    let mut bytes = whole;
    bytes[8..12].fill(0xff);
    let checksum = Sha256::digest(&bytes[..content]);
    bytes[content..].copy_from_slice(&checksum);
    std::fs::write(place.path(), &bytes).unwrap();
    let opened = VaultFile::unlock(&place.path(), &passphrase());
    assert!(matches!(opened, Err(VaultError::Damaged(_))), "{opened:?}");
}

#[test]
fn no_write_says_twice_what_the_one_before_said() {
    let place = Place::new();
    let vault = place.created();
    let mut seen = std::collections::HashSet::new();
    for _ in 0..20 {
        vault.write(&key("a"), &Secret::new("CANARY")).unwrap();
        let bytes = std::fs::read(place.path()).unwrap();
        assert!(!bytes.windows(6).any(|window| window == b"CANARY"));
        assert!(!bytes.windows(8).any(|window| window == b"tokens/a"), "nor the names");
        assert!(seen.insert(bytes[36..60].to_vec()), "a nonce is used once");
    }
    let other = Place::new();
    other.created();
    let salt = |place: &Place| std::fs::read(place.path()).unwrap()[20..36].to_vec();
    assert_ne!(salt(&place), salt(&other));
}

#[cfg(unix)]
#[test]
fn only_its_owner_may_read_it() {
    use std::os::unix::fs::PermissionsExt;
    let place = Place::new();
    let vault = place.created();
    let mode = || std::fs::metadata(place.path()).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(), 0o600);
    vault.write(&key("a"), &Secret::new("s")).unwrap();
    assert_eq!(mode(), 0o600);
    let mut names: Vec<_> = std::fs::read_dir(place.folder.path())
        .unwrap()
        .map(|file| file.unwrap().file_name())
        .collect();
    names.sort();
    assert_eq!(names, ["vault", "vault.lock"], "nothing is left behind");
}

#[test]
fn two_programs_with_the_same_vault_do_not_undo_each_other() {
    let place = Place::new();
    place.created();
    std::thread::scope(|scope| {
        for program in 0..4 {
            let vault = VaultFile::unlock(&place.path(), &passphrase()).unwrap();
            scope.spawn(move || {
                for number in 0..10 {
                    let key = key(&format!("{program}-{number}"));
                    vault.write(&key, &Secret::new(key.name())).unwrap();
                }
            });
        }
    });
    let vault = VaultFile::unlock(&place.path(), &passphrase()).unwrap();
    for program in 0..4 {
        for number in 0..10 {
            let key = key(&format!("{program}-{number}"));
            assert_eq!(vault.read(&key).unwrap(), Some(Secret::new(key.name())));
        }
    }
}

#[test]
fn a_vault_that_was_replaced_by_another_is_not_read_with_the_old_key() {
    let place = Place::new();
    let vault = place.created();
    std::fs::remove_file(place.path()).unwrap();
    let new = Secret::new("new");
    VaultFile::create_costing(&place.path(), &new, DerivationCost::TEST).unwrap();
    assert!(matches!(vault.read(&key("a")), Err(VaultError::WrongPassphrase)));
    assert!(matches!(vault.write(&key("a"), &new), Err(VaultError::WrongPassphrase)));
    VaultFile::unlock(&place.path(), &new).unwrap();
}

#[test]
fn what_was_said_to_be_written_is_there_after_a_kill() {
    use std::io::{BufRead, BufReader, Write};
    if let Some(path) = other_half() {
        let vault = VaultFile::unlock(Path::new(&path), &passphrase()).unwrap();
        for number in 0.. {
            vault.write(&key("a"), &Secret::new(number.to_string())).unwrap();
            std::io::stdout().write_all(format!("wrote {number}\n").as_bytes()).unwrap();
        }
    }
    let place = Place::new();
    place.created().write(&key("kept"), &Secret::new("kept")).unwrap();
    for round in 1..=3 {
        let test = "vault_file::what_was_said_to_be_written_is_there_after_a_kill";
        let mut child = myself(test, place.path().to_str().unwrap()).spawn().unwrap();
        let mut said: Option<u64> = None;
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        for line in lines {
            let line = line.unwrap();
            said = line.strip_prefix("wrote ").map(|n| n.parse().unwrap()).or(said);
            if said == Some(round * 13) {
                child.kill().unwrap();
            }
        }
        child.wait().unwrap();
        let vault = VaultFile::unlock(&place.path(), &passphrase()).unwrap();
        let found: u64 = vault.read(&key("a")).unwrap().unwrap().reveal().parse().unwrap();
        let said = said.expect("the other half wrote nothing");
        assert!(found == said || found == said + 1, "found {found} after {said}");
        assert_eq!(vault.read(&key("kept")).unwrap(), Some(Secret::new("kept")));
    }
}

#[test]
fn what_a_person_gets_is_costly_to_guess() {
    let DerivationCost { memory_kib, passes } = DerivationCost::PERSON;
    assert!(memory_kib >= 64 * 1024 && passes >= 3);
    let place = Place::new();
    VaultFile::create(&place.path(), &passphrase()).unwrap();
    let bytes = std::fs::read(place.path()).unwrap();
    assert_eq!(bytes[8..12], memory_kib.to_le_bytes(), "and the file says so");
    assert_eq!(bytes[12..16], passes.to_le_bytes());
}
