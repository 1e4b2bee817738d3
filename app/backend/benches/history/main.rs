//! The figures of the history at a million messages, of 20 pharmacies of which one has 700,000: the time on the server for one
//! page, warm, and the memory of an export. `cargo xtask bench history`; with `COMPTOIR_BENCH_SLOWEST=1` the slowest queries
//! are printed, with `COMPTOIR_BENCH_MESSAGES` there are fewer messages. The database is kept in `target/`.

#![expect(
    clippy::print_stdout,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a bench prints its figures and stops at the first error"
)]

mod data;
mod memory;
mod queries;

use std::time::{Duration, Instant};

use backend::Backend;
use backend::caller::Staff;
use backend::service::{campaigns, history};
use domain::history::{Filter, Query};

use self::queries::{Ask, Chance};

/// Queries of each kind.
const QUERIES: usize = 240;
/// Rows of the export.
const EXPORTED: u32 = 100_000;

#[tokio::main]
async fn main() {
    let (backend, staff) = data::open().await;
    let known = queries::Known::read(&backend, &staff).await;
    let mut chance = Chance::new(7);
    for (name, goal, kind) in queries::KINDS {
        let asks: Vec<Ask> = (0..QUERIES).map(|_| queries::ask(kind, &known, &mut chance)).collect();
        // Once without the watch: the caches of SQLite are warm, too.
        for ask in asks.iter().step_by(4) {
            history::list(&backend, &staff, &ask.query, ask.cursor, None).await.unwrap();
        }
        let mut times = vec![];
        for ask in &asks {
            let begun = Instant::now();
            let page = history::list(&backend, &staff, &ask.query, ask.cursor, None).await.unwrap();
            times.push((begun.elapsed(), format!("{} lines, {:?}, {ask:?}", page.lines.len(), page.totals)));
        }
        report(name, goal, times);
    }
    one_message(&backend, &staff, &known, &mut chance).await;
    export(&backend, &staff, &known).await;
    backend.close().await;
}

async fn one_message(backend: &Backend, staff: &Staff, known: &queries::Known, chance: &mut Chance) {
    let mut times = vec![];
    for _ in 0..QUERIES {
        let number = i64::from(chance.below(known.newest)) + 1;
        let begun = Instant::now();
        campaigns::look(backend, staff, number).await.unwrap();
        times.push((begun.elapsed(), number.to_string()));
    }
    report("message by number", 10, times);
}

/// All messages from the first day on which not more than enough are left.
async fn export(backend: &Backend, staff: &Staff, known: &queries::Known) {
    let query =
        Query { filter: Filter { from: Some(known.day_of_last(EXPORTED)), ..Filter::default() }, ..Query::default() };
    memory::forget_peak();
    let before = memory::resident();
    let begun = Instant::now();
    let mut export = history::export(backend, staff, &query).await.unwrap();
    let first = begun.elapsed();
    let (mut rows, mut octets) = (0, 0);
    while let Some(lines) = Some(export.next().await.unwrap()).filter(|lines| !lines.is_empty()) {
        rows += lines.len();
        octets += lines.iter().map(|line| line.content.len()).sum::<usize>();
    }
    println!(
        "export: {rows} rows, {octets} octets of text, begun in {first:?}, whole in {:?}, {:.1} MB more memory than this process \
         held already (`bench page` measures a fresh server)",
        begun.elapsed(),
        memory::more(before)
    );
}

/// Prints the middle, the 95th hundredth and the longest of some times.
fn report(name: &str, goal: u64, mut times: Vec<(Duration, String)>) {
    times.sort();
    let at = |hundredths: usize| times[(times.len() - 1) * hundredths / 100].0.as_secs_f64() * 1_000.0;
    let verdict = if at(95) <= Duration::from_millis(goal).as_secs_f64() * 1_000.0 { "" } else { "  <- MISSED" };
    println!(
        "{name:<46} {} queries: p50 {:6.2}  p95 {:6.2}  max {:6.2} ms   (goal p95 {goal} ms){verdict}",
        times.len(),
        at(50),
        at(95),
        at(100)
    );
    if std::env::var_os("COMPTOIR_BENCH_SLOWEST").is_some() {
        for (time, ask) in times.iter().rev().take(12) {
            println!("    {:7.2} ms  {ask}", time.as_secs_f64() * 1_000.0);
        }
    }
}
