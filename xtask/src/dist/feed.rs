//! `cargo xtask feed FOLDER URL`: what goes out beside the packages of a release. `latest.json` tells
//! every installed Labrun what there is, `SHA256SUMS` tells a person whether a download is whole.
//!
//! Nothing is written that an installed Labrun would refuse: each signature is held against the
//! public key that is built into the app.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};
use base64::Engine;
use base64::engine::general_purpose::STANDARD as BASE64;
use minisign_verify::{PublicKey, Signature};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::{files_in, name_of, version};
use crate::{program, repo};

const FEED: &str = "latest.json";
const SUMS: &str = "SHA256SUMS";

/// `url` is where the files of `folder` will lie.
pub fn write(folder: &str, url: &str) -> Result<()> {
    let folder = Path::new(folder);
    if !url.starts_with("https://") {
        bail!("updates are fetched over https only, and {url} is not");
    }
    let config = std::fs::read_to_string(repo::root().join("tauri.conf.json"))?;
    let config: Value = serde_json::from_str(&config)?;
    let key = config["plugins"]["updater"]["pubkey"].as_str();
    let key = key.context("tauri.conf.json has no plugins.updater.pubkey")?;
    let key = public_key(key).context(
        "plugins.updater.pubkey in tauri.conf.json is no key yet; docs/releasing.md says how to make \
         one",
    )?;

    let version = version()?;
    let packages: Vec<PathBuf> = files_in(folder)?
        .into_iter()
        .filter(|path| ![FEED, SUMS].contains(&name_of(path).as_str()))
        .collect();
    let mut platforms = BTreeMap::new();
    for path in &packages {
        let name = name_of(path);
        let signature = path.with_file_name(format!("{name}.sig"));
        let Some(platform) = platform(&name).filter(|_| signature.exists()) else { continue };
        let signature = std::fs::read_to_string(signature)?;
        check(&key, &std::fs::read(path)?, signature.trim(), &version)
            .with_context(|| format!("an installed Labrun would refuse {name}"))?;
        let address = format!("{}/{name}", url.trim_end_matches('/'));
        let entry = json!({ "url": address, "signature": signature.trim() });
        if platforms.insert(platform.clone(), entry).is_some() {
            bail!("there are two packages for {platform} in {folder:?}");
        }
    }
    if platforms.is_empty() {
        bail!("nothing in {folder:?} is signed, so nobody could be updated");
    }
    let feed = json!({
        "version": version,
        "notes": notes(&std::fs::read_to_string(repo::root().join("CHANGELOG.md"))?, &version)?,
        "pub_date": date()?,
        "platforms": platforms,
    });
    std::fs::write(folder.join(FEED), serde_json::to_string_pretty(&feed)? + "\n")?;

    let mut sums = String::new();
    for path in packages.iter().chain([&folder.join(FEED)]) {
        sums.push_str(&sum(&std::fs::read(path)?, &name_of(path)));
    }
    std::fs::write(folder.join(SUMS), sums)?;
    println!("{} for {}", folder.join(FEED).display(), many(&platforms));
    println!("{}", folder.join(SUMS).display());
    Ok(())
}

fn many(platforms: &BTreeMap<String, Value>) -> String {
    platforms.keys().map(String::as_str).collect::<Vec<_>>().join(", ")
}

/// As `sha256sum` writes and checks it.
fn sum(bytes: &[u8], name: &str) -> String {
    let digest = Sha256::digest(bytes);
    let hex: String = digest.iter().map(|byte| format!("{byte:02x}")).collect();
    format!("{hex}  {name}\n")
}

