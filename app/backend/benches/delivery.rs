//! The figures of the delivery through the sandbox that accepts at once: 100,000 messages through the running worker, every
//! state durable, while somebody reads the history. `cargo bench -p backend --bench delivery`.

#![expect(
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a bench prints its figures and stops at the first error"
)]

use std::time::{Duration, Instant};

use backend::Backend;
use backend::clock::Clock;
use backend::service::{campaigns, history};
use backend::settings::WorkerSettings;
use backend::worker::Worker;
use domain::campaign::Agreed;
use domain::message::Status;

use self::common::{CLIENTS, draft, peak, pharmacy};

mod common;

/// So many sends to all clients.
const SENDS: u32 = 10;

/// How often the history is read while messages leave, as an open page does at the most.
const READ_EVERY: Duration = Duration::from_millis(20);

#[tokio::main]
async fn main() {
    let folder = tempfile::tempdir().unwrap();
    let backend = Backend::open(&folder.path().join("bench.db"), Clock::System).await.unwrap();
    let staff = pharmacy(&backend).await;
    let draft = draft(&backend, &staff).await;
    for send in 1..=SENDS {
        let quote = campaigns::quote(&backend, &staff, &draft).await.unwrap();
        let agreed = Agreed { recipients: quote.recipients, credits: quote.credits };
        campaigns::send(&backend, &staff, &draft, agreed, &format!("bench-send-{send}")).await.unwrap();
    }
    println!("queued: {} messages, {}", SENDS * CLIENTS, peak());

    let begun = Instant::now();
    let worker = Worker::start(backend.clone(), &WorkerSettings::sandbox(0, 0));
    let mut reads = vec![];
    let counts = loop {
        let asked = Instant::now();
        let counts = history::page(&backend, &staff, None).await.unwrap().counts;
        reads.push(asked.elapsed());
        if counts.iter().all(|(status, _)| status.is_final()) {
            break counts;
        }
        tokio::time::sleep(READ_EVERY).await;
    };
    let seconds = begun.elapsed().as_secs_f64();
    worker.stop().await;
    backend.close().await;

    let total: u32 = counts.iter().map(|(_, n)| n).sum();
    let delivered = counts.iter().find(|(status, _)| *status == Status::Delivered).map_or(0, |(_, n)| *n);
    reads.sort_unstable();
    let p95 = reads.get(reads.len() * 95 / 100).copied().unwrap_or_default();
    println!(
        "sandbox: {total} final, {delivered} delivered, {:.0} messages/s; history page p95 {p95:?} of {} reads; {}",
        f64::from(total) / seconds,
        reads.len(),
        peak()
    );
}
