//! The SQL, all of it. One writer and a few readers; nothing above this crate names a query.

use std::path::Path;

use crate::error::Result;

/// The database.
pub(crate) struct Store;

impl Store {
    pub(crate) async fn open(database: &Path) -> Result<Self> {
        let _ = database;
        Ok(Self)
    }

    pub(crate) async fn close(&self) {}
}
