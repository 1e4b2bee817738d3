//! The SQL, all of it. One writer and a few readers; nothing above this crate names a query.
//!
//! Functions of a noun take a connection first and the pharmacy second, so that no query can forget its tenant. What is
//! not there is `None`; a row that no version of the program writes is [`Error::BadRow`].

pub(crate) mod account;
pub(crate) mod audit;
pub(crate) mod campaigns;
pub(crate) mod clients;
pub(crate) mod credits;
pub(crate) mod demo;
pub(crate) mod drafts;
pub(crate) mod first_start;
pub(crate) mod gateway_use;
pub(crate) mod health_words;
pub(crate) mod history;
pub(crate) mod inbound;
pub(crate) mod lately;
pub(crate) mod ledger;
pub(crate) mod mail;
pub(crate) mod messages;
pub(crate) mod outbox;
pub(crate) mod packs;
pub(crate) mod pharmacies;
pub(crate) mod proofs;
pub(crate) mod recipients;
pub(crate) mod recount;
pub(crate) mod sales;
mod sqlite;
pub(crate) mod templates;
pub(crate) mod topups;
pub(crate) mod wishes;

use std::ops::{Deref, DerefMut};
use std::path::Path;

use sqlx::pool::PoolConnection;
use sqlx::{Sqlite, SqliteConnection, SqlitePool, Transaction};

use crate::error::{Error, Result};

/// The database. `writer` has one connection, so that writers queue here instead of failing in SQLite.
pub(crate) struct Store {
    writer: SqlitePool,
    readers: SqlitePool,
}

/// A transaction that may write. Dropped without [`commit`](Self::commit), it changes nothing.
pub(crate) struct WriteTx(Transaction<'static, Sqlite>);

/// The database as it was at one moment, to be read more than once.
pub(crate) struct Snapshot(Transaction<'static, Sqlite>);

/// A connection that can only read.
pub(crate) type Reader = PoolConnection<Sqlite>;

impl Store {
    /// Opens the database, made if it is not there, and brings it to this version's schema.
    pub(crate) async fn open(database: &Path) -> Result<Self> {
        if let Some(folder) = database.parent().filter(|folder| !folder.as_os_str().is_empty()) {
            tokio::fs::create_dir_all(folder).await.map_err(failed)?;
        }
        let writer = sqlite::writer(database).await?;
        sqlite::migrate(&writer, database).await?;
        sqlite::try_to_write(&writer).await?;
        let readers = sqlite::readers(database).await?;
        Ok(Self { writer, readers })
    }

    /// Begins a writing transaction: the only way to one. `IMMEDIATE`, because a transaction that reads first and then
    /// writes fails at once if another process wrote in between.
    pub(crate) async fn write(&self) -> Result<WriteTx> {
        Ok(WriteTx(self.writer.begin_with("BEGIN IMMEDIATE").await?))
    }

    /// A connection to read with.
    pub(crate) async fn read(&self) -> Result<Reader> {
        Ok(self.readers.acquire().await?)
    }

    /// A connection to read with, to which nothing changes meanwhile.
    pub(crate) async fn snapshot(&self) -> Result<Snapshot> {
        Ok(Snapshot(self.readers.begin().await?))
    }

    /// Closes the database: what the log holds goes into the file.
    pub(crate) async fn close(&self) {
        self.readers.close().await;
        if let Err(error) = sqlite::tidy(&self.writer).await {
            tracing::warn!(%error, "the database was closed without being tidied");
        }
        self.writer.close().await;
    }
}

impl WriteTx {
    /// Makes the transaction durable.
    pub(crate) async fn commit(self) -> Result<()> {
        Ok(self.0.commit().await?)
    }
}

impl Deref for WriteTx {
    type Target = SqliteConnection;

    fn deref(&self) -> &SqliteConnection {
        &self.0
    }
}

impl DerefMut for WriteTx {
    fn deref_mut(&mut self) -> &mut SqliteConnection {
        &mut self.0
    }
}

impl Deref for Snapshot {
    type Target = SqliteConnection;

    fn deref(&self) -> &SqliteConnection {
        &self.0
    }
}

impl DerefMut for Snapshot {
    fn deref_mut(&mut self) -> &mut SqliteConnection {
        &mut self.0
    }
}

impl From<sqlx::Error> for Error {
    fn from(error: sqlx::Error) -> Self {
        failed(error)
    }
}

/// Any failure of the store, its cause for the log.
pub(crate) fn failed(error: impl std::error::Error + Send + Sync + 'static) -> Error {
    Error::Store(Box::new(error))
}

/// A number that counts something, as the domain holds it.
pub(crate) fn count(n: i64, table: &'static str, column: &'static str, row: i64) -> Result<u32> {
    u32::try_from(n).map_err(|_| Error::BadRow { table, column, row })
}
