//! The statement that reads a part of a list. Where its rows come from decides its speed and nothing else: whatever the
//! source, the same conditions leave the same messages in the same order.

use sqlx::{QueryBuilder, Sqlite, SqliteConnection};

use super::part::{By, Order, Part, Place};
use super::search;
use crate::error::Result;
use crate::store::failed;

/// Where the rows of a statement come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Source {
    /// The list, in the order of the ids.
    List,
    /// The messages of one status, in the order of the ids.
    Status(i64),
    /// The campaigns of the part's manager, and in each its messages.
    OfStaff,
    /// The campaigns with the part's objective, and in each its messages.
    OfObjective,
    /// The messages of the part's client.
    OfClient,
    /// What the index finds, in the order of the ids.
    Hits,
    /// The table that is sorted as the list is to be.
    Sorted,
}

/// Between which places a part is read, both of them left out.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Bounds<'a> {
    pub(super) after: Option<&'a Place>,
    pub(super) before: Option<&'a Place>,
}

/// The places of the first messages of a part, at most `limit`.
pub(super) async fn places(
    conn: &mut SqliteConnection,
    part: &Part,
    source: Source,
    order: Order,
    bounds: Bounds<'_>,
    limit: u32,
) -> Result<Vec<Place>> {
    let mut query = QueryBuilder::new("");
    push_places(&mut query, part, source, order, bounds);
    query.push(" LIMIT ").push_bind(limit);
    Ok(query.build_query_as().fetch_all(conn).await?)
}

/// The place so many rows after another one in a sorted table; `None` where it ends before.
pub(super) async fn place_at(
    conn: &mut SqliteConnection,
    part: &Part,
    order: Order,
    after: Option<&Place>,
    rows: u32,
) -> Result<Option<Place>> {
    let mut query = QueryBuilder::new("SELECT k.id, 0 AS status, 0 AS staff_id, k.key FROM ");
    query.push(sorted(order.by)).push(" k WHERE k.pharmacy_id = ").push_bind(part.pharmacy.0);
    if let Some(after) = after {
        push_bound(&mut query, ("k.key", "k.id"), order, after, true);
    }
    query.push(" ORDER BY k.key").push(order.direction()).push(", k.id").push(order.direction());
    query.push(" LIMIT 1 OFFSET ").push_bind(rows);
    Ok(query.build_query_as().fetch_optional(conn).await?)
}

/// How many hits of an expression there are among some ids, at most `limit`, the newest first; and the oldest of them.
pub(super) async fn hits(
    conn: &mut SqliteConnection,
    expression: &str,
    ids: (i64, i64),
    limit: u32,
) -> Result<(i64, i64)> {
    let mut query = QueryBuilder::new(
        "SELECT count(*), coalesce(min(id), 0) FROM (SELECT rowid AS id FROM message_words WHERE message_words MATCH ",
    );
    query.push_bind(expression).push(" AND rowid BETWEEN ").push_bind(ids.0).push(" AND ").push_bind(ids.1);
    query.push(" ORDER BY rowid DESC LIMIT ").push_bind(limit).push(")");
    Ok(query.build_query_as().fetch_one(conn).await?)
}

/// Adds the statement that reads the places of a part in an order.
pub(super) fn push_places(
    query: &mut QueryBuilder<Sqlite>,
    part: &Part,
    source: Source,
    order: Order,
    bounds: Bounds<'_>,
) {
    query.push("SELECT ");
    let (id, key) = (id_of(source), key_of(source, order.by));
    query.push("l.id, l.status, ").push(facts(part, source)).push(".staff_id, ");
    query.push(if matches!(order.by, By::Content | By::Recipient) { key } else { "''" }).push(" AS key");
    let mut part = part.clone();
    if order.by == By::Id {
        part.ids = ids_between(part.ids, order, bounds);
    }
    push_rows(query, &part, source, order.by);
    if order.by != By::Id {
        for (place, is_after) in [(bounds.after, true), (bounds.before, false)] {
            if let Some(place) = place {
                push_bound(query, (key, id), order, place, is_after);
            }
        }
    }
    query.push(" ORDER BY ");
    if order.by != By::Id {
        query.push(key).push(order.direction()).push(", ");
    }
    if matches!(source, Source::OfStaff | Source::OfObjective) && order.by == By::Id {
        // The same order as by id alone, as the two loops bring it.
        query.push("r.first_message").push(order.direction()).push(", ");
    }
    query.push(id).push(order.direction());
}

