//! The history of communications.

mod message;
mod past;

use domain::campaign::UnderWay;
use domain::id::MessageId;
use domain::message::{Counts, Cursor, Line, Lines};
use domain::phone::PhoneNumber;
use domain::staff::Permission;
use sqlx::SqliteConnection;

pub use self::message::message;
pub(super) use self::message::of_number;
pub use self::past::{PastCampaign, PastMessage, add_past};
use super::gateway::obstacle;
use crate::Backend;
use crate::caller::Staff;
use crate::error::Result;
use crate::store;
use crate::store::messages::Written;

/// Messages of one page.
const PAGE: u32 = 50;

/// One page of the history, newest first, with the totals by status of all of it.
///
/// # Errors
///
/// [`Error::Denied`](crate::Error::Denied) without `history.read`.
pub async fn page(backend: &Backend, staff: &Staff, cursor: Option<Cursor>) -> Result<Lines> {
    staff.need(Permission::HistoryRead)?;
    let mut conn = backend.store().read().await?;
    let counts = store::messages::counts(&mut conn, staff.pharmacy).await?;
    let next = domain::id::PharmacyId(staff.pharmacy.0 + 1);
    let ids = (MessageId::new(staff.pharmacy, 0).0, MessageId::new(next, 0).0 - 1);
    lines(&mut conn, staff, ids, cursor, counts).await
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

/// One page of the messages whose ids are in a range. A page of newer messages that would not be full is the first page,
/// so that nobody ends on a page with three lines at the top of a long list.
pub(super) async fn lines(
    conn: &mut SqliteConnection,
    staff: &Staff,
    ids: (i64, i64),
    cursor: Option<Cursor>,
    counts: Counts,
) -> Result<Lines> {
    let (first, last) = ids;
    let id = |number: i64| MessageId::new(staff.pharmacy, number.clamp(0, (1 << 40) - 1)).0;
    if let Some(Cursor::After(number)) = cursor {
        let range = (first.max(id(number) + 1), last);
        let mut found = store::messages::oldest(&mut *conn, range, PAGE + 1).await?;
        if found.len() > to_usize(PAGE) {
            found.truncate(to_usize(PAGE));
            found.reverse();
            let older = found.last().map(|message| message.id.0 - 1);
            let older = match older {
                Some(end) if store::messages::any(conn, (first, end)).await? => before(&found),
                _ => None,
            };
            let newer = found.first().map(|message| Cursor::After(message.id.number()));
            return Ok(shown(staff, found, newer, older, counts));
        }
    }
    let end = match cursor {
        Some(Cursor::Before(number)) => last.min(id(number) - 1),
        _ => last,
    };
    let mut found = store::messages::newest(&mut *conn, (first, end), PAGE + 1).await?;
    let more = found.len() > to_usize(PAGE);
    found.truncate(to_usize(PAGE));
    let older = if more { before(&found) } else { None };
    let start = found.first().map_or(end, |message| message.id.0);
    let newer = if start < last && store::messages::any(conn, (start.max(first - 1) + 1, last)).await? {
        Some(Cursor::After(MessageId(start).number()))
    } else {
        None
    };
    Ok(shown(staff, found, newer, older, counts))
}

fn before(found: &[Written]) -> Option<Cursor> {
    found.last().map(|message| Cursor::Before(message.id.number()))
}

fn to_usize(n: u32) -> usize {
    usize::try_from(n).unwrap_or(usize::MAX)
}

/// One message as the history shows it; `None` if there is none.
pub(super) async fn line(conn: &mut SqliteConnection, staff: &Staff, id: MessageId) -> Result<Option<Line>> {
    let found = store::messages::newest(conn, (id.0, id.0), 1).await?;
    Ok(shown(staff, found, None, None, vec![]).lines.pop())
}

fn shown(staff: &Staff, found: Vec<Written>, newer: Option<Cursor>, older: Option<Cursor>, counts: Counts) -> Lines {
    let lines = found.into_iter().map(|message| Line {
        number: message.id.number(),
        created: staff.zone.stamp(message.created_at),
        manager: message.manager,
        status: message.status,
        reason: message.reason,
        content: message.content,
        recipient: message.recipient,
        // An erased message has no number any more.
        phone: PhoneNumber::try_from(message.phone).map(|phone| phone.national()).unwrap_or_default(),
    });
    Lines { lines: lines.collect(), newer, older, counts }
}
