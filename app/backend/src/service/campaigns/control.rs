//! What becomes of a send that is under way: held back, let go on, stopped. Each command may be given twice.

use domain::campaign::Command;
use domain::id::{CampaignId, CampaignRef, PharmacyId, StaffId};
use domain::message::Status;
use domain::staff::Permission;

use super::canary;
use crate::Backend;
use crate::caller::Staff;
use crate::error::{Error, Result};
use crate::service::delivery::Moves;
use crate::store::campaigns::Stored;
use crate::store::{self, WriteTx};

/// Messages cancelled with one look at where they stand.
const BATCH: usize = 2_000;

/// Does what a person asks for. A command that has nothing to change is done already: whoever pauses what somebody else
/// has paused, or stops what is over, has what they wanted. What a gateway is being handed at this moment goes on, and is
/// cancelled where it comes back.
///
/// # Errors
///
/// [`Error::Denied`] without `sms.send`; [`Error::NotFound`] if the pharmacy has no such campaign.
pub async fn control(backend: &Backend, staff: &Staff, campaign: &CampaignRef, command: Command) -> Result<()> {
    staff.need(Permission::SmsSend)?;
    let now = backend.clock().now();
    let mut tx = backend.store().write().await?;
    let stored = store::campaigns::by_reference(&mut tx, staff.pharmacy, campaign).await?.ok_or(Error::NotFound)?;
    let done = match command {
        Command::Pause => pause(&mut tx, &stored, now, staff).await?,
        Command::Resume => resume(&mut tx, &stored, now).await?,
        Command::Stop => stop(&mut tx, &stored, now, staff).await?,
    };
    let Some(action) = done else { return Ok(()) };
    store::audit::record(&mut tx, staff.pharmacy, now, Some(staff.id), action, Some(campaign.as_str())).await?;
    tx.commit().await?;
    tracing::info!(%campaign, action, "campaign controlled");
    backend.live().announce(staff.pharmacy);
    backend.wake().notify_one();
    Ok(())
}

async fn pause(tx: &mut WriteTx, stored: &Stored, now: i64, staff: &Staff) -> Result<Option<&'static str>> {
    if stored.paused.is_some() || stored.stopped.is_some() {
        return Ok(None);
    }
    hold_back(tx, stored.id, stored.ids, now, Some(staff.id)).await
}

/// Holds back what has yet to leave; nothing is done where nothing has.
pub(super) async fn hold_back(
    tx: &mut WriteTx,
    campaign: CampaignId,
    ids: (i64, i64),
    now: i64,
    by: Option<StaffId>,
) -> Result<Option<&'static str>> {
    if !store::outbox::any_to_leave(tx, ids).await? {
        return Ok(None);
    }
    store::campaigns::set_paused(tx, campaign, Some(now), by).await?;
    store::outbox::hold(tx, ids, true).await?;
    Ok(Some("campaign.paused"))
}

async fn resume(tx: &mut WriteTx, stored: &Stored, now: i64) -> Result<Option<&'static str>> {
    let (id, ids) = (stored.id, stored.ids);
    let Some(paused) = &stored.paused else {
        // What waits for the first messages need not wait: whoever says so is believed.
        let Some(_) = stored.canary else { return Ok(None) };
        canary::follow(tx, id, ids, now - stored.leaves_at).await?;
        return Ok(Some("campaign.resumed"));
    };
    store::campaigns::set_paused(tx, id, None, None).await?;
    match stored.canary {
        // Somebody held all of it back: the first messages lead as before.
        Some(leading) if paused.by.is_some() => canary::lead(tx, id, ids, leading).await?,
        Some(_) => canary::follow(tx, id, ids, 0).await?,
        None => store::outbox::hold(tx, ids, false).await?,
    }
    // The time for which it was held back is not counted against its messages.
    store::outbox::prolong(tx, ids, (now - paused.at).max(0)).await?;
    Ok(Some("campaign.resumed"))
}

async fn stop(tx: &mut WriteTx, stored: &Stored, now: i64, staff: &Staff) -> Result<Option<&'static str>> {
    if stored.stopped.is_some() || !store::outbox::any_to_leave(tx, stored.ids).await? {
        return Ok(None);
    }
    let waiting = store::outbox::waiting(tx, stored.ids).await?;
    let mut moves = Moves::new(now);
    for ids in waiting.chunks(BATCH) {
        for mut message in store::messages::standing(tx, ids).await? {
            moves.advance(&mut message, Status::Cancelled, None);
            moves.moved.push(message);
        }
    }
    moves.save(tx).await?;
    store::campaigns::set_stopped(tx, stored.id, now, staff.id).await?;
    Ok(Some("campaign.stopped"))
}

/// Holds a campaign back because too much of it was refused; returns the pharmacy whose campaign that is, or nothing where
/// nothing is left to hold back. Nobody did it: it is in the audit without a person.
pub(crate) async fn hold_back_by_itself(
    tx: &mut WriteTx,
    campaign: CampaignId,
    now: i64,
) -> Result<Option<PharmacyId>> {
    let Some(running) = store::campaigns::running(tx, campaign).await? else { return Ok(None) };
    let Some(action) = hold_back(tx, campaign, running.ids, now, None).await? else { return Ok(None) };
    store::audit::record(tx, running.pharmacy, now, None, action, Some(running.reference.as_str())).await?;
    tracing::warn!(campaign = campaign.0, "too many messages were refused, the campaign is held back");
    Ok(Some(running.pharmacy))
}
