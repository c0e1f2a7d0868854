//! Memory that a file's bytes are read into, used again once they have been sent: new memory would
//! have to be found, cleared and given back by the system for every quarter of a megabyte.

use std::sync::{Arc, Mutex, MutexGuard};

/// Those that are not in use, of all files. It keeps the most recently used ones and no more than a
/// fast link needs all the time.
#[derive(Clone, Default)]
pub(crate) struct Buffers(Arc<Mutex<Vec<Vec<u8>>>>);

const KEPT: usize = 32;

/// To be read into; back among the others when nobody holds it any more.
pub(crate) struct Buffer {
    bytes: Vec<u8>,
    home: Buffers,
}

impl Buffers {
    /// What is in it is left from its last use.
    pub fn take(&self, length: usize) -> Buffer {
        let used = self.spare().pop();
        let mut bytes = used.unwrap_or_default();
        bytes.resize(length, 0);
        Buffer { bytes, home: self.clone() }
    }

    fn spare(&self) -> MutexGuard<'_, Vec<Vec<u8>>> {
        self.0.lock().expect("nobody panics with the lock")
    }
}

impl AsRef<[u8]> for Buffer {
    fn as_ref(&self) -> &[u8] {
        &self.bytes
    }
}

impl AsMut<[u8]> for Buffer {
    fn as_mut(&mut self) -> &mut [u8] {
        &mut self.bytes
    }
}

impl Drop for Buffer {
    fn drop(&mut self) {
        let mut spare = self.home.spare();
        if spare.len() < KEPT {
            spare.push(std::mem::take(&mut self.bytes));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use bytes::Bytes;

    #[test]
    fn a_buffer_is_used_again_when_the_last_piece_of_it_has_been_sent() {
        let buffers = Buffers::default();
        let mut first = buffers.take(8);
        first.as_mut().copy_from_slice(b"8 bytes.");
        let place = first.as_ref().as_ptr();
        let mut sent = Bytes::from_owner(first);
        let piece = sent.split_to(3);
        drop(sent);
        assert_ne!(buffers.take(8).as_ref().as_ptr(), place, "a piece of it is still on its way");
        drop(piece);
        let spare: Vec<_> = std::iter::repeat_with(|| buffers.take(4)).take(2).collect();
        assert!(spare.iter().any(|one| one.as_ref().as_ptr() == place));
        assert!(spare.iter().all(|one| one.as_ref().len() == 4));
    }
}