/// System, processor and kind, as an installed Labrun asks for itself; `None` for what nobody is
/// updated with, such as a disk image.
fn platform(name: &str) -> Option<String> {
    let kinds = [
        (".AppImage", "linux", "appimage"),
        (".deb", "linux", "deb"),
        (".rpm", "linux", "rpm"),
        (".app.tar.gz", "darwin", "app"),
        ("-setup.exe", "windows", "nsis"),
        (".msi", "windows", "msi"),
    ];
    let (_, system, kind) = kinds.into_iter().find(|(ending, ..)| name.ends_with(ending))?;
    let arm = name.contains("arm64") || name.contains("aarch64");
    let processor = if arm { "aarch64" } else { "x86_64" };
    Some(format!("{system}-{processor}-{kind}"))
}

/// Keys and signatures are minisign's files, in Base64 once more.
fn public_key(text: &str) -> Result<PublicKey> {
    let file = String::from_utf8(BASE64.decode(text)?)?;
    Ok(PublicKey::decode(&file)?)
}

/// The signature speaks for the version too: an old package cannot be passed off as a new one.
fn check(key: &PublicKey, package: &[u8], signature: &str, version: &str) -> Result<()> {
    let file = String::from_utf8(BASE64.decode(signature)?)?;
    let signature = Signature::decode(&file)?;
    key.verify(package, &signature, true)?;
    let fields = signature.trusted_comment().split('\t');
    let signed = fields.filter_map(|field| field.strip_prefix("version:")).next();
    if signed != Some(version) {
        bail!("it is signed for {}, and this is {version}", signed.unwrap_or("no version"));
    }
    Ok(())
}

/// What CHANGELOG.md says of this version.
fn notes(changelog: &str, version: &str) -> Result<String> {
    let heading = format!("## {version}");
    let is_ours = |line: &str| {
        line.strip_prefix(&heading).is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
    };
    let mut lines = changelog.lines().skip_while(|line| !is_ours(line));
    let first = lines.next().with_context(|| format!("CHANGELOG.md says nothing of {version}"))?;
    if first.contains("not released") {
        bail!("CHANGELOG.md calls {version} not released: give it its day first");
    }
    let ours: Vec<&str> = lines.take_while(|line| !line.starts_with("## ")).collect();
    Ok(ours.join("\n").trim().to_owned())
}

