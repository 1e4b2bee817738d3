//! One page of a list.

use domain::history::{Column, Cursor, Page, Query, Totals, Way};
use domain::id::MessageId;
use domain::message::{Line, Status};
use sqlx::SqliteConnection;

use super::shown;
use crate::caller::Staff;
use crate::error::Result;
use crate::store;
use crate::store::history::{List, Place, Total};

/// Messages of one page.
const PAGE: u32 = 50;
/// The largest number that a message can have.
const LARGEST: i64 = (1 << 40) - 1;

/// One page of a list, its totals, and how many messages came after `until`.
pub(in crate::service) async fn page(
    conn: &mut SqliteConnection,
    staff: &Staff,
    now: i64,
    query: &Query,
    (cursor, until): (Option<Cursor>, Option<i64>),
) -> Result<Page> {
    let newest = store::pharmacies::newest_message(conn, staff.pharmacy).await?;
    let list = store::history::list(conn, staff.pharmacy, newest, query, staff.language).await?;
    let Some(mut list) = list else { return Ok(Page { newest, ..Page::default() }) };
    let total = list.total(conn).await?;
    if total == Total::Exact(vec![]) {
        return Ok(Page { newest, ..Page::default() });
    }
    let (list, fresh) = match until.filter(|until| *until < newest) {
        Some(until) => list.cut(conn, MessageId::new(staff.pharmacy, until.max(0))).await?,
        None => (list, 0),
    };
    let places = places(conn, staff, &list, cursor).await?;
    let totals = match total {
        Total::Exact(counts) => Totals::Exact(counts),
        Total::Many => Totals::Many,
    };
    let cursor = |way, line: Option<&Line>| cursor_at(query.sort.column, way, line);
    let ids: Vec<MessageId> = places.places.iter().map(Place::message).collect();
    let lines = store::history::written(conn, &ids).await?;
    let lines: Vec<Line> = lines.into_iter().map(|message| shown(staff, now, message)).collect();
    let previous = places.has_previous.then(|| cursor(Way::Back, lines.first())).flatten();
    let next = places.has_next.then(|| cursor(Way::On, lines.last())).flatten();
    Ok(Page { lines, previous, next, totals, newest, fresh })
}

/// A page before its lines are read.
struct Places {
    places: Vec<Place>,
    has_previous: bool,
    has_next: bool,
}

/// The page that a cursor leads to. One that leads nowhere leads to the first page, and so does a way back on which fewer
/// messages are than a page has: nobody ends on a page with three lines at the top of a long list.
async fn places(conn: &mut SqliteConnection, staff: &Staff, list: &List, cursor: Option<Cursor>) -> Result<Places> {
    let from = match cursor {
        Some(cursor) if (1..=LARGEST).contains(&cursor.number) => {
            let message = MessageId::new(staff.pharmacy, cursor.number);
            list.place(conn, message, cursor.status).await?.map(|place| (cursor.way, place))
        }
        _ => None,
    };
    if let Some((way, from)) = from {
        let is_back = way == Way::Back;
        let mut places = list.read(conn, Some(&from), is_back, PAGE + 1).await?;
        let has_more = is_longer(&mut places);
        if is_back {
            places.reverse();
        }
        let is_page = if is_back { has_more } else { !places.is_empty() };
        if is_page {
            let end = if is_back { places.last() } else { places.first() };
            // Most of the time the message that the page was asked for from stands beside it still.
            let has_other = list.holds(conn, &from).await? || !list.read(conn, end, !is_back, 1).await?.is_empty();
            let (has_previous, has_next) = if is_back { (has_more, has_other) } else { (has_other, has_more) };
            return Ok(Places { places, has_previous, has_next });
        }
    }
    let mut places = list.read(conn, None, false, PAGE + 1).await?;
    let has_next = is_longer(&mut places);
    Ok(Places { places, has_previous: false, has_next })
}

/// Whether there is more than a page; what is more is left out.
fn is_longer(places: &mut Vec<Place>) -> bool {
    let most = usize::try_from(PAGE).unwrap_or(usize::MAX);
    let is_longer = places.len() > most;
    places.truncate(most);
    is_longer
}

fn cursor_at(column: Column, way: Way, line: Option<&Line>) -> Option<Cursor> {
    let line = line?;
    let status = Some(line.status).filter(|_: &Status| column == Column::Status);
    Some(Cursor { way, number: line.number, status })
}
