//! One part: off the disk, hashed, past the limiter, to the cloud.

use crate::buffers::Buffers;
use crate::flight::{Flight, OnItsWay};
use crate::intake;
use crate::limiter::Limiter;
use crate::trouble::Problem;
use bytes::Bytes;
use checksum::Checksum;
use domain::{Assets, ErrorKind, MediaFile, MediaKind, Part, PartBody, PartTarget};
use futures_util::stream;
use std::fs::File;
use std::io;
use std::sync::Arc;
use std::time::Duration;
use store::SentPart;
use tokio::sync::mpsc;

const BUFFER: usize = 256 * 1024;
/// Short parts go by the dozen at once, and gain nothing from large ones.
const SMALL_BUFFER: usize = 64 * 1024;
const SHORT: u64 = 4 * 1024 * 1024;
/// Buffers between the disk and the network: one being sent, one being read.
const BUFFERS: usize = 2;

/// A part that the cloud has accepted and that is not written down yet.
pub(crate) struct Landed {
    /// Counts as on its way until then.
    _on_its_way: Arc<OnItsWay>,
    pub bytes: u64,
    pub sent: SentPart,
}

/// A file that is `growing` may change meanwhile: whoever sends it compares afterwards.
pub(crate) async fn send_part(
    assets: Arc<dyn Assets>,
    file: MediaFile,
    growing: bool,
    part: Part,
    target: PartTarget,
    flight: Arc<Flight>,
    limiter: Arc<Limiter>,
) -> (Part, PartTarget, Result<Landed, Problem>) {
    let (sender, filled) = mpsc::channel(BUFFERS);
    let reading = tokio::task::spawn_blocking({
        let (file, buffers) = (file.clone(), flight.buffers.clone());
        move || read_part(&file, growing, part, &buffers, &sender)
    });
    let on_its_way = Arc::new(OnItsWay::new(flight));
    let counted = on_its_way.clone();
    // Paid for in small slices: with a low limit and many parts a whole buffer would be so long
    // in coming that the line would look dead.
    let bytes = stream::unfold(
        (filled, Bytes::new(), counted, limiter),
        |(mut filled, mut rest, counted, limiter)| async move {
            if rest.is_empty() {
                let next: io::Result<Bytes> = filled.recv().await?;
                match next {
                    Ok(buffer) => rest = buffer,
                    Err(error) => {
                        return Some((Err(error), (filled, rest, counted, limiter)));
                    }
                }
            }
            let slice = rest.split_to(rest.len().min(limiter.slice()));
            limiter.take(slice.len()).await;
            counted.more(slice.len() as u64);
            Some((Ok(slice), (filled, rest, counted, limiter)))
        },
    );
    let mime = MediaKind::mime(&file.path);
    let body = PartBody { length: part.length, bytes: Box::pin(bytes) };
    let sent = assets.send_part(&target, mime, body).await;
    // Whatever the cloud made of a body that broke off: when the disk was the reason, it is the
    // disk that is named.
    let read = match &sent {
        Ok(_) => reading.await.unwrap_or(Err(ErrorKind::Internal)),
        // A disk that hangs is not waited for: its part has failed anyway.
        Err(_) => match tokio::time::timeout(Duration::from_secs(2), reading).await {
            Ok(read) => read.unwrap_or(Err(ErrorKind::Internal)),
            Err(_) => Ok(None),
        },
    };
    let outcome = match (read, sent) {
        (Err(kind), _) => Err(Problem::with_file(kind, &file)),
        (Ok(_), Err(error)) => Err(error.into()),
        (Ok(None), Ok(_)) => {
            let said = "the cloud called a part accepted that it was not given whole";
            Err(Problem::new(ErrorKind::PartRefused, said))
        }
        (Ok(Some(hash)), Ok(accepted)) => {
            let sent = SentPart { hash, tag: accepted.tag };
            Ok(Landed { _on_its_way: on_its_way, bytes: part.length, sent })
        }
    };
    (part, target, outcome)
}

