//! The figures of one large send: the time in which it is stored, the speed of its delivery through the sandbox without
//! delay, each state durable, and the memory that this takes. `cargo bench -p backend --bench send`.

#![expect(
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a bench prints its figures and stops at the first error"
)]

use std::time::Instant;

use backend::Backend;
use backend::clock::Clock;
use backend::service::campaigns;
use backend::settings::WorkerSettings;
use backend::worker::Delivery;
use domain::campaign::Agreed;
use domain::message::Status;

use self::common::{draft, peak, pharmacy};

mod common;

/// So many sends, one after the other: the first is into an empty database.
const SENDS: u32 = 3;

#[tokio::main]
async fn main() {
    let folder = tempfile::tempdir().unwrap();
    let backend = Backend::open(&folder.path().join("bench.db"), Clock::System).await.unwrap();
    let staff = pharmacy(&backend).await;
    println!("database opened: {}", peak());
    for send in 1..=SENDS {
        let draft = draft(&backend, &staff).await;
        let begun = Instant::now();
        let quote = campaigns::quote(&backend, &staff, &draft).await.unwrap();
        println!(
            "send {send}: quote of {} messages, {} credits in {:?}",
            quote.recipients,
            quote.credits,
            begun.elapsed()
        );

        let agreed = Agreed { recipients: quote.recipients, credits: quote.credits };
        let begun = Instant::now();
        let key = format!("bench-send-{send}");
        let campaign = campaigns::send(&backend, &staff, &draft, agreed, &key).await.unwrap();
        println!("send {send}: stored in {:?}, {}", begun.elapsed(), peak());

        let begun = Instant::now();
        let mut delivery = Delivery::new(backend.clone(), &WorkerSettings::sandbox(0, 0));
        while !delivery.run_once(Clock::System.now()).await.unwrap().is_idle() {}
        let seconds = begun.elapsed().as_secs_f64();
        let page = campaigns::page(&backend, &staff, &campaign, None).await.unwrap();
        assert!(page.counts.iter().all(|(status, _)| status.is_final()), "{:?}", page.counts);
        let delivered = page.counts.iter().find(|(status, _)| *status == Status::Delivered).map_or(0, |(_, n)| *n);
        println!(
            "send {send}: {} final, {delivered} delivered, {:.0} messages/s, {}",
            page.total,
            f64::from(page.total) / seconds,
            peak()
        );
    }
    backend.close().await;
}
