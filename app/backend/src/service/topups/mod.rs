//! Requests for credits, for both sides. What can be done when and by whom says one table, [`domain::topup`]; each step is
//! one transaction, and a second click on one finds it done.

mod act;
mod proof;

use domain::credit::Credits;
use domain::form::{Fault, Field, FieldErrors};
use domain::id::{PharmacyId, TopUpRef};
use domain::pack::{BankDetails, Pack};
use domain::sales::SalesPermission;
use domain::staff::Permission;
use domain::topup::{Act, MAX_NOTE, Proof, Sheet, Side, Step, TopUp};
use sqlx::SqliteConnection;

pub use self::act::{Deed, act};
pub use self::proof::{ProofFile, declare, proof};
use crate::Backend;
use crate::caller::{Salesperson, Staff};
use crate::clock::{DEFAULT_ZONE, Zone};
use crate::error::{Error, Result};
use crate::store;
use crate::store::mail::Kind;
use crate::store::topups::{By, Stored};

/// Requests that a pharmacy's page lists.
const LINES: u32 = 20;

/// Who asks about a request: somebody of its pharmacy, or of the sales service.
#[derive(Clone, Copy)]
pub enum Caller<'a> {
    /// Somebody of a pharmacy.
    Staff(&'a Staff),
    /// Somebody of the sales service.
    Sales(&'a Salesperson),
}

impl Caller<'_> {
    /// Whose side this is.
    pub const fn side(self) -> Side {
        match self {
            Self::Staff(_) => Side::Pharmacy,
            Self::Sales(_) => Side::Sales,
        }
    }

    /// What the caller needs for an act. Whose act it is was asked before.
    fn may(self, act: Option<Act>) -> Result<()> {
        match self {
            Self::Staff(staff) => staff.need(Permission::CreditsRequest),
            Self::Sales(person) => {
                person.need(SalesPermission::Read)?;
                match act {
                    None | Some(Act::Write) => Ok(()),
                    Some(_) => person.need(SalesPermission::Activate),
                }
            }
        }
    }

    fn by(self) -> By {
        match self {
            Self::Staff(staff) => By::Staff(staff.id),
            Self::Sales(person) => By::Sales(person.id),
        }
    }

    /// The zone in which the caller reads times.
    fn zone(self) -> Zone {
        match self {
            Self::Staff(staff) => staff.zone.clone(),
            Self::Sales(_) => Zone::named(DEFAULT_ZONE),
        }
    }

    /// The request, if the caller may know of it: another pharmacy's is not found.
    async fn find(self, conn: &mut SqliteConnection, reference: &TopUpRef) -> Result<Stored> {
        let found = match self {
            Self::Staff(staff) => store::topups::find(conn, staff.pharmacy, reference).await?,
            Self::Sales(_) => store::topups::find_any(conn, reference).await?,
        };
        found.ok_or(Error::NotFound)
    }
}

/// Asks the sales service for credits, with a word to it if there is one. A pharmacy has one open request at a time: where
/// there is one, that is it.
///
/// # Errors
///
/// [`Error::Denied`] without `credits.request`; [`Error::Invalid`] for a message over 1 000 characters.
pub async fn request(backend: &Backend, staff: &Staff, note: &str) -> Result<TopUpRef> {
    Caller::Staff(staff).may(None)?;
    let note = checked_note(note, false)?;
    let now = backend.clock().now();
    let mut tx = backend.store().write().await?;
    if let Some(open) = store::topups::open(&mut tx, staff.pharmacy).await? {
        return Ok(open.reference);
    }
    let (date, _) = Zone::named(DEFAULT_ZONE).date_and_time(now);
    let year = date.get(..4).unwrap_or_default();
    let n = store::topups::take_number(&mut tx, year.parse().unwrap_or_default()).await?;
    let number = format!("RC-{year}-{n:04}");
    let reference = store::topups::add(&mut tx, staff.pharmacy, &number, now).await?;
    let added = store::topups::find(&mut tx, staff.pharmacy, &reference).await?.ok_or(Error::NotFound)?;
    store::topups::note(&mut tx, added.id, now, Act::Request, By::Staff(staff.id), note).await?;
    let subject = Some(reference.as_str());
    store::audit::record(&mut tx, staff.pharmacy, now, Some(staff.id), "topup.request", subject).await?;
    store::mail::tell_sales(&mut tx, Kind::Requested, staff.pharmacy, added.id, now).await?;
    tx.commit().await?;
    tracing::info!(topup = %reference, "credits requested");
    backend.live().announce_topup(staff.pharmacy);
    Ok(reference)
}

