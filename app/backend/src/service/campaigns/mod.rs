//! Sending to many: the quote, the send itself in one transaction, and the campaign afterwards.

mod audience;
mod quote;
mod send;

use domain::campaign::Campaign;
use domain::id::CampaignRef;
use domain::message::Cursor;
use domain::staff::Permission;

pub use self::quote::quote;
pub use self::send::send;
use super::history::lines;
use crate::Backend;
use crate::caller::Staff;
use crate::error::{Error, Result};
use crate::store;

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
    let mut conn = backend.store().read().await?;
    let stored = store::campaigns::by_reference(&mut conn, staff.pharmacy, campaign).await?.ok_or(Error::NotFound)?;
    let counts = store::campaigns::counts(&mut conn, stored.id).await?;
    let (spent, given_back) = store::campaigns::settled(&mut conn, stored.id).await?;
    let messages = lines(&mut conn, staff, stored.ids, cursor, counts.clone()).await?;
    Ok(Campaign {
        campaign: campaign.clone(),
        name: stored.name,
        objective: stored.objective,
        manager: stored.manager,
        created: staff.zone.stamp(stored.created_at),
        text: stored.text,
        total: stored.messages,
        counts,
        left_out: stored.left_out,
        reserved: stored.credits,
        spent,
        given_back,
        messages,
    })
}
