//! The system ends the session: a logout, a shutdown, somebody's `kill`. Nobody is asked anything;
//! parts are cut, what was accepted is on the disk, and uploads go on at the next start.

use crate::shell::Shell;
use std::sync::Arc;

/// Runs as long as the program.
#[cfg(unix)]
pub async fn heed(shell: Arc<Shell>) {
    use tokio::signal::unix::{SignalKind, signal};
    let kinds = [SignalKind::terminate(), SignalKind::hangup(), SignalKind::interrupt()];
    let [Ok(mut terminated), Ok(mut hung_up), Ok(mut interrupted)] = kinds.map(signal) else {
        return tracing::warn!("a logout will end Labrun as a crash would");
    };
    tokio::select! {
        _ = terminated.recv() => {}
        _ = hung_up.recv() => {}
        _ = interrupted.recv() => {}
    }
    tracing::info!("the system ends Labrun");
    // There is no time to replace a program: half of one could be left.
    shell.updates.put_off();
    shell.app.exit(0);
}

/// Windows tells only whoever has a window in sight, and ends the rest: as a crash, which loses
/// nothing either.
#[cfg(not(unix))]
pub async fn heed(_: Arc<Shell>) {}
