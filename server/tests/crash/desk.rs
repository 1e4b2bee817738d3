//! A pharmacy with a large send in its queue, and what its tables say afterwards.

#[path = "../../../app/backend/tests/common/consistency.rs"]
mod consistency;
#[path = "../../../app/backend/tests/common/pharmacy.rs"]
mod pharmacy;
#[path = "../../../app/backend/tests/common/reminder.rs"]
mod reminder;

use std::collections::HashMap;
use std::path::Path;

use backend::Backend;
use backend::clock::Clock;
use backend::service::credits;
use domain::message::Status;
use domain::staff::Role;
use sqlx::sqlite::{SqliteConnectOptions, SqlitePool};

use self::pharmacy::pharmacy;
use self::reminder::{add_clients, remind_all};

/// Makes a database in which a send of so many messages of one part is due.
pub async fn queue(database: &Path, messages: u32) {
    let backend = Backend::open(database, Clock::System).await.unwrap();
    let staff = pharmacy(&backend, "Pharmacie du Port", Role::Titulaire).await;
    credits::grant(&backend, staff.pharmacy, messages, "crash test").await.unwrap();
    let client = |n: u32| (format!("Client{n}"), format!("0{}{:08}", 6 + n % 2, 10_000_000 + n));
    let clients = add_clients(&backend, &staff, (0..messages).map(client)).await;
    remind_all(&backend, &staff, clients, "Bonjour {nom}", "key-of-the-form").await;
    backend.close().await;
    // A demonstration's messages leave at once and at any hour, but never through a real gateway.
    let sql = open(database).await;
    sqlx::query("UPDATE pharmacy SET demo = 0").execute(&sql).await.unwrap();
    sql.close().await;
}

async fn open(database: &Path) -> SqlitePool {
    SqlitePool::connect_with(SqliteConnectOptions::new().filename(database)).await.unwrap()
}

/// Where each message stands.
pub async fn statuses(database: &Path) -> HashMap<i64, Status> {
    let sql = open(database).await;
    let rows: Vec<(i64, i64)> = sqlx::query_as("SELECT id, status FROM message_list").fetch_all(&sql).await.unwrap();
    sql.close().await;
    rows.into_iter().map(|(id, status)| (id, Status::from_code(status).unwrap())).collect()
}

/// How many messages stand where.
pub async fn counts(database: &Path) -> HashMap<Status, usize> {
    let mut counts = HashMap::new();
    for status in statuses(database).await.into_values() {
        *counts.entry(status).or_default() += 1;
    }
    counts
}

/// Credits spent; nothing is set aside any more.
pub async fn spent(database: &Path) -> i64 {
    let sql = open(database).await;
    let credit = sqlx::query_as("SELECT reserved, spent FROM credit").fetch_one(&sql).await.unwrap();
    sql.close().await;
    let (reserved, spent): (i64, i64) = credit;
    assert_eq!(reserved, 0);
    spent
}

/// Nothing in the tables contradicts anything else, nothing is in hand any more, and the file is whole.
pub async fn is_consistent(database: &Path) {
    let sql = open(database).await;
    consistency::is_consistent(&mut sql.acquire().await.unwrap()).await;
    let in_hand: i64 = sqlx::query_scalar("SELECT count(*) FROM outbox").fetch_one(&sql).await.unwrap();
    assert_eq!(in_hand, 0);
    let whole: String = sqlx::query_scalar("PRAGMA integrity_check").fetch_one(&sql).await.unwrap();
    assert_eq!(whole, "ok");
    sql.close().await;
}
