//! What is on a disk after the power went: everything that was synced, and of the rest whatever
//! the dice say, torn between two sectors if it comes to that.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};

use rand::Rng;
use rand::rngs::StdRng;

use crate::trace::{Deed, Seen};

/// The smallest thing that a disk writes whole.
const SECTOR: usize = 512;

/// A folder as it was at some moment: contents by name.
pub type Image = BTreeMap<PathBuf, Vec<u8>>;

/// Reads a folder, without what is in folders below it.
pub fn image_of(folder: &Path) -> io::Result<Image> {
    let mut image = Image::new();
    for entry in std::fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_file() {
            image.insert(path.clone(), std::fs::read(&path)?);
        }
    }
    Ok(image)
}

/// Puts an image under another folder, in place of everything that is there.
pub fn put(image: &Image, folder: &Path) -> io::Result<()> {
    if folder.exists() {
        std::fs::remove_dir_all(folder)?;
    }
    std::fs::create_dir_all(folder)?;
    for (path, bytes) in image {
        if let Some(name) = path.file_name() {
            std::fs::write(folder.join(name), bytes)?;
        }
    }
    Ok(())
}

/// One file, under whatever names.
#[derive(Clone, Default)]
struct Node {
    /// On the disk for certain.
    lasting: Vec<u8>,
    /// On their way there: those that came last go last.
    pending: Vec<Change>,
    length: u64,
}

#[derive(Clone)]
enum Change {
    Write { at: u64, bytes: Vec<u8> },
    Cut(u64),
}

/// A change of names, and whether it is on the disk for certain.
#[derive(Clone)]
struct Naming {
    what: NameChange,
    node: usize,
}

#[derive(Clone)]
enum NameChange {
    Add(PathBuf),
    Remove(PathBuf),
    Move { from: PathBuf, to: PathBuf },
}

/// Follows a trace from what was there before it.
#[derive(Clone)]
pub struct Drive {
    nodes: Vec<Node>,
    names: BTreeMap<PathBuf, usize>,
    lasting_names: BTreeMap<PathBuf, usize>,
    namings: Vec<Naming>,
}

/// What becomes of what was not synced.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Loss {
    /// It never reached the disk.
    All,
    /// All of it did.
    Nothing,
    /// Each write did or did not, or did in part.
    Some,
}

impl Loss {
    pub fn any(dice: &mut StdRng) -> Loss {
        match dice.random_range(0..4) {
            0 => Loss::All,
            1 => Loss::Nothing,
            _ => Loss::Some,
        }
    }
}

impl Drive {
    pub fn new(before: &Image) -> Drive {
        let mut drive = Drive {
            nodes: Vec::new(),
            names: BTreeMap::new(),
            lasting_names: BTreeMap::new(),
            namings: Vec::new(),
        };
        for (path, bytes) in before {
            let length = bytes.len() as u64;
            drive.nodes.push(Node { lasting: bytes.clone(), pending: Vec::new(), length });
            drive.names.insert(path.clone(), drive.nodes.len() - 1);
        }
        drive.lasting_names = drive.names.clone();
        drive
    }

    pub fn follow(&mut self, seen: &Seen) {
        match &seen.what {
            Deed::Create(path) => {
                let node = self.node(path);
                self.cut(node, 0);
            }
            Deed::Open(path) => drop(self.node(path)),
            Deed::Write { path, at, bytes } => {
                let node = self.node(path);
                let node = &mut self.nodes[node];
                let at = at.unwrap_or(node.length);
                node.length = node.length.max(at + bytes.len() as u64);
                node.pending.push(Change::Write { at, bytes: bytes.clone() });
            }
            Deed::Cut { path, length } => {
                let node = self.node(path);
                self.cut(node, *length);
            }
            Deed::Sync(path) => self.sync(path),
            Deed::Link { from, to } => {
                if let Some(node) = self.names.get(from).copied() {
                    self.names.insert(to.clone(), node);
                    self.namings.push(Naming { what: NameChange::Add(to.clone()), node });
                }
            }
            Deed::Rename { from, to } => {
                if let Some(node) = self.names.remove(from) {
                    self.names.insert(to.clone(), node);
                    let what = NameChange::Move { from: from.clone(), to: to.clone() };
                    self.namings.push(Naming { what, node });
                }
            }
            Deed::Unlink(path) => {
                if let Some(node) = self.names.remove(path) {
                    self.namings.push(Naming { what: NameChange::Remove(path.clone()), node });
                }
            }
            Deed::Said(_) => {}
        }
    }

