//! The delivery, beside the server's requests.

mod backoff;
mod breaker;
mod deliver;
mod limiter;
mod refusals;
#[cfg(test)]
mod tests;

use std::time::Duration;

use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

pub use self::deliver::{Delivery, Round};
use crate::Backend;
use crate::error::Result;
use crate::gateway::Link;
use crate::settings::WorkerSettings;

/// How long the worker sleeps at most, so that a clock that was set does not hold it up.
const LONGEST_SLEEP: Duration = Duration::from_secs(60);

/// How long the worker sleeps at least between two looks at what it waits for: a rate limit gives way bit by bit.
const SHORTEST_SLEEP: Duration = Duration::from_millis(20);

/// How long the worker waits after the store failed.
const AFTER_FAILURE: Duration = Duration::from_secs(1);

/// How often the last outcomes are tried to be recorded when the worker stops.
const LAST_TRIES: u32 = 5;

/// How often the gateway is asked how it is.
const PROBE_EVERY: Duration = Duration::from_secs(10);

/// A running worker. There is one for each database.
pub struct Worker {
    stop: CancellationToken,
    task: JoinHandle<()>,
}

impl Worker {
    /// Starts the delivery. Work that a dead process left is taken over first.
    pub fn start(backend: Backend, settings: &WorkerSettings) -> Self {
        let stop = CancellationToken::new();
        let delivery = Delivery::new(backend.clone(), settings);
        tokio::spawn(probe(backend.clone(), stop.clone()));
        let task = tokio::spawn(run(backend, delivery, stop.clone()));
        Self { stop, task }
    }

    /// Stops: nothing new is claimed, what was submitted is finished and recorded.
    pub async fn stop(self) {
        self.stop.cancel();
        if let Err(error) = self.task.await {
            tracing::error!(%error, "the worker did not end by itself");
        }
    }
}

async fn run(backend: Backend, mut delivery: Delivery, stop: CancellationToken) {
    let clock = backend.clock();
    while !stop.is_cancelled() {
        match delivery.take_over(clock.now()).await {
            Ok(()) => break,
            Err(error) => wait_after(&error, &stop).await,
        }
    }
    while !stop.is_cancelled() {
        match turn(&backend, &mut delivery).await {
            Ok(None) => {}
            Ok(Some(sleep)) => {
                let now = clock.now();
                tokio::select! {
                    () = stop.cancelled() => {}
                    () = backend.wake().notified() => {}
                    () = delivery.something(now) => {}
                    () = tokio::time::sleep(sleep) => {}
                }
            }
            Err(error) => wait_after(&error, &stop).await,
        }
    }
    for _ in 0..LAST_TRIES {
        match delivery.finish(clock.now()).await {
            Ok(()) => return,
            Err(error) => {
                tracing::error!(%error, "delivery stops and cannot record its last outcomes yet");
                tokio::time::sleep(AFTER_FAILURE).await;
            }
        }
    }
}

/// One turn; if there is nothing to do at once, how long to sleep unless something happens.
async fn turn(backend: &Backend, delivery: &mut Delivery) -> Result<Option<Duration>> {
    let round = delivery.turn(backend.clock().now(), true).await?;
    if delivery.holds_back() {
        return Ok(None);
    }
    let now = backend.clock().now();
    let Some(room) = delivery.next_room(now) else { return Ok(Some(LONGEST_SLEEP)) };
    // Rows that were looked at and do not leave make room for others at once.
    if round.taken > 0 && room <= now {
        return Ok(None);
    }
    let Some(due) = delivery.next_due().await? else { return Ok(Some(LONGEST_SLEEP)) };
    let wait = Duration::from_millis(u64::try_from(due.max(room) - now).unwrap_or(0));
    Ok(Some(wait.clamp(SHORTEST_SLEEP, LONGEST_SLEEP)))
}

/// Asks the gateway how it is, again and again.
async fn probe(backend: Backend, stop: CancellationToken) {
    while let Some(link) = backend.link() {
        look(&backend, &link).await;
        tokio::select! {
            () = stop.cancelled() => return,
            () = tokio::time::sleep(PROBE_EVERY) => {}
        }
    }
}

/// Asks the gateway once, and tells the screens where the answer is another than the last.
async fn look(backend: &Backend, link: &Link) {
    let Some(probe) = link.gateway.probe().await else { return };
    link.monitor.probed(probe, backend.clock().now());
    if link.monitor.has_turned() {
        backend.live().announce_to_all();
    }
}

async fn wait_after(error: &crate::Error, stop: &CancellationToken) {
    tracing::error!(%error, "delivery failed and is tried again");
    tokio::select! {
        () = stop.cancelled() => {}
        () = tokio::time::sleep(AFTER_FAILURE) => {}
    }
}