/// How many messages of a part stand in each status, of at most `limit` messages.
pub(super) async fn counts(
    conn: &mut SqliteConnection,
    part: &Part,
    source: Source,
    limit: u32,
) -> Result<Vec<(i64, i64)>> {
    let mut query = QueryBuilder::new("SELECT status, count(*) FROM (SELECT l.status");
    push_rows(&mut query, part, source, By::Id);
    query.push(" LIMIT ").push_bind(limit).push(") GROUP BY status");
    Ok(query.build_query_as().fetch_all(conn).await?)
}

/// Messages of a part, at most `limit`, in no order. One text for all of them: a row each would take longer to hand over than
/// to find.
pub(super) async fn find(
    conn: &mut SqliteConnection,
    part: &Part,
    source: Source,
    by: By,
    limit: u32,
) -> Result<Vec<Place>> {
    let mut query = QueryBuilder::new(
        "SELECT json_group_array(json_object('id', id, 'status', status, 'staff_id', staff_id, 'key', key))
         FROM (SELECT l.id, l.status, ",
    );
    query.push(facts(part, source)).push(".staff_id, ");
    query.push(if matches!(by, By::Content | By::Recipient) { key_of(Source::List, by) } else { "''" }).push(" AS key");
    push_rows(&mut query, part, source, By::Id);
    query.push(" LIMIT ").push_bind(limit).push(")");
    let found: String = query.build_query_scalar().fetch_one(conn).await?;
    serde_json::from_str(&found).map_err(failed)
}

/// Adds `FROM` and `WHERE`.
pub(super) fn push_rows(query: &mut QueryBuilder<Sqlite>, part: &Part, source: Source, by: By) {
    let facts = facts(part, source);
    push_source(query, source, by);
    if facts == "m" {
        query.push(" CROSS JOIN message m ON m.id = l.id CROSS JOIN campaign c ON c.id = m.campaign_id");
    } else if part.client.is_some() && source != Source::OfClient {
        query.push(" CROSS JOIN message m ON m.id = l.id");
    }
    query.push(" WHERE ");
    push_source_condition(query, part, source);
    match (&part.statuses, source) {
        (_, Source::Status(_)) | (None, _) => {}
        (Some(statuses), _) => {
            query.push(" AND l.status IN (");
            let mut list = query.separated(", ");
            for status in statuses {
                list.push_bind(*status);
            }
            query.push(")");
        }
    }
    // The index has found them by these already.
    if source != Source::Hits {
        if let Some(staff) = part.staff {
            query.push(" AND ").push(facts).push(".staff_id = ").push_bind(staff);
        }
        if let Some(objective) = part.objective {
            query.push(" AND ").push(facts).push(".objective = ").push_bind(objective);
        }
        search::push_check(query, &part.sought);
    }
    if let (Some(client), false) = (part.client, source == Source::OfClient) {
        query.push(" AND m.client_id = ").push_bind(client);
    }
}

/// The table from which manager and objective are read: where a message is looked at anyway, its row in the list is not
/// needed, and an index of the list is enough.
fn facts(part: &Part, source: Source) -> &'static str {
    let is_checked = source != Source::Hits && !part.sought.is_empty();
    if is_checked { "m" } else { "l" }
}

fn push_source(query: &mut QueryBuilder<Sqlite>, source: Source, by: By) {
    match source {
        Source::List => query.push(" FROM message_list l"),
        Source::Status(_) => query.push(" FROM message_list l INDEXED BY message_list_status"),
        Source::OfStaff => query.push(
            " FROM campaign r INDEXED BY campaign_of_staff
              CROSS JOIN message_list l ON l.id BETWEEN r.first_message AND r.last_message",
        ),
        Source::OfObjective => query.push(
            " FROM campaign r INDEXED BY campaign_of_objective
              CROSS JOIN message_list l ON l.id BETWEEN r.first_message AND r.last_message",
        ),
        Source::OfClient => query.push(" FROM message_by_client k CROSS JOIN message_list l ON l.id = k.id"),
        Source::Hits => query.push(" FROM message_words CROSS JOIN message_list l ON l.id = message_words.rowid"),
        Source::Sorted => query.push(" FROM ").push(sorted(by)).push(" k CROSS JOIN message_list l ON l.id = k.id"),
    };
}