    /// The file of this name, made if there is none.
    fn node(&mut self, path: &Path) -> usize {
        if let Some(node) = self.names.get(path) {
            return *node;
        }
        self.nodes.push(Node::default());
        let node = self.nodes.len() - 1;
        self.names.insert(path.to_owned(), node);
        self.namings.push(Naming { what: NameChange::Add(path.to_owned()), node });
        node
    }

    fn cut(&mut self, node: usize, length: u64) {
        let node = &mut self.nodes[node];
        if node.length != length {
            node.length = length;
            node.pending.push(Change::Cut(length));
        }
    }

    /// Of a folder: all names in it last. Of a file: its bytes do, and the names up to its own,
    /// because names are written in their order.
    fn sync(&mut self, path: &Path) {
        let last = match self.names.get(path).copied() {
            Some(node) => {
                let file = &mut self.nodes[node];
                for change in std::mem::take(&mut file.pending) {
                    apply(&mut file.lasting, &change);
                }
                self.namings.iter().rposition(|naming| naming.node == node)
            }
            None => self.namings.iter().rposition(|naming| {
                let (NameChange::Add(one)
                | NameChange::Remove(one)
                | NameChange::Move { to: one, .. }) = &naming.what;
                one.parent() == Some(path)
            }),
        };
        if let Some(last) = last {
            for naming in self.namings.drain(..=last) {
                rename(&mut self.lasting_names, &naming);
            }
        }
    }

    /// The folder's files if the power went at this moment. Not what is shared memory and means
    /// nothing on a disk.
    pub fn cut_power(&self, folder: &Path, loss: Loss, dice: &mut StdRng) -> Image {
        let mut names = self.lasting_names.clone();
        let kept = match loss {
            Loss::All => 0,
            Loss::Nothing => self.namings.len(),
            Loss::Some => dice.random_range(0..=self.namings.len()),
        };
        for naming in &self.namings[..kept] {
            rename(&mut names, naming);
        }
        let mut image = Image::new();
        for (path, node) in names {
            let shared = path.to_string_lossy().ends_with("-shm");
            if path.parent() == Some(folder) && !shared {
                image.insert(path, self.nodes[node].after(loss, dice));
            }
        }
        image
    }
}

impl Node {
    fn after(&self, loss: Loss, dice: &mut StdRng) -> Vec<u8> {
        let mut bytes = self.lasting.clone();
        for change in &self.pending {
            match (loss, change) {
                (Loss::All, _) => {}
                (Loss::Nothing, change) => apply(&mut bytes, change),
                (Loss::Some, Change::Cut(_)) => {
                    if dice.random_bool(0.5) {
                        apply(&mut bytes, change);
                    }
                }
                (Loss::Some, Change::Write { at, bytes: written }) => match dice.random_range(0..4)
                {
                    0 => {}
                    1 => {
                        // Torn: each sector for itself.
                        let mut start = 0;
                        while start < written.len() {
                            let to_edge = SECTOR - ((*at as usize + start) % SECTOR);
                            let end = (start + to_edge).min(written.len());
                            if dice.random_bool(0.5) {
                                let piece = written[start..end].to_vec();
                                let at = at + start as u64;
                                apply(&mut bytes, &Change::Write { at, bytes: piece });
                            }
                            start = end;
                        }
                    }
                    _ => apply(&mut bytes, change),
                },
            }
        }
        bytes
    }
}

