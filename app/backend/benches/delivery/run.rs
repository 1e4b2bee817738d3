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

/// How often the history is read while messages leave: as many open pages do, and as one does.
pub const MANY_PAGES: Duration = Duration::from_millis(20);
pub const ONE_PAGE: Duration = Duration::from_millis(100);

/// A database with messages that wait.
pub struct Run {
    pub backend: Backend,
    pub staff: Staff,
    pub messages: u32,
    _folder: TempDir,
}

/// What was measured.
pub struct Figures {
    pub counts: Counts,
    /// Until the gateway had been handed everything.
    pub to_acceptance: f64,
    /// Until the last report.
    pub to_the_end: f64,
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

    /// A text as they have it.
    pub async fn text(&self) -> String {
        let query = Query::default();
        let page = history::list(&self.backend, &self.staff, &query, None, None).await.unwrap();
        page.lines.into_iter().next().unwrap().content
    }

    /// Delivers everything, to the last report, while the history is read so often.
    pub async fn deliver(self, settings: &WorkerSettings, read_every: Duration) -> Figures {
        let begun = Instant::now();
        let worker = Worker::start(self.backend.clone(), settings);
        let (mut reads, mut to_acceptance) = (vec![], None);
        let counts = loop {
            let asked = Instant::now();
            let page = history::list(&self.backend, &self.staff, &Query::default(), None, None).await.unwrap();
            let Totals::Exact(counts) = page.totals else { unreachable!("counters know all") };
            reads.push(asked.elapsed());
            if counts.iter().all(|(status, _)| *status == Status::Sent || status.is_final()) {
                to_acceptance.get_or_insert_with(|| begun.elapsed().as_secs_f64());
            }
            if counts.iter().all(|(status, _)| status.is_final()) {
                break counts;
            }
            tokio::time::sleep(read_every).await;
        };
        let to_the_end = begun.elapsed().as_secs_f64();
        worker.stop().await;
        self.backend.close().await;
        reads.sort_unstable();
        Figures { counts, to_acceptance: to_acceptance.unwrap_or(to_the_end), to_the_end, reads }
    }
}

/// What stands behind a figure that is not what it is to be; nothing behind one that is.
pub const fn verdict(is_met: bool) -> &'static str {
    if is_met { "" } else { "  <- MISSED" }
}

impl Figures {
    /// Messages a second, to the last report.
    pub fn speed(&self) -> f64 {
        f64::from(self.messages()) / self.to_the_end
    }

    /// What 95 of 100 pages of the history took at most.
    pub fn page_p95(&self) -> Duration {
        self.reads.get(self.reads.len() * 95 / 100).copied().unwrap_or_default()
    }

    pub fn messages(&self) -> u32 {
        self.counts.iter().map(|(_, n)| n).sum()
    }
}

impl fmt::Display for Figures {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let total = self.messages();
        let delivered = self.counts.iter().find(|(status, _)| *status == Status::Delivered).map_or(0, |(_, n)| *n);
        let (speed, p95, reads) = (self.speed(), self.page_p95(), self.reads.len());
        write!(
            f,
            "{speed:.0} messages/s, {total} final, {delivered} delivered; history page p95 {p95:?} of {reads} reads"
        )
    }
}
