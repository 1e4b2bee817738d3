//! What a client said about receiving SMS, noted at the counter in one tap.

use domain::client::{Card, How, Said, Wish, Written};
use domain::id::ClientRef;
use domain::staff::Permission;

use super::one;
use crate::Backend;
use crate::caller::Staff;
use crate::error::{Conflict, Error, Result};
use crate::store;
use crate::store::wishes::Stored;

/// One client, with what they said.
///
/// # Errors
///
/// Those of [`one`].
pub async fn card(backend: &Backend, staff: &Staff, client: &ClientRef) -> Result<Card> {
    let line = one(backend, staff, client).await?;
    let mut conn = backend.store().read().await?;
    let phone = store::clients::phone(&mut conn, staff.pharmacy, client).await?;
    let (consent, opted_out) = match &phone {
        Some(phone) => store::wishes::of(&mut conn, staff.pharmacy, phone).await?,
        None => (None, None),
    };
    let said =
        |stored: Stored| Said { at: staff.zone.stamp(stored.at), by: stored.by, how: How::from_word(&stored.how) };
    Ok(Card { line, has_number: phone.is_some(), consent: consent.map(said), opted_out: opted_out.map(said) })
}

/// The most texts of a client that are shown.
const MOST_WRITTEN: u32 = 20;

/// What a client wrote: the last texts that came from their number, whoever shares it, the newest first. Nothing for who has
/// no number, or is no client of the pharmacy.
///
/// # Errors
///
/// [`Error::Denied`] without `history.read`.
pub async fn written(backend: &Backend, staff: &Staff, client: &ClientRef) -> Result<Vec<Written>> {
    staff.need(Permission::HistoryRead)?;
    let mut conn = backend.store().read().await?;
    let Some(phone) = store::clients::phone(&mut conn, staff.pharmacy, client).await? else { return Ok(vec![]) };
    let texts = store::inbound::of_phone(&mut conn, staff.pharmacy, &phone, MOST_WRITTEN).await?;
    let shown = texts.into_iter().map(|stored| Written {
        at: staff.zone.stamp(stored.at),
        text: stored.text,
        stops: stored.stops,
    });
    Ok(shown.collect())
}

/// Notes what a client said to a person of the pharmacy. It holds for their number, whoever shares it, and from the next
/// message on that leaves. Said twice it is noted once.
///
/// # Errors
///
/// [`Error::Denied`] without `clients.edit`; [`Error::NotFound`] if the pharmacy has no such client;
/// [`Error::Conflict`] for a client without a number that can receive an SMS, and for a consent of somebody who wants no SMS
/// at all: that is asked about first.
pub async fn note(backend: &Backend, staff: &Staff, client: &ClientRef, wish: Wish) -> Result<()> {
    staff.need(Permission::ClientsEdit)?;
    let now = backend.clock().now();
    let pharmacy = staff.pharmacy;
    let mut tx = backend.store().write().await?;
    store::clients::find(&mut tx, pharmacy, client).await?.ok_or(Error::NotFound)?;
    let phone = store::clients::phone(&mut tx, pharmacy, client).await?.ok_or(Error::Conflict(Conflict::WishMoved))?;
    let (_, opted_out) = store::wishes::of(&mut tx, pharmacy, &phone).await?;
    if wish == Wish::Consent && opted_out.is_some() {
        return Err(Error::Conflict(Conflict::WishMoved));
    }
    if store::wishes::note(&mut tx, pharmacy, &phone, wish, Some(staff.id), How::Counter, now).await? {
        let action = match wish {
            Wish::Consent => "client.consented",
            Wish::Withdraw => "client.withdrew",
            Wish::Stop => "client.opted_out",
            Wish::Resume => "client.opted_in",
        };
        store::audit::record(&mut tx, pharmacy, now, Some(staff.id), action, Some(client.as_str())).await?;
    }
    tx.commit().await?;
    backend.live().announce(pharmacy);
    Ok(())
}
