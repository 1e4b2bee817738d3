//! Who of a list can receive an SMS.

use domain::client::Filter;
use domain::id::{ClientRef, PharmacyId};
use sqlx::{QueryBuilder, SqliteConnection};

use super::push_filter;
use crate::error::{Error, Result};

/// The first clients of a list who can receive an SMS, those who owe most first.
pub(crate) async fn reachable(
    conn: &mut SqliteConnection,
    pharmacy: PharmacyId,
    filter: &Filter,
    limit: u32,
    now: i64,
) -> Result<Vec<ClientRef>> {
    let mut query = QueryBuilder::new(
        "SELECT c.id, c.public_id FROM client c
         LEFT JOIN opt_out o ON o.pharmacy_id = c.pharmacy_id AND o.phone = c.phone
         LEFT JOIN consent n ON n.pharmacy_id = c.pharmacy_id AND n.phone = c.phone
         WHERE",
    );
    push_filter(&mut query, pharmacy, filter, now);
    query.push(" AND c.phone IS NOT NULL AND o.phone IS NULL ORDER BY c.balance DESC, c.id LIMIT ").push_bind(limit);
    let rows: Vec<(i64, String)> = query.build_query_as().fetch_all(conn).await?;
    let bad = |row| Error::BadRow { table: "client", column: "public_id", row };
    rows.into_iter().map(|(row, client)| client.parse().map_err(|_| bad(row))).collect()
}
