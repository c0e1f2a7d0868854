//! The bytes of one part on their way out: exactly as many as announced, and watched.
//!
//! The last piece is kept back until the body has ended well. So whoever reads the file may look
//! at it once more after the last read, and a body that fails then, that is too short or too long
//! never reaches the cloud whole.

use bytes::Bytes;
use domain::{CloudError, ErrorKind, PartBody};
use futures_core::Stream;
use std::future::poll_fn;
use std::io;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, ready};
use tokio::time::Instant;

/// Bytes are handed on in pieces of this size, so that even a crawling line is seen to move.
const PIECE: usize = 64 * 1024;

/// How far a body has come, shared with whoever waits for the answer.
pub struct Progress(Mutex<Seen>);

pub struct Seen {
    /// When a piece was last handed on.
    pub moved: Instant,
    /// The line would take more, and the body has nothing yet.
    pub waiting_for_bytes: bool,
    pub all_handed_on: bool,
    /// Why the body ended before its end.
    pub failure: Option<(ErrorKind, String)>,
    /// Nothing more is handed on.
    pub stopped: bool,
}

impl Progress {
    pub fn look(&self) -> MutexGuard<'_, Seen> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

pub struct Counted {
    bytes: Pin<Box<dyn Stream<Item = io::Result<Bytes>> + Send>>,
    /// Not handed on yet, whether in hand or not.
    left: u64,
    in_hand: Bytes,
    /// The body has ended, and well.
    ended: bool,
    /// Whoever sends has been told that there is no more.
    over: bool,
    progress: Arc<Progress>,
}

/// Why is in [`Seen::failure`].
struct Failed;

impl Counted {
    pub fn of(body: PartBody) -> (Self, Arc<Progress>) {
        let progress = Arc::new(Progress(Mutex::new(Seen {
            moved: Instant::now(),
            waiting_for_bytes: false,
            all_handed_on: false,
            failure: None,
            stopped: false,
        })));
        let counted = Counted {
            bytes: body.bytes,
            left: body.length,
            in_hand: Bytes::new(),
            ended: false,
            over: false,
            progress: progress.clone(),
        };
        (counted, progress)
    }

    /// Waits for the first bytes, so that no connection is made for a file that cannot be read.
    /// For an empty part it waits for the end: HTTP never asks for the rest of nothing, so how
    /// the body ended would go unnoticed.
    pub async fn looked_into(mut self) -> Self {
        poll_fn(|cx| self.poll_in_hand(cx)).await.ok();
        self
    }

    /// Ready when a piece may be handed on, or when there is none left.
    fn poll_in_hand(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), Failed>> {
        loop {
            let may_go = (self.in_hand.len() as u64) < self.left || self.in_hand.len() > PIECE;
            if self.ended || (may_go && !self.in_hand.is_empty()) {
                return Poll::Ready(Ok(()));
            }
            let Poll::Ready(next) = self.bytes.as_mut().poll_next(cx) else {
                self.progress.look().waiting_for_bytes = true;
                return Poll::Pending;
            };
            self.progress.look().waiting_for_bytes = false;
            let due = self.left - self.in_hand.len() as u64;
            match next {
                Some(Ok(bytes)) if bytes.len() as u64 > due => {
                    return self
                        .fail(ErrorKind::FileChanged, "the file gave more bytes than announced");
                }
                Some(Ok(bytes)) if bytes.is_empty() => {}
                Some(Ok(bytes)) => self.in_hand = bytes,
                Some(Err(error)) => {
                    let (kind, why) = why_unread(error);
                    return self.fail(kind, why);
                }
                None if due > 0 => {
                    return self
                        .fail(ErrorKind::FileChanged, "the file gave fewer bytes than announced");
                }
                None => {
                    self.ended = true;
                    self.progress.look().all_handed_on = self.left == 0;
                }
            }
        }
    }

    fn fail(&self, kind: ErrorKind, why: impl Into<String>) -> Poll<Result<(), Failed>> {
        self.progress.look().failure = Some((kind, why.into()));
        Poll::Ready(Err(Failed))
    }
}

impl Stream for Counted {
    type Item = io::Result<Bytes>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if self.over {
            return Poll::Ready(None);
        }
        let given_up = {
            let seen = self.progress.look();
            seen.stopped || seen.failure.is_some()
        };
        if given_up || ready!(self.poll_in_hand(cx)).is_err() {
            self.over = true;
            return Poll::Ready(Some(Err(io::Error::other("the part is not sent on"))));
        }
        if self.in_hand.is_empty() {
            self.over = true;
            return Poll::Ready(None);
        }
        let length = self.in_hand.len().min(PIECE);
        let piece = self.in_hand.split_to(length);
        self.left -= length as u64;
        let mut seen = self.progress.look();
        seen.moved = Instant::now();
        seen.all_handed_on = self.left == 0;
        drop(seen);
        Poll::Ready(Some(Ok(piece)))
    }
}

