//! Everything works again. What can arrive must arrive now, and then it is looked at from both
//! sides.

use std::io;
use std::time::Duration;

use domain::Upload;
use store::Store;
use tokio::time::Instant;

use crate::evidence::{Evidence, Row};
use crate::stage::Stage;
use crate::verdict::{Verdict, judge};
use crate::words::{Order, Said};

/// Nothing may move any more for so many looks, each half a second.
const QUIET: u32 = 8;
const LOOK: Duration = Duration::from_millis(500);

impl Stage {
    /// Lets the rest of the plan happen, then lets the queue run empty.
    pub async fn play(&mut self, span: Duration) -> io::Result<Result<(), String>> {
        let rest = span * 2 + Duration::from_secs(120);
        let played = self.go_on_until(rest, |stage| stage.is_played()).await?;
        if !played {
            return Ok(Err("the plan does not come to its end".to_owned()));
        }
        self.log("everything works again");
        self.simulator.restore_line().await?;
        self.calm();
        self.start_worker()?;
        self.run_empty().await
    }

    async fn run_empty(&mut self) -> io::Result<Result<(), String>> {
        let bytes: u64 = self.films.iter().map(|film| film.clip.size).sum();
        let patience = Duration::from_secs(90 + self.films.len() as u64 / 15 + bytes / 4_000_000);
        let end = Instant::now() + patience;
        let (mut quiet, mut looks, mut tried_again) = (0, 0_u32, false);
        loop {
            if looks % 10 == 0 {
                // Said again, in case that it could not be written down.
                self.tell(&Order::ResumeAll);
                self.tell(&Order::Resume { words: String::new() });
            }
            looks += 1;
            self.counted = None;
            self.tell(&Order::Count);
            self.go_on_until(Duration::from_secs(5), |stage| stage.counted.is_some()).await?;
            self.go_on_until(LOOK, |_| false).await?;
            let at_rest = match &self.counted {
                Some(Said::Counted { active: 0, waiting: 0, attention, done, .. }) => {
                    if quiet == 0 {
                        self.log(format!("{done} done, {attention} not"));
                    }
                    self.unanswered.is_empty() && self.signed_in
                }
                _ => false,
            };
            quiet = if at_rest { quiet + 1 } else { 0 };
            if quiet >= QUIET {
                if tried_again {
                    return Ok(Ok(()));
                }
                // As a person would, once, with everything that failed on such a day.
                self.tell(&Order::RetryFailed);
                (tried_again, quiet) = (true, 0);
            }
            if Instant::now() > end {
                let unanswered = self.unanswered.len();
                return Ok(Err(format!(
                    "the queue does not run empty in {patience:?}: {:?}, {unanswered} files are \
                     not written down, signed in: {}",
                    self.counted, self.signed_in
                )));
            }
        }
    }

    /// Ends the worker and judges.
    pub async fn judge(mut self) -> io::Result<Verdict> {
        let mut failures = std::mem::take(&mut self.failures);
        if let Some(worker) = self.worker.take()
            && !worker.quit().await
        {
            failures.push("it does not quit when it is told to".to_owned());
        }
        let database = self.station.profile.join("labrun.db");
        let store = Store::open(&database).await.map_err(io::Error::other)?;
        let rows = rows(&store).await.map_err(io::Error::other)?;
        store.close().await;
        let evidence = Evidence {
            films: self.films,
            rows,
            assets: self.simulator.assets().await,
            puts: self.simulator.part_puts(),
            creations: self.simulator.creations(),
            disturbances: self.disturbances,
            violations: self.simulator.violations(),
        };
        let mut verdict = judge(&evidence);
        let log = std::fs::read_to_string(&self.station.log).unwrap_or_default();
        failures.extend(log.lines().filter(|line| line.contains("panicked")).map(str::to_owned));
        verdict.failures.extend(failures);
        self.simulator.stop().await?;
        Ok(verdict)
    }
}

async fn rows(store: &Store) -> Result<Vec<Row>, store::StoreError> {
    let mut rows = Vec::new();
    for upload in store.uploads().await? {
        rows.push(row(store, upload).await?);
    }
    Ok(rows)
}

async fn row(store: &Store, upload: Upload) -> Result<Row, store::StoreError> {
    let parts = store.parts(upload.id).await?;
    let sent = parts.iter().filter(|part| part.sent_at.is_some());
    Ok(Row {
        sent: sent.map(|part| part.part.number.0).collect(),
        history: store.history(upload.id).await?.into_iter().map(|(_, what)| what).collect(),
        upload,
    })
}
