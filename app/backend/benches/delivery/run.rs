//! Messages that are queued, and their delivery by the running worker.

use std::fmt;
use std::time::{Duration, Instant};

use backend::Backend;
use backend::caller::Staff;
use backend::clock::Clock;
use backend::service::{campaigns, history};
use backend::settings::WorkerSettings;
use backend::worker::Worker;
use domain::campaign::Agreed;
use domain::history::{Query, Totals};
use domain::message::{Counts, Status};
use tempfile::TempDir;

use crate::common::{CLIENTS, draft, pharmacy};

/// How often the history is read while messages leave, as an open page does at the most.
const READ_EVERY: Duration = Duration::from_millis(20);

/// A database with messages that wait.
pub struct Run {
    pub backend: Backend,
    pub messages: u32,
    staff: Staff,
    _folder: TempDir,
}

/// What was measured.
pub struct Figures {
    pub counts: Counts,
    seconds: f64,
    reads: Vec<Duration>,
}

impl Run {
    /// So many sends to all clients.
    pub async fn queued(sends: u32) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let backend = Backend::open(&folder.path().join("bench.db"), Clock::System).await.unwrap();
        let staff = pharmacy(&backend).await;
        let draft = draft(&backend, &staff).await;
        for send in 1..=sends {
            let quote = campaigns::quote(&backend, &staff, &draft).await.unwrap();
            let agreed = Agreed { recipients: quote.recipients, credits: quote.credits };
            campaigns::send(&backend, &staff, &draft, agreed, &format!("bench-send-{send}")).await.unwrap();
        }
        Self { backend, messages: sends * CLIENTS, staff, _folder: folder }
    }

    /// Delivers everything, to the last report.
    pub async fn deliver(self, settings: &WorkerSettings) -> Figures {
        let begun = Instant::now();
        let worker = Worker::start(self.backend.clone(), settings);
        let mut reads = vec![];
        let counts = loop {
            let asked = Instant::now();
            let page = history::list(&self.backend, &self.staff, &Query::default(), None, None).await.unwrap();
            let Totals::Exact(counts) = page.totals else { unreachable!("counters know all") };
            reads.push(asked.elapsed());
            if counts.iter().all(|(status, _)| status.is_final()) {
                break counts;
            }
            tokio::time::sleep(READ_EVERY).await;
        };
        let seconds = begun.elapsed().as_secs_f64();
        worker.stop().await;
        self.backend.close().await;
        reads.sort_unstable();
        Figures { counts, seconds, reads }
    }
}

impl fmt::Display for Figures {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let total: u32 = self.counts.iter().map(|(_, n)| n).sum();
        let delivered = self.counts.iter().find(|(status, _)| *status == Status::Delivered).map_or(0, |(_, n)| *n);
        let p95 = self.reads.get(self.reads.len() * 95 / 100).copied().unwrap_or_default();
        let (speed, reads) = (f64::from(total) / self.seconds, self.reads.len());
        write!(
            f,
            "{speed:.0} messages/s, {total} final, {delivered} delivered; history page p95 {p95:?} of {reads} reads"
        )
    }
}
