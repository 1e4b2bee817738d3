//! Where the rows of a part are read from. Every source gives the same messages (`select`), so that a bad choice here is slow
//! and never wrong.
//!
//! What is known before: how many messages the filter leaves (exactly, from the counters), how many the search finds (exactly
//! up to 10,000, else estimated from how densely the newest of them lie), and how many rows each source has.

use std::sync::Arc;

use domain::history::MOST_COUNTED;
use sqlx::SqliteConnection;

use super::part::{By, Order, Part, Place};
use super::select::{self, Bounds, Source, place_at, places};
use super::totals::Counted;
use crate::error::Result;

/// What reading costs, in thousandths of a millisecond, as measured at a million messages with small caches: a row that follows
/// the one before, one that is looked up, one that has to be checked for words, and the page on which a row stands, where it is
/// not the page of the row before.
const NEXT: f64 = 0.05;
const LOOK_UP: f64 = 0.15;
const CHECK: f64 = 1.0;
const PAGE: f64 = 3.0;
/// Rows of a page: of the list, and of the messages themselves.
const OF_LIST: f64 = 130.0;
const OF_MESSAGES: f64 = 25.0;
/// What is done in this time at the worst is taken, whatever something else may promise.
const SHORT: f64 = 8_000.0;
/// How far a list is counted, and how far a table is walked through, before another way is taken.
#[derive(Clone, Copy, Debug)]
pub(super) struct Limits {
    /// The most messages that are counted one by one.
    pub(super) counted: u32,
    /// The most rows of a sorted table that are read before the rest of the plan.
    pub(super) walk: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self { counted: MOST_COUNTED, walk: 3_000 }
    }
}

/// The first messages of a part after a place, at most `limit`.
pub(super) async fn read(
    conn: &mut SqliteConnection,
    part: &Part,
    counted: &Counted,
    order: Order,
    after: Option<&Place>,
    limit: u32,
) -> Result<Vec<Place>> {
    if let Some(found) = &part.found {
        return Ok(among(found, part, order, after, limit));
    }
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
    walk(conn, part, counted, order, after, limit).await
}

/// Reads a part out of the table that is sorted as the list is to be. What does not belong to the part can be long there,
/// whatever was expected: the walk has an end, after which all of the part is read from where that costs least.
pub(super) async fn walk(
    conn: &mut SqliteConnection,
    part: &Part,
    counted: &Counted,
    order: Order,
    after: Option<&Place>,
    limit: u32,
) -> Result<Vec<Place>> {
    let before = place_at(conn, part, order, after, part.limits.walk).await?;
    let bounds = Bounds { after, before: before.as_ref() };
    let found = places(conn, part, Source::Sorted, order, bounds, limit).await?;
    if before.is_none() || found.len() >= usize::try_from(limit).unwrap_or(usize::MAX) {
        return Ok(found);
    }
    let whole = whole(part, counted);
    places(conn, part, whole, order, Bounds { after, before: None }, limit).await
}

/// The first messages of a part, of which all are at hand.
fn among(found: &[Place], part: &Part, order: Order, after: Option<&Place>, limit: u32) -> Vec<Place> {
    let is_in = |place: &&Place| {
        (part.ids.0..=part.ids.1).contains(&place.id)
            && part.staff.is_none_or(|staff| staff == place.staff_id)
            && part.statuses.as_ref().is_none_or(|statuses| statuses.contains(&place.status))
            && after.is_none_or(|after| order.compare(after, place).is_lt())
    };
    let mut places: Vec<Place> = found.iter().filter(is_in).cloned().collect();
    places.sort_unstable_by(|one, other| order.compare(one, other));
    places.truncate(usize::try_from(limit).unwrap_or(usize::MAX));
    places
}

/// Looks for the messages of a part one by one, and keeps them if they are no more than are counted; says whether they are.
pub(super) async fn find(conn: &mut SqliteConnection, part: &mut Part, counted: &Counted, by: By) -> Result<bool> {
    if counted.of(part) == 0 {
        part.found = Some(Arc::default());
        return Ok(true);
    }
    let most = part.limits.counted;
    if part.statuses.is_none() && part.client.is_none() && part.hits.is_some_and(|hits| hits > f64::from(most)) {
        return Ok(false);
    }
    let found = select::find(conn, part, whole(part, counted), by, most.saturating_add(1)).await?;
    let is_few = u32::try_from(found.len()).is_ok_and(|n| n <= most);
    part.found = is_few.then(|| Arc::new(found));
    Ok(is_few)
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
        let row = LOOK_UP + PAGE + if part.sought.is_empty() { 0.0 } else { CHECK + PAGE };
        let is_near = rows <= f64::from(part.limits.walk) * 0.7;
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
    let span = span(part);
    // The fewer rows, the seldomer two of them stand on the same page.
    let apart = |rows: f64, of_page: f64| PAGE * (span / rows.max(1.0) / of_page).min(1.0);
    let look_up = |rows: f64| LOOK_UP + apart(rows, OF_LIST);
    let check = |rows: f64| if part.sought.is_empty() { 0.0 } else { CHECK + apart(rows, OF_MESSAGES) };
    let mut best = Offer { source: Source::List, rows: span, row: NEXT + check(span) };
    let mut consider = |offer: Offer| {
        if cost(&offer) < cost(&best) {
            best = offer;
        }
    };
    if let Some([status]) = part.statuses.as_deref() {
        let rows = number(counted.of_status(*status));
        // A message whose text is looked at is not looked up in the list.
        let row = if part.sought.is_empty() { look_up(rows) } else { LOOK_UP + check(rows) };
        consider(Offer { source: Source::Status(*status), rows, row });
    }
    if let Some(staff) = part.staff {
        // Campaign by campaign: rows beside one another.
        consider(Offer {
            source: Source::OfStaff,
            rows: number(counted.of_staff(staff)),
            row: NEXT * 1.2 + check(span),
        });
    }
    if part.objective.is_some() {
        consider(Offer { source: Source::OfObjective, rows: number(counted.of_all()), row: NEXT * 1.2 + check(span) });
    }
    if let Some(hits) = part.hits {
        consider(Offer { source: Source::Hits, rows: hits, row: look_up(hits) });
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
