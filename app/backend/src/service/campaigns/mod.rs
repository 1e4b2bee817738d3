//! Sending to many: the quote, the send itself in one transaction, and the campaign afterwards.

mod audience;
mod canary;
mod control;
mod lately;
mod preview;
mod quote;
mod repeat;
mod send;
mod trial;
mod write;

use domain::campaign::{Campaign, Fact, Flow};
use domain::history::{Cursor, Query};
use domain::id::CampaignRef;
use domain::message::Counts;
use domain::staff::Permission;
use sqlx::SqliteConnection;

pub(crate) use self::canary::watch;
pub use self::control::control;
pub(crate) use self::control::hold_back_by_itself;
pub use self::preview::preview;
pub use self::quote::quote;
pub use self::repeat::{look, repeat};
pub(crate) use self::send::is_key;
pub use self::send::send;
pub use self::trial::{test, test_phones};
use super::gateway::obstacle;
use super::history;
use crate::Backend;
use crate::caller::Staff;
use crate::error::{Error, Result};
use crate::store;
use crate::store::campaigns::Stored;

/// A campaign, with one page of its messages.
///
/// # Errors
///
/// [`Error::Denied`] without `history.read`; [`Error::NotFound`] if the pharmacy has no such campaign.
pub async fn page(
    backend: &Backend,
    staff: &Staff,
    campaign: &CampaignRef,
    cursor: Option<Cursor>,
) -> Result<Campaign> {
    staff.need(Permission::HistoryRead)?;
    let mut conn = backend.store().snapshot().await?;
    let stored = store::campaigns::by_reference(&mut conn, staff.pharmacy, campaign).await?.ok_or(Error::NotFound)?;
    let counts = store::campaigns::counts(&mut conn, stored.id).await?;
    let (spent, given_back) = store::campaigns::settled(&mut conn, stored.id).await?;
    let flow = flow(&mut conn, backend, staff, &stored, &counts).await?;
    let now = backend.clock().now();
    let lately = lately::lately(&mut conn, staff, &stored, (&flow, &counts), now).await?;
    let query = Query::of_campaign(campaign.clone());
    let messages = history::page(&mut conn, staff, backend.clock().now(), &query, (cursor, None)).await?;
    Ok(Campaign {
        campaign: campaign.clone(),
        name: stored.name,
        objective: stored.objective,
        manager: stored.manager,
        created: staff.zone.stamp(stored.created_at),
        texts: stored.texts,
        total: stored.messages,
        counts,
        left_out: stored.left_out,
        reserved: stored.credits,
        spent,
        given_back,
        paid_in_part: stored.paid_in_part,
        flow,
        lately,
        messages,
    })
}

/// Whether its messages leave, and what keeps them.
async fn flow(
    conn: &mut SqliteConnection,
    backend: &Backend,
    staff: &Staff,
    stored: &Stored,
    counts: &Counts,
) -> Result<Flow> {
    let now = backend.clock().now();
    let fact = |fact: &store::campaigns::Fact| Fact { at: staff.zone.stamp(fact.at), by: fact.by.clone() };
    if let Some(stopped) = &stored.stopped {
        return Ok(Flow::Stopped(fact(stopped)));
    }
    if !counts.iter().any(|(status, n)| status.waits() && *n > 0) {
        return Ok(Flow::Free);
    }
    if let Some(paused) = &stored.paused {
        let by_canary = stored.canary.is_some() && paused.by.is_none();
        let at = || staff.zone.stamp(paused.at);
        return Ok(if by_canary { Flow::CanaryStopped(at()) } else { Flow::Paused(fact(paused)) });
    }
    let (hours, _) = store::pharmacies::hours(conn, staff.pharmacy).await?;
    let leaves = hours.next(&staff.zone, now).max(stored.leaves_at);
    let untouched = counts.iter().all(|(status, n)| status.waits() || *n == 0);
    Ok(match u32::try_from(leaves - now) {
        Ok(0) => match backend.link().and_then(|link| obstacle(&link, &staff.zone, now)) {
            Some(until) => Flow::Unreachable(until),
            None => stored.canary.map_or(Flow::Free, Flow::Canary),
        },
        Ok(left) if untouched && left <= MOST_UNDO => Flow::Undo(left),
        _ => Flow::Until(staff.zone.stamp(leaves)),
    })
}

/// The longest time, in milliseconds, for which a page counts down; longer is a time of day.
const MOST_UNDO: u32 = 600_000;
