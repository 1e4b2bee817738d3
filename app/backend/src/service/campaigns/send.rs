//! The send itself: all or nothing, in one transaction.

use domain::campaign::{Agreed, Audience, CANARY, Draft, Objective};
use domain::form::{Fault, Field, FieldErrors};
use domain::id::CampaignRef;
use domain::money::Money;
use domain::staff::Permission;
use sha2::{Digest, Sha256};

use super::canary;
use super::quote::{Prepared, prepare};
use super::write::{self, Name, New, Written};
use crate::Backend;
use crate::caller::Staff;
use crate::error::{Conflict, Error, Result};
use crate::store::messages::Kind;
use crate::store::{self, WriteTx, failed};

/// Lengths that the key of a form may have.
const KEY_LENGTH: std::ops::RangeInclusive<usize> = 8..=64;

/// Whether a key is one that a form of ours makes.
pub(crate) fn is_key(key: &str) -> bool {
    let known = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_');
    KEY_LENGTH.contains(&key.len()) && key.bytes().all(known)
}

/// Sends: freezes the audience, renders, reserves the credits and queues, all or nothing. The same key with the same
/// content leads to the campaign that exists. The draft of this key is ended with it.
///
/// # Errors
///
/// Those of [`quote`](super::quote()); [`Error::Denied`] for a whole list without `sms.send_all`; [`Error::NoCredit`];
/// [`Error::Conflict`] if the key was used for another send, if the list or the send is not what was agreed any more, or
/// if nobody would receive anything. [`Error::Invalid`] without a field for a key that no form of ours makes: 8 to 64
/// letters, digits, `-` or `_`.
pub async fn send(backend: &Backend, staff: &Staff, draft: &Draft, agreed: Agreed, key: &str) -> Result<CampaignRef> {
    staff.need(Permission::SmsSend)?;
    if matches!(draft.audience, Audience::All { .. }) {
        staff.need(Permission::SmsSendAll)?;
    }
    if !is_key(key) {
        return Err(Error::Invalid(FieldErrors::default()));
    }
    let content_hash = Sha256::digest(serde_json::to_vec(draft).map_err(failed)?);

    let mut tx = backend.store().write().await?;
    if let Some(sent) = store::campaigns::by_key(&mut tx, staff.pharmacy, key).await? {
        let same = sent.content_hash == content_hash.as_slice();
        return if same { Ok(sent.reference) } else { Err(Error::Conflict(Conflict::KeyReused)) };
    }
    let now = backend.clock().now();
    let at = set_time(staff, draft, now)?;
    let prepared = prepare(&mut tx, staff, draft, now, false).await?;
    check(&prepared, draft, agreed)?;
    let asked = Asked { draft, key, content_hash: &content_hash };
    let reference = write(&mut tx, now, at, staff, &prepared, asked).await?;
    tx.commit().await?;

    tracing::info!(campaign = %reference, messages = prepared.resolved.messages.len(), "campaign queued");
    backend.live().announce(staff.pharmacy);
    backend.wake().notify_one();
    Ok(reference)
}

/// The quote binds as an upper bound: fewer messages or credits go through, more are shown again.
fn check(prepared: &Prepared, draft: &Draft, agreed: Agreed) -> Result<()> {
    let resolved = &prepared.resolved;
    if let Audience::All { shown, .. } = draft.audience
        && shown != resolved.clients
    {
        return Err(Error::Conflict(Conflict::QuoteChanged));
    }
    if resolved.messages.is_empty() {
        return Err(Error::Conflict(Conflict::NobodyLeft));
    }
    let recipients = u32::try_from(resolved.messages.len()).unwrap_or(u32::MAX);
    if recipients > agreed.recipients || resolved.credits > agreed.credits {
        return Err(Error::Conflict(Conflict::QuoteChanged));
    }
    Ok(())
}

/// The longest time ahead that a send can be set to, in milliseconds: 90 days.
const FARTHEST: i64 = 90 * 86_400_000;

/// The moment that the send is set to; `None` for at once.
pub(super) fn set_time(staff: &Staff, draft: &Draft, now: i64) -> Result<Option<i64>> {
    let Some(minute) = draft.at else { return Ok(None) };
    let refused = |fault| Err(Error::Invalid(FieldErrors::one(Field::Time, fault)));
    match staff.zone.moment(minute) {
        Some(at) if at > now && at - now <= FARTHEST => Ok(Some(at)),
        Some(at) if at <= now => refused(Fault::Past),
        _ => refused(Fault::TooFar),
    }
}

/// The balance from which on a reminder to a list reminds: who owes less by the time it leaves is left out. Clients who were
/// ticked one by one were chosen whatever they owe.
const fn minimum(draft: &Draft) -> Option<Money> {
    match (&draft.audience, draft.objective) {
        (Audience::All { filter, .. }, Objective::BalanceReminder) => filter.owes_at_least,
        _ => None,
    }
}

/// A send as it was asked for.
struct Asked<'a> {
    draft: &'a Draft,
    key: &'a str,
    content_hash: &'a [u8],
}

async fn write(
    tx: &mut WriteTx,
    now: i64,
    at: Option<i64>,
    staff: &Staff,
    prepared: &Prepared,
    Asked { draft, key, content_hash }: Asked<'_>,
) -> Result<CampaignRef> {
    let Prepared { template, texts, resolved } = prepared;
    let new = New {
        key,
        content_hash,
        objective: template.objective,
        template: template.id,
        template_version: template.version,
        name: Name::OfDay(&template.name),
        texts,
        left_out: &resolved.left_out,
        kind: Kind::Own,
        tests: None,
        messages: &resolved.messages,
        at,
        minimum: minimum(draft),
        is_undoable: true,
    };
    let Written { campaign, reference, ids } = write::write(tx, staff, now, &new).await?;
    if draft.canary && resolved.messages.len() > usize::try_from(CANARY).map_err(failed)? {
        canary::lead(tx, campaign, ids, CANARY).await?;
    }
    store::drafts::end(tx, staff.pharmacy, staff.id, key, now).await?;
    store::audit::record(tx, staff.pharmacy, now, Some(staff.id), "campaign.sent", Some(reference.as_str())).await?;
    Ok(reference)
}
