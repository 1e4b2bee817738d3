//! What is SQLite's own: how connections are set, how the schema is brought up to date, how the file is closed.

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::time::Duration;

use sqlx::migrate::Migrator;
use sqlx::sqlite::{SqliteConnectOptions, SqliteJournalMode, SqlitePoolOptions, SqliteSynchronous};
use sqlx::{Connection, SqliteConnection, SqlitePool};

use super::failed;
use crate::error::{Error, Result};

/// The schema, version by version.
pub(super) static MIGRATIONS: Migrator = sqlx::migrate!("../../migrations");

/// Page cache in KiB (as SQLite wants it: below zero): more gains nothing (facts, `database.md`).
const WRITER_CACHE: &str = "-8000";
const READER_CACHE: &str = "-3000";

const READERS: u32 = 4;

/// How long a statement waits for another process, which can only be a command line beside the server.
const BUSY: Duration = Duration::from_secs(10);

/// The one connection that writes. `synchronous=FULL`: a credit spent or a message accepted survives a power cut.
pub(super) async fn writer(database: &Path) -> Result<SqlitePool> {
    let options = SqliteConnectOptions::new()
        .filename(database)
        .create_if_missing(true)
        .page_size(8_192)
        .journal_mode(SqliteJournalMode::Wal)
        .synchronous(SqliteSynchronous::Full)
        .foreign_keys(true)
        .busy_timeout(BUSY)
        .pragma("cache_size", WRITER_CACHE);
    // Where the disk is full, SQLite rolls back by itself; sqlx cannot, and believes for ever that a transaction is open.
    let pool = pool(1).before_acquire(|conn, _| Box::pin(std::future::ready(Ok(!conn.is_in_transaction()))));
    Ok(pool.connect_with(options).await?)
}

/// The connections that read. They cannot write, twice: the file is open for reading, and `query_only`.
pub(super) async fn readers(database: &Path) -> Result<SqlitePool> {
    let options = SqliteConnectOptions::new()
        .filename(database)
        .read_only(true)
        .busy_timeout(BUSY)
        .pragma("query_only", "1")
        .pragma("cache_size", READER_CACHE);
    Ok(pool(READERS).connect_with(options).await?)
}

/// Connections that are kept: their caches and prepared statements are worth more than what they hold.
fn pool(connections: u32) -> SqlitePoolOptions {
    SqlitePoolOptions::new()
        .max_connections(connections)
        .idle_timeout(None)
        .max_lifetime(None)
        .test_before_acquire(false)
}

/// Brings the schema to this version's; a database that has something to lose is copied first.
pub(super) async fn migrate(writer: &SqlitePool, database: &Path) -> Result<()> {
    let mut conn = writer.acquire().await?;
    let applied = applied(&mut conn).await?;
    if applied.iter().any(|version| !MIGRATIONS.version_exists(*version)) {
        return Err(Error::NewerDatabase);
    }
    let pending = MIGRATIONS.iter().map(|migration| migration.version).find(|version| !applied.contains(version));
    if let (Some(version), false) = (pending, applied.is_empty()) {
        back_up(&mut conn, database, version).await?;
    }
    // Also with nothing pending: a migration that was changed after it was applied is found out here.
    MIGRATIONS.run(&mut *conn).await.map_err(failed)
}

/// Fails where nothing can be written: SQLite opens a file that may only be read all the same, and where no migration is
/// pending nobody would notice before the first message.
pub(super) async fn try_to_write(writer: &SqlitePool) -> Result<()> {
    // It changes nothing, and SQLite asks for the right to write all the same; for `BEGIN IMMEDIATE` alone it does not.
    sqlx::query("DELETE FROM _sqlx_migrations WHERE FALSE").execute(writer).await?;
    Ok(())
}

/// The versions of the schema that the database has, oldest first; none for a new file.
async fn applied(conn: &mut SqliteConnection) -> Result<Vec<i64>> {
    let known = "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = '_sqlx_migrations'";
    if sqlx::query_scalar::<_, i64>(known).fetch_one(&mut *conn).await? == 0 {
        return Ok(vec![]);
    }
    Ok(sqlx::query_scalar("SELECT version FROM _sqlx_migrations ORDER BY version").fetch_all(conn).await?)
}

/// Copies the database to `FILE.before-N`, where N is the first version of the schema that it lacks. Whole or not at all:
/// a copy that was cut short never has that name.
async fn back_up(conn: &mut SqliteConnection, database: &Path, version: i64) -> Result<()> {
    let copy = beside(database, &format!(".before-{version}"));
    let partial = beside(database, &format!(".before-{version}.partial"));
    if tokio::fs::try_exists(&partial).await.map_err(failed)? {
        tokio::fs::remove_file(&partial).await.map_err(failed)?;
    }
    let name = partial.to_str().ok_or_else(|| failed(std::io::Error::other("the path is not Unicode")))?;
    sqlx::query("VACUUM INTO ?1").bind(name).execute(conn).await?;
    tokio::fs::File::open(&partial).await.map_err(failed)?.sync_all().await.map_err(failed)?;
    tokio::fs::rename(&partial, &copy).await.map_err(failed)?;
    tracing::info!(version, "database copied before its schema is changed");
    Ok(())
}

