//! A database of the version before is brought up with all its messages in the index; and a fault of the index is found and
//! put right.

use std::path::Path;

use domain::history::Query;
use domain::id::StaffRef;
use sqlx::migrate::Migrate;
use sqlx::sqlite::SqliteConnectOptions;
use sqlx::{Connection, SqliteConnection};

use super::world::{NOON, World};
use crate::Backend;
use crate::clock::Clock;
use crate::service::history;
use crate::store::sqlite::MIGRATIONS;

/// What a database of version 3 has, parents first.
const TABLES: [&str; 15] = [
    "pharmacy",
    "pharmacy_day",
    "staff",
    "client",
    "template",
    "template_version",
    "campaign",
    "message",
    "message_list",
    "outbox",
    "message_event",
    "tally",
    "campaign_tally",
    "credit",
    "ledger",
];

async fn connect(file: &Path) -> SqliteConnection {
    let options = SqliteConnectOptions::new().filename(file).create_if_missing(true);
    SqliteConnection::connect_with(&options).await.unwrap()
}

async fn run(conn: &mut SqliteConnection, statement: String) {
    sqlx::query(sqlx::AssertSqlSafe(statement)).execute(conn).await.unwrap();
}

/// The world's messages as an older version of the schema held them.
async fn version(version: i64, world: &World, file: &Path) {
    let mut conn = connect(file).await;
    conn.ensure_migrations_table("_sqlx_migrations").await.unwrap();
    for migration in MIGRATIONS.iter().filter(|migration| migration.version <= version) {
        conn.apply("_sqlx_migrations", migration).await.unwrap();
    }
    run(&mut conn, format!("ATTACH '{}' AS new", world.file().display())).await;
    for table in TABLES {
        // What a later version has no more is empty.
        let columns = format!(
            "SELECT group_concat(name) FROM (SELECT name FROM pragma_table_info('{table}', 'main')
             INTERSECT SELECT name FROM pragma_table_info('{table}', 'new'))"
        );
        let columns: String = sqlx::query_scalar(sqlx::AssertSqlSafe(columns)).fetch_one(&mut conn).await.unwrap();
        run(&mut conn, format!("INSERT INTO main.{table} ({columns}) SELECT {columns} FROM new.{table}")).await;
    }
    conn.close().await.unwrap();
}

#[tokio::test]
async fn a_filled_database_of_version_3_is_brought_up() {
    let world = World::new().await;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("old.db");
    version(3, &world, &file).await;
    let backend = Backend::open(&file, Clock::manual(NOON)).await.unwrap();
    assert_eq!(history::check(&backend).await.unwrap(), []);
    for search in ["", "solde", "0612", "livre", "رصيد"] {
        let query = Query { search: search.into(), ..Query::default() };
        let old = history::list(&world.backend, &world.staff, &query, None, None).await.unwrap();
        assert!(!old.lines.is_empty());
        assert_eq!(history::list(&backend, &world.staff, &query, None, None).await.unwrap(), old, "{search}");
    }
    let choices = history::choices(&backend, &world.staff, &Query::default()).await.unwrap();
    let references: std::collections::BTreeSet<StaffRef> =
        choices.managers.into_iter().map(|(staff, _)| staff).collect();
    assert_eq!(references.len(), 5);
    backend.close().await;
    assert!(folder.path().join("old.db.before-4").exists(), "copied before");
}

