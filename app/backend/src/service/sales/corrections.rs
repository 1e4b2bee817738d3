//! The account of a pharmacy as the sales service sees it, and its corrections: opposite entries, never a change of one.

use domain::credit::{Balance, Entry, EntryKind};
use domain::form::{Fault, Field, FieldErrors};
use domain::id::TopUpRef;
use domain::sales::SalesPermission;
use domain::topup::MAX_NOTE;

use crate::Backend;
use crate::caller::Salesperson;
use crate::clock::{DEFAULT_ZONE, Zone};
use crate::error::{Conflict, Error, Result};
use crate::service::credits::{page, shown};
use crate::store;
use crate::store::credits::Entry as Move;
use crate::store::ledger::{Correctable, Wanted};

/// A pharmacy's account. Names of campaigns are not in it: they are the pharmacy's words to its clients.
#[derive(Clone, Debug)]
pub struct Account {
    /// Where the credits stand.
    pub balance: Balance,
    /// Its entries, newest first, at most 50.
    pub entries: Vec<Entry>,
    /// The number before which there are more; `None` where these are the oldest.
    pub older: Option<i64>,
}

/// The account of the pharmacy that made a request, from its newest entry or from the one before a number.
///
/// # Errors
///
/// [`Error::Denied`] without `sales.read`; [`Error::NotFound`].
pub async fn account(
    backend: &Backend,
    person: &Salesperson,
    topup: &TopUpRef,
    before: Option<i64>,
) -> Result<Account> {
    person.need(SalesPermission::Read)?;
    let zone = Zone::named(DEFAULT_ZONE);
    let mut conn = backend.store().snapshot().await?;
    let topup = store::topups::find_any(&mut conn, topup).await?.ok_or(Error::NotFound)?;
    let balance = store::credits::balance(&mut conn, topup.pharmacy).await?;
    let wanted = Wanted { sort: None, period: None, before };
    let (written, older) = page(&mut conn, topup.pharmacy, wanted).await?;
    let entry = |written| Entry { campaign: None, ..shown(written, &zone) };
    Ok(Account { balance, entries: written.into_iter().map(entry).collect(), older })
}

/// Corrects an entry of the pharmacy that made a request: takes back credits that were granted in error, or gives back credits
/// that were spent in error, so many of them, with the reason.
///
/// # Errors
///
/// [`Error::Denied`] without `sales.activate`; [`Error::NotFound`]; [`Error::Invalid`] for an entry that there is not, without a reason, or for no credits or
/// more than the entry has left to correct, by corrections and by reports that gave credits of its campaign back;
/// [`Error::Conflict`] for an entry that is neither a grant nor a spending, or has nothing left;
/// [`Error::NoCredit`] where what was granted is used already.
pub async fn correct(
    backend: &Backend,
    person: &Salesperson,
    topup: &TopUpRef,
    number: i64,
    credits: u32,
    reason: &str,
) -> Result<()> {
    person.need(SalesPermission::Activate)?;
    let reason = reason.trim();
    let mut faults = vec![];
    if reason.is_empty() {
        faults.push((Field::Note, Fault::Required));
    } else if reason.chars().count() > MAX_NOTE {
        faults.push((Field::Note, Fault::TooLong));
    }
    if credits == 0 {
        faults.push((Field::Credits, Fault::OutOfRange));
    }
    if !faults.is_empty() {
        return Err(Error::Invalid(FieldErrors(faults)));
    }
    let now = backend.clock().now();
    let mut tx = backend.store().write().await?;
    let topup = store::topups::find_any(&mut tx, topup).await?.ok_or(Error::NotFound)?;
    let entry = store::ledger::correctable(&mut tx, topup.pharmacy, number).await?;
    let entry = entry.ok_or_else(|| Error::Invalid(FieldErrors::one(Field::Entry, Fault::OutOfRange)))?;
    let opposite = opposite(&entry, credits)?;
    let entry = Move {
        kind: EntryKind::Adjust,
        campaign: entry.campaign,
        salesperson: Some(person.id),
        corrects: Some(entry.id),
        reason: Some(reason),
        ..opposite
    };
    store::credits::move_credits(&mut tx, topup.pharmacy, now, entry).await?;
    let subject = number.to_string();
    store::sales::record(&mut tx, now, Some(person.id), Some(topup.pharmacy), "credits.corrected", Some(&subject))
        .await?;
    tx.commit().await?;
    backend.live().announce_topup(topup.pharmacy);
    Ok(())
}

/// What takes so much of an entry back.
fn opposite(entry: &Correctable, credits: u32) -> Result<Move<'static>> {
    let (left, opposite) = match entry.kind {
        EntryKind::Grant => (entry.available - entry.corrected.abs(), Move::take_back(credits)),
        // What a report has given back is spent no more, whichever entry spent it.
        EntryKind::Spend => ((entry.spent - entry.corrected.abs()).min(entry.still_spent), Move::correct(credits)),
        EntryKind::Reserve | EntryKind::GiveBack | EntryKind::Correct | EntryKind::Adjust => {
            return Err(Error::Conflict(Conflict::NotCorrectable));
        }
    };
    if left <= 0 {
        return Err(Error::Conflict(Conflict::NotCorrectable));
    }
    if i64::from(credits) > left {
        return Err(Error::Invalid(FieldErrors::one(Field::Credits, Fault::OutOfRange)));
    }
    Ok(opposite)
}