/// Of the commit that is released, so that the same one gives the same feed.
fn date() -> Result<String> {
    let said = program::read(Command::new("git").args(["log", "-1", "--format=%cI"]))?;
    Ok(said.trim().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_package_is_for_the_platform_that_an_installed_labrun_calls_itself() {
        for (name, expected) in [
            ("Labrun_1.2.3_amd64.AppImage", Some("linux-x86_64-appimage")),
            ("Labrun_1.2.3_amd64.deb", Some("linux-x86_64-deb")),
            ("Labrun-1.2.3-1.x86_64.rpm", Some("linux-x86_64-rpm")),
            ("Labrun-1.2.3-1.aarch64.rpm", Some("linux-aarch64-rpm")),
            ("Labrun_1.2.3_aarch64.app.tar.gz", Some("darwin-aarch64-app")),
            ("Labrun_1.2.3_x86_64.app.tar.gz", Some("darwin-x86_64-app")),
            ("Labrun_1.2.3_x64-setup.exe", Some("windows-x86_64-nsis")),
            ("Labrun_1.2.3_x64_en-US.msi", Some("windows-x86_64-msi")),
            ("Labrun_1.2.3_aarch64.dmg", None),
            ("labrun.cdx.json", None),
        ] {
            assert_eq!(platform(name).as_deref(), expected, "{name}");
        }
    }

    #[test]
    fn the_notes_are_those_of_this_version_and_an_unreleased_one_is_refused() {
        let log = "# Changelog\n\n## 1.2.30 – 2 May\n\n- later\n\n## 1.2.3 – 1 May\n\n- this\n  too\n\n\
                   ## 1.2.2 – 1 April\n\n- before\n\n## 1.2.1 – not released yet\n";
        assert_eq!(notes(log, "1.2.3").expect("it is there"), "- this\n  too");
        assert!(notes(log, "1.2").is_err());
        assert!(notes(log, "1.2.1").is_err());
    }

    /// Made once with Tauri's signer, for this test; the secret key was not kept.
    const KEY: &str = "dW50cnVzdGVkIGNvbW1lbnQ6IG1pbmlzaWduIHB1YmxpYyBrZXk6IDhEMkNGMTNENDAxN0QxMDYKUldRRzBSZEFQZkVzalhzTmplRHp1eGR0dUZKQkxrYW12enAxSkt3TkUvSXFvOEpSZ0t3eDhCSzQK";
    const SIGNED: &[u8] = b"a package\n";
    /// For 1.2.3.
    const SIGNATURE: &str = "dW50cnVzdGVkIGNvbW1lbnQ6IHNpZ25hdHVyZSBmcm9tIHRhdXJpIHNlY3JldCBrZXkKUlVRRzBSZEFQZkVzalJPNEdLSmlxbW1jMnk2emRFUzJKM29QbThxUWZ6eVAxVXVFMTlzUXM5RE11b2dSaXVaeTBkeVR6YXBER0pkUGJMREUyaVdwYmdZSWNMbnhNbDdyT2cwPQp0cnVzdGVkIGNvbW1lbnQ6IHRpbWVzdGFtcDoxNzk1ODcyNTA5CWZpbGU6cAl2ZXJzaW9uOjEuMi4zCkVJT3cvdHQzZ09taDJYYnhvakJFSDlCUlk3R012c0Z4dWVWNTJ6c2xHUjhhUWxSR3M2bEp2bXJyUHlJRHRIT3dGYVpwNDhkTHVXL09TcVF0S3ErSkFBPT0K";
    /// For no version.
    const BARE: &str = "dW50cnVzdGVkIGNvbW1lbnQ6IHNpZ25hdHVyZSBmcm9tIHRhdXJpIHNlY3JldCBrZXkKUlVRRzBSZEFQZkVzalNqOGdnWVVjZU9tbUVNSFg4dklUVHlIT0lxN1RoZ0o4SGFtSnJ5RUhWeXdXdDFqa1V0MnlGM3VqK3JBM1g2VWxabisva0RQSE5UdDdzaVJuam5GQVFRPQp0cnVzdGVkIGNvbW1lbnQ6IHRpbWVzdGFtcDoxNzk1ODcyNTA5CWZpbGU6cApYOHBWN0srYUg2RzEzZi90NUgyMTV3dnM0em41U3JRSkN5RllBT2t3NEFOdEgwNkVPMW5SdkNYdUQwWFhTd1FZTEdmTFBMZGpnUmczdWh0SmkwRlZCdz09Cg==";

    #[test]
    fn a_signature_is_held_against_the_key_and_one_changed_byte_is_seen() {
        let key = public_key(KEY).expect("a key");
        check(&key, SIGNED, SIGNATURE, "1.2.3").expect("it is signed with that key");
        assert!(check(&key, b"A package\n", SIGNATURE, "1.2.3").is_err());
        assert!(check(&key, SIGNED, "bm90IGEgc2lnbmF0dXJl", "1.2.3").is_err());
    }

    #[test]
    fn a_signature_for_another_version_or_for_none_is_refused() {
        let key = public_key(KEY).expect("a key");
        let said = |signature, version| {
            check(&key, SIGNED, signature, version).expect_err("it is refused").to_string()
        };
        assert_eq!(said(SIGNATURE, "1.2.4"), "it is signed for 1.2.3, and this is 1.2.4");
        assert_eq!(said(BARE, "1.2.3"), "it is signed for no version, and this is 1.2.3");
    }

    #[test]
    fn a_placeholder_is_no_key() {
        assert!(public_key("REPLACE-ME").is_err());
        assert!(public_key(&BASE64.encode("not a key either")).is_err());
    }

    #[test]
    fn a_sum_is_what_sha256sum_reads() {
        let empty = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
        assert_eq!(sum(b"", "a"), format!("{empty}  a\n"));
    }
}
