use domain::{Secret, TokenVault, VaultError, VaultKey};
use store::MemoryVault;

#[test]
fn it_keeps_forgets_and_fails_when_told() {
    let vault = MemoryVault::new();
    let (key, secret) = (VaultKey::Tokens(crate::id("c")), Secret::new("t"));
    vault.fail_next_write();
    assert!(matches!(vault.write(&key, &secret), Err(VaultError::Failed(_))));
    assert_eq!(vault.read(&key).unwrap(), None, "a failed write writes nothing");
    vault.write(&key, &secret).unwrap();
    vault.fail_next_read();
    assert!(vault.read(&key).is_err());
    assert_eq!(vault.read(&key).unwrap(), Some(secret));
    assert_eq!(vault.names(), ["tokens/c"]);
    vault.set_locked(true);
    assert!(matches!(vault.read(&key), Err(VaultError::Locked)));
    vault.set_locked(false);
    vault.fail_next_forget();
    assert!(vault.forget(&key).is_err());
    vault.forget(&key).unwrap();
    vault.forget(&key).expect("forgetting what is not there is fine");
    assert_eq!(vault.read(&key).unwrap(), None);
    assert!(!format!("{vault:?}").contains("\"t\""));
}