#[tokio::test]
async fn a_fault_of_the_index_is_found_and_put_right() {
    let world = World::new().await;
    assert_eq!(history::check(&world.backend).await.unwrap(), []);
    for (fault, what) in [
        ("DELETE FROM message_by_content WHERE id IN (SELECT max(id) FROM message)", "sorted by content"),
        ("UPDATE message_by_recipient SET key = 'x' WHERE id IN (SELECT max(id) FROM message)", "sorted by recipient"),
        ("DELETE FROM message_by_client WHERE id IN (SELECT max(id) FROM message_by_client)", "by client"),
        ("UPDATE message_list SET content24 = 'x' WHERE id IN (SELECT max(id) FROM message)", "list"),
        ("DELETE FROM message_words WHERE rowid IN (SELECT max(id) FROM message)", "searched messages"),
        ("INSERT OR REPLACE INTO message_words (rowid, text) SELECT max(id), ' autre' FROM message", "searched words"),
        ("DELETE FROM word WHERE word = 'bonjour'", "words spelled out"),
        ("UPDATE tally_of_all_days SET n = n + 1", "counters of all days"),
        ("DELETE FROM tally_of_all_days WHERE status = 4", "counters of all days"),
        // Of somebody who has no message, which nothing of the messages asks for.
        ("INSERT INTO tally_of_all_days VALUES (1, 99, 0, 4, 7)", "counters of all days"),
        ("UPDATE tally SET n = n + 1 WHERE day = (SELECT min(day) FROM tally)", "counters of each day"),
        ("DELETE FROM tally WHERE day = (SELECT max(day) FROM tally)", "counters of each day"),
        // On another day, where the sum of all days stays.
        ("UPDATE tally SET day = day + 1000", "counters of each day"),
        ("INSERT INTO tally VALUES (1, 1, 99, 0, 4, 7)", "counters of each day"),
        ("UPDATE campaign_tally SET n = n + 1", "counters of campaigns"),
        ("DELETE FROM campaign_tally WHERE status = 4", "counters of campaigns"),
        ("INSERT INTO campaign_tally VALUES (9999, 4, 7)", "counters of campaigns"),
    ] {
        let mut conn = connect(&world.file()).await;
        run(&mut conn, fault.into()).await;
        conn.close().await.unwrap();
        let found = history::check(&world.backend).await.unwrap();
        assert!(found.iter().any(|(name, n)| *name == what && *n > 0), "{what}: {found:?}");
        history::rebuild(&world.backend).await.unwrap();
        assert_eq!(history::check(&world.backend).await.unwrap(), [], "{what}");
    }
}

#[tokio::test]
async fn what_version_10_kept_wrongly_is_put_right() {
    let world = World::new().await;
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("old.db");
    version(10, &world, &file).await;
    let mut conn = connect(&file).await;
    for (reference, place) in [("kannel", 0), ("twilio", 1), ("7A", 2)] {
        let of = format!("(SELECT id FROM message ORDER BY id LIMIT 1 OFFSET {place})");
        let outbox = "INSERT OR REPLACE INTO outbox (id, due_at, reference)";
        run(&mut conn, format!("{outbox} VALUES ({of}, -7, '{reference}')")).await;
        run(&mut conn, format!("INSERT INTO message_event VALUES ({of}, 90, 0, 3, NULL, '{reference}')")).await;
    }
    let known = "SELECT pharmacy_id, phone FROM client WHERE phone IS NOT NULL LIMIT 1";
    let inbound = "INSERT INTO inbound (pharmacy_id, phone, at, reference, text, stops)";
    run(&mut conn, format!("{inbound} SELECT pharmacy_id, phone, 0, 'a', 'Merci', 0 FROM ({known})")).await;
    run(&mut conn, format!("{inbound} SELECT id, '+212699999999', 0, 'b', 'STOP', 1 FROM pharmacy")).await;
    conn.close().await.unwrap();
    Backend::open(&file, Clock::manual(NOON)).await.unwrap().close().await;
    let mut conn = connect(&file).await;
    let all = async |conn: &mut SqliteConnection, query: &'static str| {
        sqlx::query_scalar::<_, Option<String>>(query).fetch_all(conn).await.unwrap()
    };
    let some = |text: &str| Some(text.to_owned());
    let references = all(&mut conn, "SELECT reference FROM outbox WHERE due_at = -7 ORDER BY id").await;
    assert_eq!(references, [some(""), some(""), some("7A")]);
    let details = all(&mut conn, "SELECT detail FROM message_event WHERE seq = 90 ORDER BY message_id").await;
    assert_eq!(details, [None, None, some("7A")]);
    assert_eq!(all(&mut conn, "SELECT text FROM inbound").await, [some("Merci")]);
}
