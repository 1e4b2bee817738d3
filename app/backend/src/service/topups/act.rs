//! The steps of a request, but for the proof.

use domain::form::{Fault, Field, FieldErrors};
use domain::id::{PackRef, TopUpRef};
use domain::topup::{Act, State};

use super::{Caller, checked_note, payee};
use crate::Backend;
use crate::error::{Conflict, Error, Result};
use crate::store::credits::Entry;
use crate::store::mail::Kind;
use crate::store::topups::{By, Change, Stored};
use crate::store::{self, WriteTx};

/// What somebody does with a request.
#[derive(Clone, Copy, Debug)]
pub struct Deed<'a> {
    /// What.
    pub act: Act,
    /// The reason, or the message; nothing for most steps.
    pub note: &'a str,
    /// The pack that is chosen, and the version of it that was shown.
    pub pack: Option<(&'a PackRef, u32)>,
}

/// Within how many milliseconds the same message again is the same click: ten minutes, as long as a lost connection may take.
const SAME_MESSAGE: i64 = 600_000;

/// Digits and letters of a transfer's reference that are not taken for one another, 32 of them.
const LETTERS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// Takes a step. One that was taken already is no fault and changes nothing, however often it is clicked and by whom: the
/// credits are activated once, and a message is there once, unless it is written anew later or after something else.
///
/// # Errors
///
/// [`Error::Denied`] for a step that is not the caller's; [`Error::NotFound`], also for another pharmacy's request;
/// [`Error::Invalid`] without a reason where one is needed, or without a pack; [`Error::Conflict`] where the request has moved
/// on, the pack is offered no more or at another price, there are no bank details yet, or the account is full.
pub async fn act(backend: &Backend, caller: Caller<'_>, reference: &TopUpRef, deed: Deed<'_>) -> Result<()> {
    // Asking and proving have functions of their own.
    let is_ours = deed.act.side().is_none_or(|side| side == caller.side());
    if !is_ours || matches!(deed.act, Act::Request | Act::Declare) {
        return Err(Error::Denied);
    }
    caller.may(Some(deed.act))?;
    let note = if deed.act.needs_note() { checked_note(deed.note, true)? } else { "" };
    let now = backend.clock().now();
    let mut tx = backend.store().write().await?;
    let topup = caller.find(&mut tx, reference).await?;
    if topup.state.has_done(deed.act) {
        return Ok(());
    }
    let to = topup.state.after(deed.act).ok_or(Error::Conflict(Conflict::TopUpMoved))?;
    match deed.act {
        Act::Choose => {
            if !choose(&mut tx, &topup, to, deed, now).await? {
                return Ok(());
            }
        }
        Act::Issue => issue(&mut tx, &topup, to, now).await?,
        Act::Activate => activate(&mut tx, &topup, to, caller, now).await?,
        Act::Write => {
            let from = now - SAME_MESSAGE;
            if store::topups::has_just_written(&mut tx, topup.id, caller.by(), note, from).await? {
                return Ok(());
            }
        }
        _ => store::topups::advance(&mut tx, &topup, to, Change::default(), now).await?,
    }
    store::topups::note(&mut tx, topup.id, now, deed.act, caller.by(), note).await?;
    record(&mut tx, caller, &topup, deed.act, now).await?;
    tx.commit().await?;
    tracing::info!(topup = %topup.reference, act = deed.act.slug(), "request for credits");
    backend.live().announce_topup(topup.pharmacy);
    Ok(())
}

/// Chooses a pack at the price that was shown; says whether that changed anything.
async fn choose(tx: &mut WriteTx, topup: &Stored, to: State, deed: Deed<'_>, now: i64) -> Result<bool> {
    let none = || Error::Invalid(FieldErrors::one(Field::Pack, Fault::Required));
    let (pack, version) = deed.pack.ok_or_else(none)?;
    let gone = || Error::Conflict(Conflict::PackGone);
    let stored = store::packs::find(tx, pack).await?.ok_or_else(gone)?;
    if stored.pack.is_withdrawn || stored.pack.version != version {
        return Err(gone());
    }
    if topup.pack.as_ref().is_some_and(|(id, chosen)| *id == stored.id && chosen.version == version) {
        return Ok(false);
    }
    let change = Change { pack: Some((stored.id, version)), ..Change::default() };
    store::topups::advance(tx, topup, to, change, now).await?;
    Ok(true)
}

/// Issues the pro-forma: what the transfer bears, and where it goes, are fixed from now on.
async fn issue(tx: &mut WriteTx, topup: &Stored, to: State, now: i64) -> Result<()> {
    let (bank, _) = payee(tx).await?.ok_or(Error::Conflict(Conflict::NoBankDetails))?;
    let number = topup.number.rsplit('-').next().unwrap_or_default();
    let random: [u8; 4] = rand::random();
    let letters = random.map(|byte| LETTERS.get(usize::from(byte % 32)).copied().map_or('0', char::from));
    let transfer = format!("CPT {} {number}", String::from_iter(letters));
    let change = Change { issued: Some((&transfer, bank)), ..Change::default() };
    store::topups::advance(tx, topup, to, change, now).await
}

/// The credits, and the entry that says so, in the transaction of the step.
async fn activate(tx: &mut WriteTx, topup: &Stored, to: State, caller: Caller<'_>, now: i64) -> Result<()> {
    let bad = Error::BadRow { table: "topup", column: "pack_id", row: topup.id.0 };
    let (_, pack) = topup.pack.as_ref().ok_or(bad)?;
    let salesperson = match caller.by() {
        By::Sales(person) => Some(person),
        By::Staff(_) => None,
    };
    store::topups::advance(tx, topup, to, Change::default(), now).await?;
    let entry = Entry { topup: Some(topup.id), salesperson, ..Entry::grant(pack.credits.0) };
    store::credits::move_credits(tx, topup.pharmacy, now, entry).await?;
    store::mail::tell_pharmacy(tx, Kind::Activated, topup.pharmacy, Some(topup.id), now).await
}

/// The trail of the side that did it.
pub(super) async fn record(tx: &mut WriteTx, caller: Caller<'_>, topup: &Stored, act: Act, now: i64) -> Result<()> {
    let action = match act {
        Act::Request => "topup.request",
        Act::Choose => "topup.choose",
        Act::Issue => "topup.issue",
        Act::Declare => "topup.declare",
        Act::Receive => "topup.receive",
        Act::Activate => "topup.activate",
        Act::Refuse => "topup.refuse",
        Act::Cancel => "topup.cancel",
        Act::Write => "topup.write",
    };
    let subject = Some(topup.reference.as_str());
    match caller.by() {
        By::Staff(staff) => store::audit::record(tx, topup.pharmacy, now, Some(staff), action, subject).await,
        By::Sales(person) => store::sales::record(tx, now, Some(person), Some(topup.pharmacy), action, subject).await,
    }
}
