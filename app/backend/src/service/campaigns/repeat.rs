//! *Renvoyer*: a message that surely did not arrive is sent again because a person says so. *Renvoyer quand même*: one whose
//! answer was lost, by a person who was told the risk.
//! It is a new message, in a campaign of its own that can be called off as any other, and names the one that it repeats.

use domain::id::{CampaignRef, MessageId};
use domain::message::{Again, Repeat};
use domain::phone::PhoneNumber;
use domain::staff::Permission;
use domain::template::Texts;
use sha2::{Digest, Sha256};
use sqlx::SqliteConnection;

use super::write::{self, Name, New};
use crate::Backend;
use crate::caller::Staff;
use crate::error::{Conflict, Error, Result};
use crate::service::history;
use crate::store::messages::{Kind, NewMessage, Original};
use crate::store::{self, WriteTx};

/// A message as it stands before it is sent again. `number` is its place within the pharmacy.
///
/// # Errors
///
/// [`Error::Denied`] without `sms.send`; [`Error::NotFound`] if the pharmacy has no such message.
pub async fn look(backend: &Backend, staff: &Staff, number: i64) -> Result<Repeat> {
    staff.need(Permission::SmsSend)?;
    let mut conn = backend.store().read().await?;
    let id = history::of_number(staff, number)?;
    let line = history::line(&mut conn, staff, backend.clock().now(), id).await?.ok_or(Error::NotFound)?;
    let original = store::messages::original(&mut conn, id).await?.ok_or(Error::NotFound)?;
    let available = store::credits::balance(&mut conn, staff.pharmacy).await?.available.0;
    let repeated_by = store::campaigns::by_key(&mut conn, staff.pharmacy, &key(number)).await?;
    Ok(Repeat { line, credits: original.parts, available, repeated_by: repeated_by.map(|sent| sent.reference) })
}

/// Sends it again. Asked for twice, it is sent once: the second time leads to the campaign of the first.
///
/// # Errors
///
/// [`Error::Denied`] without `sms.send`; [`Error::NotFound`] if the pharmacy has no such message; [`Error::Conflict`] if
/// it is nothing that may be sent again (any more, [`Again::of`]); [`Error::NoCredit`].
pub async fn repeat(backend: &Backend, staff: &Staff, number: i64) -> Result<CampaignRef> {
    staff.need(Permission::SmsSend)?;
    let now = backend.clock().now();
    let id = history::of_number(staff, number)?;
    let mut tx = backend.store().write().await?;
    if let Some(sent) = store::campaigns::by_key(&mut tx, staff.pharmacy, &key(number)).await? {
        return Ok(sent.reference);
    }
    let original = repeatable(&mut tx, id).await?;
    let campaign = write(&mut tx, now, staff, id, original).await?;
    tx.commit().await?;
    tracing::info!(%campaign, message = id.0, "a message is sent again");
    backend.live().announce(staff.pharmacy);
    backend.wake().notify_one();
    Ok(campaign)
}

/// What is sent again with a key: the same message twice is the same send.
fn key(number: i64) -> String {
    format!("repeat-{number}")
}

async fn repeatable(conn: &mut SqliteConnection, id: MessageId) -> Result<Original> {
    let original = store::messages::original(conn, id).await?.ok_or(Error::NotFound)?;
    Again::of(original.status, original.reason).map(|_| original).ok_or(Error::Conflict(Conflict::NotRepeatable))
}

async fn write(tx: &mut WriteTx, now: i64, staff: &Staff, id: MessageId, original: Original) -> Result<CampaignRef> {
    let message = NewMessage {
        client: original.client,
        phone: PhoneNumber::try_from(original.phone).map_err(|_| Error::NotFound)?,
        recipient: original.recipient,
        content: original.content,
        encoding: original.encoding,
        parts: original.parts,
    };
    let new = New {
        key: &key(id.number()),
        content_hash: &Sha256::digest(id.0.to_be_bytes()),
        objective: original.objective,
        template: original.template,
        template_version: original.template_version,
        name: Name::As(&original.campaign_name),
        texts: &Texts::one(&message.content),
        left_out: &[],
        kind: Kind::Again(id),
        tests: original.tests,
        messages: std::slice::from_ref(&message),
        at: None,
        minimum: None,
        is_undoable: true,
    };
    let reference = write::write(tx, staff, now, &new).await?.reference;
    let subject = id.number().to_string();
    store::audit::record(tx, staff.pharmacy, now, Some(staff.id), "message.repeated", Some(&subject)).await?;
    Ok(reference)
}
