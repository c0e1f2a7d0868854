//! Whether a folder is on another computer. SQLite's log needs memory that all who have the database
//! open share, which no network file system gives, and their locks are not to be relied on
//! (<https://sqlite.org/wal.html>, <https://sqlite.org/howtocorrupt.html>).

use std::path::Path;

/// Where the system does not tell, it is taken for one of this computer.
pub fn is_on_another_computer(folder: &Path) -> bool {
    let folder = super::real(folder);
    if cfg!(windows) {
        // A letter that stands for a share is resolved to it.
        return folder.to_string_lossy().starts_with(r"\\?\UNC\");
    }
    if cfg!(target_os = "macos") {
        let told = std::process::Command::new("/sbin/mount").output();
        let told = told.map(|told| String::from_utf8_lossy(&told.stdout).into_owned());
        return told.is_ok_and(|told| is_share(&folder, told.lines().filter_map(of_macos)));
    }
    let told = std::fs::read_to_string("/proc/self/mountinfo");
    told.is_ok_and(|told| is_share(&folder, told.lines().filter_map(of_linux)))
}

struct Mount {
    at: String,
    elsewhere: bool,
}

/// By the mount that is nearest; of several at one place the last is on top.
fn is_share(folder: &Path, mounts: impl Iterator<Item = Mount>) -> bool {
    let above = mounts.filter(|mount| folder.starts_with(&mount.at));
    above.max_by_key(|mount| mount.at.len()).is_some_and(|mount| mount.elsewhere)
}

/// `36 35 98:0 /root /mnt/data rw,noatime shared:1 - nfs4 nas:/export rw`
fn of_linux(line: &str) -> Option<Mount> {
    let (left, right) = line.split_once(" - ")?;
    let at = left.split(' ').nth(4)?.replace(r"\040", " ").replace(r"\134", r"\");
    let kind = right.split(' ').next()?;
    let elsewhere = matches!(
        kind,
        "nfs"
            | "nfs4"
            | "cifs"
            | "smb3"
            | "smbfs"
            | "ncpfs"
            | "afs"
            | "coda"
            | "ceph"
            | "lustre"
            | "beegfs"
            | "glusterfs"
            | "gfs2"
            | "ocfs2"
            | "9p"
            | "virtiofs"
            | "vboxsf"
            | "fuse.sshfs"
            | "fuse.rclone"
            | "fuse.davfs"
            | "davfs"
            | "fuse.gvfsd-fuse"
            | "fuse.glusterfs"
            | "fuse.smbnetfs"
            | "fuse.curlftpfs"
            | "fuse.s3fs"
            | "fuse.vmhgfs-fuse"
    );
    Some(Mount { at, elsewhere })
}

/// `//sam@nas/data on /Volumes/data (smbfs, nodev, nosuid, mounted by sam)`
fn of_macos(line: &str) -> Option<Mount> {
    let (left, right) = line.rsplit_once(" (")?;
    let (_, at) = left.split_once(" on ")?;
    let is_local = right.trim_end_matches(')').split(", ").any(|flag| flag == "local");
    Some(Mount { at: at.to_owned(), elsewhere: !is_local })
}

#[cfg(test)]
mod tests {
    use super::*;

    const LINUX: &str = "\
22 1 259:2 / / rw,relatime shared:1 - ext4 /dev/nvme0n1p2 rw
23 22 0:21 / /proc rw,nosuid shared:13 - proc proc rw
90 22 0:51 / /mnt/nas rw,relatime shared:400 - nfs4 nas:/export rw,vers=4.2
91 90 259:7 / /mnt/nas/local rw - xfs /dev/nvme1n1 rw
92 22 0:52 / /media/My\\040Share rw,relatime - cifs //nas/media rw
93 22 0:60 / /run/user/1000/gvfs rw - fuse.gvfsd-fuse gvfsd-fuse rw
94 22 8:1 / /media/CARD rw,nosuid - fuseblk /dev/sda1 rw";

    const MACOS: &str = "\
/dev/disk3s1s1 on / (apfs, sealed, local, read-only, journaled)
/dev/disk3s5 on /System/Volumes/Data (apfs, local, journaled, nobrowse)
//sam@nas/media on /Volumes/media (smbfs, nodev, nosuid, mounted by sam)
/dev/disk5s1 on /Volumes/RAID (fast) (hfs, local, nodev, journaled)";

    #[test]
    fn a_share_is_told_by_the_nearest_mount() {
        let on = |folder: &str| is_share(Path::new(folder), LINUX.lines().filter_map(of_linux));
        assert!(on("/mnt/nas/labrun") && on("/media/My Share") && on("/run/user/1000/gvfs/smb"));
        assert!(!on("/home/sam/labrun") && !on("/mnt/nas/local/labrun") && !on("/media/CARD"));
        assert!(!on("/mnt/nas2"), "a name that only begins alike");
    }

    #[test]
    fn the_mac_says_what_is_local() {
        let on = |folder: &str| is_share(Path::new(folder), MACOS.lines().filter_map(of_macos));
        assert!(on("/Volumes/media/labrun"));
        assert!(!on("/Users/sam") && !on("/Volumes/RAID (fast)/labrun"));
    }

    #[test]
    fn a_folder_of_this_computer_is_none() {
        let folder = tempfile::tempdir().unwrap();
        assert!(!is_on_another_computer(folder.path()));
    }
}
