//! Where the rows of a part are read from. Every source gives the same messages (`select`), so that a bad choice here is slow
//! and never wrong.
//!
//! What is known before: how many messages the filter leaves (exactly, from the counters), how many the search finds (exactly
//! up to 10,000, else estimated from how densely the newest of them lie), and how many rows each source has.

use domain::history::MOST_COUNTED;
use sqlx::SqliteConnection;

use super::select::{Bounds, By, Order, Part, Place, Source, counts, place_at, places};
use super::totals::Counted;
use crate::error::Result;

/// Thousandths of a millisecond, as measured at a million messages: to look a hit up in the list, and to look a message up and
/// check its text.
const LOOK_UP: f64 = 0.3;
const CHECK: f64 = 3.0;
/// A source that is done in this time at the worst is taken, whatever another one may promise.
const SHORT: f64 = 10_000.0;
/// The most rows of a sorted table that are read before the rest of the plan.
const WALK: u32 = 3_000;
/// A filter that leaves more than one message of so many is met by walking the list.
const DENSE: f64 = 50.0;

/// The first messages of a part after a place, at most `limit`.
pub(super) async fn read(
    conn: &mut SqliteConnection,
    part: &Part,
    counted: &Counted,
    order: Order,
    after: Option<&Place>,
    limit: u32,
) -> Result<Vec<Place>> {
    if counted.of(part) == 0 {
        return Ok(vec![]);
    }
    let source = source(part, counted, order, limit);
    if source != Source::Sorted {
        return places(conn, part, source, order, Bounds { after, before: None }, limit).await;
    }
    if part.is_all() {
        return places(conn, part, Source::Sorted, order, Bounds { after, before: None }, limit).await;
    }
    // A walk through what does not belong here can be long, whatever was expected: it has an end.
    let before = place_at(conn, part, order, after, WALK).await?;
    let bounds = Bounds { after, before: before.as_ref() };
    let found = places(conn, part, Source::Sorted, order, bounds, limit).await?;
    if before.is_none() || found.len() >= usize::try_from(limit).unwrap_or(usize::MAX) {
        return Ok(found);
    }
    let whole = whole(part, counted);
    places(conn, part, whole, order, Bounds { after, before: None }, limit).await
}

/// How many messages of a part stand in each status, one by one; of more than are counted not all.
pub(super) async fn count(conn: &mut SqliteConnection, part: &Part, counted: &Counted) -> Result<Vec<(i64, i64)>> {
    if counted.of(part) == 0 {
        return Ok(vec![]);
    }
    if let (Some(hits), None, None) = (part.hits, &part.statuses, part.client)
        && hits > f64::from(MOST_COUNTED)
    {
        return Ok(vec![(0, i64::from(MOST_COUNTED) + 1)]);
    }
    let limit = if part.sought.is_empty() { u32::MAX } else { MOST_COUNTED + 1 };
    counts(conn, part, whole(part, counted), limit).await
}

/// The source for the first `limit` messages.
fn source(part: &Part, counted: &Counted, order: Order, limit: u32) -> Source {
    if part.client.is_some() {
        return Source::OfClient;
    }
    let (filter, rows) = of_filter(part, counted);
    let (span, limit) = (span(part), f64::from(limit));
    let left = number(counted.of(part));
    let is_by_key = matches!(order.by, By::Content | By::Recipient);
    let Some(hits) = part.hits else {
        let is_dense = limit * span / left <= f64::from(WALK) * 0.7;
        return match () {
            () if is_by_key && is_dense => Source::Sorted,
            () if is_by_key => filter,
            // Of all sources the list is the one whose rows lie beside one another.
            () if span <= left * DENSE => Source::List,
            () => filter,
        };
    };
    if is_by_key {
        // As far as what is found has nothing to do with the filter and the order.
        let rows_to_walk = limit * span / (hits * left / span).max(1.0);
        let is_dense = hits > f64::from(MOST_COUNTED) && rows_to_walk <= f64::from(WALK) * 0.7;
        return if is_dense { Source::Sorted } else { whole(part, counted) };
    }
    if part.statuses.is_none() || order.by == By::Status {
        return Source::Hits;
    }
    let worst = (hits * LOOK_UP, rows * CHECK);
    let expected = ((limit * span / left).min(hits) * LOOK_UP, (limit * span / hits.max(1.0)).min(rows) * CHECK);
    let (of_hits, of_filter) = if worst.0.min(worst.1) <= SHORT { worst } else { expected };
    if of_hits <= of_filter { Source::Hits } else { filter }
}

/// The source for all of a part.
pub(super) fn whole(part: &Part, counted: &Counted) -> Source {
    if part.client.is_some() {
        return Source::OfClient;
    }
    let (filter, rows) = of_filter(part, counted);
    match part.hits {
        Some(hits) if hits * LOOK_UP <= rows * CHECK => Source::Hits,
        _ => filter,
    }
}

/// The source with the fewest rows that all have the filter's messages among them, and how many it has.
fn of_filter(part: &Part, counted: &Counted) -> (Source, f64) {
    let mut best = (Source::List, span(part));
    let mut offer = |source, rows: i64| {
        if number(rows) < best.1 {
            best = (source, number(rows));
        }
    };
    if let Some([status]) = part.statuses.as_deref() {
        offer(Source::Status(*status), counted.of_status(*status));
    }
    if let Some(staff) = part.staff {
        offer(Source::OfStaff, counted.of_staff(staff));
    }
    if part.objective.is_some() {
        offer(Source::OfObjective, counted.of_all());
    }
    best
}

/// How many ids a part has, its filter aside: they follow one another.
fn span(part: &Part) -> f64 {
    number(part.ids.1 - part.ids.0 + 1).max(1.0)
}

/// A number to reckon with. There are fewer than 2^32 messages in a pharmacy, or it does not matter how many more.
fn number(n: i64) -> f64 {
    u32::try_from(n.max(0)).map_or(f64::from(u32::MAX), f64::from)
}
