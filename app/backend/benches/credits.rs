//! The figures of a ledger of a million entries: the balance and the last page, the chart, a filter, a reserve inside of its
//! send, and the recount. `cargo bench -p backend --bench credits`.

#![expect(
    clippy::print_stdout,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a bench prints its figures and stops at the first error"
)]

use std::time::{Duration, Instant};

use backend::Backend;
use backend::clock::Clock;
use backend::service::{bench_data, campaigns, credits};
use domain::campaign::Agreed;
use domain::credit::{LedgerFilter, Sort};
use sqlx::SqlitePool;
use sqlx::sqlite::SqliteConnectOptions;

use self::common::{draft, pharmacy};

mod common;

const ENTRIES: i64 = 1_000_000;
const TURNS: usize = 200;

/// Credits set aside and spent one by one, over two years, and a grant now and then.
const FILL: &str = "
    WITH RECURSIVE n (i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < ?2),
    made AS (
      SELECT i, ?3 - (?2 - i) * 63000 AS at,
             CASE WHEN i % 1000 IN (0, 999) THEN 0 WHEN i % 2 = 1 THEN 1 ELSE 2 END AS kind
      FROM n)
    INSERT INTO ledger (id, at, kind, available, reserved, spent, granted, available_after, reserved_after)
    SELECT (?1 << 40) | (i + 2), at, kind,
           CASE kind WHEN 0 THEN 500 WHEN 1 THEN -1 ELSE 0 END,
           CASE kind WHEN 1 THEN 1 WHEN 2 THEN -1 ELSE 0 END,
           CASE kind WHEN 2 THEN 1 ELSE 0 END,
           CASE kind WHEN 0 THEN 500 ELSE 0 END,
           sum(CASE kind WHEN 0 THEN 500 WHEN 1 THEN -1 ELSE 0 END) OVER (ORDER BY i) + 1000000,
           sum(CASE kind WHEN 1 THEN 1 WHEN 2 THEN -1 ELSE 0 END) OVER (ORDER BY i)
    FROM made";

async fn fill(sql: &SqlitePool, pharmacy: i64, now: i64) {
    sqlx::query(FILL).bind(pharmacy).bind(ENTRIES).bind(now).execute(sql).await.unwrap();
    sqlx::query(
        "UPDATE credit SET (available, reserved, spent, granted, last_entry) =
           (SELECT sum(available), sum(reserved), sum(spent), sum(granted), count(*) FROM ledger WHERE id >> 40 = ?1)
         WHERE pharmacy_id = ?1",
    )
    .bind(pharmacy)
    .execute(sql)
    .await
    .unwrap();
    sqlx::query("ANALYZE").execute(sql).await.unwrap();
}

fn told(what: &str, mut times: Vec<Duration>) {
    times.sort();
    let at = |hundredth: usize| times[(times.len() - 1) * hundredth / 100];
    println!("{what}: p50 {:?}, p95 {:?}, max {:?}", at(50), at(95), at(100));
}

#[tokio::main]
async fn main() {
    let folder = tempfile::tempdir().unwrap();
    let database = folder.path().join("bench.db");
    let backend = Backend::open(&database, Clock::System).await.unwrap();
    let staff = pharmacy(&backend).await;
    let sql = SqlitePool::connect_with(SqliteConnectOptions::new().filename(&database)).await.unwrap();
    let begun = Instant::now();
    fill(&sql, staff.pharmacy.0, Clock::System.now()).await;
    println!("{ENTRIES} entries in {:?}, {}", begun.elapsed(), common::peak());

    let everything = LedgerFilter::default();
    let mut pages = vec![];
    for _ in 0..TURNS {
        let begun = Instant::now();
        credits::balance(&backend, &staff).await.unwrap();
        let page = credits::ledger(&backend, &staff, &everything, None).await.unwrap();
        pages.push(begun.elapsed());
        assert_eq!(page.entries.len(), 50);
    }
    told("balance and last page", pages);
    let mut deep = vec![];
    for turn in 0..TURNS {
        let before = ENTRIES / 200 * i64::try_from(turn + 1).unwrap();
        let begun = Instant::now();
        credits::ledger(&backend, &staff, &everything, Some(before)).await.unwrap();
        deep.push(begun.elapsed());
    }
    told("any page", deep);
    for sort in Sort::ALL {
        let filter = LedgerFilter { sort: Some(sort), ..LedgerFilter::default() };
        let mut times = vec![];
        for _ in 0..TURNS {
            let begun = Instant::now();
            credits::ledger(&backend, &staff, &filter, None).await.unwrap();
            times.push(begun.elapsed());
        }
        told(&format!("last page of {sort:?}"), times);
    }
    let mut charts = vec![];
    for _ in 0..TURNS {
        let begun = Instant::now();
        credits::overview(&backend, &staff).await.unwrap();
        charts.push(begun.elapsed());
    }
    told("balance, chart and forecast", charts);

    let mut reserves = vec![];
    for _ in 0..TURNS {
        reserves.push(bench_data::time_reserve(&backend, staff.pharmacy, common::CLIENTS).await.unwrap());
    }
    told("reserve of 10000 credits inside of a transaction", reserves);
    let draft = draft(&backend, &staff).await;
    let quote = campaigns::quote(&backend, &staff, &draft).await.unwrap();
    let agreed = Agreed { recipients: quote.recipients, credits: quote.credits };
    let begun = Instant::now();
    campaigns::send(&backend, &staff, &draft, agreed, "bench-send").await.unwrap();
    println!("the whole send of {} messages: {:?}", quote.recipients, begun.elapsed());

    let begun = Instant::now();
    let found = credits::check(&backend).await.unwrap();
    println!("recount: {:?}, {} differences", begun.elapsed(), found.len());
    sql.close().await;
    backend.close().await;
}
