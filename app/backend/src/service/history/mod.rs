//! The history of communications: its list, what can be chosen in it, and its export.

mod check;
mod export;
mod list;
mod message;
mod past;

use domain::campaign::UnderWay;
use domain::history::{Choices, Cursor, Page, Query};
use domain::id::MessageId;
use domain::message::{Line, is_unreported};
use domain::phone::PhoneNumber;
use domain::staff::Permission;
use domain::time::Date;
use sqlx::SqliteConnection;

pub use self::check::{check, rebuild};
pub use self::export::{Export, ExportLine, export};
pub(in crate::service) use self::list::page;
pub use self::message::message;
pub(super) use self::message::of_number;
pub use self::past::{PastCampaign, PastMessage, add_past};
use super::gateway::obstacle;
use crate::Backend;
use crate::caller::Staff;
use crate::error::Result;
use crate::store;
use crate::store::history::Written;

/// One page of the history, and how many messages all of it has. `until`: messages with a larger number are not shown, only
/// counted, so that what comes while a page is open does not make its rows jump. A cursor that leads nowhere leads to the
/// first page.
///
/// # Errors
///
/// [`Error::Denied`](crate::Error::Denied) without `history.read`.
pub async fn list(
    backend: &Backend,
    staff: &Staff,
    query: &Query,
    cursor: Option<Cursor>,
    until: Option<i64>,
) -> Result<Page> {
    staff.need(Permission::HistoryRead)?;
    let mut conn = backend.store().snapshot().await?;
    page(&mut conn, staff, backend.clock().now(), query, (cursor, until)).await
}

/// What can be chosen in the filters.
///
/// # Errors
///
/// [`Error::Denied`](crate::Error::Denied) without `history.read`.
pub async fn choices(backend: &Backend, staff: &Staff, query: &Query) -> Result<Choices> {
    staff.need(Permission::HistoryRead)?;
    let mut conn = backend.store().read().await?;
    let managers = store::history::managers(&mut conn, staff.pharmacy).await?;
    let campaigns = store::history::campaigns(&mut conn, staff.pharmacy, query.filter.campaign.as_ref()).await?;
    let client = match &query.filter.client {
        Some(client) => store::history::client(&mut conn, staff.pharmacy, client).await?,
        None => None,
    };
    let today = Date::from_days(staff.zone.day(backend.clock().now()));
    Ok(Choices { managers, campaigns, client: client.map(|(_, name)| name), today })
}

/// The newest campaign that has messages still to leave.
///
/// # Errors
///
/// [`Error::Denied`](crate::Error::Denied) without `history.read`.
pub async fn under_way(backend: &Backend, staff: &Staff) -> Result<Option<UnderWay>> {
    staff.need(Permission::HistoryRead)?;
    let mut conn = backend.store().read().await?;
    let Some(moving) = store::campaigns::under_way(&mut conn, staff.pharmacy).await? else { return Ok(None) };
    let counts = store::campaigns::counts(&mut conn, moving.id).await?;
    let left = moving.messages.saturating_sub(store::campaigns::to_leave(&counts));
    let now = backend.clock().now();
    let unreachable = backend.link().is_some_and(|link| obstacle(&link, &staff.zone, now).is_some());
    Ok(Some(UnderWay { campaign: moving.reference, name: moving.name, left, total: moving.messages, unreachable }))
}

/// One message as the history shows it; `None` if there is none.
pub(super) async fn line(conn: &mut SqliteConnection, staff: &Staff, now: i64, id: MessageId) -> Result<Option<Line>> {
    let found = store::history::written(conn, &[id]).await?;
    Ok(found.into_iter().next().map(|message| shown(staff, now, message)))
}

fn shown(staff: &Staff, now: i64, message: Written) -> Line {
    Line {
        is_unreported: is_unreported(message.status, message.accepted_at, now),
        number: message.id.number(),
        created: staff.zone.stamp(message.created_at),
        manager: message.manager,
        status: message.status,
        reason: message.reason,
        content: message.content,
        recipient: message.recipient,
        // An erased message has no number any more.
        phone: PhoneNumber::try_from(message.phone).map(|phone| phone.national()).unwrap_or_default(),
        is_test: message.is_test,
    }
}
