//! A clip that is sent while its camera still writes it: as fast as it grows, so that it is whole
//! in the cloud seconds after its last byte.
//!
//! Part 1, the head, is sent last, because that is where cameras write what they only know at the
//! end. Parts from 2 on follow the camera. Once the recording has ended, everything that was sent is
//! read again and compared with what was sent: a part that the camera wrote anew is sent anew. Only
//! then come the last part, which tells the cloud the size of the whole, and the head, which makes
//! the asset whole. So the cloud has either an asset that is not whole, or the file as it is.
//!
//! A file that does not fit into what was asked for by then goes as a normal upload, with an asset
//! of its own.

mod asking;
mod ending;
mod rhythm;
mod take;
mod verifying;

use crate::engine::Engine;
use crate::flight::Flight;
use crate::transfer::Ended;
use crate::trouble::Cut;
use domain::{AssetId, Upload, UploadEvent};
use std::sync::Arc;
use take::Take;
use tokio_util::sync::CancellationToken;

/// How a recording was left.
enum Left {
    /// The cloud has all of it.
    Whole(AssetId),
    /// It goes on as an upload of the whole file.
    GivenUp,
}

impl Engine {
    pub(crate) async fn grow(
        &self,
        mut upload: Upload,
        flight: Arc<Flight>,
        stop: &CancellationToken,
    ) -> Ended {
        while upload.growing {
            let since = self.0.turns.now(&upload.connection);
            let left = match Take::of(self, &upload, &flight, stop).await {
                Ok(take) => take.follow(&mut upload).await,
                Err(cut) => Err(cut),
            };
            let judged = match left {
                Ok(Left::Whole(asset)) => return Ended::Moves(UploadEvent::Finished { asset }),
                Ok(Left::GivenUp) => continue,
                Err(Cut::Stopped) => return Ended::Moves(UploadEvent::Interrupted),
                Err(Cut::Judged(judged)) => judged,
            };
            if let Some(ended) = self.obey(judged, &mut upload, &flight, since, stop).await {
                return ended;
            }
        }
        self.transfer(upload, flight, stop).await
    }
}