/// All of a request, as the caller's side sees it. What it holds of new is seen from now on.
///
/// # Errors
///
/// [`Error::Denied`]; [`Error::NotFound`], also for another pharmacy's request.
pub async fn sheet(backend: &Backend, caller: Caller<'_>, reference: &TopUpRef) -> Result<Sheet> {
    caller.may(None)?;
    let now = backend.clock().now();
    let mut conn = backend.store().snapshot().await?;
    let stored = caller.find(&mut conn, reference).await?;
    let zone = caller.zone();
    let steps = store::topups::steps(&mut conn, stored.id).await?.into_iter().map(|step| Step {
        at: zone.stamp(step.at),
        act: step.act,
        side: step.side,
        by: step.by,
        note: step.text,
    });
    let proofs = store::proofs::list(&mut conn, stored.id).await?.into_iter().map(|proof| Proof {
        n: proof.n,
        kind: proof.kind,
        size: proof.size,
        at: zone.stamp(proof.at),
    });
    let acts: Vec<Act> =
        stored.state.acts(caller.side()).into_iter().filter(|act| caller.may(Some(*act)).is_ok()).collect();
    let bank = match stored.bank {
        Some(bank) => store::packs::bank_of(&mut conn, bank).await?,
        None => None,
    };
    let packs = if acts.contains(&Act::Choose) { offered(&mut conn).await? } else { vec![] };
    let available = available(&mut conn, stored.pharmacy).await?;
    let (steps, proofs) = (steps.collect(), proofs.collect());
    drop(conn);
    see(backend, caller.side(), &stored).await?;
    let topup = line(stored, caller.side(), &zone, now);
    Ok(Sheet { topup, side: caller.side(), acts, steps, proofs, bank, packs, available })
}

async fn available(conn: &mut SqliteConnection, pharmacy: PharmacyId) -> Result<Credits> {
    Ok(store::credits::balance(conn, pharmacy).await?.available)
}

/// Writes only where there was something new: most looks at a request find nothing.
async fn see(backend: &Backend, side: Side, stored: &Stored) -> Result<()> {
    let is_new = match side {
        Side::Pharmacy => stored.new_to_pharmacy,
        Side::Sales => stored.new_to_sales,
    };
    if !is_new {
        return Ok(());
    }
    let mut tx = backend.store().write().await?;
    store::topups::seen(&mut tx, stored.id, side, stored.events).await?;
    tx.commit().await?;
    backend.live().announce_topup(stored.pharmacy);
    Ok(())
}

/// The packs that can be chosen.
///
/// # Errors
///
/// [`Error::Denied`] without `credits.request`.
pub async fn packs(backend: &Backend, staff: &Staff) -> Result<Vec<Pack>> {
    Caller::Staff(staff).may(None)?;
    offered(&mut *backend.store().read().await?).await
}

async fn offered(conn: &mut SqliteConnection) -> Result<Vec<Pack>> {
    let packs = store::packs::list(conn).await?;
    Ok(packs.into_iter().map(|stored| stored.pack).filter(|pack| !pack.is_withdrawn).collect())
}

/// The newest requests of the caller's pharmacy. Whether they may see them was asked before.
pub(super) async fn lines(conn: &mut SqliteConnection, staff: &Staff, now: i64) -> Result<Vec<TopUp>> {
    let stored = store::topups::of_pharmacy(conn, staff.pharmacy, LINES).await?;
    Ok(stored.into_iter().map(|stored| line(stored, Side::Pharmacy, &staff.zone, now)).collect())
}

pub(super) fn line(stored: Stored, side: Side, zone: &Zone, now: i64) -> TopUp {
    TopUp {
        reference: stored.reference,
        number: stored.number,
        pharmacy: stored.pharmacy_name,
        state: stored.state,
        requested: zone.stamp(stored.requested_at),
        waiting: u32::try_from((now - stored.changed_at).max(0) / 60_000).unwrap_or(u32::MAX),
        pack: stored.pack.map(|(_, pack)| pack),
        transfer: stored.transfer,
        is_new: match side {
            Side::Pharmacy => stored.new_to_pharmacy,
            Side::Sales => stored.new_to_sales,
        },
    }
}

/// A reason or a message as it is stored.
fn checked_note(note: &str, is_needed: bool) -> Result<&str> {
    let note = note.trim();
    let fault = if note.is_empty() && is_needed {
        Fault::Required
    } else if note.chars().count() > MAX_NOTE {
        Fault::TooLong
    } else if note.chars().any(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t')) {
        Fault::Unreadable
    } else {
        return Ok(note);
    };
    Err(Error::Invalid(FieldErrors::one(Field::Note, fault)))
}

/// Who is paid, to be shown on a pro-forma: also what is checked before one is issued.
pub(super) async fn payee(conn: &mut SqliteConnection) -> Result<Option<(i64, BankDetails)>> {
    store::packs::bank(conn).await
}
