//! The ledger as a file: read batch by batch, so that a large one takes no more memory than a small one.

use domain::credit::{Entry, LedgerFilter};

use super::{period, shown};
use crate::Backend;
use crate::caller::Staff;
use crate::error::Result;
use crate::store;
use crate::store::ledger::Wanted;

/// Entries of one batch.
const BATCH: u32 = 1_000;

/// An export that is under way, newest entry first. What comes meanwhile is not in it.
pub struct Export {
    backend: Backend,
    staff: Staff,
    wanted: Wanted,
    is_done: bool,
}

/// Begins an export of the entries that a filter leaves.
///
/// # Errors
///
/// [`Error::Invalid`](crate::Error::Invalid) for a period that ends before it begins.
pub fn export(backend: &Backend, staff: &Staff, filter: &LedgerFilter) -> Result<Export> {
    let wanted = Wanted { sort: filter.sort, period: period(filter, &staff.zone)?, before: None };
    Ok(Export { backend: backend.clone(), staff: staff.clone(), wanted, is_done: false })
}

impl Export {
    /// The next entries; none at the end.
    ///
    /// # Errors
    ///
    /// [`Error::BadRow`](crate::Error::BadRow); [`Error::Store`](crate::Error::Store).
    pub async fn next(&mut self) -> Result<Vec<Entry>> {
        if self.is_done {
            return Ok(vec![]);
        }
        let mut conn = self.backend.store().read().await?;
        let written = store::ledger::entries(&mut conn, self.staff.pharmacy, self.wanted, BATCH).await?;
        self.is_done = written.len() < usize::try_from(BATCH).unwrap_or(usize::MAX);
        self.wanted.before = written.last().map(|entry| entry.number);
        Ok(written.into_iter().map(|entry| shown(entry, &self.staff.zone)).collect())
    }
}
