//! Clients: the list, and the import of a file as pharmacy software exports it.

mod file;
mod import;
mod wishes;

use domain::client::{Filter, Line, Lines, MAX_DAYS, MAX_SEARCH};
use domain::form::{Fault, Field, FieldErrors};
use domain::id::ClientRef;
use domain::money::Money;
use domain::staff::Permission;

pub use self::import::{ImportFault, ImportReport, LineFault, import};
pub use self::wishes::{card, note, written};
use crate::Backend;
use crate::caller::Staff;
use crate::error::{Error, Result};
use crate::store;
use crate::store::clients::Part;

/// The most clients that a list shows: as many as a form can send (facts, `pitfalls.md`).
const MOST: u32 = 10_000;

/// In which order a list stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Order {
    /// By name.
    Name,
    /// Who owes most first.
    Balance,
}

/// The first `limit` clients of a list (at most 10,000), and how many it has.
///
/// # Errors
///
/// Those of [`part`].
pub async fn list(backend: &Backend, staff: &Staff, filter: &Filter, order: Order, limit: u32) -> Result<Lines> {
    part(backend, staff, filter, order, &[], (0, limit)).await
}

/// A part of a list, from the `offset`th client on and at most `limit` or 10,000 of them, and how many the whole list has.
/// Those of it who are `first` stand at its head.
///
/// # Errors
///
/// [`Error::Denied`] with neither `history.read` nor `sms.send`; [`Error::Invalid`] for a search of more than
/// [`MAX_SEARCH`] characters: cut short it would show, and send to, more clients than were asked for.
pub async fn part(
    backend: &Backend,
    staff: &Staff,
    filter: &Filter,
    order: Order,
    first: &[ClientRef],
    (offset, limit): (u32, u32),
) -> Result<Lines> {
    staff.need(Permission::HistoryRead).or_else(|_| staff.need(Permission::SmsSend))?;
    check_filter(filter)?;
    let mut conn = backend.store().read().await?;
    let now = backend.clock().now();
    let part = Part { order, first, offset, limit: limit.min(MOST) };
    let lines = store::clients::list(&mut conn, staff.pharmacy, filter, &part, now).await?;
    let (total, reachable, consenting, able) = store::clients::totals(&mut conn, staff.pharmacy, filter, now).await?;
    Ok(Lines { lines, total, reachable, consenting, able })
}

/// The first `limit` clients of a list who can receive an SMS, those who owe most first.
///
/// # Errors
///
/// Those of [`part`].
pub async fn reachable(backend: &Backend, staff: &Staff, filter: &Filter, limit: u32) -> Result<Vec<ClientRef>> {
    staff.need(Permission::HistoryRead).or_else(|_| staff.need(Permission::SmsSend))?;
    check_filter(filter)?;
    let now = backend.clock().now();
    store::clients::reachable(&mut *backend.store().read().await?, staff.pharmacy, filter, limit, now).await
}

/// How many clients owe at least so much, and how many there are.
///
/// # Errors
///
/// [`Error::Denied`] with neither `history.read` nor `sms.send`.
pub async fn counts(backend: &Backend, staff: &Staff, least: Money) -> Result<(u32, u32)> {
    staff.need(Permission::HistoryRead).or_else(|_| staff.need(Permission::SmsSend))?;
    store::clients::counts(&mut *backend.store().read().await?, staff.pharmacy, least).await
}

/// One client.
///
/// # Errors
///
/// [`Error::Denied`] with neither `history.read` nor `sms.send`; [`Error::NotFound`] if the pharmacy has no such client.
pub async fn one(backend: &Backend, staff: &Staff, client: &ClientRef) -> Result<Line> {
    staff.need(Permission::HistoryRead).or_else(|_| staff.need(Permission::SmsSend))?;
    let mut conn = backend.store().read().await?;
    store::clients::find(&mut conn, staff.pharmacy, client).await?.ok_or(Error::NotFound)
}

/// These clients, by name; those that the pharmacy does not have are left out.
///
/// # Errors
///
/// [`Error::Denied`] with neither `history.read` nor `sms.send`.
pub async fn named(backend: &Backend, staff: &Staff, clients: &[ClientRef]) -> Result<Vec<Line>> {
    staff.need(Permission::HistoryRead).or_else(|_| staff.need(Permission::SmsSend))?;
    store::clients::named(&mut *backend.store().read().await?, staff.pharmacy, clients).await
}

/// # Errors
///
/// [`Error::Invalid`] for a search of more than [`MAX_SEARCH`] characters, or for days that are too many.
pub(crate) fn check_filter(filter: &Filter) -> Result<()> {
    if filter.search.chars().count() > MAX_SEARCH {
        return Err(Error::Invalid(FieldErrors::one(Field::Search, Fault::TooLong)));
    }
    let days = [filter.only.unpaid_days, filter.only.unreminded_days];
    if days.into_iter().flatten().any(|days| days > MAX_DAYS) {
        return Err(Error::Invalid(FieldErrors::one(Field::Search, Fault::TooFar)));
    }
    Ok(())
}
