//! One round of the delivery after the other. A round is driven by hand in tests: it takes the time, and never sleeps.

use std::collections::{HashMap, VecDeque};

use domain::id::{CampaignId, MessageId};
use futures::stream::{self, StreamExt};
use rand::RngExt;
use tokio::sync::mpsc::{self, UnboundedReceiver};

use super::backoff;
use crate::Backend;
use crate::error::Result;
use crate::gateway::{AnyGateway, Report, Sandbox, Submitted};
use crate::service::campaigns;
use crate::service::delivery::{self, Handover, Outcome};
use crate::settings::WorkerSettings;

/// A campaign holds itself back when more than 20 % of its last 50 submissions failed for good: a list of wrong numbers
/// is noticed before all of it is paid for.
const WINDOW: usize = 50;
const MOST_FAILED: usize = WINDOW / 5;

/// The most campaigns whose last submissions are remembered.
const MOST_CAMPAIGNS: usize = 1_000;

/// Reports applied in one transaction.
const REPORTS: usize = 512;

/// The delivery: a gateway, and what is between it and the store. One for each database.
pub struct Delivery {
    backend: Backend,
    batch: u32,
    pub(super) gateway: AnyGateway,
    reports: UnboundedReceiver<Report>,
    /// Stands in the leases, so that the next process knows its own from those of a dead one.
    instance: i64,
    /// What was handed over and could not be recorded, because the store failed: recorded first the next time.
    unrecorded: Vec<(MessageId, Outcome)>,
    /// Reports taken from the channel and not applied yet.
    arrived: Vec<Report>,
    /// The last submissions of each campaign: whether they failed for good.
    last: HashMap<CampaignId, VecDeque<bool>>,
}

/// What a round did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Round {
    /// Messages that were due and were taken.
    pub taken: usize,
    /// Reports applied.
    pub reports: usize,
}

impl Round {
    /// Whether there was nothing to do.
    pub fn is_idle(self) -> bool {
        self == Self::default()
    }
}

impl Delivery {
    /// A delivery through the sandbox. Nothing is taken over yet.
    pub fn new(backend: Backend, settings: WorkerSettings) -> Self {
        let (sender, reports) = mpsc::unbounded_channel();
        Self::through(backend, settings, AnyGateway::Sandbox(Sandbox::new(settings.sandbox_delay, sender)), reports)
    }

    pub(super) fn through(
        backend: Backend,
        settings: WorkerSettings,
        gateway: AnyGateway,
        reports: UnboundedReceiver<Report>,
    ) -> Self {
        let instance = rand::rng().random_range(1..=i64::MAX);
        let batch = settings.batch.max(1);
        Self { backend, batch, gateway, reports, instance, unrecorded: vec![], arrived: vec![], last: HashMap::new() }
    }

    /// Takes over what a process that is gone left: its claims, and the messages of which reports are awaited. To be
    /// called once, before the first round.
    ///
    /// # Errors
    ///
    /// [`Error::Store`](crate::Error::Store): may be called again.
    pub async fn take_over(&mut self, now: i64) -> Result<()> {
        while delivery::take_over(&self.backend, self.instance, now).await? > 0 {}
        let mut after = MessageId(0);
        loop {
            let open = delivery::awaited(&self.backend, after).await?;
            let Some(last) = open.last() else { return Ok(()) };
            after = last.message;
            self.gateway.resume(open);
        }
    }

    /// One round: what is due at `now` is claimed, handed over and recorded; reports that have come are applied.
    ///
    /// # Errors
    ///
    /// [`Error::Store`](crate::Error::Store): what was handed over is kept and recorded by the next round, before
    /// anything else is claimed.
    pub async fn run_once(&mut self, now: i64) -> Result<Round> {
        self.record(now).await?;
        let mut reports = self.apply(now).await?;
        let claim = delivery::claim(&self.backend, self.instance, now, self.batch).await?;
        if !claim.handovers.is_empty() {
            self.hand_over(claim.handovers, now).await;
            self.record(now).await?;
            reports += self.apply(now).await?;
        }
        Ok(Round { taken: claim.looked_at, reports })
    }

    /// When the next message is due; `None` if none waits.
    ///
    /// # Errors
    ///
    /// [`Error::Store`](crate::Error::Store).
    pub async fn next_due(&self) -> Result<Option<i64>> {
        delivery::next_due(&self.backend).await
    }

    /// Waits for a report; it is applied by the next round.
    pub(super) async fn report(&mut self) {
        let room = REPORTS.saturating_sub(self.arrived.len()).max(1);
        if self.reports.recv_many(&mut self.arrived, room).await == 0 {
            std::future::pending().await
        }
    }

    /// Records what was handed over, and applies what has come: the last thing before the end.
    pub(super) async fn finish(&mut self, now: i64) -> Result<()> {
        self.record(now).await?;
        self.apply(now).await.map(|_applied| ())
    }

    /// Hands a batch over, all of it at once and outside any transaction: no more is in flight than was marked.
    async fn hand_over(&mut self, handovers: Vec<Handover>, now: i64) {
        let gateway = &self.gateway;
        let in_flight = handovers.len();
        let outcomes = stream::iter(handovers)
            .map(|Handover { message, attempt }| async move {
                (message.message, outcome(gateway.submit(&message).await, attempt, now))
            })
            .buffer_unordered(in_flight);
        self.unrecorded.extend(outcomes.collect::<Vec<_>>().await);
    }

    async fn record(&mut self, now: i64) -> Result<()> {
        if !self.unrecorded.is_empty() {
            let decided = delivery::record(&self.backend, now, &self.unrecorded).await?;
            self.unrecorded.clear();
            for campaign in self.failing(decided) {
                campaigns::pause_by_itself(&self.backend, campaign).await?;
            }
        }
        Ok(())
    }

    /// The campaigns of which too much was refused lately.
    fn failing(&mut self, decided: Vec<(CampaignId, bool)>) -> Vec<CampaignId> {
        let mut failing = vec![];
        for (campaign, failed) in decided {
            let last = self.last.entry(campaign).or_default();
            last.push_back(failed);
            if last.len() > WINDOW {
                last.pop_front();
            }
            if last.len() == WINDOW && last.iter().filter(|failed| **failed).count() > MOST_FAILED {
                last.clear();
                failing.push(campaign);
            }
        }
        // Campaigns that are over are not told apart: what is lost here is counted anew.
        if self.last.len() > MOST_CAMPAIGNS {
            self.last.clear();
        }
        failing
    }

    async fn apply(&mut self, now: i64) -> Result<usize> {
        let mut applied = 0;
        loop {
            while self.arrived.len() < REPORTS
                && let Ok(report) = self.reports.try_recv()
            {
                self.arrived.push(report);
            }
            if self.arrived.is_empty() {
                return Ok(applied);
            }
            delivery::apply(&self.backend, now, &self.arrived).await?;
            applied += self.arrived.len();
            self.arrived.clear();
        }
    }
}

/// What an answer means for a message.
fn outcome(answer: Submitted, attempt: u32, now: i64) -> Outcome {
    match answer {
        Submitted::Accepted { reference } => Outcome::Accepted { reference },
        Submitted::Refused(reason) => Outcome::Refused(reason),
        Submitted::Unknown => Outcome::Unknown,
        Submitted::Later => match backoff::delay(attempt, rand::rng().random_range(0..=100)) {
            Some(delay) => Outcome::Later { due_at: now + delay },
            None => Outcome::GivenUp,
        },
    }
}
