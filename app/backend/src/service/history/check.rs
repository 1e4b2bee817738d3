//! Whether the index of the history agrees with the messages. For the command line: no server function calls it.

use crate::Backend;
use crate::error::Result;
use crate::store;

/// What disagrees with the messages, each with how often; nothing where the index is right. Reads every message: seconds for
/// a million of them, in which nothing is written.
///
/// # Errors
///
/// [`Error::Store`](crate::Error::Store) alone.
pub async fn check(backend: &Backend) -> Result<Vec<(&'static str, i64)>> {
    // Not committed: what is compared with is made for this alone.
    let mut tx = backend.store().write().await?;
    store::history::disagreements(&mut tx).await
}

/// Makes the index anew from the messages, whole or not at all.
///
/// # Errors
///
/// [`Error::Store`](crate::Error::Store) alone.
pub async fn rebuild(backend: &Backend) -> Result<()> {
    let mut tx = backend.store().write().await?;
    store::history::rebuild(&mut tx).await?;
    tx.commit().await
}