/// Reads one part into the channel and hashes it on the way. The last buffer is held back until
/// the file has proved to be still the one that was queued: a part that was read across a change
/// never becomes whole, so the cloud never gets a file that is half old, half new (U16).
///
/// `None`: nobody listened to the end.
fn read_part(
    file: &MediaFile,
    growing: bool,
    part: Part,
    buffers: &Buffers,
    sender: &mpsc::Sender<io::Result<Bytes>>,
) -> Result<Option<String>, ErrorKind> {
    let outcome = read_checked(file, growing, part, buffers, sender);
    if outcome.is_err() {
        // Breaks the request off. If nobody listens any more it is broken off already.
        let _ = sender.blocking_send(Err(io::Error::other("the file cannot be sent as it is")));
    }
    outcome
}

fn read_checked(
    file: &MediaFile,
    growing: bool,
    part: Part,
    buffers: &Buffers,
    sender: &mpsc::Sender<io::Result<Bytes>>,
) -> Result<Option<String>, ErrorKind> {
    let open = File::open(&file.path).map_err(|error| match error.kind() {
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => ErrorKind::FileMissing,
        _ => ErrorKind::FileUnreadable,
    })?;
    let check = || {
        if growing {
            return Ok(());
        }
        let metadata = open.metadata().map_err(|_| ErrorKind::FileUnreadable)?;
        intake::unchanged(file, &metadata)?;
        intake::still(file)
    };
    check()?;
    let mut hash = Checksum::new();
    let end = part.start + part.length;
    let mut at = part.start;
    let buffer = if part.length > SHORT { BUFFER } else { SMALL_BUFFER };
    while at < end {
        let length = buffer.min((end - at) as usize);
        let mut buffer = buffers.take(length);
        intake::read_exact_at(&open, buffer.as_mut(), at).map_err(|error| match error.kind() {
            io::ErrorKind::UnexpectedEof => ErrorKind::FileChanged,
            _ => ErrorKind::FileUnreadable,
        })?;
        hash.add(buffer.as_ref());
        at += length as u64;
        if at == end {
            check()?;
        }
        if sender.blocking_send(Ok(Bytes::from_owner(buffer))).is_err() {
            return Ok(None);
        }
    }
    Ok(Some(hash.finish()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::{PartNumber, Reading};

    #[test]
    fn reading_a_part_takes_new_memory_for_its_first_buffers_and_then_no_more() {
        const MIB: u64 = 1024 * 1024;
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("C001.mov");
        std::fs::write(&path, vec![7; 32 * MIB as usize]).unwrap();
        let file = intake::look(&path, u64::MAX, &Reading::default()).unwrap();
        let buffers = Buffers::default();
        // Of both together: how many are in use at once is up to whoever is quicker.
        let mut bytes = 0;
        for number in [1, 2] {
            let part = Part { number: PartNumber(number), start: 0, length: 32 * MIB };
            let (sender, mut filled) = mpsc::channel::<io::Result<Bytes>>(BUFFERS);
            let sent = std::thread::spawn(move || {
                let mut sent = 0;
                while let Some(bytes) = filled.blocking_recv() {
                    sent += bytes.unwrap().len() as u64;
                }
                sent
            });
            let mut read = None;
            let cost = allocation_counter::measure(|| {
                read = Some(read_part(&file, false, part, &buffers, &sender));
            });
            drop(sender);
            assert_eq!(sent.join().unwrap(), part.length);
            assert!(matches!(read, Some(Ok(Some(_)))), "{read:?}");
            bytes += cost.bytes_total;
            // Beside the buffers: who holds one, places in the channel, and names.
            let most = (BUFFERS + 2) * BUFFER + number as usize * 128 * 1024;
            assert!(bytes <= most as u64, "{bytes} bytes until part {number}: {cost:?}");
            assert!(cost.count_total <= 32 * 8, "part {number}: {cost:?}");
        }
    }
}
