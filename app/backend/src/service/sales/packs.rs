//! Packs and their prices, and where they are paid to.

use domain::form::{Fault, Field, FieldErrors};
use domain::id::PackRef;
use domain::money::Money;
use domain::pack::{BankDetails, MAX_CREDITS, MAX_LINE, Pack, rib};
use domain::sales::SalesPermission;

use crate::Backend;
use crate::caller::Salesperson;
use crate::error::{Conflict, Error, Result};
use crate::store;

/// The dearest pack, in centimes: 1 000 000,00 DH.
const MAX_PRICE: i64 = 100_000_000;

/// A pack as it is to be.
#[derive(Clone, Copy, Debug)]
pub struct PackDraft<'a> {
    /// The pack that is changed, and the version of it that was shown; `None` for a new one.
    pub pack: Option<(&'a PackRef, u32)>,
    /// Its name.
    pub name: &'a str,
    /// Its credits.
    pub credits: u32,
    /// Its price.
    pub price: Money,
}

/// Every pack, those withdrawn last.
///
/// # Errors
///
/// [`Error::Denied`] without `sales.read`.
pub async fn packs(backend: &Backend, person: &Salesperson) -> Result<Vec<Pack>> {
    person.need(SalesPermission::Read)?;
    let stored = store::packs::list(&mut *backend.store().read().await?).await?;
    Ok(stored.into_iter().map(|stored| stored.pack).collect())
}

/// Adds a pack, or a new version of one. Requests that have chosen an older version keep it. A pack that is so already is
/// saved already.
///
/// # Errors
///
/// [`Error::Denied`] without `sales.packs`; [`Error::NotFound`]; [`Error::Invalid`] for a name that is empty or over 120
/// characters, credits outside of 1 to 10 000 000, a price below zero or over 1 000 000 DH; [`Conflict::PackGone`] where
/// somebody else has changed the pack since it was shown.
pub async fn save_pack(backend: &Backend, person: &Salesperson, draft: PackDraft<'_>) -> Result<()> {
    person.need(SalesPermission::Packs)?;
    let mut faults = vec![];
    let name = line(draft.name, Field::Name, true, &mut faults);
    if !(1..=MAX_CREDITS).contains(&draft.credits) {
        faults.push((Field::Credits, Fault::OutOfRange));
    }
    if !(0..=MAX_PRICE).contains(&draft.price.centimes()) {
        faults.push((Field::Price, Fault::OutOfRange));
    }
    if !faults.is_empty() {
        return Err(Error::Invalid(FieldErrors(faults)));
    }
    let now = backend.clock().now();
    let mut tx = backend.store().write().await?;
    let (id, reference, version) = match draft.pack {
        Some((reference, shown)) => {
            let stored = store::packs::find(&mut tx, reference).await?.ok_or(Error::NotFound)?;
            let Pack { pack, version, .. } = &stored.pack;
            if stored.pack.name == name && stored.pack.credits.0 == draft.credits && stored.pack.price == draft.price {
                return Ok(());
            }
            if *version != shown {
                return Err(Error::Conflict(Conflict::PackGone));
            }
            (stored.id, pack.clone(), version + 1)
        }
        None => {
            let (id, reference) = store::packs::add(&mut tx, now).await?;
            (id, reference, 1)
        }
    };
    let pack = Pack {
        pack: reference,
        version,
        name: name.to_owned(),
        credits: domain::credit::Credits(draft.credits),
        price: draft.price,
        is_withdrawn: false,
    };
    store::packs::add_version(&mut tx, id, &pack, Some(person.id), now).await?;
    store::sales::record(&mut tx, now, Some(person.id), None, "pack.saved", Some(pack.pack.as_str())).await?;
    tx.commit().await
}

/// Withdraws a pack, or offers it again. A request that has chosen it keeps it.
///
/// # Errors
///
/// [`Error::Denied`] without `sales.packs`; [`Error::NotFound`].
pub async fn set_withdrawn(backend: &Backend, person: &Salesperson, pack: &PackRef, withdrawn: bool) -> Result<()> {
    person.need(SalesPermission::Packs)?;
    let now = backend.clock().now();
    let mut tx = backend.store().write().await?;
    let stored = store::packs::find(&mut tx, pack).await?.ok_or(Error::NotFound)?;
    store::packs::set_withdrawn(&mut tx, stored.id, withdrawn.then_some(now)).await?;
    let action = if withdrawn { "pack.withdrawn" } else { "pack.offered" };
    store::sales::record(&mut tx, now, Some(person.id), None, action, Some(pack.as_str())).await?;
    tx.commit().await
}

/// Where pharmacies pay to; `None` while nothing was said.
///
/// # Errors
///
/// [`Error::Denied`] without `sales.read`.
pub async fn bank(backend: &Backend, person: &Salesperson) -> Result<Option<BankDetails>> {
    person.need(SalesPermission::Read)?;
    Ok(store::packs::bank(&mut *backend.store().read().await?).await?.map(|(_, details)| details))
}

/// Sets where pharmacies pay to, from the next pro-forma on.
///
/// # Errors
///
/// [`Error::Denied`] without `sales.packs`; [`Error::Invalid`] for a line that is empty or over 120 characters, or an account
/// whose digits do not add up.
pub async fn save_bank(backend: &Backend, person: &Salesperson, details: &BankDetails) -> Result<()> {
    person.need(SalesPermission::Packs)?;
    let details = checked_bank(details)?;
    let now = backend.clock().now();
    let mut tx = backend.store().write().await?;
    if store::packs::bank(&mut tx).await?.is_some_and(|(_, known)| known == details) {
        return Ok(());
    }
    store::packs::add_bank(&mut tx, &details, Some(person.id), now).await?;
    store::sales::record(&mut tx, now, Some(person.id), None, "bank.saved", None).await?;
    tx.commit().await
}

fn checked_bank(details: &BankDetails) -> Result<BankDetails> {
    let mut faults = vec![];
    let mut kept = |text: &str, field, needed| line(text, field, needed, &mut faults).to_owned();
    let mut checked = BankDetails {
        holder: kept(&details.holder, Field::Holder, true),
        address: kept(&details.address, Field::Address, true),
        tax_id: kept(&details.tax_id, Field::TaxId, false),
        bank: kept(&details.bank, Field::Bank, true),
        rib: kept(&details.rib, Field::Rib, true),
    };
    match rib(&checked.rib) {
        Some(digits) => checked.rib = digits,
        None if faults.iter().any(|(field, _)| *field == Field::Rib) => {}
        None => faults.push((Field::Rib, Fault::Unreadable)),
    }
    if faults.is_empty() { Ok(checked) } else { Err(Error::Invalid(FieldErrors(faults))) }
}

/// A line as it is stored; what is wrong with it is added to the faults.
fn line<'a>(text: &'a str, field: Field, is_needed: bool, faults: &mut Vec<(Field, Fault)>) -> &'a str {
    let text = text.trim();
    if text.is_empty() && is_needed {
        faults.push((field, Fault::Required));
    } else if text.chars().count() > MAX_LINE {
        faults.push((field, Fault::TooLong));
    } else if text.chars().any(char::is_control) {
        faults.push((field, Fault::Unreadable));
    }
    text
}
