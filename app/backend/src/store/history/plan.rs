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

/// What a row costs, in thousandths of a millisecond, as measured at a million messages: a row of the list that follows the one
/// before, one that is looked up by its id, one that is looked up from a sorted table, and the check of a message's text.
const NEXT: f64 = 0.05;
const LOOK_UP: f64 = 0.3;
const FAR: f64 = 1.5;
const CHECK: f64 = 3.0;
/// What is done in this time at the worst is taken, whatever something else may promise.
const SHORT: f64 = 8_000.0;
/// The most rows of a sorted table that are read before the rest of the plan.
const WALK: u32 = 3_000;

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

/// A source that has all messages of a part.
struct Offer {
    source: Source,
    rows: f64,
    /// What one of its rows costs.
    row: f64,
}

impl Offer {
    /// What it costs to read all of it.
    fn worst(&self) -> f64 {
        self.rows * self.row
    }

    /// What it costs until a limit is reached, if the messages of the part lie evenly in it.
    fn expected(&self, limit: f64, messages: f64) -> f64 {
        (limit * self.rows / messages.max(1.0)).min(self.rows) * self.row
    }
}

/// The source for the first `limit` messages.
fn source(part: &Part, counted: &Counted, order: Order, limit: u32) -> Source {
    if part.client.is_some() {
        return Source::OfClient;
    }
    let limit = f64::from(limit);
    let messages = messages(part, counted);
    if matches!(order.by, By::Content | By::Recipient) {
        let rows = limit * span(part) / messages.max(1.0);
        let row = if part.sought.is_empty() { FAR } else { FAR + CHECK };
        let is_near = rows <= f64::from(WALK) * 0.7;
        let whole = cheapest(part, counted, Offer::worst);
        return if is_near && rows * row < whole.worst() { Source::Sorted } else { whole.source };
    }
    if order.by == By::Status {
        return whole(part, counted);
    }
    let safe = cheapest(part, counted, Offer::worst);
    if safe.worst() <= SHORT {
        return safe.source;
    }
    cheapest(part, counted, |offer| offer.expected(limit, messages)).source
}

/// The source for all of a part.
pub(super) fn whole(part: &Part, counted: &Counted) -> Source {
    if part.client.is_some() { Source::OfClient } else { cheapest(part, counted, Offer::worst).source }
}

/// How many messages a part has, about: what the search finds has nothing to do with where it stands, as far as is known.
fn messages(part: &Part, counted: &Counted) -> f64 {
    let left = number(counted.of(part));
    let Some(hits) = part.hits else { return left };
    let whatever_status = Part { statuses: None, ..part.clone() };
    hits * left / number(counted.of(&whatever_status)).max(1.0)
}

/// Of the sources that have all of a part the one that costs least.
fn cheapest(part: &Part, counted: &Counted, cost: impl Fn(&Offer) -> f64) -> Offer {
    let check = if part.sought.is_empty() { 0.0 } else { CHECK };
    let mut best = Offer { source: Source::List, rows: span(part), row: NEXT + check };
    let mut consider = |offer: Offer| {
        if cost(&offer) < cost(&best) {
            best = offer;
        }
    };
    if let Some([status]) = part.statuses.as_deref() {
        let rows = number(counted.of_status(*status));
        consider(Offer { source: Source::Status(*status), rows, row: LOOK_UP + check });
    }
    if let Some(staff) = part.staff {
        consider(Offer { source: Source::OfStaff, rows: number(counted.of_staff(staff)), row: NEXT * 1.2 + check });
    }
    if part.objective.is_some() {
        consider(Offer { source: Source::OfObjective, rows: number(counted.of_all()), row: NEXT * 1.2 + check });
    }
    if let Some(hits) = part.hits {
        consider(Offer { source: Source::Hits, rows: hits, row: LOOK_UP });
    }
    best
}

/// How many ids a part has, its filter aside: they follow one another.
fn span(part: &Part) -> f64 {
    number(part.ids.1 - part.ids.0 + 1).max(1.0)
}

/// A number to reckon with. There are fewer than 2^32 messages in a pharmacy, or it does not matter how many more.
pub(super) fn number(n: i64) -> f64 {
    u32::try_from(n.max(0)).map_or(f64::from(u32::MAX), f64::from)
}
