//! Credits and their ledger.

use domain::credit::{Balance, Entry, Ledger};
use domain::id::PharmacyId;

use crate::Backend;
use crate::caller::Staff;
use crate::error::Result;
use crate::store;

/// Entries of one page.
const PAGE: u32 = 50;

/// Where the credits of the caller's pharmacy stand.
///
/// # Errors
///
/// [`Error::Store`](crate::Error::Store) alone.
pub async fn balance(backend: &Backend, staff: &Staff) -> Result<Balance> {
    store::credits::balance(&mut *backend.store().read().await?, staff.pharmacy).await
}

/// One page of the ledger, newest first; `before` is an entry's number.
///
/// # Errors
///
/// [`Error::Store`](crate::Error::Store); [`Error::BadRow`](crate::Error::BadRow).
pub async fn ledger(backend: &Backend, staff: &Staff, before: Option<i64>) -> Result<Ledger> {
    let mut conn = backend.store().read().await?;
    let balance = store::credits::balance(&mut conn, staff.pharmacy).await?;
    let written = store::credits::entries(&mut conn, staff.pharmacy, before, PAGE).await?;
    let entries: Vec<Entry> = written.into_iter().map(|entry| shown(entry, staff)).collect();
    // The numbers leave no gap: below 1 there is nothing.
    let older = entries.last().map(|entry| entry.number).filter(|number| *number > 1);
    Ok(Ledger { balance, entries, older })
}

fn shown(entry: store::credits::Written, staff: &Staff) -> Entry {
    Entry {
        number: entry.number,
        at: staff.zone.stamp(entry.at),
        kind: entry.kind,
        available: entry.available,
        reserved: entry.reserved,
        available_after: entry.available_after,
        by: entry.by,
        campaign: entry.campaign,
    }
}

/// Grants credits. For the command line and the demonstration: no server function calls it.
///
/// # Errors
///
/// [`Error::NotFound`](crate::Error::NotFound) if there is no such pharmacy.
pub async fn grant(backend: &Backend, pharmacy: PharmacyId, credits: u32, reason: &str) -> Result<()> {
    let at = backend.clock().now();
    let mut tx = backend.store().write().await?;
    let entry = store::credits::Entry { reason: Some(reason), ..store::credits::Entry::grant(credits) };
    store::credits::move_credits(&mut tx, pharmacy, at, entry).await?;
    store::audit::record(&mut tx, pharmacy, at, None, "credits.granted", None).await?;
    tx.commit().await?;
    backend.live().announce(pharmacy);
    Ok(())
}