fn apply(bytes: &mut Vec<u8>, change: &Change) {
    match change {
        Change::Write { at, bytes: written } => {
            let (start, end) = (*at as usize, *at as usize + written.len());
            if bytes.len() < end {
                bytes.resize(end, 0);
            }
            bytes[start..end].copy_from_slice(written);
        }
        Change::Cut(length) => bytes.resize(*length as usize, 0),
    }
}

fn rename(names: &mut BTreeMap<PathBuf, usize>, naming: &Naming) {
    match &naming.what {
        NameChange::Add(path) => drop(names.insert(path.clone(), naming.node)),
        NameChange::Remove(path) => drop(names.remove(path)),
        NameChange::Move { from, to } => {
            names.remove(from);
            names.insert(to.clone(), naming.node);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rand::SeedableRng;

    const FOLDER: &str = "/p";

    fn drive(deeds: Vec<Deed>) -> Drive {
        let mut drive = Drive::new(&Image::from([("/p/old".into(), b"old".to_vec())]));
        for what in deeds {
            drive.follow(&Seen { at_us: 0, what });
        }
        drive
    }

    fn write(path: &str, at: u64, bytes: &[u8]) -> Deed {
        Deed::Write { path: path.into(), at: Some(at), bytes: bytes.to_vec() }
    }

    fn after(drive: &Drive, loss: Loss) -> Image {
        drive.cut_power(Path::new(FOLDER), loss, &mut StdRng::seed_from_u64(1))
    }

    #[test]
    fn what_was_synced_stays_and_what_was_not_goes_or_stays_by_the_loss() {
        let drive = drive(vec![
            write("/p/old", 0, b"new"),
            Deed::Sync("/p/old".into()),
            write("/p/old", 3, b"er"),
            Deed::Cut { path: "/p/old".into(), length: 4 },
        ]);
        assert_eq!(after(&drive, Loss::All)[Path::new("/p/old")], b"new");
        assert_eq!(after(&drive, Loss::Nothing)[Path::new("/p/old")], b"newe");
    }

    #[test]
    fn a_name_lasts_once_its_file_or_its_folder_was_synced() {
        let made = vec![write("/p/a", 0, b"a"), Deed::Sync("/p/a".into())];
        assert!(after(&drive(made), Loss::All).contains_key(Path::new("/p/a")));
        let mut moved = vec![
            write("/p/a.new", 0, b"a"),
            Deed::Sync("/p/a.new".into()),
            Deed::Rename { from: "/p/a.new".into(), to: "/p/a".into() },
        ];
        let before = after(&drive(moved.clone()), Loss::All);
        assert!(before.contains_key(Path::new("/p/a.new")));
        assert!(!before.contains_key(Path::new("/p/a")));
        moved.push(Deed::Sync(FOLDER.into()));
        let synced = after(&drive(moved), Loss::All);
        assert_eq!(synced[Path::new("/p/a")], b"a");
        assert!(!synced.contains_key(Path::new("/p/a.new")));
    }

    #[test]
    fn a_torn_write_is_torn_between_sectors_only() {
        let drive = drive(vec![write("/p/a", 0, &[1; 4 * SECTOR])]);
        let mut torn = 0;
        for seed in 0..200 {
            let mut dice = StdRng::seed_from_u64(seed);
            let image = drive.cut_power(Path::new(FOLDER), Loss::Some, &mut dice);
            let Some(bytes) = image.get(Path::new("/p/a")) else { continue };
            for sector in bytes.chunks(SECTOR) {
                assert!(sector.iter().all(|byte| *byte == sector[0]), "seed {seed}");
            }
            torn += usize::from(bytes.contains(&0));
        }
        assert!(torn > 0, "none was torn");
    }
}