/// A body may say more than "failed" by failing with a [`CloudError`], whose kind is then ours.
fn why_unread(error: io::Error) -> (ErrorKind, String) {
    if let Some(said) = error.get_ref().and_then(|carried| carried.downcast_ref::<CloudError>()) {
        return (said.kind, said.said.clone());
    }
    let kind = match error.kind() {
        io::ErrorKind::NotFound => ErrorKind::FileMissing,
        _ => ErrorKind::FileUnreadable,
    };
    (kind, format!("the file could not be read: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures_util::{StreamExt, stream};

    type Script = Vec<io::Result<&'static [u8]>>;

    /// What was handed on, and what became of it.
    async fn sent(length: u64, script: Script) -> (Vec<u8>, Result<(), ErrorKind>) {
        let bytes = stream::iter(script).map(|next| next.map(Bytes::from_static));
        let (counted, progress) = Counted::of(PartBody { length, bytes: Box::pin(bytes) });
        let pieces: Vec<_> = counted.looked_into().await.collect().await;
        let handed_on = pieces.into_iter().flatten().flatten().collect();
        let seen = progress.look();
        let outcome = match &seen.failure {
            Some((kind, _)) => Err(*kind),
            None => {
                assert!(seen.all_handed_on);
                Ok(())
            }
        };
        (handed_on, outcome)
    }

    #[tokio::test]
    async fn a_body_of_the_announced_length_arrives_as_it_is() {
        assert_eq!(sent(5, vec![Ok(b"he"), Ok(b""), Ok(b"llo")]).await, (b"hello".into(), Ok(())));
        assert_eq!(sent(0, vec![]).await, (vec![], Ok(())));
    }

    #[tokio::test]
    async fn a_body_that_is_too_short_or_too_long_never_arrives_whole() {
        let short = sent(5, vec![Ok(b"hell")]).await;
        assert_eq!(short, (b"hell".into(), Err(ErrorKind::FileChanged)));
        let long = sent(5, vec![Ok(b"he"), Ok(b"llo"), Ok(b"!")]).await;
        assert_eq!(long, (b"he".into(), Err(ErrorKind::FileChanged)));
        let longer = sent(5, vec![Ok(b"hello!")]).await;
        assert_eq!(longer, (vec![], Err(ErrorKind::FileChanged)));
        assert_eq!(sent(0, vec![Ok(b"!")]).await, (vec![], Err(ErrorKind::FileChanged)));
    }

    #[tokio::test]
    async fn a_last_look_that_fails_keeps_the_last_piece_back() {
        let changed = || io::Error::other(CloudError::new(ErrorKind::FileChanged, "it grew"));
        let (arrived, outcome) = sent(5, vec![Ok(b"he"), Ok(b"llo"), Err(changed())]).await;
        assert_eq!((arrived, outcome), (b"he".into(), Err(ErrorKind::FileChanged)));
        assert_eq!(sent(0, vec![Err(changed())]).await, (vec![], Err(ErrorKind::FileChanged)));
    }

    #[tokio::test]
    async fn a_failing_disk_is_told_from_a_missing_file() {
        let fail = |kind: io::ErrorKind| vec![Ok(&b"he"[..]), Err(kind.into())];
        let missing = sent(5, fail(io::ErrorKind::NotFound)).await.1;
        assert_eq!(missing, Err(ErrorKind::FileMissing));
        let unread = sent(5, fail(io::ErrorKind::PermissionDenied)).await.1;
        assert_eq!(unread, Err(ErrorKind::FileUnreadable));
    }

    #[tokio::test]
    async fn a_large_read_is_handed_on_in_pieces() {
        let bytes = Bytes::from(vec![7; 3 * PIECE + 1]);
        let length = bytes.len() as u64;
        let body = PartBody { length, bytes: Box::pin(stream::iter([Ok(bytes)])) };
        let (counted, _) = Counted::of(body);
        let lengths: Vec<_> = counted.map(|piece| piece.unwrap().len()).collect().await;
        assert_eq!(lengths, [PIECE, PIECE, PIECE, 1]);
    }
}
