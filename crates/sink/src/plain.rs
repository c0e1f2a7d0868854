//! HTTP with nothing around it.

use std::io::{self, Read, Write};
use std::sync::Arc;

use crate::exchange::Exchange;
use crate::tally::Tally;
use crate::wire::Wire;

/// Thrown away at once at most.
const GULP: usize = 1024 * 1024;

pub fn talk(mut wire: Wire, tally: Arc<Tally>) -> io::Result<()> {
    let mut exchange = Exchange::new(tally);
    let mut buffer = vec![0; GULP];
    let mut answers = Vec::new();
    loop {
        let left = exchange.body_left();
        let read = match left {
            0 => {
                let read = wire.read(&mut buffer[..16 * 1024])?;
                exchange.take(&buffer[..read], &mut answers)?;
                read
            }
            left => {
                let most = GULP.min(usize::try_from(left).unwrap_or(GULP));
                let gone = wire.throw_away(&mut buffer[..most])?;
                exchange.skip(gone as u64, &mut answers);
                gone
            }
        };
        if !answers.is_empty() {
            wire.write_all(&answers)?;
            answers.clear();
        }
        if read == 0 || exchange.is_over() {
            return Ok(());
        }
    }
}
