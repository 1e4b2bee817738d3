//! The delivery, beside the server's requests.

mod backoff;
mod deliver;
#[cfg(test)]
mod tests;

use std::time::Duration;

use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

pub use self::deliver::{Delivery, Round};
use crate::Backend;
use crate::error::Result;
use crate::settings::WorkerSettings;

/// How long the worker sleeps at most, so that a clock that was set does not hold it up.
const LONGEST_SLEEP: Duration = Duration::from_secs(60);

/// How long the worker waits after the store failed.
const AFTER_FAILURE: Duration = Duration::from_secs(1);

/// How often the last outcomes are tried to be recorded when the worker stops.
const LAST_TRIES: u32 = 5;

/// A running worker. There is one for each database.
pub struct Worker {
    stop: CancellationToken,
    task: JoinHandle<()>,
}

impl Worker {
    /// Starts the delivery. Work that a dead process left is taken over first.
    pub fn start(backend: Backend, settings: WorkerSettings) -> Self {
        let stop = CancellationToken::new();
        let delivery = Delivery::new(backend.clone(), settings);
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
        match round(&backend, &mut delivery).await {
            Ok(None) => {}
            Ok(Some(sleep)) => tokio::select! {
                () = stop.cancelled() => {}
                () = backend.wake().notified() => {}
                () = delivery.report() => {}
                () = tokio::time::sleep(sleep) => {}
            },
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

/// One round; if it found nothing, how long to sleep unless something happens.
async fn round(backend: &Backend, delivery: &mut Delivery) -> Result<Option<Duration>> {
    if !delivery.run_once(backend.clock().now()).await?.is_idle() {
        return Ok(None);
    }
    let due = delivery.next_due().await?;
    let wait = due.map(|due| Duration::from_millis(u64::try_from(due - backend.clock().now()).unwrap_or(0)));
    Ok(Some(wait.unwrap_or(LONGEST_SLEEP).min(LONGEST_SLEEP)))
}

async fn wait_after(error: &crate::Error, stop: &CancellationToken) {
    tracing::error!(%error, "delivery failed and is tried again");
    tokio::select! {
        () = stop.cancelled() => {}
        () = tokio::time::sleep(AFTER_FAILURE) => {}
    }
}
