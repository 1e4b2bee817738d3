//! The proof of a transfer: taken from the pharmacy, given back to it and to the sales service, and to nobody else.

use domain::form::{Fault, Field, FieldErrors};
use domain::id::TopUpRef;
use domain::proof::{MAX_PROOF, ProofKind};
use domain::topup::Act;

use super::Caller;
use super::act::record;
use crate::Backend;
use crate::caller::Staff;
use crate::error::{Conflict, Error, Result};
use crate::store;
use crate::store::mail::Kind;
use crate::store::topups::{By, Change};

/// The most proofs of one request.
const MAX_PROOFS: usize = 10;

/// A proof as it is given back.
pub struct ProofFile {
    /// What it is.
    pub kind: ProofKind,
    /// Its content.
    pub content: Vec<u8>,
    /// The number of the request, for the file's name.
    pub number: String,
}

/// Says that the transfer was made, and proves it. The same file again changes nothing.
///
/// # Errors
///
/// [`Error::Denied`] without `credits.request`; [`Error::NotFound`], also for another pharmacy's request;
/// [`Error::Invalid`] for an empty file ([`Fault::Required`]), one over 5 MB ([`Fault::TooLong`]) and one whose content is
/// neither PDF nor JPEG nor PNG ([`Fault::Unreadable`]), all of [`Field::Proof`]; [`Error::Conflict`] where nothing is to be
/// paid any more, or not yet.
pub async fn declare(backend: &Backend, staff: &Staff, reference: &TopUpRef, content: &[u8]) -> Result<()> {
    let caller = Caller::Staff(staff);
    caller.may(Some(Act::Declare))?;
    let refused = |fault| Error::Invalid(FieldErrors::one(Field::Proof, fault));
    let kind = match content.len() {
        0 => return Err(refused(Fault::Required)),
        length if length > MAX_PROOF => return Err(refused(Fault::TooLong)),
        _ => ProofKind::of(content).ok_or_else(|| refused(Fault::Unreadable))?,
    };
    let moved = || Error::Conflict(Conflict::TopUpMoved);
    // Asked before the file is written, and again in the transaction.
    let found = caller.find(&mut *backend.store().read().await?, reference).await?;
    found.state.after(Act::Declare).ok_or_else(moved)?;
    let mut written = backend.proofs().write(content).await?;

    let now = backend.clock().now();
    let mut tx = backend.store().write().await?;
    let topup = caller.find(&mut tx, reference).await?;
    let to = topup.state.after(Act::Declare).ok_or_else(moved)?;
    let known = store::proofs::list(&mut tx, topup.id).await?;
    if known.iter().any(|proof| proof.is(content)) {
        return Ok(());
    }
    if known.len() >= MAX_PROOFS {
        return Err(refused(Fault::OutOfRange));
    }
    store::proofs::add(&mut tx, topup.id, &written, (kind, content.len()), staff.id, now).await?;
    store::topups::advance(&mut tx, &topup, to, Change::default(), now).await?;
    store::topups::note(&mut tx, topup.id, now, Act::Declare, By::Staff(staff.id), "").await?;
    record(&mut tx, caller, &topup, Act::Declare, now).await?;
    store::mail::tell_sales(&mut tx, Kind::Declared, topup.pharmacy, topup.id, now).await?;
    // A connection that breaks drops this function where it waits, and SQLite commits all the same.
    written.keep();
    if let Err(error) = tx.commit().await {
        if let Ok(mut conn) = backend.store().read().await {
            written.remove_without_row(&mut conn).await;
        }
        return Err(error);
    }
    tracing::info!(topup = %topup.reference, octets = content.len(), "proof of transfer taken");
    backend.live().announce_topup(topup.pharmacy);
    Ok(())
}

/// A proof, for those entitled to it.
///
/// # Errors
///
/// [`Error::Denied`]; [`Error::NotFound`], also for another pharmacy's request and for a proof that it does not have.
pub async fn proof(backend: &Backend, caller: Caller<'_>, reference: &TopUpRef, n: u32) -> Result<ProofFile> {
    caller.may(None)?;
    let mut conn = backend.store().read().await?;
    let topup = caller.find(&mut conn, reference).await?;
    let file = store::proofs::file(&mut conn, topup.id, n).await?.ok_or(Error::NotFound)?;
    drop(conn);
    let content = backend.proofs().read(&file).await?;
    Ok(ProofFile { kind: file.kind, content, number: topup.number })
}