fn beside(database: &Path, suffix: &str) -> PathBuf {
    let mut name = OsString::from(database.as_os_str());
    name.push(suffix);
    PathBuf::from(name)
}

/// What is done once at the end: statistics for the planner, and the log written into the file.
pub(super) async fn tidy(writer: &SqlitePool) -> Result<()> {
    let mut conn = writer.acquire().await?;
    sqlx::query("PRAGMA optimize").execute(&mut *conn).await?;
    sqlx::query("PRAGMA wal_checkpoint(TRUNCATE)").execute(&mut *conn).await?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::Store;

    async fn scalar(database: &Path, query: &'static str) -> i64 {
        let pool = writer(database).await.unwrap();
        let value = sqlx::query_scalar(query).fetch_one(&pool).await.unwrap();
        pool.close().await;
        value
    }

    async fn change(database: &Path, statement: &'static str) {
        let pool = writer(database).await.unwrap();
        sqlx::query(statement).execute(&pool).await.unwrap();
        pool.close().await;
    }

    /// SQLite before 3.51.3 can corrupt a database when its log is reset (facts, `dependencies.md`).
    #[tokio::test]
    async fn sqlite_is_new_enough() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(&folder.path().join("new/deep/file.db")).await.unwrap();
        let mut reader = store.read().await.unwrap();
        let version: String = sqlx::query_scalar("SELECT sqlite_version()").fetch_one(&mut *reader).await.unwrap();
        let numbers: Vec<u32> = version.split('.').map(|n| n.parse().unwrap()).collect();
        assert!(numbers >= vec![3, 51, 3], "{version}");
    }

    #[tokio::test]
    async fn connections_are_set_as_measured() {
        let folder = tempfile::tempdir().unwrap();
        let database = folder.path().join("file.db");
        let store = Store::open(&database).await.unwrap();
        let mut tx = store.write().await.unwrap();
        for (pragma, value) in [
            ("PRAGMA synchronous", 2),
            ("PRAGMA foreign_keys", 1),
            ("PRAGMA page_size", 8_192),
            ("PRAGMA cache_size", -8_000),
            ("PRAGMA busy_timeout", 10_000),
        ] {
            assert_eq!(sqlx::query_scalar::<_, i64>(pragma).fetch_one(&mut *tx).await.unwrap(), value, "{pragma}");
        }
        let mode: String = sqlx::query_scalar("PRAGMA journal_mode").fetch_one(&mut *tx).await.unwrap();
        assert_eq!(mode, "wal");
        drop(tx);
        let mut reader = store.read().await.unwrap();
        assert!(sqlx::query("DELETE FROM client").execute(&mut *reader).await.is_err());
        drop(reader);
        store.close().await;
        assert!(!database.with_extension("db-wal").exists(), "the log was written into the file");
    }

    #[tokio::test]
    async fn a_newer_database_is_refused_and_untouched() {
        let folder = tempfile::tempdir().unwrap();
        let database = folder.path().join("file.db");
        Store::open(&database).await.unwrap().close().await;
        change(&database, "INSERT INTO _sqlx_migrations VALUES (9999, 'later', 0, 1, x'00', 1)").await;
        let before = std::fs::read(&database).unwrap();
        assert!(matches!(Store::open(&database).await, Err(Error::NewerDatabase)));
        assert_eq!(std::fs::read(&database).unwrap(), before);
    }

    #[tokio::test]
    async fn a_copy_is_made_only_before_a_migration() {
        let folder = tempfile::tempdir().unwrap();
        let database = folder.path().join("file.db");
        Store::open(&database).await.unwrap().close().await;
        Store::open(&database).await.unwrap().close().await;
        let names = || std::fs::read_dir(folder.path()).unwrap().count();
        assert_eq!(names(), 1, "nothing to migrate, nothing copied");

        let pool = writer(&database).await.unwrap();
        let mut conn = pool.acquire().await.unwrap();
        std::fs::write(folder.path().join("file.db.before-7.partial"), "cut short").unwrap();
        back_up(&mut conn, &database, 7).await.unwrap();
        back_up(&mut conn, &database, 7).await.unwrap();
        drop(conn);
        pool.close().await;
        assert_eq!(names(), 2);
        let copy = folder.path().join("file.db.before-7");
        assert_eq!(
            scalar(&copy, "SELECT count(*) FROM _sqlx_migrations").await,
            i64::try_from(MIGRATIONS.iter().count()).unwrap()
        );
    }
}
