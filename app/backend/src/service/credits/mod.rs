//! Credits and their ledger. What moves them by themselves stands where it happens: a send sets aside, the delivery spends
//! and gives back, the sales service activates and corrects.

mod check;
mod export;
mod overview;
#[cfg(test)]
mod tests;

use domain::credit::{Balance, Entry, Ledger, LedgerFilter, Standing};
use domain::form::{Fault, Field, FieldErrors};
use domain::id::PharmacyId;
use domain::staff::Permission;
use domain::time::Date;
use sqlx::SqliteConnection;

pub use self::check::{Difference, check};
pub use self::export::{Export, export};
pub use self::overview::{overview, set_low_at};
use crate::Backend;
use crate::caller::Staff;
use crate::clock::Zone;
use crate::error::{Error, Result};
use crate::store;
use crate::store::ledger::{Wanted, Written};

/// Entries of one page.
const PAGE: u32 = 50;

/// Where the credits of the caller's pharmacy stand.
///
/// # Errors
///
/// [`Error::Store`] alone.
pub async fn balance(backend: &Backend, staff: &Staff) -> Result<Balance> {
    store::credits::balance(&mut *backend.store().read().await?, staff.pharmacy).await
}

/// What the head of every page says. The marks are for who can ask for credits.
///
/// # Errors
///
/// [`Error::Store`] alone.
pub async fn standing(backend: &Backend, staff: &Staff) -> Result<Standing> {
    let standing = store::ledger::standing(&mut *backend.store().read().await?, staff.pharmacy).await?;
    let can_act = staff.permissions.has(Permission::CreditsRequest);
    Ok(Standing { is_low: can_act && standing.is_low, has_news: can_act && standing.has_news, ..standing })
}

/// One page of the ledger, newest first; `before` is an entry's number.
///
/// # Errors
///
/// [`Error::Invalid`] for a period that ends before it begins; [`Error::BadRow`].
pub async fn ledger(backend: &Backend, staff: &Staff, filter: &LedgerFilter, before: Option<i64>) -> Result<Ledger> {
    let period = period(filter, &staff.zone)?;
    let mut conn = backend.store().snapshot().await?;
    let balance = store::credits::balance(&mut conn, staff.pharmacy).await?;
    let wanted = Wanted { sort: filter.sort, period, before };
    let (written, older) = page(&mut conn, staff.pharmacy, wanted).await?;
    Ok(Ledger { balance, entries: written.into_iter().map(|entry| shown(entry, &staff.zone)).collect(), older })
}

/// One page of entries, and the number before which there are more.
pub(super) async fn page(
    conn: &mut SqliteConnection,
    pharmacy: PharmacyId,
    wanted: Wanted,
) -> Result<(Vec<Written>, Option<i64>)> {
    // One more than are shown tells whether there is another page.
    let mut written = store::ledger::entries(conn, pharmacy, wanted, PAGE + 1).await?;
    let has_older = written.len() > usize::try_from(PAGE).unwrap_or(usize::MAX);
    if has_older {
        written.pop();
    }
    let older = written.last().map(|entry| entry.number).filter(|_| has_older);
    Ok((written, older))
}

/// The time that a filter means: from the beginning of its first day to the end of its last.
fn period(filter: &LedgerFilter, zone: &Zone) -> Result<Option<(i64, i64)>> {
    let begins = |date: Date| format!("{}T00:00", date.to_form()).parse().ok().and_then(|minute| zone.moment(minute));
    match (filter.from, filter.to) {
        (None, None) => Ok(None),
        (Some(from), Some(to)) if to < from => Err(Error::Invalid(FieldErrors::one(Field::To, Fault::EndsBefore))),
        (from, to) => {
            let next = to.and_then(|to| Date::from_days(to.days() + 1));
            Ok(Some((from.and_then(begins).unwrap_or(0), next.and_then(begins).unwrap_or(i64::MAX))))
        }
    }
}

pub(super) fn shown(entry: Written, zone: &Zone) -> Entry {
    Entry {
        number: entry.number,
        at: zone.stamp(entry.at),
        kind: entry.kind,
        available: entry.available,
        reserved: entry.reserved,
        available_after: entry.available_after,
        by: entry.by,
        campaign: entry.campaign,
        topup: entry.topup,
        corrects: entry.corrects,
        note: entry.reason,
    }
}

/// Grants credits. For the command line and the demonstration: no server function calls it.
///
/// # Errors
///
/// [`Error::NotFound`] if there is no such pharmacy.
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
