//! The figures of the delivery, every state durable, while somebody reads the history: through the sandbox that accepts at
//! once, over SMPP to an SMSC in this process, and through a real Kannel beside `wrk`. `cargo xtask bench delivery`; with
//! `cargo bench -p backend --bench delivery -- smpp` one of them only. With a number, as in `-- kannel 64`, so many messages are
//! handed over to Kannel at one time instead of the usual, and wrk has as many connections.

#![expect(
    clippy::print_stdout,
    clippy::unwrap_used,
    reason = "a bench prints its figures and stops at the first error"
)]

use std::time::Duration;

use backend::settings::WorkerSettings;

use self::common::peak;
use self::run::{MANY_PAGES, Run, verdict};

#[path = "../common/mod.rs"]
mod common;
mod cpu;
mod kannel;
mod run;
mod smpp;
mod wrk;

#[tokio::main]
async fn main() {
    let asked: Vec<String> = std::env::args().skip(1).filter(|word| !word.starts_with('-')).collect();
    let in_flight: Option<u32> = asked.iter().find_map(|word| word.parse().ok());
    let is_wanted = |name: &str| asked.is_empty() || asked.iter().any(|word| word == name);
    if is_wanted("sandbox") {
        sandbox().await;
    }
    if is_wanted("smpp") {
        smpp::measure().await;
    }
    if is_wanted("kannel") {
        kannel::measure(in_flight).await;
    }
}

/// The goals: messages a second, the history's page meanwhile (p95), and the most memory.
const SANDBOX: f64 = 6_000.0;
const PAGE: Duration = Duration::from_millis(50);
const MEMORY_KIB: u64 = 120_000;

/// The most memory that was taken, in kibibytes.
fn peak_kib() -> u64 {
    peak().split_whitespace().find_map(|word| word.parse().ok()).unwrap_or(u64::MAX)
}

/// 100,000 messages.
async fn sandbox() {
    let run = Run::queued(10).await;
    println!("queued: {} messages, {}", run.messages, peak());
    let figures = run.deliver(&WorkerSettings::sandbox(0, 0), MANY_PAGES).await;
    let is_met = figures.speed() >= SANDBOX && figures.page_p95() < PAGE && peak_kib() < MEMORY_KIB;
    println!("sandbox: {figures}; {}   (goal {SANDBOX}/s, {PAGE:?}, {MEMORY_KIB} kB){}", peak(), verdict(is_met));
}