const fn sorted(by: By) -> &'static str {
    match by {
        By::Recipient => "message_by_recipient",
        By::Id | By::Status | By::Content => "message_by_content",
    }
}

/// The first condition of a statement, which bounds it to the pharmacy.
fn push_source_condition(query: &mut QueryBuilder<Sqlite>, part: &Part, source: Source) {
    let (first, last) = part.ids;
    match source {
        Source::List => query.push("l.id BETWEEN "),
        Source::Status(status) => {
            query.push("l.id >> 40 = ").push_bind(part.pharmacy.0).push(" AND l.status = ").push_bind(status);
            query.push(" AND l.id BETWEEN ")
        }
        Source::OfStaff | Source::OfObjective => {
            query.push("r.pharmacy_id = ").push_bind(part.pharmacy.0);
            match (source, part.staff, part.objective) {
                (Source::OfStaff, staff, _) => query.push(" AND r.staff_id = ").push_bind(staff),
                (_, _, objective) => query.push(" AND r.objective = ").push_bind(objective),
            };
            query.push(" AND r.first_message <= ").push_bind(last);
            // Campaigns follow one another: none that began before this one reaches into the ids.
            query.push(
                " AND r.first_message >= coalesce((SELECT max(b.first_message) FROM campaign b WHERE b.pharmacy_id = ",
            );
            query.push_bind(part.pharmacy.0).push(" AND b.first_message <= ").push_bind(first).push("), 0)");
            // A plain `l.id` could be taken as the bound of the inner loop, instead of the campaign's.
            query.push(" AND +l.id BETWEEN ")
        }
        Source::OfClient => query.push("k.client_id = ").push_bind(part.client).push(" AND k.id BETWEEN "),
        Source::Hits => {
            query.push("message_words MATCH ").push_bind(part.expression.clone());
            query.push(" AND message_words.rowid BETWEEN ")
        }
        Source::Sorted => query.push("k.pharmacy_id = ").push_bind(part.pharmacy.0).push(" AND +k.id BETWEEN "),
    };
    query.push_bind(first).push(" AND ").push_bind(last);
}

/// Adds the condition that a row comes after a place, or before it.
fn push_bound(
    query: &mut QueryBuilder<Sqlite>,
    (key, id): (&'static str, &'static str),
    order: Order,
    place: &Place,
    is_after: bool,
) {
    query.push(" AND (").push(key).push(", ").push(id);
    query.push(if is_after == order.descending { ") < (" } else { ") > (" });
    match order.by {
        By::Status => query.push_bind(place.status),
        By::Id | By::Content | By::Recipient => query.push_bind(place.key.clone()),
    };
    query.push(", ").push_bind(place.id).push(")");
}

/// The ids that lie between two places of a list that is sorted by id.
fn ids_between((mut first, mut last): (i64, i64), order: Order, bounds: Bounds<'_>) -> (i64, i64) {
    let (above, below) = if order.descending { (bounds.before, bounds.after) } else { (bounds.after, bounds.before) };
    if let Some(place) = above {
        first = first.max(place.id.saturating_add(1));
    }
    if let Some(place) = below {
        last = last.min(place.id.saturating_sub(1));
    }
    (first, last)
}

const fn id_of(source: Source) -> &'static str {
    match source {
        Source::List | Source::Status(_) | Source::OfStaff | Source::OfObjective => "l.id",
        Source::OfClient | Source::Sorted => "k.id",
        Source::Hits => "message_words.rowid",
    }
}

const fn key_of(source: Source, by: By) -> &'static str {
    match (source, by) {
        (Source::Sorted, _) => "k.key",
        (_, By::Status) => "l.status",
        (_, By::Recipient) => "l.recipient20",
        (_, By::Id | By::Content) => "l.content24",
    }
}
